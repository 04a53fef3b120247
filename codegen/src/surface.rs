//! What a release offers, as lines of text: the part of a crate that its users compile against, to be reviewed as a whole.

use std::fmt::{self, Write};

use crate::api::{
    Acknowledged, Api, Choice, Class, CredentialSet, Effect, Either, Encoding, Enumeration,
    Envelope, Field, FoundBy, Group, LeftOut, LifetimeUnit, Lookup, Operation, ParameterStyle,
    RepeatRule, Scalar, Source, Struct, Tag, TypeDef, TypeKind, TypeRef, Union,
};

/// What stands where there is nothing to say.
const NOTHING: &str = "-";

/// Writes the surface of an API, in the order of its document.
///
/// Every operation, type, property, known value and omission has a line of its own, with its columns divided by ` | `:
/// the name on the wire, the name in Rust, the type in Rust, whether it is required, its limits, and its class. A
/// property that is a choice has one line, which lists all properties that it stands for.
#[must_use]
pub fn surface(api: &Api) -> String {
    let mut out = String::new();
    // Writing to a `String` cannot fail.
    let _ = write_api(&mut out, api);
    out
}

fn write_api(out: &mut String, api: &Api) -> fmt::Result {
    writeln!(out, "{}, release {}", api.title, api.version)?;
    writeln!(out, "security: {:?}", api.security)?;
    if let Some(token) = &api.token {
        let unit = match token.unit {
            LifetimeUnit::Milliseconds => "milliseconds",
            LifetimeUnit::Seconds => "seconds",
            LifetimeUnit::Minutes => "minutes",
            LifetimeUnit::Hours => "hours",
        };
        writeln!(
            out,
            "token: from {}, {} and {} for {}, which lives for {} {unit}",
            token.operation, token.app_id, token.secret, token.access_token, token.expires_in
        )?;
    }
    if let Some(envelope) = &api.envelope {
        writeln!(out, "envelope: {}", enveloped(Some(envelope)))?;
    }
    for group in &api.groups {
        write_group(out, api, group)?;
    }
    if !api.questions.is_empty() {
        writeln!(out, "\nlook-ups ask for")?;
    }
    for question in &api.questions {
        let (field, name, ty) = (&question.field, &question.rust, rust(&question.ty));
        writeln!(out, "    {field} | answer_{name}, ask_{name} | {ty}")?;
    }
    for ty in &api.types {
        write_type(out, ty)?;
    }
    writeln!(out, "\nleft out: {}", api.left_out.len())?;
    for left_out in &api.left_out {
        let LeftOut { what, pointer, why } = left_out;
        writeln!(out, "    {what} | {pointer} | {why}")?;
    }
    Ok(())
}

/// The alternatives of what an operation asks for: `the credential + key, or nothing`.
fn asked(any_of: &[CredentialSet]) -> String {
    let told = any_of.iter().map(|together| {
        let own = together.own.then(|| "the credential".to_owned());
        let further = together.further.iter();
        let further = further.map(|scheme| format!("{} ({:?})", scheme.name, scheme.security));
        let all: Vec<String> = own.into_iter().chain(further).collect();
        match all.is_empty() {
            true => "nothing".to_owned(),
            false => all.join(" + "),
        }
    });
    told.collect::<Vec<_>>().join(", or ")
}

fn enveloped(envelope: Option<&Envelope>) -> String {
    envelope.map_or("none".to_owned(), |envelope| {
        let (code, message) = (&envelope.code, &envelope.message);
        let accepted = envelope.accepted.0.join(", ");
        format!("{code} and {message}, accepted with {accepted}")
    })
}

fn write_group(out: &mut String, api: &Api, group: &Group) -> fmt::Result {
    writeln!(out, "\noperations of {}", group.name)?;
    for operation in &group.operations {
        write_operation(out, api, operation)?;
    }
    Ok(())
}

