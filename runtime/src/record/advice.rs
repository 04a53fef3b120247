//! What to do about what a call ended in: the last words of its message.

use crate::record::evidence::Reason;
use crate::record::operation::{Operation, Repeat};

impl Reason {
    /// What to do about a request that was not sent for this reason.
    pub(super) fn mends_sending(self) -> Option<&'static str> {
        Some(match self {
            Self::Resolve => "check the name, and the name service of this machine",
            Self::Connect => "check host and port, and what runs there",
            Self::ConnectTimeout => {
                "check host and port, and that a firewall lets this machine out to them"
            }
            Self::Proxy => "check Config::proxy and Config::proxy_login, or ask whoever runs it",
            Self::Tls => {
                "check the host of the base URL and that its port speaks TLS; an authority of your own goes into Config::root_certificates"
            }
            Self::AnotherAttempt | Self::StillOpen => {
                "look up the one that NotSent::other_attempt names before this one is sent"
            }
            Self::Journal => {
                "mend the journal that Config::journal was given, or give it one, and try again"
            }
            Self::NotPrepared => "prepare it anew",
            Self::Deadline => "try again, or give it more time with Config::total_timeout",
            Self::Unwritten | Self::Cancelled => "try again if it is still wanted",
            Self::Draining => "call another client, since this one was told to drain",
            _ => return None,
        })
    }

    /// What to do about an outcome that is open for this reason, and whether what came is a page for people.
    pub(super) fn mends_answer(self, is_page: bool) -> Option<&'static str> {
        Some(match self {
            Self::Unreadable if !is_page => return None,
            Self::NotHttp | Self::Unreadable | Self::NoCode | Self::Empty => {
                "check that the base URL is the gateway's"
            }
            Self::HeadTooLarge | Self::Charset | Self::Compressed => {
                "ask whoever runs what stands before the gateway"
            }
            Self::TooLarge => "Config::largest_answer says how much is read",
            Self::Timeout => "Config::answer_timeout says how long is waited",
            Self::UnknownCode => "if the code refuses for good, say so with Config::refused_code",
            _ => return None,
        })
    }
}

impl Operation {
    /// What to do while nobody knows what became of a request.
    pub(super) fn while_open(&self) -> &'static str {
        match self.repeat {
            Repeat::Safe => "try again later",
            _ => "do not send it again, but look it up with its handle: `reconcile`",
        }
    }
}

/// What to do about a status that says that nothing was done.
pub(super) fn of_status(status: u16) -> &'static str {
    match status {
        304 => "nothing has changed since: use what was read before",
        300..=399 => "redirects are not followed; check the base URL",
        401 => "the credential was not taken: check the one that Config was given",
        403 => {
            "the credential has no right to it, or something before the gateway refuses: ask the provider"
        }
        404 | 405 | 410 => {
            "there is nothing: check what was asked for, and the path of the base URL"
        }
        408 | 429 | 500.. => "try again later",
        _ => "mend the request",
    }
}

#[cfg(test)]
mod tests {
    use super::of_status;

    #[test]
    fn what_has_not_changed_is_no_redirect() {
        assert!(of_status(304).contains("nothing has changed"));
        assert!(of_status(307).contains("redirects"));
    }
}
