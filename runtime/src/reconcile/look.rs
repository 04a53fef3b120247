//! One look at the gateway for one request.

use super::resolution::{Finding, Why};
use super::{Fill, FoundBy, Lookup, Question, Reconcile, Source, Standing, paths};
use crate::call::Call;
use crate::json::{Document, Json, JsonRef, JsonWriter, Oddities};
use crate::{Api, Failure, Gateway, Handle, Method, RawAnswer};

/// How the outcome of one request is looked up.
pub(super) struct Plan {
    handle: Handle,
    lost: &'static [&'static str],
    ways: Vec<(&'static Lookup, Vec<(&'static str, Json)>)>,
}

/// What one look came to.
pub(super) enum Look {
    /// The gateway shows that the request was carried out.
    Found(Finding),
    /// The gateway shows it in a state that proves nothing.
    Seen(Finding),
    /// The gateway does not show it.
    Nothing,
    /// The gateway refused the query, or gave no answer.
    Failed(Failure),
}

impl Plan {
    /// Fills the queries, or says why there is none to ask.
    pub(super) fn new(api: &Api, handle: &Handle, options: &Reconcile) -> Result<Self, Why> {
        let operation = api
            .operation(handle.operation())
            .ok_or(Why::UnknownOperation)?;
        let (ways, lost) = match operation.found_by {
            FoundBy::Lookup { ways, lost, .. } => (ways, lost),
            FoundBy::Nothing { reason } => return Err(Why::NoLookup { reason }),
        };
        let mut filled = Vec::new();
        let mut why = None;
        for way in ways {
            match fill(way, handle, options) {
                Ok(values) => filled.push((way, values)),
                Err(cannot) => why = why.or(Some(cannot)),
            }
        }
        match why {
            Some(why) if filled.is_empty() => Err(why),
            _ => Ok(Self {
                handle: handle.clone(),
                lost,
                ways: filled,
            }),
        }
    }

    /// Asks each way until one finds it.
    pub(super) async fn look(&self, gateway: &Gateway) -> Look {
        let mut best = None;
        for (way, values) in &self.ways {
            let look = match gateway.ask(way.operation, request(way, values)).await {
                Ok(answer) => self.judge(way, answer),
                Err(failure) => Look::Failed(failure),
            };
            match (look, &best) {
                (found @ Look::Found(_), _) => return found,
                // What was seen says most. That nothing was is known only where every way was answered, so a failure
                // stands, and one without an answer before a refusal.
                (seen @ Look::Seen(_), _) => best = Some(seen),
                (_, Some(Look::Seen(_))) => {}
                (Look::Failed(failure), Some(Look::Failed(before)))
                    if before.answer().is_none() || failure.answer().is_some() => {}
                (failed @ Look::Failed(_), _) => best = Some(failed),
                (_, Some(Look::Failed(_))) => {}
                (nothing, _) => best = Some(nothing),
            }
        }
        best.unwrap_or(Look::Nothing)
    }

    fn judge(&self, way: &'static Lookup, answer: RawAnswer) -> Look {
        let shown = {
            let text = answer.body_text();
            let document = Document::parse(&text, &mut Oddities::new());
            shown(way, &self.handle, document.json)
        };
        let Some((state, proven)) = shown else {
            return Look::Nothing;
        };
        let standing = (!way.standings.is_empty()).then(|| Standing::of(&state, way.standings));
        let finding = Finding {
            handle: self.handle.clone(),
            state,
            standing,
            lost: self.lost,
            query: way.operation,
            answer,
        };
        if proven {
            Look::Found(finding)
        } else {
            Look::Seen(finding)
        }
    }
}