fn write_operation(out: &mut String, api: &Api, operation: &Operation) -> fmt::Result {
    let body = operation.body.as_ref().map_or(NOTHING.to_owned(), |body| {
        let form = match body.encoding {
            Encoding::Form { .. } => " as a form",
            Encoding::Multipart => " in parts",
            Encoding::Json | Encoding::Text | Encoding::Binary => "",
        };
        let null = if body.nullable { ", or null" } else { "" };
        let absent = if body.required { "" } else { ", or none" };
        format!("{}{form}{null}{absent}", rust(&body.ty))
    });
    let effect = match operation.effect {
        Effect::MovesMoney => "moves money",
        Effect::Changes => "changes",
        Effect::Reads => "reads",
    };
    let repeat = match &operation.repeat {
        RepeatRule::Safe => "repeat: safe".to_owned(),
        RepeatRule::Never => "repeat: never".to_owned(),
        RepeatRule::SameKey(key) => format!("repeat: same {key}"),
        RepeatRule::AfterReconcile => "repeat: after reconciling".to_owned(),
        RepeatRule::MissingEntries => "repeat: missing entries".to_owned(),
    };
    writeln!(
        out,
        "    {} | {} | {} {} | {} | {body} | {} | {effect} | {repeat} | {}",
        operation.id,
        operation.rust,
        operation.method,
        operation.path,
        operation.parameters.as_deref().unwrap_or(NOTHING),
        rust(&operation.answer.ty),
        if operation.secured {
            "secured"
        } else {
            "not secured"
        },
    )?;
    let sent = operation.body.as_ref();
    if let Some(body) = sent.filter(|body| !body.is_usual()) {
        writeln!(out, "        sent as: {}", body.media_types.join(", "))?;
    }
    if operation.accepts != Encoding::Json.media_type() {
        writeln!(out, "        accepts: {}", operation.accepts)?;
    }
    if !operation.any_of.is_empty() {
        writeln!(out, "        asks for: {}", asked(&operation.any_of))?;
    }
    if operation.envelope != api.envelope {
        let own = enveloped(operation.envelope.as_ref());
        writeln!(out, "        envelope: {own}")?;
    }
    let statuses: Vec<String> = operation.before_state.iter().map(u16::to_string).collect();
    write_list(out, "before state", &statuses)?;
    write_list(out, "refused for good", &operation.refused)?;
    let kept = operation.journal.iter().map(|kept| match kept.open {
        true => kept.path.clone(),
        false => format!("{} (hidden)", kept.path),
    });
    write_list(out, "journal", &kept.collect::<Vec<_>>())?;
    if let Some(resend) = &operation.resend {
        writeln!(out, "        sent again by: {resend}")?;
    }
    write_acknowledged(out, &operation.acknowledged)?;
    write_found_by(out, &operation.found_by)
}

fn write_acknowledged(out: &mut String, acknowledged: &Acknowledged) -> fmt::Result {
    let same = acknowledged.same.iter();
    let same = same.map(|(theirs, ours)| format!("{theirs} = {ours}"));
    write_list(out, "answers with", &same.collect::<Vec<_>>())?;
    write_list(out, "not the request's", &acknowledged.other)?;
    if let Some(issued) = &acknowledged.issued {
        writeln!(out, "        issues: {issued}")?;
    }
    write_list(out, "asks by", &acknowledged.steps)?;
    for (path, values) in &acknowledged.alone {
        let values = values.join(", ");
        writeln!(out, "        nobody else acts for: {path} = {values}")?;
    }
    if let Some(each) = &acknowledged.each {
        writeln!(out, "        acknowledges each entry in: {each}")?;
    }
    Ok(())
}

fn write_found_by(out: &mut String, found_by: &FoundBy) -> fmt::Result {
    for way in &found_by.ways {
        write_way(out, "found by", way)?;
    }
    if let Some(page) = &found_by.page {
        write_way(out, "what is paid on its page is found by", &page.way)?;
        let minutes = page.minutes.as_deref().unwrap_or(NOTHING);
        let beyond = page.beyond.join(", ");
        let text = format!("open for {minutes} | beyond the query: {beyond}");
        writeln!(out, "        its page: {text}")?;
    }
    write_list(out, "lost", &found_by.lost)
}

/// A line below an operation, where it has something to list.
fn write_list(out: &mut String, what: &str, entries: &[String]) -> fmt::Result {
    match entries.is_empty() {
        true => Ok(()),
        false => writeln!(out, "        {what}: {}", entries.join(", ")),
    }
}

