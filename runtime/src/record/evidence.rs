//! What is known of a request that did not end in an acceptance.

use std::fmt;

/// How far a request got, as far as that can be proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Not one byte of it left. It did not happen, and may be sent again.
    NeverSent,
    /// Some of it may have left, and no answer came that can be understood. It may have happened.
    MayHaveBeenSent,
    /// An answer came and could be understood.
    Answered,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NeverSent => "never sent",
            Self::MayHaveBeenSent => "may have been sent",
            Self::Answered => "answered",
        })
    }
}

/// Why a request did not end in an acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The name of the gateway's host could not be resolved.
    Resolve,
    /// No connection could be made.
    Connect,
    /// No connection was made in time.
    ConnectTimeout,
    /// The proxy refused, or did not speak HTTP.
    Proxy,
    /// The TLS handshake failed: the gateway could not prove who it is, for instance.
    Tls,
    /// The connection closed before the first byte was written.
    Unwritten,
    /// No token could be had, so the request was not sent.
    Token,
    /// The store of tokens is away, and this process has fetched a token of its own just now.
    TokenStore,
    /// Another attempt of the same purchase may have been carried out, so the request was not sent. Look that one up; if
    /// both are wanted, say so with [`Attempt::despite_others`](crate::Attempt::despite_others).
    AnotherAttempt,
    /// Another request for the same payment, a refund of another number, is open, so this one was not sent. Look that one
    /// up first.
    StillOpen,
    /// More would be given back than was taken, by what the journal knows, so the request was not sent. The failure names
    /// the sums.
    MoreThanTaken,
    /// Too many payments ended without an outcome, so this one was not sent ([`Config::breaker`](crate::Config::breaker)).
    TooManyOpen,
    /// The journal could not be written, so the request was not sent.
    Journal,
    /// The request was to be sent as prepared, and does not stand in the journal as that: what it went with was not committed,
    /// its time is over, or it was sent or given up before.
    NotPrepared,
    /// The time for the whole call ran out before the request was sent.
    Deadline,
    /// Whoever made the call gave it up before the request was sent.
    Cancelled,
    /// The client takes no new calls any more, since it is being drained.
    Draining,
    /// The connection was closed or reset before the answer began.
    Closed,
    /// No answer, or no whole answer, came in time.
    Timeout,
    /// The answer is not HTTP.
    NotHttp,
    /// The head of the answer has more headers or bytes than are taken; the failure says which.
    HeadTooLarge,
    /// The answer broke off.
    Truncated,
    /// The answer is larger than the configuration allows; its beginning is kept.
    TooLarge,
    /// The answer could not be read as what was documented.
    Unreadable,
    /// The answer is compressed, although we say that we take none such, and cannot be read.
    Compressed,
    /// The answer is in another charset than UTF-8, and cannot be read.
    Charset,
    /// The answer is empty where a code was documented.
    Empty,
    /// The answer has no code, or several that differ.
    NoCode,
    /// The answer names another request than the one that was sent.
    OtherRequest,
    /// The answer says "accepted" and shows none of the fields that are always there.
    Incomplete,
    /// The answer refuses, by its code or its status, and shows that the request was acted upon: a state that is not a
    /// failed one, a number that the gateway gave, or anything of the order beside a status that comes before it.
    Contradiction,
    /// The answer has a code that is not known to mean acceptance or refusal.
    UnknownCode,
    /// The HTTP status does not say whether the request was acted upon.
    Status,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "the host name could not be resolved",
            Self::Connect => "no connection could be made",
            Self::ConnectTimeout => "no connection was made in time",
            Self::Proxy => "the proxy made no tunnel",
            Self::Tls => "the TLS handshake failed",
            Self::Unwritten => "the connection closed before anything was written",
            Self::Token => "no token could be had",
            Self::TokenStore => "the store of tokens is away, and a token was fetched just now",
            Self::AnotherAttempt => "another attempt of the purchase may have been carried out",
            Self::StillOpen => "another one for the same payment is open",
            Self::MoreThanTaken => "more would be given back than was taken",
            Self::TooManyOpen => "too many payments before it ended without an outcome",
            Self::Journal => "it could not be written down",
            Self::NotPrepared => "it is not prepared, or no longer",
            Self::Deadline => "the time for the call ran out",
            Self::Cancelled => "the call was given up",
            Self::Draining => "the client takes no new calls",
            Self::Closed => "the connection closed before the answer",
            Self::Timeout => "no whole answer came in time",
            Self::NotHttp => "the answer is not HTTP",
            Self::HeadTooLarge => "the head of the answer is too large",
            Self::Truncated => "the answer broke off",
            Self::TooLarge => "the answer is too large",
            Self::Unreadable => "the answer cannot be read as documented",
            Self::Compressed => "the answer is compressed",
            Self::Charset => "the answer is in a charset that is not UTF-8",
            Self::Empty => "the answer is empty",
            Self::NoCode => "the answer has no clear code",
            Self::OtherRequest => "the answer names another request",
            Self::Incomplete => "the answer does not say what was accepted",
            Self::Contradiction => "the answer refuses and shows that it was acted upon",
            Self::UnknownCode => "the code of the answer is not known",
            Self::Status => "the HTTP status leaves the outcome open",
        })
    }
}
