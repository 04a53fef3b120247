//! Seals a token that stands in a store which others can read: backups, replicas, whoever may look at the server.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gateway_runtime::{Sensitive, StoredToken, Wipe};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest::{Context, SHA256};
use ring::rand::{SecureRandom, SystemRandom};

/// What a sealed token begins with.
const FORM: u8 = 1;

/// What seals the token of an account with a key of the caller's, by ChaCha20-Poly1305 under a random nonce. What was sealed
/// for one account opens for no other, and tells nothing but its length.
///
/// A new key replaces an old one without a gap when every process [opens](Self::also_opens) both before the first one seals
/// with the new one. What cannot be opened counts as no token, and another is fetched.
///
/// ```
/// use gateway_runtime::StoredToken;
/// use gateway_seal::Seal;
/// use std::time::{Duration, SystemTime};
///
/// // 32 random bytes, from wherever the shop keeps its secrets.
/// let seal = Seal::new([7; 32]);
/// let token = StoredToken::new("token".to_owned(), SystemTime::UNIX_EPOCH + Duration::from_secs(1));
/// let sealed = seal.seal("gateway-app-1", &token).ok_or("no randomness")?;
/// assert_eq!(seal.open("gateway-app-1", &sealed), Some(token));
/// assert_eq!(seal.open("another", &sealed), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone)]
pub struct Seal {
    key: Arc<LessSafeKey>,
    others: Vec<Arc<LessSafeKey>>,
}

impl Seal {
    /// Seals and opens with this key.
    pub fn new(key: [u8; 32]) -> Self {
        Self {
            key: keyed(key),
            others: Vec::new(),
        }
    }

    /// Opens what another key has sealed as well.
    #[must_use]
    pub fn also_opens(mut self, key: [u8; 32]) -> Self {
        self.others.push(keyed(key));
        self
    }

    /// The token, sealed for an account; `None` if the system gives no randomness.
    pub fn seal(&self, account: &str, token: &StoredToken) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).ok()?;
        let text = token.token.expose().as_bytes();
        let room = text
            .len()
            .checked_add(1 + NONCE_LEN + 16 + CHACHA20_POLY1305.tag_len())?;
        // Of the full length from the start: growing would leave copies of the token behind.
        let mut sealed = Vec::with_capacity(room);
        sealed.push(FORM);
        sealed.extend(nonce);
        sealed.extend(milliseconds(Some(token.expires)).to_be_bytes());
        sealed.extend(milliseconds(token.fetched).to_be_bytes());
        sealed.extend(text);
        let plain = sealed.get_mut(1 + NONCE_LEN..)?;
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(account), plain);
        let Ok(tag) = tag else {
            sealed.wipe();
            return None;
        };
        sealed.extend(tag.as_ref());
        Some(sealed)
    }

    /// What was sealed for an account; `None` if it was not by any of the keys.
    pub fn open(&self, account: &str, sealed: &[u8]) -> Option<StoredToken> {
        let (&FORM, rest) = sealed.split_first()? else {
            return None;
        };
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>()?;
        let keys = std::iter::once(&self.key).chain(&self.others);
        keys.into_iter().find_map(|key| {
            let nonce = Nonce::assume_unique_for_key(*nonce);
            // What does not open stays sealed, so that only what opened is worth wiping.
            let mut opened = sealed.to_vec();
            let token = key
                .open_in_place(nonce, Aad::from(account), &mut opened)
                .ok()
                .and_then(|plain| token_of(plain));
            opened.wipe();
            token
        })
    }
}

/// A name that stands for these texts and shows none of them: 32 hexadecimal digits of the SHA-256 of each with its length.
///
/// ```
/// assert_ne!(gateway_seal::name(&["ab", "c"]), gateway_seal::name(&["a", "bc"]));
/// ```
pub fn name(texts: &[&str]) -> String {
    let mut hash = Context::new(&SHA256);
    for text in texts {
        hash.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    }
    let bytes = hash.finish();
    let digits = bytes.as_ref().iter().take(16);
    digits.map(|byte| format!("{byte:02x}")).collect()
}

fn keyed(mut key: [u8; 32]) -> Arc<LessSafeKey> {
    let unbound = UnboundKey::new(&CHACHA20_POLY1305, &key);
    key.fill(0);
    Arc::new(LessSafeKey::new(
        unbound.expect("the key has the length of the algorithm"),
    ))
}

fn token_of(plain: &[u8]) -> Option<StoredToken> {
    let (expires, plain) = plain.split_first_chunk::<8>()?;
    let (fetched, text) = plain.split_first_chunk::<8>()?;
    let text = Sensitive::from(std::str::from_utf8(text).ok()?);
    let token = StoredToken::new(text, time(u64::from_be_bytes(*expires))?);
    Some(match u64::from_be_bytes(*fetched) {
        0 => token,
        at => token.fetched(time(at)?),
    })
}

/// Since 1970; 0 for no time, or one before that.
fn milliseconds(time: Option<SystemTime>) -> u64 {
    let since = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

fn time(milliseconds: u64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seal").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> StoredToken {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        StoredToken::new("canary-token".to_owned(), at(2_000)).fetched(at(1_000))
    }

    #[test]
    fn what_was_sealed_opens_for_its_account_by_its_key_and_for_nobody_else() {
        let (old, new) = (Seal::new([1; 32]), Seal::new([2; 32]));
        let sealed = old.seal("one", &token()).unwrap();
        assert_eq!(old.open("one", &sealed), Some(token()));
        assert_eq!(old.open("other", &sealed), None);
        assert_eq!(new.open("one", &sealed), None);
        let both = new.also_opens([1; 32]);
        assert_eq!(both.open("one", &sealed), Some(token()));
        assert_ne!(old.seal("one", &token()), Some(sealed));
    }

    #[test]
    fn every_byte_of_it_counts_and_none_shows_the_token() {
        let seal = Seal::new([1; 32]);
        let sealed = seal.seal("one", &token()).unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"canary"));
        for at in 0..sealed.len() {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert_eq!(seal.open("one", &other), None, "{at}");
            assert_eq!(seal.open("one", &sealed[..at]), None, "{at}");
        }
        assert_eq!(format!("{seal:?}"), "Seal { .. }");
    }
}
