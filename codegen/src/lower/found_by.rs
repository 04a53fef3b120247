//! How outcomes are found, and what answers acknowledge, made into data once every operation and every type is there.

use std::collections::{BTreeSet, HashMap};

use indexmap::IndexMap;

use crate::api::{
    Api, Choice, Class, Effect, Enumeration, Fill, FoundBy, Kept, Lookup, Operation,
    ParameterPlace, PaymentPage, Question, Source, TypeKind, TypeRef,
};
use crate::extensions::{Extensions, FoundBy as Stated, LookUp, OperationExtensions, Page};
use crate::findings::{At, Findings, Id};
use crate::lower::names::{Room, value_name};
use crate::openapi::Document;

/// Settles `x-acknowledges`, `x-found-by` and `x-journal` of every operation.
pub(super) fn settle(
    document: &Document,
    extensions: &Extensions,
    strict: bool,
    api: &mut Api,
    findings: &mut Findings,
) {
    let said = said(document, extensions);
    let mut settled = Vec::new();
    for operation in api.operations() {
        let Some(said) = said.get(&(operation.path.as_str(), operation.method.clone())) else {
            continue;
        };
        let mut settling = Settling {
            api,
            operation,
            strict,
            findings: &mut *findings,
        };
        let journal = settling.journal(&said.journal);
        let acknowledged = settling.acknowledged(said.acknowledges.as_ref(), &journal);
        let found_by = settling.found_by(said.found_by.as_ref(), &journal);
        settled.push((operation.id.clone(), acknowledged, found_by, journal));
    }
    let operations = api
        .groups
        .iter_mut()
        .flat_map(|group| &mut group.operations);
    let mut settled = settled.into_iter().peekable();
    for operation in operations {
        let own = settled.next_if(|(id, ..)| *id == operation.id);
        if let Some((_, acknowledged, found_by, journal)) = own {
            operation.acknowledged = acknowledged;
            (operation.found_by, operation.journal) = (found_by, journal);
        }
    }
    api.questions = questions(api);
}

/// What look-ups ask for: one of each field, or of each type where a field has another one in another query.
fn questions(api: &Api) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    let ways = api.operations().flat_map(|each| &each.found_by.ways);
    for way in ways {
        let mut queries = api.operations();
        let query = queries.find(|query| query.id == way.operation);
        for Fill { field, from, .. } in &way.with {
            let leaf = query.and_then(|query| request_leaf(api, query, field));
            let (Source::Ask(about), Some(query), Some(leaf)) = (from, query, leaf) else {
                continue;
            };
            let mut known = questions.iter_mut();
            let known = known.find(|known| known.field == *field && known.ty == *leaf.ty);
            match known {
                Some(known) => {
                    let lists = [(&mut known.about, about), (&mut known.queries, &query.id)];
                    for (list, new) in lists {
                        if !list.contains(new) {
                            list.push(new.clone());
                        }
                    }
                }
                None => questions.push(Question {
                    field: field.clone(),
                    queries: vec![query.id.clone()],
                    rust: query.rust.clone(),
                    ty: leaf.ty.clone(),
                    about: vec![about.clone()],
                }),
            }
        }
    }
    let fields: Vec<String> = questions.iter().map(|each| each.field.clone()).collect();
    let mut names = Room::default();
    for question in &mut questions {
        let name = value_name(&question.field);
        let name = name.trim_end_matches('_');
        let types = fields.iter().filter(|field| **field == question.field);
        question.rust = match types.count() {
            1 => names.claim(name),
            _ => names.claim(&format!("{name}_of_{}", question.rust)),
        };
    }
    questions
}

/// What extensions say of each operation, by its path and its method.
fn said<'a>(
    document: &'a Document,
    extensions: &'a Extensions,
) -> HashMap<(&'a str, String), &'a OperationExtensions> {
    let all = document.operations.iter().zip(&extensions.operations);
    let by_place = all.map(|(operation, said)| {
        let method = operation.method.key().to_uppercase();
        ((operation.path.as_str(), method), said)
    });
    by_place.collect()
}

pub(super) struct Settling<'s> {
    pub(super) api: &'s Api,
    pub(super) operation: &'s Operation,
    strict: bool,
    findings: &'s mut Findings,
}