fn write_way(out: &mut String, found: &str, way: &Lookup) -> fmt::Result {
    let with = way.with.iter().map(|fill| match &fill.from {
        Source::Request(path) => format!("{} = {path}", fill.field),
        Source::Constant(json) => format!("{} = {json}", fill.field),
        Source::Ask(question) => format!("{} = ask for {question}", fill.field),
    });
    let (same, matching) = (way.same.iter(), way.matching.iter());
    let same = same.map(|(theirs, ours)| format!("{theirs} = {ours}"));
    let matching = matching.map(|(theirs, ours)| format!("{theirs} alike {ours}"));
    let not_before = way.not_before.iter().map(|path| format!("since {path}"));
    let with: Vec<String> = with.collect();
    let same: Vec<String> = same.chain(matching).chain(not_before).collect();
    let (with, same) = (with.join(", "), same.join(", "));
    let same = if same.is_empty() { NOTHING } else { &same };
    let (operation, field, states) = (&way.operation, &way.field, way.success_states.join(", "));
    writeln!(
        out,
        "        {found}: {operation} with {with} | {field} is one of {states} | where {same}"
    )
}

fn write_type(out: &mut String, ty: &TypeDef) -> fmt::Result {
    let wire = ty.wire.as_deref().unwrap_or(NOTHING);
    let kind = match &ty.kind {
        TypeKind::Request(_) => "request",
        TypeKind::Parameters(..) => "parameters",
        TypeKind::Multipart(..) => "parts",
        TypeKind::Answer(_) => "answer",
        TypeKind::Scalar(_) => "text",
        TypeKind::Enumeration(_) => "enumeration",
        TypeKind::Alias(_) => "alias",
        TypeKind::Choice(_) => "choice",
        TypeKind::Either(_) => "one of two",
        TypeKind::Together(_) => "together",
        TypeKind::Union(_) => "union",
        TypeKind::Kinds(_) => "by JSON type",
        TypeKind::Statuses(_) => "answers by status",
    };
    write!(out, "\n{kind} | {wire} | {}", ty.name)?;
    match &ty.kind {
        TypeKind::Request(object) | TypeKind::Together(object) => {
            write_object(out, object, Side::Request)
        }
        TypeKind::Answer(object) => write_object(out, object, Side::Answer),
        TypeKind::Parameters(object, parameters) => {
            write_object(out, object, Side::Request)?;
            let places = parameters.iter().map(|each| match &each.style {
                ParameterStyle::Plain => format!("{:?}", each.place),
                style => format!("{:?} as {style:?}", each.place),
            });
            let places: Vec<String> = places.collect();
            writeln!(out, "    in this order: [{}]", places.join(", "))
        }
        TypeKind::Multipart(object, media_types) => {
            write_object(out, object, Side::Request)?;
            let media_types = media_types.iter();
            let media_types = media_types.map(|each| each.as_deref().unwrap_or(NOTHING));
            let media_types: Vec<&str> = media_types.collect();
            let media_types = media_types.join(", ");
            writeln!(out, "    as these media types: [{media_types}]")
        }
        TypeKind::Scalar(scalar) => write_scalar(out, scalar),
        TypeKind::Enumeration(enumeration) => write_enumeration(out, enumeration),
        TypeKind::Alias(to) => writeln!(out, " | {}", rust(to)),
        TypeKind::Choice(choice) => write_choice(out, choice),
        TypeKind::Either(either) => write_either(out, either),
        TypeKind::Union(union) => write_union(out, union),
        TypeKind::Kinds(kinds) => {
            writeln!(out)?;
            for each in &kinds.variants {
                let (kind, name, ty) = (each.kind, &each.rust, rust(&each.ty));
                writeln!(out, "    {kind:?} | {name} | {ty}")?;
            }
            Ok(())
        }
        TypeKind::Statuses(answers) => {
            writeln!(out)?;
            for answer in answers {
                let status = answer
                    .status
                    .map_or_else(|| "any other".to_owned(), |status| status.to_string());
                let (name, ty) = (&answer.rust, rust(&answer.body.ty));
                writeln!(out, "    {status} | {name} | {ty}")?;
            }
            Ok(())
        }
    }
}

/// Who writes an object, which decides whether what is required can be relied on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Answer,
}

fn write_object(out: &mut String, object: &Struct, side: Side) -> fmt::Result {
    writeln!(out)?;
    for field in &object.fields {
        write_field(out, field, side)?;
    }
    for preset in &object.presets {
        let given: Vec<&str> = preset.given.iter().map(|given| &*given.rust).collect();
        writeln!(out, "    preset {} gives {}", preset.rust, given.join(", "))?;
    }
    for names in &object.one_of_required {
        writeln!(out, "    at least one of {}", names.join(", "))?;
    }
    Ok(())
}

