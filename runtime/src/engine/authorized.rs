//! A request with the credentials that its operation asks for.

use std::sync::Arc;

use tracing::Instrument;

use crate::engine::authorize::{Authorization, Place, text_of};
use crate::engine::further::Chosen;
use crate::engine::inner::Inner;
use crate::engine::task::Task;
use crate::engine::token::NoToken;
use crate::engine::token::life::Token;
use crate::engine::trace;
use crate::record::evidence::Reason;
use crate::record::failure::{Failure, NotSent};
use crate::value::types::sensitive::Sensitive;
use crate::wire::clock::until;
use crate::wire::outgoing::Outgoing;

impl Inner {
    /// What a request of this task goes with.
    pub(super) fn chosen(&self, task: &Task) -> Result<Chosen<'_>, Failure> {
        let has_own = !matches!(self.authorization, Authorization::None);
        let chosen = self.further.choose(self.api, task.operation, has_own);
        chosen.ok_or_else(|| Failure::NotSent(NotSent::without_further(task.operation)))
    }

    /// The token that goes with a request, if it is one that is fetched and the credential of the API goes; it may have to be.
    pub(super) async fn token(
        &self,
        task: &Task,
        attempt: u32,
        own: bool,
    ) -> Result<Option<Token>, Failure> {
        let Authorization::Fetched { flow, source, .. } = &self.authorization else {
            return Ok(None);
        };
        // The operation that gives tokens cannot wait for one, whatever the document says about it.
        if !own || flow.operation.id == task.operation.id {
            return Ok(None);
        }
        if let Some(token) = self.tokens.at_hand() {
            return Ok(Some(token));
        }
        let get = self.tokens.get(|by| {
            let span = trace::token_span(flow.operation, task, self.api);
            self.fetch_token(flow, source, task.deadline, by)
                .instrument(span)
        });
        // Most calls have a token by now; what it takes to get one is not part of every task.
        let get = Box::pin(get);
        match until(&*self.clock, task.deadline, get).await {
            Some(Ok(token)) => Ok(Some(token)),
            Some(Err(NoToken::Failed(failure))) => {
                Err(not_sent(task, attempt, Reason::Token, Some(failure)))
            }
            Some(Err(NoToken::Away)) => Err(not_sent(task, attempt, Reason::TokenStore, None)),
            None => Err(not_sent(task, attempt, Reason::Deadline, None)),
        }
    }

    /// Puts the request together, with the credentials that it needs.
    pub(super) async fn authorized(
        &self,
        task: &Task,
        attempt: u32,
    ) -> Result<(Outgoing, Option<Token>), Failure> {
        let chosen = self.chosen(task)?;
        let token = self.token(task, attempt, chosen.own).await?;
        let asked;
        let own: Option<(&Place, &Sensitive<String>)> = match (&self.authorization, &token) {
            (Authorization::Fetched { place, .. }, Some(token)) => Some((place, &*token.text)),
            (Authorization::Fixed { place, text }, _) if chosen.own => Some((place, text)),
            (
                Authorization::Asked {
                    place,
                    provider,
                    is_basic,
                },
                _,
            ) if chosen.own => {
                let credentials = until(&*self.clock, task.deadline, provider.credentials()).await;
                let text = credentials
                    .flatten()
                    .and_then(|given| text_of(&given, *is_basic));
                let Some(text) = text else {
                    return Err(Failure::NotSent(NotSent::without_credentials(
                        task.operation,
                    )));
                };
                asked = text;
                Some((place, &asked))
            }
            _ => None,
        };
        let further = chosen.further.iter().map(|held| (&held.place, &held.text));
        if let Some(outgoing) = self.compose(task, own.into_iter().chain(further)) {
            return Ok((outgoing, token));
        }
        if let Some(token) = token {
            // The next call fetches another one.
            self.reject(task, &token).await;
        }
        Err(not_sent(task, attempt, Reason::Token, None))
    }
}

pub(super) fn not_sent(
    task: &Task,
    attempt: u32,
    reason: Reason,
    token: Option<Arc<Failure>>,
) -> Failure {
    Failure::NotSent(NotSent {
        attempts: attempt.saturating_sub(1),
        token,
        ..NotSent::new(task.operation, reason)
    })
}
