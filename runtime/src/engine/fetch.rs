//! Fetching a token: an operation like any other, which needs none itself.

use std::time::Duration;

use crate::engine::authorize::Source;
use crate::engine::token::life::{Fetched, Life};
use crate::record::call::Call;
use crate::record::credentials::{Credentials, Kind};
use crate::record::failure::{Failure, NotSent};
use crate::record::future::BoxFuture;
use crate::record::operation::TokenFlow;
use crate::value::json::untyped::Json;
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::JsonWriter;
use crate::value::types::sensitive::Sensitive;

use crate::engine::classify::Judged;
use crate::engine::inner::Inner;
use crate::engine::typed::unreadable;

impl Inner {
    /// Boxed, since it is itself part of sending a request.
    pub(super) fn fetch_token<'a>(
        &'a self,
        flow: &'a TokenFlow,
        source: &'a Source,
        deadline: Duration,
        leaves_by: Option<Duration>,
    ) -> BoxFuture<'a, Result<Fetched, Failure>> {
        Box::pin(async move {
            let first = source.credentials().await;
            let fetched = self
                .fetch_with(flow, first.as_ref(), deadline, leaves_by)
                .await;
            if !matches!(fetched, Err(Failure::Refused(_) | Failure::Status(_))) {
                return fetched;
            }
            // They may have been replaced since they were asked for.
            let now = source.credentials().await;
            match now != first {
                true => {
                    self.fetch_with(flow, now.as_ref(), deadline, leaves_by)
                        .await
                }
                false => fetched,
            }
        })
    }

    async fn fetch_with(
        &self,
        flow: &TokenFlow,
        credentials: Option<&Credentials>,
        deadline: Duration,
        leaves_by: Option<Duration>,
    ) -> Result<Fetched, Failure> {
        let Some(Kind::App { id, secret }) = credentials.map(|given| &given.0) else {
            return Err(Failure::NotSent(NotSent::without_credentials(
                flow.operation,
            )));
        };
        let mut body = JsonWriter::new();
        body.object(|object| {
            object.field(flow.app_id, id);
            object.field(flow.secret, secret);
            for (name, json) in flow.with {
                if let Ok(value) = Json::parse(*json) {
                    object.field(name, &value);
                }
            }
        });
        // The call that waits for the token bounds the time.
        let mut task = self.prepare(
            flow.operation,
            Call::new().written_as(flow.media_type, body),
        )?;
        (task.deadline, task.leaves_by) = (deadline, leaves_by);
        token_of(flow, self.perform(&task).await?)
    }
}

fn token_of(flow: &TokenFlow, judged: Box<Judged>) -> Result<Fetched, Failure> {
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
