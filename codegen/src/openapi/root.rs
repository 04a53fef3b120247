//! The document as a whole.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::accepted::{DEEPEST, too_deep, version};
use super::access::SecurityScheme;
use super::calls::Usual;
use super::common::{finish, prose, sample};
use super::graph;
use super::held::{called, held};
use super::members::Members;
use super::model::{Document, Info, Statement, Tag};
use super::pointer::Pointer;
use super::reader::Reader;
use super::resolver::share;
use super::schema::Use;
use super::settle::settle;
use super::stated::RawId;
use super::{subtypes, tell};
use crate::findings::{At, Findings, Id, Stage};

/// The dialect that schemas of OpenAPI 3.1 have anyway.
const DIALECT: &str = "https://spec.openapis.org/oas/3.1/dialect/base";

/// Reads a document of OpenAPI 3.0 or 3.1 into its normal form.
///
/// # Errors
///
/// Findings, for a document of another version, one that is nested too deep, or one that only grows when it is merged.
/// What cannot be understood is a warning each.
pub fn read(document: &Value) -> Stage<Document> {
    let mut findings = Findings::default();
    let version = match version(document) {
        Ok(version) => version,
        Err((pointer, text)) => {
            findings.error(Id::OpenapiVersion, At::Pointer(pointer.to_owned()), text);
            return Err(findings);
        }
    };
    if let Some(at) = too_deep(document) {
        let text = format!("objects and lists stand more than {DEEPEST} deep in one another here");
        findings.error(Id::TooDeep, at.at(), text);
        return Err(findings);
    }
    let reader = Reader::new(document, version);
    let Some(members) = Members::of(document, Pointer::root()) else {
        findings.error(Id::NotOpenapi, At::File, "a document is an object");
        return Err(findings);
    };
    reader.document(members)
}

impl<'a> Reader<'a> {
    fn document(mut self, mut members: Members<'a>) -> Stage<Document> {
        members.take("openapi");
        let notes = prose(&mut members);
        let info = self.info(&mut members);
        let servers = self.servers(&mut members).unwrap_or_default();
        let security = self.security(&mut members).unwrap_or_default();
        let usual = Usual::new(security, servers);
        let tags = tags(&mut members);
        // What stands under `components` comes first, so that it is at hand where it is referred to.
        let (components, schemes) = self.components(&mut members, &usual);
        let operations = self.paths(&mut members, &usual);
        let webhooks = self.webhooks(&mut members);
        if members.has("jsonSchemaDialect") && members.text("jsonSchemaDialect") != Some(DIALECT) {
            members.refuse("jsonSchemaDialect", "which dialect the schemas have");
        }
        let notes = finish(notes, &mut members, |_| None);
        self.account.add(members.account);
        let parts = self.statements();
        let mut made = match self.resolver.make() {
            Ok(made) => made,
            Err(text) => {
                self.findings.error(Id::TooLarge, At::File, text);
                return Err(self.findings);
            }
        };
        let of_schemas = std::mem::take(&mut self.resolver.raws.findings);
        // What is made stands on its own, and what it was made of is as large.
        drop(self.resolver);
        subtypes::extend(&mut made);
        settle(&mut made);
        let mut schemas = share(made);
        graph::reach(&mut schemas, held(&operations));
        graph::recursion(&mut schemas);
        // What the service calls is not generated, so that no side of a call has it.
        let named = components.values().map(|used: &Use| used.id);
        let used = graph::reach_all(&schemas, named.chain(called(&operations, &webhooks)));
        tell::lost(&schemas, &used, &mut self.findings);
        self.account.taken = self.account.taken.saturating_sub(self.account.given_back);
        tell::opaque(&self.account.opaque, &mut self.findings);
        self.findings.append(of_schemas);
        self.findings.say_once();
        self.findings.finish(Document {
            version: self.version,
            info,
            notes,
            servers: usual.servers,
            security: usual.security,
            tags,
            schemes,
            operations,
            webhooks,
            schemas,
            components,
            statements: parts,
            account: self.account,
        })
    }

