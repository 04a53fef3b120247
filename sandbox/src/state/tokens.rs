//! Tokens are issued, checked and revoked.

use super::gateway::State;
use super::limits::MOST_TOKENS;
use super::moment::{Moment, later};
use super::refused::Refused;
use super::rules::Rules;
use super::token::{Issued, Token, WrongToken};
use crate::codes::Refusal;

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
            self.revoke_tokens();
        }
        if self.tokens.len() >= MOST_TOKENS {
            // One that is over says no more than why it is refused; it goes first.
            let oldest = self.tokens.iter().min_by_key(|(_, issued)| {
                let is_valid = !issued.is_revoked && issued.ends > now;
                (is_valid, issued.ends)
            });
            if let Some(oldest) = oldest.map(|(text, _)| text.clone()) {
                self.tokens.remove(&oldest);
            }
        }
        let token = Token {
            text: self.ids.long("tok_"),
            ends: later(now, rules.token_lives),
        };
        let issued = Issued {
            ends: token.ends,
            is_revoked: false,
        };
        self.tokens.insert(token.text.clone(), issued);
        Ok(token)
    }

    /// Whether a token was issued here, and is neither over nor revoked.
    #[must_use]
    pub fn is_valid_token(&self, now: Moment, token: &str) -> bool {
        self.wrong_token(now, token).is_none()
    }

    /// What is wrong with a token; none where it is valid.
    #[must_use]
    pub fn wrong_token(&self, now: Moment, token: &str) -> Option<WrongToken> {
        match self.tokens.get(token) {
            None => Some(WrongToken::Unknown),
            Some(issued) if issued.is_revoked => Some(WrongToken::Revoked),
            Some(issued) if issued.ends <= now => Some(WrongToken::Expired),
            Some(_) => None,
        }
    }

    /// Revokes every token.
    pub fn revoke_tokens(&mut self) {
        for issued in self.tokens.values_mut() {
            issued.is_revoked = true;
        }
    }
}
