//! A gateway within this process, at which every payment is paid: what is measured is the client and its journal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gateway_postgres::PostgresJournal;
use gateway_runtime::http::{HeaderMap, StatusCode};
use gateway_runtime::{BoxFuture, Config, Incoming, Limits, Outgoing, Transport, TransportError};
use online_payment_gateway::operations::{CREATE_ACCESS_TOKEN, CREATE_PAYMENT};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// It takes what it is sent, answers or not.
#[derive(Debug, Default)]
pub(super) struct PaidAtOnce {
    /// It still takes all that comes, and none of its answers goes out.
    pub(super) is_mute: AtomicBool,
}

impl PaidAtOnce {
    /// What a client of it is made of, the answers coming within so long.
    pub(super) fn config(self: &Arc<Self>, journal: PostgresJournal, within: Duration) -> Config {
        let transport: Arc<dyn Transport> = Arc::<Self>::clone(self);
        Config::new("https://gateway.example.com")
            .credentials("example-app-id", "example-secret")
            .total_timeout(within)
            .answer_timeout(within)
            .transport(transport)
            .journal(Arc::new(journal))
    }

    fn answer(request: &Outgoing) -> String {
        let url = request.expose_url();
        let is = |path: &str| url.expose().ends_with(path);
        if is(CREATE_ACCESS_TOKEN.path) {
            return r#"{"respCode":"0000","respMsg":"Accepted","accessToken":"example-access-token","expiresIn":"86400"}"#.into();
        }
        let body = request.body().map(|body| String::from_utf8_lossy(body));
        let order = body.as_deref().and_then(|body| {
            let (_, behind) = body.split_once(r#""orderNo":""#)?;
            behind.split('"').next()
        });
        let order = order.unwrap_or_default();
        let numbers =
            format!(r#""orderNo":"{order}","tradeNo":"T-{order}","orderStatus":"successed""#);
        if is(CREATE_PAYMENT.path) {
            return format!(
                r#"{{"respCode":"0000","respMsg":"Accepted",{numbers},"amount":"42.50","currency":"USD"}}"#
            );
        }
        let now = OffsetDateTime::now_utc()
            .to_offset(time::UtcOffset::from_hms(8, 0, 0).unwrap_or(time::UtcOffset::UTC));
        let now = now.format(&Rfc3339).unwrap_or_default();
        format!(
            r#"{{"respCode":"0000","respMsg":"Accepted","order":{{{numbers},"payAmount":"42.50","tradeCurrency":"USD","payTime":"{now}"}}}}"#
        )
    }
}

impl Transport for PaidAtOnce {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        Box::pin(async move {
            if self.is_mute.load(Ordering::Relaxed) {
                return std::future::pending().await;
            }
            let mut answer = Incoming::new(StatusCode::OK, HeaderMap::new());
            answer.push(Self::answer(request).as_bytes());
            Ok(answer)
        })
    }
}