impl Settling<'_> {
    pub(super) fn problem(&mut self, id: Id, text: String) {
        self.problem_at(self.operation.pointer.clone(), id, text);
    }

    /// Says it of a place within what is said of the operation.
    pub(super) fn problem_at(&mut self, pointer: String, id: Id, text: String) {
        let at = At::Pointer(pointer);
        self.findings.problem(self.strict, id, at, text);
    }

    /// What of the request may be kept, with what is too sensitive refused.
    fn journal(&mut self, paths: &[String]) -> Vec<Kept> {
        let mut journal = Vec::new();
        for path in paths {
            match request_leaf(self.api, self.operation, path) {
                None => self.problem(
                    Id::UnknownProperty,
                    format!("`x-journal` names `{path}`, which is no single value of the request"),
                ),
                Some(leaf) if !leaf.class.is_some_and(Class::may_be_stored) => self.problem(
                    Id::SensitiveJournal,
                    format!(
                        "`x-journal` names `{path}`, whose class `{}` no journal may hold",
                        leaf.class.map_or("unknown", Class::word)
                    ),
                ),
                Some(leaf) => journal.push(Kept {
                    open: leaf.class == Some(Class::Open),
                    path: path.clone(),
                }),
            }
        }
        journal
    }

    fn found_by(&mut self, stated: Option<&Stated>, journal: &[Kept]) -> FoundBy {
        let Some(stated) = stated else {
            return FoundBy {
                reason: "The document does not say how.".to_owned(),
                ..FoundBy::default()
            };
        };
        let ways = stated.ways.iter();
        FoundBy {
            ways: ways.filter_map(|way| self.lookup(way, journal)).collect(),
            lost: stated.lost.clone(),
            page: stated
                .page
                .as_ref()
                .and_then(|page| self.page(page, journal)),
            reason: stated.reason.trim().to_owned(),
        }
    }

    /// A page on which a customer pays; a method that the query takes is none that it does not.
    fn page(&mut self, stated: &Page, journal: &[Kept]) -> Option<PaymentPage> {
        let way = self.lookup(&stated.way, journal)?;
        let asked = way.with.iter().find(|fill| fill.field == stated.method);
        let known = asked.and_then(|fill| fill.known.as_deref());
        for method in &stated.beyond {
            if known.is_none_or(|known| known.contains(method)) {
                let text = format!(
                    "`x-found-by` says that `{method}` cannot be asked for, and the query takes it"
                );
                self.problem(Id::BadExtension, text);
            }
        }
        self.kept("x-found-by", stated.minutes.iter(), journal);
        Some(PaymentPage {
            way,
            method: stated.method.clone(),
            beyond: stated.beyond.clone(),
            minutes: stated.minutes.clone(),
        })
    }

    fn lookup(&mut self, stated: &LookUp, journal: &[Kept]) -> Option<Lookup> {
        let id = &stated.operation;
        let Some(query) = self.api.operations().find(|query| query.id == *id) else {
            self.problem(
                Id::UnknownOperation,
                format!("`x-found-by` names the operation `{id}`, which there is not"),
            );
            return None;
        };
        if !query.is_filled_by_name() {
            let text = format!(
                "`x-found-by` cannot put together what `{id}` takes, which is neither JSON nor a form"
            );
            self.problem(Id::BadExtension, text);
            return None;
        }
        let wanted = &stated.wanted;
        let field = &wanted.field;
        let Some(state) = leaf(self.api, &query.answer.ty, field) else {
            let text = format!("`x-found-by` looks for `{field}`, which `{id}` does not answer");
            self.problem(Id::UnknownProperty, text);
            return None;
        };
        let state_classes = state
            .values
            .map(|values| values.state_classes.clone())
            .unwrap_or_default();
        if self.operation.effect == Effect::MovesMoney {
            for state in &wanted.states.0 {
                if !state_classes.iter().any(|(known, _)| known == state) {
                    self.problem(
                        Id::MissingState,
                        format!(
                            "the state `{state}` proves this, but `x-states` of `{field}` does not say what it means for the money"
                        ),
                    );
                }
            }
        }
        let values_of = |field: &str| request_leaf(self.api, query, field)?.values;
        let wires = |known: &Enumeration| known.values.iter().map(|it| it.wire.clone()).collect();
        let with = stated.with.iter().map(|(field, source)| Fill {
            known: values_of(field).map(wires),
            field: field.clone(),
            parameter: parameter_place(self.api, query, field),
            from: source.clone(),
        });
        let with: Vec<Fill> = with.collect();
        let (same, alike) = (pairs(&wanted.same), pairs(&wanted.alike));
        let asked = with.iter().filter_map(|fill| match &fill.from {
            Source::Request(path) => Some(path),
            Source::Constant(_) | Source::Ask(_) => None,
        });
        let compared = same.iter().chain(&alike).map(|(_, ours)| ours);
        self.kept("x-found-by", asked.chain(compared), journal);
        Some(Lookup {
            operation: id.clone(),
            with,
            field: field.clone(),
            success_states: wanted.states.0.clone(),
            state_classes,
            same,
            matching: alike,
            not_before: wanted.since.clone(),
        })
    }

    /// After a crash there is the journal and nothing else, so whatever is needed later has to be in it.
    pub(super) fn kept<'p>(
        &mut self,
        extension: &str,
        needed: impl Iterator<Item = &'p String>,
        journal: &[Kept],
    ) {
        for path in needed.collect::<BTreeSet<_>>() {
            if !journal.iter().any(|kept| kept.path == *path) {
                self.problem(
                    Id::Unfindable,
                    format!("`{extension}` needs `{path}`, which `x-journal` does not keep"),
                );
            }
        }
    }
}

