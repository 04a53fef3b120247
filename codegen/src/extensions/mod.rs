//! The extensions of OpenAPI that this project knows, as types.
//!
//! [`read`] reads them from the normal form of a document, each once, into types that refuse members which they do not
//! have. Every stage takes the types; none looks into an extension itself. [`table`] says where each may stand, what it
//! says and who reads it.
//!
//! ```
//! use gateway_codegen::{extensions, openapi};
//! use serde_json::json;
//!
//! let document = openapi::read(&json!({
//!     "openapi": "3.0.3",
//!     "info": { "title": "Shop", "version": "1" },
//!     "paths": { "/pay": { "post": {
//!         "x-effect": "moves-money",
//!         "x-repeat": { "rule": "never", "why": "It pays twice." },
//!     } } },
//! }))
//! .expect("OpenAPI 3.0")
//! .value;
//! let (extensions, findings) = extensions::read(&document, true);
//! let pay = &extensions.operations[0];
//! assert_eq!(pay.effect, Some(extensions::Effect::MovesMoney));
//! assert_eq!(pay.repeat, None, "what is wrong in a part is left out as a whole");
//! assert_eq!(findings.iter().count(), 2, "`why` is no member, and there is no `reason`");
//! ```

mod names;
mod operation;
mod place;
mod places;
mod reading;
mod schema;
pub mod table;
mod texts;

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::findings::{Findings, Id};
use crate::openapi::{Document, Notes, Part, SchemaId, Schemas};
use reading::What;

pub use operation::{
    Acknowledges, Effect, FoundBy, LookUp, Match, Moves, OperationExtensions, OwnEnvelope, Page,
    RefusalStatus, Repeat, RepeatRule, Source, States, Unstated, Way,
};
pub use place::Place;
pub use places::{
    Codes, DocumentExtensions, Envelope, Forms, LifetimeUnit, Marks, SchemeExtensions, Token,
    TokenForm,
};
pub use schema::{
    Alternatives, Choice, Class, ExpiryPart, Group, Limit, Pair, Preset, SchemaExtensions,
    StateClass, TimeForm, Two, Unit,
};
pub use texts::{Fingerprint, Texts};

/// What the extensions of one document say.
#[derive(Debug, Clone, Default)]
pub struct Extensions {
    /// Of the document as a whole.
    pub document: DocumentExtensions,
    /// Of the operations, in the order of [`Document::operations`].
    pub operations: Vec<OperationExtensions>,
    /// Of the security schemes, by the keys of [`Document::schemes`].
    pub schemes: IndexMap<String, SchemeExtensions>,
    schemas: HashMap<SchemaId, Arc<SchemaExtensions>>,
    statements: HashMap<usize, Arc<SchemaExtensions>>,
    nothing: SchemaExtensions,
}

impl Extensions {
    /// What the answer of an operation carries its code in: what the operation says of its own, or else what the document
    /// says of every answer.
    ///
    /// ```
    /// use gateway_codegen::{extensions, openapi};
    /// use serde_json::json;
    ///
    /// let document = openapi::read(&json!({
    ///     "openapi": "3.0.3",
    ///     "info": { "title": "Shop", "version": "1" },
    ///     "x-envelope": { "code": "code", "message": "text", "accepted": ["0"] },
    ///     "paths": { "/orders": { "post": {}, "get": { "x-envelope": { "none": "It is a list." } } } },
    /// }))
    /// .expect("OpenAPI 3.0")
    /// .value;
    /// let (extensions, _) = extensions::read(&document, true);
    /// let envelopes = extensions.operations.iter().map(|said| extensions.envelope(said));
    /// let of_each: Vec<bool> = envelopes.map(|envelope| envelope.is_some()).collect();
    /// assert_eq!(of_each, [false, true], "the GET has none");
    /// ```
    #[must_use]
    pub fn envelope<'e>(&'e self, said: &'e OperationExtensions) -> Option<&'e Envelope> {
        match &said.envelope {
            Some(OwnEnvelope::None { .. }) => None,
            Some(OwnEnvelope::Other(envelope)) => Some(envelope),
            None => self.document.envelope.as_ref(),
        }
    }

    /// What is said of a schema itself, and not of those that it refers to.
    #[must_use]
    pub fn schema(&self, id: SchemaId) -> &SchemaExtensions {
        self.schemas.get(&id).map_or(&self.nothing, |said| &**said)
    }

    /// What is said where a schema stands: at this place among [`Document::statements`].
    #[must_use]
    pub fn statement(&self, index: usize) -> &SchemaExtensions {
        self.statements
            .get(&index)
            .map_or(&self.nothing, |said| &**said)
    }