fn fill(
    way: &'static Lookup,
    handle: &Handle,
    options: &Reconcile,
) -> Result<Vec<(&'static str, Json)>, Why> {
    let mut values = Vec::new();
    for Fill { field, from, known } in way.with {
        let value = match from {
            Source::Request(path) => handle.value(path).cloned(),
            Source::Constant(json) => Json::parse(*json).ok(),
            Source::Ask(about) => {
                let question = Question { field, about };
                match options.answer_to(handle, &question) {
                    Some(value) => Some(value),
                    None => return Err(Why::Asks(question)),
                }
            }
        };
        let Some(value) = value else { continue };
        if let Some(known) = known {
            let document = Document::parse(value.expose(), &mut Oddities::new());
            let listed = paths::text(document.json).is_some_and(|text| known.contains(&&*text));
            if !listed {
                return Err(Why::NotListed { field });
            }
        }
        values.push((*field, value));
    }
    Ok(values)
}

fn request(way: &Lookup, values: &[(&'static str, Json)]) -> Call {
    let query = way.operation;
    let mut call = Call::new();
    let mut body = Vec::new();
    for (field, value) in values {
        if query.path.contains(&format!("{{{field}}}")) {
            call = call.path(field, value);
        } else if matches!(query.method, Method::Get | Method::Head | Method::Delete) {
            call = call.query(field, value);
        } else {
            body.push((field, value));
        }
    }
    if body.is_empty() {
        return call;
    }
    let mut out = JsonWriter::new();
    out.object(|object| {
        for (field, value) in body {
            object.field(field, value);
        }
    });
    call.written(out)
}

/// The state that an answer shows of the request, and whether it proves that it was carried out. `None` if the answer
/// speaks of something else.
fn shown(way: &Lookup, handle: &Handle, json: JsonRef<'_>) -> Option<(String, bool)> {
    let states = paths::values(json, way.field)
        .into_iter()
        .filter_map(|(at, state)| Some((at, paths::text(state)?)))
        .filter(|(at, _)| is_same(way, handle, json, at));
    let mut shown = None;
    for (_, state) in states {
        let proven = way.proves.contains(&&*state);
        if proven || shown.is_none() {
            shown = Some((state, proven));
        }
        if proven {
            break;
        }
    }
    shown
}

/// Whether what stands around the state names the request that is looked for.
fn is_same(way: &Lookup, handle: &Handle, json: JsonRef<'_>, at: &[usize]) -> bool {
    let mut compared = 0_usize;
    for (theirs, ours) in way.same {
        let Some(wanted) = handle.value(ours) else {
            continue;
        };
        let wanted = paths::text(Document::parse(wanted.expose(), &mut Oddities::new()).json);
        let of_one_entry = paths::list_of(theirs) == paths::list_of(way.field);
        let equal = paths::values(json, theirs)
            .into_iter()
            .filter(|(position, _)| !of_one_entry || position == at)
            .any(|(_, value)| paths::text(value) == wanted);
        if !equal {
            return false;
        }
        compared = compared.saturating_add(1);
    }
    compared > 0 || way.same.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, Operation, Repeat, Unauthorized};

    static GET: Operation = Operation {
        id: "get",
        method: Method::Get,
        path: "/charges/{reference}",
        effect: Effect::Reads,
        repeat: Repeat::Safe,
        secured: false,
        unauthorized: Unauthorized::Unknown,
        refused: &[],
        found_by: FoundBy::Nothing { reason: "" },
        journal: &[],
    };

    #[test]
    fn a_query_by_path_has_its_values_there_and_behind_the_question_mark() {
        static WAY: Lookup = Lookup {
            operation: &GET,
            with: &[],
            field: "state",
            proves: &[],
            standings: &[],
            same: &[],
        };
        let json = |text: &str| Json::parse(text).unwrap();
        let values = [
            ("reference", json(r#""a/1""#)),
            ("account", json(r#""x y""#)),
            ("limit", json("100")),
        ];
        let parts = request(&WAY, &values).finish(&GET).unwrap();
        assert_eq!(parts.path.as_str(), Some("/charges/a%2F1"));
        assert_eq!(parts.query.as_str(), Some("?account=x%20y&limit=100"));
        assert!(parts.body.is_none());
    }
}
