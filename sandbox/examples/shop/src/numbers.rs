use ring::rand::{SecureRandom, SystemRandom};

use crate::trouble::Trouble;

/// A number that nobody can guess and that comes once: of an order, a refund, a session.
pub(crate) fn fresh(prefix: &str) -> Result<String, Trouble> {
    let mut bytes = [0; 16];
    let random = SystemRandom::new();
    random.fill(&mut bytes).map_err(|_| Trouble::Random)?;
    Ok(format!("{prefix}{}", hexadecimal(&bytes)))
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
