//! One look at the gateway for one request.

use crate::engine::gateway::Gateway;
use crate::engine::unlisted::Unlisted;
use crate::record::call::Call;
use crate::record::failure::{Failure, Refused};
use crate::record::handle::Handle;
use crate::record::numbers::Numbers;
use crate::record::operation::{Api, Repeat};
use crate::record::operation::{
    Fill, FoundBy, Lookup, Operation, ParameterPlace, PaymentPage, Source, StateClass,
};
use crate::record::raw_answer::{Code, RawAnswer};
use crate::record::seen::{number_shown, state_shown};
use crate::recovery::matching::{Shown, Standing, Verdict, shown};
use crate::recovery::options::{Question, Reconcile};
use crate::recovery::resolution::{Doubt, Finding, Why};
use crate::value::json::paths;
use crate::value::json::reference::Document;
use crate::value::json::untyped::Json;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;

/// How the outcome of one request is looked up.
pub(super) struct Plan {
    handle: Handle,
    /// Whether the gateway takes the request and its repetition for one, so that either proves the other.
    is_one_when_repeated: bool,
    /// Whether it fails with what it makes. What is done to a payment that is there, such as a capture, does not.
    may_fail: bool,
    lost: &'static [&'static str],
    /// The path of the number that the gateway gives to what is found, and the one that it surely gave.
    number: Option<(&'static str, Option<String>)>,
    ways: Vec<(&'static Lookup, Vec<(&'static Fill, Json)>)>,
}

/// What one look came to.
pub(super) enum Look {
    /// The gateway shows that the request was carried out.
    Found(Finding),
    /// The gateway shows that it failed.
    Denied(Finding),
    /// The gateway shows something of its number that proves nothing, and why it does not.
    Seen(Finding, Why),
    /// The gateway does not show it.
    Nothing,
    /// The gateway says, by a code that the caller has listed, that there is none.
    Absent,
    /// The gateway refused the query, or gave no answer.
    Failed(Failure),
}

impl Look {
    fn failed(failure: Failure, gateway: &Gateway) -> Self {
        let is_absent = |refused: &Refused| {
            let code = refused.code().map(Code::as_str);
            code.is_some_and(|code| gateway.inner.known.is_not_found(refused.operation(), code))
        };
        match failure {
            Failure::Refused(refused) if is_absent(&refused) => Self::Absent,
            failure => Self::Failed(failure),
        }
    }

    /// Of several ways to ask, what counts: whatever was seen says most. That there is none is known only where no way
    /// failed.
    fn weight(&self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Absent => 1,
            Self::Failed(Failure::Refused(_)) => 2,
            Self::Failed(_) => 3,
            Self::Seen(..) => 4,
            Self::Denied(_) => 5,
            Self::Found(_) => 6,
        }
    }
}

