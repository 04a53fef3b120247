use super::limits::MOST_TOKENS;
use super::{Moment, Refused, Rules, State, later};
use crate::codes::Refusal;

/// A token as it is issued.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// Its text.
    pub text: String,
    /// When it ends.
    pub ends: Moment,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token(until {})", self.ends)
    }
}

impl State {
    /// Issues a token for the application id and the secret.
    ///
    /// # Errors
    ///
    /// [`Refusal::WrongCredentials`].
    pub fn issue_token(
        &mut self,
        rules: &Rules,
        now: Moment,
        app_id: &str,
        secret: &str,
    ) -> Result<Token, Refused> {
        let wanted = (rules.app_id.as_deref(), rules.secret.as_deref());
        if wanted != (Some(app_id), Some(secret)) {
            return Err(Refusal::WrongCredentials.into());
        }
        if rules.modes.new_token_revokes {
            self.tokens.clear();
        }
        self.tokens.retain(|_, ends| *ends > now);
        if self.tokens.len() >= MOST_TOKENS {
            let oldest = self.tokens.iter().min_by_key(|(_, ends)| **ends);
            if let Some(oldest) = oldest.map(|(text, _)| text.clone()) {
                self.tokens.remove(&oldest);
            }
        }
        let token = Token {
            text: self.ids.long("tok_"),
            ends: later(now, rules.token_lives),
        };
        self.tokens.insert(token.text.clone(), token.ends);
        Ok(token)
    }

    /// Whether a token was issued here, and is neither over nor revoked.
    #[must_use]
    pub fn is_valid_token(&self, now: Moment, token: &str) -> bool {
        self.tokens.get(token).is_some_and(|ends| *ends > now)
    }

    /// Revokes every token.
    pub fn revoke_tokens(&mut self) {
        self.tokens.clear();
    }
}
