//! Fetching a token: an operation like any other, which needs none itself.

use std::time::Duration;

use crate::engine::token::{Fetched, Life};
use crate::record::call::Call;
use crate::record::failure::Failure;
use crate::record::future::BoxFuture;
use crate::record::operation::TokenFlow;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;
use crate::value::types::sensitive::Sensitive;

use crate::engine::classify::Judged;
use crate::engine::inner::Inner;
use crate::engine::task::Task;
use crate::engine::typed::unreadable;

impl Inner {
    /// Boxed, since it is itself part of sending a request.
    pub(super) fn fetch_token<'a>(
        &'a self,
        flow: &'a TokenFlow,
        app: &'a Sensitive<String>,
        secret: &'a Sensitive<String>,
        deadline: Duration,
        leaves_by: Option<Duration>,
    ) -> BoxFuture<'a, Result<Fetched, Failure>> {
        Box::pin(async move {
            let mut body = JsonWriter::new();
            body.object(|object| {
                object.field(flow.app_id, app);
                object.field(flow.secret, secret);
            });
            // The call that waits for the token bounds the time.
            let task = Task {
                deadline,
                leaves_by,
                ..self.prepare(flow.operation, Call::new().written(body))?
            };
            token_of(flow, self.perform(&task).await?)
        })
    }
}

fn token_of(flow: &TokenFlow, judged: Judged) -> Result<Fetched, Failure> {
    let mut warnings = DecodeWarnings::new();
    let fetched = judged
        .answer
        .json()
        .object(&mut warnings)
        .and_then(|mut object| {
            let life = object
                .take::<Life>(flow.expires_in)
                .and_then(|life| life.in_unit(flow.unit));
            let token = object.take::<Sensitive<String>>(flow.access_token);
            let text = token.filter(|token| !token.expose().is_empty())?;
            Some(Fetched { text, life })
        });
    fetched.ok_or_else(|| unreadable(judged))
}
