//! When, and after which pause, something is sent again.

use std::time::Duration;

use crate::value::locked::Locked;

/// How often, and with which pauses, what may be sent again is sent again: a request that never left, and an operation
/// that its document calls safe to repeat. Nothing else ever is.
///
/// The pause before attempt *n* is a random part (full jitter) of `first_pause × 2ⁿ⁻²`, at most `longest_pause`; a
/// `Retry-After` of the gateway is waited for instead if it is longer. Whatever the number of attempts, a call ends at
/// its total timeout. A budget keeps a fleet from storming a gateway that is down: each retry costs one of at most ten
/// credits, and each call that is accepted earns a tenth of one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct Retries {
    /// How often at most it is tried, with the first time; 1 switches retries off. 3 by default.
    pub attempts: u32,
    /// The longest that the first pause can be; 200 ms by default.
    pub first_pause: Duration,
    /// The longest that any pause can be; 5 s by default.
    pub longest_pause: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(5),
        }
    }
}

impl Retries {
    /// No retries at all.
    pub const NONE: Self = Self {
        attempts: 1,
        first_pause: Duration::ZERO,
        longest_pause: Duration::ZERO,
    };

    /// Sets how often at most it is tried, with the first time.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets the longest that the first pause, and any pause, can be.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// The pause after `attempt` attempts; `random` is spread over all numbers.
    pub(crate) fn pause(&self, attempt: u32, random: u64) -> Duration {
        let doubled = self
            .first_pause
            .saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        let longest =
            u64::try_from(doubled.min(self.longest_pause).as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(random % longest.saturating_add(1))
    }
}

/// Credits that retries of one client are paid with, in tenths.
#[derive(Debug)]
pub(crate) struct Budget(Locked<u32>);

impl Budget {
    const FULL: u32 = 100;
    const RETRY: u32 = 10;

    pub(crate) fn new() -> Self {
        Self(Locked::new(Self::FULL))
    }

    /// Pays for a retry, if there is enough left.
    pub(crate) fn spend(&self) -> bool {
        let mut credits = self.0.lock();
        match credits.checked_sub(Self::RETRY) {
            Some(rest) => {
                *credits = rest;
                true
            }
            None => false,
        }
    }

    /// A call was answered.
    pub(crate) fn earn(&self) {
        let mut credits = self.0.lock();
        *credits = credits.saturating_add(1).min(Self::FULL);
    }
}

/// Reads a `Retry-After`: whole seconds, or an HTTP date.
pub(crate) fn retry_after(header: &str, now: std::time::SystemTime) -> Option<Duration> {
    let header = header.trim();
    if header.bytes().all(|byte| byte.is_ascii_digit()) {
        return header.parse().ok().map(Duration::from_secs);
    }
    let date = httpdate::parse_http_date(header).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_are_spread_from_zero() {
        let retries = Retries::default();
        let longest = |attempt| {
            (0..5_000_u64)
                .map(|random| retries.pause(attempt, random * 1_009))
                .max()
                .unwrap()
        };
        assert!(
            longest(1) <= Duration::from_millis(200) && longest(1) > Duration::from_millis(190)
        );
        assert!(
            longest(2) <= Duration::from_millis(400) && longest(2) > Duration::from_millis(380)
        );
        assert!(longest(60) <= Duration::from_secs(5));
        assert_eq!(retries.pause(3, 0), Duration::ZERO);
        assert_eq!(Retries::NONE.pause(3, 17), Duration::ZERO);
    }

    #[test]
    fn pauses_are_as_long_as_was_asked_for() {
        let retries = Retries::default()
            .attempts(7)
            .pauses(Duration::from_micros(1), Duration::from_micros(3));
        assert_eq!(retries.attempts, 7);
        let all = |attempt| -> std::collections::BTreeSet<u128> {
            let pauses = (0..100).map(|random| retries.pause(attempt, random));
            pauses.map(|pause| pause.as_micros()).collect()
        };
        assert_eq!(all(1), [0, 1].into());
        assert_eq!(all(2), [0, 1, 2].into());
        // Four would be more than the longest.
        assert_eq!(all(3), [0, 1, 2, 3].into());
        assert_eq!(all(u32::MAX), [0, 1, 2, 3].into());
        let none = retries.pauses(Duration::ZERO, Duration::from_secs(1));
        assert_eq!(none.pause(9, u64::MAX), Duration::ZERO);
        let endless = retries.pauses(Duration::MAX, Duration::MAX);
        assert_eq!(endless.pause(1, 5), Duration::from_micros(5));
    }

    #[test]
    fn the_budget_ends_and_recovers() {
        let budget = Budget::new();
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
        (0..10).for_each(|_| budget.earn());
        assert!(budget.spend() && !budget.spend());
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770);
        for (header, seconds) in [
            ("120", Some(120)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(7)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("soon", None),
            ("99999999999999999999", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 06 Nov 1994 08:49:37 GMT x", None),
            ("Sun, 06 Nov 1994 08:49:37", None),
            ("Sun, 06 Nov 1994 08:49 GMT", None),
            ("Sun, 06 Nov 1994 24:49:37 GMT", None),
            ("Sun, 06 Non 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 99999 08:49:37 GMT", None),
            ("+5", None),
            ("1.5", None),
            (" 5 ", Some(5)),
            ("0", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
        ] {
            assert_eq!(
                retry_after(header, now),
                seconds.map(Duration::from_secs),
                "{header}"
            );
        }
    }
}