    /// What a schema says, or else the nearest of those that it refers to.
    ///
    /// ```
    /// use gateway_codegen::{extensions, openapi};
    /// use serde_json::json;
    ///
    /// let document = openapi::read(&json!({
    ///     "openapi": "3.0.3",
    ///     "info": { "title": "Shop", "version": "1" },
    ///     "components": { "schemas": {
    ///         "Number": { "type": "string", "x-class": "open" },
    ///         "Order": { "allOf": [{ "$ref": "#/components/schemas/Number" }], "description": "An order." },
    ///     } },
    /// }))
    /// .expect("OpenAPI 3.0")
    /// .value;
    /// let (extensions, _) = extensions::read(&document, true);
    /// let order = document.components["Order"].id;
    /// assert_eq!(extensions.schema(order).class, None);
    /// let class = extensions.nearest(&document.schemas, order, |said| said.class);
    /// assert_eq!(class, Some(extensions::Class::Open));
    /// ```
    pub fn nearest<'e, T>(
        &'e self,
        schemas: &Schemas,
        id: SchemaId,
        pick: impl Fn(&'e SchemaExtensions) -> Option<T>,
    ) -> Option<T> {
        let mut all = schemas.with_referred(id).into_iter();
        all.find_map(|id| pick(self.schema(id)))
    }
}

/// What a transcript says of one of its nodes, without what is wrong with it.
#[must_use]
pub fn marks(notes: &Notes) -> Marks {
    said(notes)
}

/// What is said of a schema at one place, without what is wrong with it.
#[must_use]
pub fn of_schema(notes: &Notes) -> SchemaExtensions {
    said(notes)
}

fn said<T: for<'a> Deserialize<'a> + Default>(notes: &Notes) -> T {
    reading::read(&notes.extensions, &notes.pointer, &|_| true).0
}

/// Reads the extensions of a document. One with a problem is left out as a whole.
///
/// The findings are errors where the document is `ours`, and warnings otherwise. In a document of ours an extension that
/// nobody reads, or one of ours where it says nothing, is an error too; in another document both are ignored.
#[must_use]
pub fn read(document: &Document, ours: bool) -> (Extensions, Findings) {
    let mut reader = Reader {
        ours,
        findings: Findings::default(),
    };
    for (part, notes) in document.parts() {
        reader.read::<Marks>(part.into(), notes);
    }
    let mut extensions = Extensions {
        document: reader.read(Place::Document, &document.notes),
        ..Extensions::default()
    };
    for operation in &document.operations {
        let said = reader.read(Place::Operation, &operation.notes);
        extensions.operations.push(said);
    }
    for (key, scheme) in &document.schemes {
        let said = reader.read(Place::SecurityScheme, &scheme.notes);
        extensions.schemes.insert(key.clone(), said);
    }
    // What most schemas say is what one statement says, and is read with that; and many say the same.
    let mut read_whole = HashMap::new();
    let mut read_before: HashMap<_, Arc<SchemaExtensions>> = HashMap::new();
    let statements = document.statements.iter().enumerate();
    for (index, statement) in statements.filter(|(_, it)| !it.notes.extensions.is_empty()) {
        let place = Part::Schema(statement.role).into();
        let stated = (statement.role, written(&statement.notes));
        let said = match read_before.get(&stated) {
            Some(said) => Arc::clone(said),
            None => {
                let told = reader.findings.iter().count();
                let said = Arc::new(reader.read(place, &statement.notes));
                // What is wrong is told at each place.
                if reader.findings.iter().count() == told {
                    read_before.insert(stated, Arc::clone(&said));
                }
                said
            }
        };
        let mut names = statement.notes.extensions.keys();
        if names.all(|name| is_heard(name, place)) {
            read_whole.insert(Arc::as_ptr(&statement.notes), Arc::clone(&said));
        }
        extensions.statements.insert(index, said);
    }
    // A schema can be made of several statements, whose problems are told above.
    for (id, schema) in document.schemas.iter() {
        let notes = &schema.notes;
        if let Some(said) = read_whole.get(&Arc::as_ptr(notes)) {
            extensions.schemas.insert(id, Arc::clone(said));
        } else if !notes.extensions.is_empty() {
            extensions.schemas.insert(id, Arc::new(of_schema(notes)));
        }
    }
    let mut findings = reader.findings;
    if ours {
        names::check(document, &mut findings);
    }
    (extensions, findings)
}

/// The extensions of a part as text.
fn written(notes: &Notes) -> String {
    let mut text = String::new();
    for (name, value) in &notes.extensions {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text
}

/// Whether an extension says something at a place.
fn is_heard(name: &str, place: Place) -> bool {
    table::extension(name).is_some_and(|it| it.places.contains(&place))
}

struct Reader {
    ours: bool,
    findings: Findings,
}

impl Reader {
    fn read<T: for<'a> Deserialize<'a> + Default>(&mut self, place: Place, notes: &Notes) -> T {
        let heard = |name: &str| is_heard(name, place);
        let (said, problems) = reading::read(&notes.extensions, &notes.pointer, &heard);
        for problem in problems {
            let id = match &problem.what {
                What::Missing("reason") => Id::MissingReason,
                What::Missing("description") => Id::MissingDescription,
                What::Missing(_) => Id::MissingMember,
                What::Unknown(_) => Id::UnknownMember,
                What::Bad(_) => Id::BadExtension,
            };
            let at = problem.at().at();
            self.findings
                .problem(self.ours, id, at, problem.to_string());
        }
        said
    }
}