impl Plan {
    /// Fills the queries, or says why there is none to ask.
    pub(super) fn new(api: &Api, handle: &Handle, options: &Reconcile) -> Result<Self, Why> {
        let operation = api
            .operation(handle.operation())
            .ok_or(Why::UnknownOperation)?;
        let (ways, lost) = match operation.found_by {
            FoundBy::Lookup { ways, lost, .. } => (ways, lost),
            FoundBy::Nothing { reason } | FoundBy::Page { reason, .. } => {
                return Err(Why::NoLookup { reason });
            }
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
                is_one_when_repeated: operation.repeat != Repeat::Never,
                may_fail: operation.is_made_anew(),
                lost,
                // The number of a payment does not tell one capture of it from another.
                number: operation
                    .number()
                    .filter(|_| operation.is_made_anew())
                    .map(|path| (path, handle.seen().number.clone())),
                ways: filled,
            }),
        }
    }

    /// Fills the query for what was paid by a method on the page that a request opened. What failed there says nothing
    /// of the request: the customer may try again.
    pub(super) fn of_page(
        operation: &'static Operation,
        page: &'static PaymentPage,
        handle: &Handle,
        method: &str,
    ) -> Result<Self, Why> {
        let options = Reconcile::new().answer(page.method, method);
        let values = fill(&page.way, handle, &options)?;
        Ok(Self {
            handle: handle.clone(),
            is_one_when_repeated: false,
            may_fail: false,
            lost: &[],
            // More than one payment can be made on a page, so that the number of one says nothing of another.
            number: operation.number().map(|path| (path, None)),
            ways: vec![(&page.way, values)],
        })
    }

    /// Asks each way until one finds it.
    pub(super) async fn look(&self, gateway: &Gateway) -> Look {
        let mut best = Look::Nothing;
        for (way, values) in &self.ways {
            let look = match gateway
                .ask(way.operation, request(way, values), &self.handle)
                .await
            {
                Ok(answer) => self.judge(way, answer, gateway).await,
                Err(failure) => Look::failed(failure, gateway),
            };
            if matches!(look, Look::Found(_)) {
                return look;
            }
            if look.weight() >= best.weight() {
                best = look;
            }
        }
        best
    }

    async fn judge(&self, way: &'static Lookup, answer: RawAnswer, gateway: &Gateway) -> Look {
        let numbers = Numbers::of(gateway.api(), &self.handle);
        let asked = gateway
            .inner
            .their_clock
            .time_of(&self.handle, numbers.as_ref());
        let shown = {
            let zone = gateway.inner.known.zone;
            let standing = |state: &str| self.standing(way, state, gateway);
            shown(
                way,
                &self.handle,
                answer.json(),
                asked,
                zone,
                self.number.as_ref(),
                standing,
            )
        };
        let Some(Shown {
            state,
            number,
            verdict,
            standing,
        }) = shown
        else {
            return Look::Nothing;
        };
        let state_class = (!way.state_classes.is_empty())
            .then(|| gateway.inner.known.class_of(&state, way.state_classes));
        let finding = Finding {
            handle: self.handle.clone(),
            state,
            number: number.and_then(|number| number_shown(&number)),
            state_class,
            lost: self.lost,
            query: way.operation,
            answer,
        };
        let sure = |finding| match standing {
            Standing::Denies => Look::Denied(finding),
            Standing::Proves | Standing::Decides => Look::Found(finding),
        };
        let doubtful = |path, doubt| Why::Doubtful { path, doubt };
        let numbers = match standing {
            Standing::Denies => numbers.map(Numbers::before_denial),
            Standing::Proves | Standing::Decides => numbers,
        };
        // That there is a state may be shown by its order number alone; that it is the end of this request may not.
        let verdict = match (verdict, standing) {
            (Verdict::Proven, Standing::Denies) => Verdict::IfUsedOnce(way.field),
            (verdict, _) => verdict,
        };
        let why = match verdict {
            Verdict::ByNumber | Verdict::Proven => return sure(finding),
            Verdict::IfUsedOnce(path) | Verdict::IfKnownOnce(path) => {
                let is_once = match asked.is_used_again {
                    true => Some(false),
                    false => gateway.is_used_once(&self.handle, numbers.as_ref()).await,
                };
                let is_once = is_once.filter(|is_once| *is_once || !self.is_one_when_repeated);
                match (is_once, verdict) {
                    (Some(true), _) | (None, Verdict::IfUsedOnce(_)) => {
                        return sure(finding);
                    }
                    (Some(false), _) => doubtful(path, Doubt::UsedAgain),
                    (None, _) => doubtful(path, Doubt::Time),
                }
            }
            Verdict::Doubtful(path, doubt) => doubtful(path, doubt),
            Verdict::Undecided => Why::Undecided,
            Verdict::Contradicted(path) => Why::Contradicted { path },
        };
        Look::Seen(finding, why)
    }

    /// What a state says of the request. One that the merchant has listed proves what a documented one of its class does.
    fn standing(&self, way: &Lookup, state: &str, gateway: &Gateway) -> Standing {
        let known = &gateway.inner.known;
        let listed = known.listed(state, way.state_classes);
        let has_class = |proving: &&str| known.listed(proving, way.state_classes) == listed;
        let is_classed = !way.state_classes.is_empty();
        let is_decided = is_classed && listed.is_some_and(StateClass::is_final);
        if way.success_states.contains(&state)
            || is_decided && way.success_states.iter().any(has_class)
        {
            return Standing::Proves;
        }
        if is_classed
            && listed.is_none()
            && let Some(state) = state_shown(state)
        {
            let operation = way.operation.id;
            known.first_seen(Unlisted::State { operation, state });
        }
        match listed == Some(StateClass::Failed) && is_classed && self.may_fail {
            true => Standing::Denies,
            false => Standing::Decides,
        }
    }
}

