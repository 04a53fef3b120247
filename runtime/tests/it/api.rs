//! A small API of our own, with one operation of each kind.

use gateway_runtime::{
    Accepted, Acknowledges, Amount, Answer, Api, Call, Check, Config, DecodeWarnings, Effect,
    Envelope, Failure, FoundBy, Gateway, JsonRef, JsonWriter, Kept, Method, Operation, Pan, Read,
    Repeat, Retries, Rules, Security, SecurityCode, Sensitive, StateClass, TextRules, TimeUnit,
    TokenFlow, Write,
};

const BASE: Operation = Operation {
    id: "",
    method: Method::Post,
    path: "/v1/pay",
    effect: Effect::MovesMoney,
    repeat: Repeat::Never,
    secured: false,
    envelope: Some(ENVELOPE),
    before_state: &[401],
    refused: &["2001"],
    acknowledges: Acknowledges {
        required: &["orderNo", "amount"],
        ..ORDER
    },
    found_by: FoundBy::Nothing { reason: "" },
    journal: &[Kept {
        path: "orderNo",
        open: true,
    }],
};

/// What every answer but that of a token says of an order.
const ORDER: Acknowledges = Acknowledges {
    same: &[("orderNo", "orderNo")],
    issued: Some("tradeNo"),
    states: &[("orderStatus", &[("authorized", StateClass::Authorized)])],
    ..Acknowledges::NOTHING
};

pub(crate) static PAY: Operation = Operation { id: "pay", ..BASE };
pub(crate) static CHANGE: Operation = Operation {
    id: "change",
    path: "/v1/change",
    effect: Effect::Changes,
    acknowledges: ORDER,
    ..BASE
};
pub(crate) static SAFE_CHANGE: Operation = Operation {
    id: "safeChange",
    path: "/v1/safe-change",
    effect: Effect::Changes,
    acknowledges: ORDER,
    repeat: Repeat::Safe,
    ..BASE
};
pub(crate) static QUERY: Operation = Operation {
    id: "query",
    path: "/v1/query",
    effect: Effect::Reads,
    acknowledges: ORDER,
    repeat: Repeat::Safe,
    ..BASE
};
pub(crate) static SECURED_PAY: Operation = Operation {
    id: "securedPay",
    secured: true,
    ..BASE
};
pub(crate) static SECURED_UNKNOWN: Operation = Operation {
    id: "securedUnknown",
    secured: true,
    before_state: &[],
    path: "/v1/unknown",
    ..BASE
};
pub(crate) static SECURED_CHANGE: Operation = Operation {
    id: "securedChange",
    effect: Effect::Changes,
    acknowledges: ORDER,
    ..SECURED_UNKNOWN
};
pub(crate) static SECURED_QUERY: Operation = Operation {
    secured: true,
    before_state: &[],
    ..QUERY
};
pub(crate) static TOKEN: Operation = Operation {
    id: "token",
    path: "/v1/token",
    effect: Effect::Changes,
    acknowledges: Acknowledges::NOTHING,
    repeat: Repeat::Safe,
    ..BASE
};

pub(crate) const ENVELOPE: Envelope = Envelope {
    code: "respCode",
    message: "respMsg",
    accepted: &["0000"],
};

pub(crate) static API: Api = Api {
    title: "Test",
    release: "1",
    security: Security::ApiKeyHeader {
        name: "Authorization",
    },
    token: Some(TokenFlow {
        operation: &TOKEN,
        media_type: "application/json",
        app_id: "appId",
        secret: "secret",
        with: &[("grant", r#""client""#)],
        access_token: "accessToken",
        expires_in: "expiresIn",
        unit: TimeUnit::Seconds,
    }),
    requirements: &[],
    operations: &[&PAY, &CHANGE, &QUERY, &TOKEN],
};

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pay {
    pub(crate) order_no: String,
    pub(crate) amount: Amount,
    pub(crate) card: Pan,
    pub(crate) code: Option<SecurityCode>,
    pub(crate) name: Sensitive<String>,
}

impl Pay {
    pub(crate) fn sample() -> Self {
        Self {
            order_no: "order-1".to_owned(),
            amount: Amount::new("12.50").unwrap(),
            card: Pan::new("4111111111111111").unwrap(),
            code: Some(SecurityCode::new("123").unwrap()),
            name: "Ada".into(),
        }
    }

    /// A request that does not fit into the buffers of a connection, which hold four megabytes and a little of what is not read.
    pub(crate) fn large() -> Self {
        Self {
            name: "x".repeat(6_000_000).into(),
            ..Self::sample()
        }
    }
}

impl Check for Pay {
    fn check(&self, rules: &mut Rules<'_>) {
        rules.text(
            "orderNo",
            &self.order_no,
            &TextRules {
                min: Some(5),
                ..TextRules::ANY
            },
        );
        rules.field("amount", &self.amount);
        rules.field("cardNo", &self.card);
        rules.field("cvc", &self.code);
        rules.field("name", &self.name);
    }
}

impl Write for Pay {
    fn write(&self, out: &mut JsonWriter) {
        out.object(|object| {
            object.field("orderNo", &self.order_no);
            object.field("amount", &self.amount);
            object.field("cardNo", &self.card);
            object.field("cvc", &self.code);
            object.field("name", &self.name);
        });
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Paid {
    pub(crate) order_no: Option<String>,
    pub(crate) amount: Option<Amount>,
    pub(crate) status: Option<String>,
    pub(crate) card: Option<Pan>,
    pub(crate) url: Option<Sensitive<String>>,
    pub(crate) refunds: Option<Vec<Amount>>,
}

impl Read for Paid {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        let mut object = json.object(warnings)?;
        Some(Self {
            order_no: object.take("orderNo"),
            amount: object.take("amount"),
            status: object.take("status"),
            card: object.take("cardNo"),
            url: object.take("payUrl"),
            refunds: object.take("refunds"),
        })
    }
}

pub(crate) const ACCEPTED: &str = r#"{"respCode":"0000","respMsg":"ok","orderNo":"order-1","amount":"12.50","status":"accepted"}"#;
pub(crate) const TOKEN_ANSWER: &str =
    r#"{"respCode":"0000","accessToken":"token-1","expiresIn":7200}"#;

/// Runs a test on one thread, so that what happens between two waits happens in order.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn config(url: &str) -> Config {
    Config::new(url)
        .credentials("app-1", "app-secret")
        .retries(Retries::NONE)
}

pub(crate) fn gateway(url: &str) -> Gateway {
    Gateway::new(&API, config(url)).unwrap()
}

pub(crate) async fn pay(gateway: &Gateway) -> Result<Accepted<Paid>, Failure> {
    send(gateway, &PAY).await
}

pub(crate) async fn send<A: Answer>(
    gateway: &Gateway,
    operation: &'static Operation,
) -> Result<Accepted<A>, Failure> {
    gateway
        .call(operation, Call::new().body(&Pay::sample()))
        .await
}

/// The outcome in one word.
pub(crate) fn outcome<A>(result: &Result<Accepted<A>, Failure>) -> &'static str {
    match result {
        Ok(_) => "accepted",
        Err(Failure::Invalid(_)) => "invalid",
        Err(Failure::NotSent(_)) => "not sent",
        Err(Failure::Refused(_)) => "refused",
        Err(Failure::Indeterminate(_)) => "indeterminate",
        Err(Failure::Status(_)) => "status",
        Err(_) => "?",
    }
}