fn write_field(out: &mut String, field: &Field, side: Side) -> fmt::Result {
    let wire = if field.stands_for.is_empty() {
        field.wire.clone()
    } else {
        field.stands_for.join(", ")
    };
    let ty = match (rust(&field.ty), side) {
        (ty, Side::Request) if field.required => ty,
        (ty, _) => format!("Option<{ty}>"),
    };
    let required = match field.required {
        true => "required",
        false => "optional",
    };
    let limits = field.limits.phrase().unwrap_or_else(|| NOTHING.to_owned());
    let class = field.class.map_or(NOTHING, Class::word);
    let form = if field.as_number {
        " | as a number"
    } else {
        ""
    };
    writeln!(
        out,
        "    {wire} | {} | {ty} | {required} | {limits} | {class}{form}",
        field.rust
    )
}

fn write_scalar(out: &mut String, scalar: &Scalar) -> fmt::Result {
    let limits = scalar.limits.phrase().unwrap_or_else(|| NOTHING.to_owned());
    let class = scalar.class.map_or(NOTHING, Class::word);
    writeln!(out, " | {limits} | {class}")
}

fn write_enumeration(out: &mut String, enumeration: &Enumeration) -> fmt::Result {
    let open = if enumeration.open { "open" } else { "closed" };
    writeln!(out, " | {open}")?;
    for value in &enumeration.values {
        writeln!(out, "    {} | {}", value.wire, value.rust)?;
    }
    Ok(())
}

fn write_either(out: &mut String, either: &Either) -> fmt::Result {
    writeln!(out)?;
    for member in &either.members {
        let (wire, variant, ty) = (&member.wire, &member.variant, rust(&member.ty));
        let class = member.class.map_or(NOTHING, Class::word);
        writeln!(out, "    {wire} | {variant} | {ty} | {class}")?;
    }
    Ok(())
}

fn write_choice(out: &mut String, choice: &Choice) -> fmt::Result {
    writeln!(out, " | by {}, {}", choice.by, rust(&choice.by_type))?;
    for variant in &choice.variants {
        write!(out, "    {} | {}", variant.value, variant.rust)?;
        match &variant.block {
            Some((property, ty)) => writeln!(out, " | {property} | {}", rust(ty))?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

fn write_union(out: &mut String, union: &Union) -> fmt::Result {
    writeln!(out, " | by {}", union.by)?;
    for variant in &union.variants {
        let (value, name, ty) = (&variant.value, &variant.rust, rust(&variant.ty));
        let tag = match variant.tag {
            Tag::Union => format!(" | with `{}`", union.by),
            Tag::Object | Tag::WhereAbsent => String::new(),
        };
        writeln!(out, "    {value} | {name} | {ty}{tag}")?;
    }
    Ok(())
}

/// A type as its users write it; a `Box` that breaks a cycle is not shown.
fn rust(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Unit => "()".to_owned(),
        TypeRef::Text => "String".to_owned(),
        TypeRef::Boolean => "bool".to_owned(),
        TypeRef::Int32 => "i32".to_owned(),
        TypeRef::Int64 => "i64".to_owned(),
        TypeRef::UInt64 => "u64".to_owned(),
        TypeRef::Decimal => "Decimal".to_owned(),
        TypeRef::Amount => "Amount".to_owned(),
        TypeRef::Timestamp => "Timestamp".to_owned(),
        TypeRef::Date => "Date".to_owned(),
        TypeRef::Pan => "Pan".to_owned(),
        TypeRef::SecurityCode => "SecurityCode".to_owned(),
        TypeRef::Json => "Json".to_owned(),
        TypeRef::PlainText => "PlainText".to_owned(),
        TypeRef::Binary => "Binary".to_owned(),
        TypeRef::Upload => "Upload".to_owned(),
        TypeRef::Named(name) => name.clone(),
        TypeRef::List(item) => format!("Vec<{}>", rust(item)),
        TypeRef::Map(value) => format!("BTreeMap<String, {}>", rust(value)),
        TypeRef::Sensitive(inner) => format!("Sensitive<{}>", rust(inner)),
        TypeRef::Nullable(inner) => format!("Option<{}>", rust(inner)),
    }
}