fn fill(
    way: &'static Lookup,
    handle: &Handle,
    options: &Reconcile,
) -> Result<Vec<(&'static Fill, Json)>, Why> {
    let mut values = Vec::new();
    for fill in way.with {
        let Fill {
            field, from, known, ..
        } = fill;
        let value = match from {
            Source::Request(path) => handle.value(path).map(Json::of),
            Source::Constant(json) => Json::parse(*json).ok(),
            Source::Ask { about, setter } => {
                let question = Question {
                    field,
                    about,
                    setter: *setter,
                };
                match options.answer_to(handle, &question) {
                    Some(value) => Some(value),
                    None => return Err(Why::Asks(question)),
                }
            }
        };
        let Some(value) = value else { continue };
        if let Some(known) = known {
            let document = Document::parse(value.expose(), &mut DecodeWarnings::new());
            let listed = paths::text(document.json()).is_some_and(|text| known.contains(&&*text));
            if !listed {
                return Err(Why::NotListed { field });
            }
        }
        values.push((fill, value));
    }
    Ok(values)
}

fn request(way: &Lookup, values: &[(&'static Fill, Json)]) -> Call {
    let mut call = Call::new();
    let mut body = Vec::new();
    for (fill, value) in values {
        let field = fill.field;
        call = match fill.parameter {
            Some(ParameterPlace::Path) => call.path(field, value),
            Some(ParameterPlace::Query) => call.query(field, value),
            Some(ParameterPlace::Header) => call.header(field, value),
            Some(ParameterPlace::Cookie) => call.cookie(field, value),
            None => {
                body.push((field, value));
                call
            }
        };
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
    call.written_as(way.media_type, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::READS;
    use crate::record::operation::{Acknowledges, Method};

    static GET: Operation = Operation {
        id: "get",
        path: "/charges/{reference}",
        ..READS
    };

    static POST: Operation = Operation {
        id: "post",
        method: Method::Post,
        ..GET
    };

    static BY_STATE: Lookup = Lookup {
        operation: &POST,
        media_type: "application/json",
        with: &[],
        field: "state",
        success_states: &["done"],
        state_classes: &[],
        same: &[("orderNo", "orderNo")],
        matching: &[],
        not_before: None,
    };

    const fn fill(field: &'static str, parameter: Option<ParameterPlace>) -> Fill {
        Fill {
            field,
            parameter,
            from: Source::Constant("null"),
            known: None,
        }
    }

    #[test]
    fn each_value_of_a_query_goes_where_the_query_takes_it() {
        static FILLS: [Fill; 5] = [
            fill("reference", Some(ParameterPlace::Path)),
            fill("account", Some(ParameterPlace::Query)),
            fill("x-shop", Some(ParameterPlace::Header)),
            fill("orderNo", None),
            fill("limit", None),
        ];
        let values = [r#""a/1""#, r#""x y""#, r#""S""#, r#""A""#, "100"];
        let values = values.map(|text| Json::parse(text).unwrap());
        let values: Vec<(&Fill, Json)> = FILLS.iter().zip(values).collect();
        let parts = request(&BY_STATE, &values).finish(&POST).unwrap();
        assert_eq!(parts.path.as_str(), Some("/charges/a%2F1"));
        assert_eq!(parts.query.as_str(), Some("?account=x%20y"));
        assert_eq!(parts.headers.first().unwrap().1, "S");
        assert_eq!(
            parts.body.as_deref(),
            Some(br#"{"orderNo":"A","limit":100}"#.as_slice())
        );
        const FORM: Lookup = Lookup {
            media_type: "application/x-www-form-urlencoded",
            ..BY_STATE
        };
        let form = request(&FORM, &values).finish(&POST).unwrap();
        assert_eq!(form.media_type, FORM.media_type);
        assert_eq!(
            form.body.as_deref(),
            Some(b"limit=100&orderNo=A".as_slice())
        );
        let parameters = request(&BY_STATE, values.get(..3).unwrap());
        assert!(parameters.finish(&GET).unwrap().body.is_none());
    }

    #[test]
    fn a_look_at_a_page_shows_the_number_of_a_payment_and_goes_by_none() {
        static SHOWS: Operation = Operation {
            acknowledges: Acknowledges {
                issued: Some("order.tradeNo"),
                keeps_issued: true,
                ..Acknowledges::NOTHING
            },
            ..GET
        };
        static PAGE: PaymentPage = PaymentPage {
            way: Lookup {
                operation: &SHOWS,
                ..BY_STATE
            },
            method: "method",
            beyond: &[],
            minutes: None,
        };
        static OPENS: Operation = Operation {
            found_by: FoundBy::Page {
                page: PAGE,
                reason: "",
            },
            ..POST
        };
        let text = r#"{"version":1,"operation":"post","at":1,"seen":{"number":"T-1"},"fields":{}}"#;
        let handle = Handle::from_json(text).unwrap();
        let plan = Plan::of_page(&OPENS, &PAGE, &handle, "card").unwrap();
        assert_eq!(plan.number, Some(("tradeNo", None)));
    }

    /// How many ways there are to look an operation up, or why there is none.
    fn ways(ways: &'static [Lookup], stored: &str) -> Result<usize, Why> {
        let operation: &'static Operation = Box::leak(Box::new(Operation {
            id: "pay",
            found_by: FoundBy::Lookup {
                ways,
                lost: &[],
                reason: "",
            },
            ..GET
        }));
        let operations: &'static [&'static Operation] = Box::leak(Box::new([operation]));
        let api = Api {
            title: "",
            release: "",
            security: crate::record::security::Security::None,
            token: None,
            requirements: &[],
            operations,
        };
        let text = format!(r#"{{"version":1,"operation":"pay","at":1,"fields":{{{stored}}}}}"#);
        let handle = Handle::from_json(&text).unwrap();
        Plan::new(&api, &handle, &Reconcile::new()).map(|plan| plan.ways.len())
    }

    #[test]
    fn a_way_that_cannot_be_gone_leaves_the_others_open() {
        const fn asking(from: Source, known: Option<&'static [&'static str]>) -> [Fill; 1] {
            [Fill {
                field: "method",
                parameter: None,
                from,
                known,
            }]
        }
        const ASKS: Lookup = Lookup {
            with: &asking(
                Source::Ask {
                    about: "the method",
                    setter: None,
                },
                None,
            ),
            ..BY_STATE
        };
        const KNOWS: Lookup = Lookup {
            with: &asking(Source::Request("method"), Some(&["card"])),
            ..BY_STATE
        };
        let card = r#""method":"card""#;
        for (ways, expected) in [
            (ways(&[ASKS, KNOWS], card), Ok(1)),
            (ways(&[KNOWS, ASKS], card), Ok(1)),
            (ways(&[KNOWS, KNOWS], card), Ok(2)),
            // What the request left out is left out of the query.
            (ways(&[KNOWS], ""), Ok(1)),
            (ways(&[KNOWS], r#""method":"cash""#), Err("cash")),
            (ways(&[ASKS, KNOWS], r#""method":"cash""#), Err("asks")),
        ] {
            match (ways, expected) {
                (Ok(ways), Ok(expected)) => assert_eq!(ways, expected),
                (Err(Why::NotListed { field: "method" }), Err("cash")) => {}
                (Err(Why::Asks(question)), Err("asks")) => assert_eq!(question.field, "method"),
                (other, expected) => panic!("{other:?} {expected:?}"),
            }
        }
    }
}