/// Paths in the answer, each with a path in the request.
pub(super) fn pairs(stated: &IndexMap<String, String>) -> Vec<(String, String)> {
    let pairs = stated.iter();
    pairs
        .map(|(theirs, ours)| (theirs.clone(), ours.clone()))
        .collect()
}

/// The value at the end of a path.
pub(super) struct Leaf<'a> {
    pub(super) class: Option<Class>,
    values: Option<&'a Enumeration>,
    ty: &'a TypeRef,
}

/// What a path of a request leads to, in its body or among its parameters.
pub(super) fn request_leaf<'a>(
    api: &'a Api,
    operation: &'a Operation,
    path: &str,
) -> Option<Leaf<'a>> {
    let parameters = operation.parameters.as_ref().and_then(|name| {
        let fields = &api.types.named(name)?.kind.object()?.fields;
        let field = fields.iter().find(|field| field.wire == path)?;
        Some(ending(api, &field.ty, field.class))
    });
    parameters.or_else(|| leaf(api, &operation.body.as_ref()?.ty, path))
}

/// Where a parameter of this name goes, where there is one.
fn parameter_place(api: &Api, operation: &Operation, name: &str) -> Option<ParameterPlace> {
    let TypeKind::Parameters(object, places) =
        &api.types.named(operation.parameters.as_ref()?)?.kind
    else {
        return None;
    };
    let at = object.fields.iter().position(|field| field.wire == name)?;
    places.get(at).map(|parameter| parameter.place)
}

/// What a path leads to: names, with `[]` for the elements of a list.
pub(super) fn leaf<'a>(api: &'a Api, ty: &'a TypeRef, path: &str) -> Option<Leaf<'a>> {
    let mut ty = ty;
    let mut class = None;
    for step in path.split('.') {
        let (name, is_list) = match step.strip_suffix("[]") {
            Some(name) => (name, true),
            None => (step, false),
        };
        if !name.is_empty() {
            (ty, class) = member(api, ty, name)?;
        }
        if is_list {
            let TypeRef::List(item) = bare(api, ty) else {
                return None;
            };
            ty = item;
        }
    }
    Some(ending(api, ty, class))
}

fn member<'a>(api: &'a Api, ty: &'a TypeRef, wire: &str) -> Option<(&'a TypeRef, Option<Class>)> {
    let TypeRef::Named(name) = bare(api, ty) else {
        return None;
    };
    let fields = &api.types.named(name)?.kind.object()?.fields;
    fields.iter().find_map(|field| {
        let class = field.class;
        if field.wire == wire {
            return Some((&field.ty, class));
        }
        if let TypeRef::Named(name) = &field.ty {
            match api.types.named(name).map(|ty| &ty.kind) {
                Some(TypeKind::Either(either)) => {
                    let mut members = either.members.iter();
                    return members
                        .find(|member| member.wire == wire)
                        .map(|member| (&member.ty, member.class));
                }
                Some(TypeKind::Together(_)) => return member(api, &field.ty, wire),
                _ => {}
            }
        }
        match choice(api, &field.ty) {
            Some(choice) if choice.by == wire => Some((&choice.by_type, class)),
            Some(choice) => choice.variants.iter().find_map(|variant| {
                let (block, ty) = variant.block.as_ref()?;
                (block == wire).then_some((ty, None))
            }),
            None => None,
        }
    })
}

fn ending<'a>(api: &'a Api, ty: &'a TypeRef, class: Option<Class>) -> Leaf<'a> {
    let values = values_of(api, ty);
    Leaf { class, values, ty }
}

/// The known values of a type that has such.
pub(super) fn values_of<'a>(api: &'a Api, ty: &'a TypeRef) -> Option<&'a Enumeration> {
    let TypeRef::Named(name) = bare(api, ty) else {
        return None;
    };
    match &api.types.named(name)?.kind {
        TypeKind::Enumeration(values) => Some(values),
        _ => None,
    }
}

/// A type behind redaction and other names.
pub(super) fn bare<'a>(api: &'a Api, ty: &'a TypeRef) -> &'a TypeRef {
    match ty {
        TypeRef::Sensitive(inner) | TypeRef::Nullable(inner) => bare(api, inner),
        TypeRef::Named(name) => match api.types.named(name).map(|ty| &ty.kind) {
            // An alias that leads to itself cannot be lowered.
            Some(TypeKind::Alias(inner)) if inner != ty => bare(api, inner),
            _ => ty,
        },
        _ => ty,
    }
}

fn choice<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a Choice> {
    let TypeRef::Named(name) = ty else {
        return None;
    };
    match &api.types.named(name)?.kind {
        TypeKind::Choice(choice) => Some(choice),
        _ => None,
    }
}