    fn info(&mut self, members: &mut Members<'a>) -> Info {
        let info = members.object("info", "what the document is", |inner| {
            let notes = prose(inner);
            Info {
                title: inner.owned("title").unwrap_or_default(),
                version: inner.owned("version").unwrap_or_default(),
                terms: inner.owned("termsOfService"),
                contact: whole_members(inner, "contact"),
                license: whole_members(inner, "license"),
                notes: finish(notes, inner, |_| None),
            }
        });
        info.unwrap_or_default()
    }

    fn components(
        &mut self,
        document: &mut Members<'a>,
        usual: &Usual,
    ) -> (IndexMap<String, Use>, IndexMap<String, SecurityScheme>) {
        let read = |members: &mut Members<'a>| self.each_component(members, usual);
        let components = document.object("components", "all that is referred to", read);
        components.unwrap_or_default()
    }

    fn each_component(
        &mut self,
        members: &mut Members<'a>,
        usual: &Usual,
    ) -> (IndexMap<String, Use>, IndexMap<String, SecurityScheme>) {
        let mut schemas = IndexMap::new();
        let mut schemes = IndexMap::new();
        for (key, value, at) in members.map("schemas") {
            let raw = self.resolver.raws.component(key, value, at.clone());
            self.account.schemas.push(raw.0);
            let id = self.resolver.id(&[raw]);
            schemas.insert(key.to_owned(), Use { id, pointer: at });
        }
        for (_, value, at) in members.map("parameters") {
            self.parameter(value, &at);
        }
        for (key, value, at) in members.map("headers") {
            self.header(key, value, &at);
        }
        for (_, value, at) in members.map("requestBodies") {
            self.body(value, &at);
        }
        for (_, value, at) in members.map("responses") {
            self.response(value, &at);
        }
        for (key, value, at) in members.map("securitySchemes") {
            if let Some(scheme) = self.scheme(value, &at) {
                schemes.insert(key.to_owned(), scheme);
            }
        }
        for (key, value, at) in members.map("examples") {
            members.within(value, at, "a sample", |inner| sample(key, inner));
        }
        for (_, value, at) in members.map("pathItems") {
            self.item(value, &at, usual);
        }
        for (_, value, at) in members.map("callbacks") {
            self.callback(value, &at, 0);
        }
        members
            .rest(|name| (name == "links").then_some("which operations take what an answer holds"));
        (schemas, schemes)
    }

    /// Every schema as it stands, with what it comes to; what was taken of them is counted.
    fn statements(&mut self) -> Vec<Statement> {
        let all = self.resolver.raws.read_all();
        let parts: Vec<RawId> = self.account.schemas.iter().copied().map(RawId).collect();
        self.resolver.raws.mark_parts(parts);
        let mut statements = Vec::new();
        for raw in all {
            let stated = self.resolver.raws.known(raw);
            if !stated.is_part {
                continue;
            }
            tell::idle(stated, &mut self.findings);
            let (role, notes) = (stated.role, Arc::clone(&stated.notes));
            let reference = stated.reference.clone();
            self.account.add(self.resolver.raws.taken(raw));
            let id = self.resolver.id(&[raw]);
            statements.push(Statement {
                role,
                notes,
                reference,
                id,
            });
        }
        statements
    }
}

fn tags(members: &mut Members<'_>) -> Vec<Tag> {
    let mut tags = Vec::new();
    for (value, at) in members.list("tags") {
        let inner = Members::of(value, at.clone()).filter(|inner| inner.has("name"));
        let Some(mut inner) = inner else {
            members.refuse_within(value, at, "a group of operations");
            continue;
        };
        let notes = prose(&mut inner);
        let name = inner.owned("name").unwrap_or_default();
        let notes = finish(notes, &mut inner, |_| None);
        members.account.add(inner.account);
        tags.push(Tag { name, notes });
    }
    tags
}

/// The members of an object that is told as it stands.
fn whole_members(members: &mut Members<'_>, name: &str) -> IndexMap<String, Value> {
    let mut all = IndexMap::new();
    for (name, value, at) in members.map(name) {
        members.account.whole.push(at);
        all.insert(name.to_owned(), value.clone());
    }
    all
}
