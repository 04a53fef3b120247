//! The base URL: the only place that requests go to.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;

use crate::value::types::sensitive::Sensitive;

/// Scheme, host, port and path of the gateway, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    tls: bool,
    host: String,
    port: u16,
    path: String,
}

impl Address {
    /// Takes an `https` URL, or an `http` URL of a loopback address.
    pub(crate) fn parse(url: &str) -> Result<Self, BadAddress> {
        Self::parse_with(url, is_loopback)
    }

    /// Takes the `http` URL of a proxy, which sees nothing but the name of the gateway. It must have no path.
    pub(crate) fn parse_proxy(url: &str) -> Result<Self, BadAddress> {
        match Self::parse_with(url, |_| true) {
            Ok(proxy) if !proxy.path.is_empty() => Err(BadAddress::Proxy),
            Ok(proxy) if !proxy.tls => Ok(proxy),
            Ok(_) | Err(BadAddress::Scheme) => Err(BadAddress::ProxyKind),
            Err(BadAddress::NoUrl) => Err(BadAddress::Proxy),
            Err(bad) => Err(bad),
        }
    }

    fn parse_with(url: &str, may_be_clear: impl Fn(&str) -> bool) -> Result<Self, BadAddress> {
        if url.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
            return Err(BadAddress::Blank);
        }
        // `Uri` drops a fragment without a word.
        if url.contains('#') {
            return Err(BadAddress::Fragment);
        }
        let uri: Uri = url.parse().map_err(|_| BadAddress::NoUrl)?;
        let authority = uri.authority().ok_or(BadAddress::NoUrl)?;
        if authority.as_str().contains('@') {
            return Err(BadAddress::UserInfo);
        }
        if uri.query().is_some() {
            return Err(BadAddress::Query);
        }
        let host = authority.host().to_ascii_lowercase();
        let port_text = authority.as_str().get(host.len()..).unwrap_or_default();
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if may_be_clear(&host) => false,
            Some("http") => return Err(BadAddress::NotEncrypted),
            _ => return Err(BadAddress::Scheme),
        };
        let port = match port_text.strip_prefix(':') {
            Some(port) => port
                .parse()
                .ok()
                .filter(|port| *port != 0)
                .ok_or(BadAddress::Port)?,
            None if tls => 443,
            None => 80,
        };
        if host.is_empty() {
            return Err(BadAddress::NoUrl);
        }
        Ok(Self {
            tls,
            host,
            port,
            path: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    /// Whether the connection is encrypted.
    pub(crate) fn is_tls(&self) -> bool {
        self.tls
    }

    /// The host as a name server or a socket wants it: an IPv6 address without its brackets.
    pub(crate) fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The path that every operation's path is appended to; empty for none.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Host and port, as whoever mends a configuration looks for them.
    pub(crate) fn host_and_port(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        format!(
            "{}://{}",
            if self.tls { "https" } else { "http" },
            self.authority()
        )
    }

    /// The address that a reference leads to: one that is whole stays as it is, one that begins with a slash is of the
    /// same host, and any other is below the base URL. It must be one that is safe to send a customer to.
    pub(crate) fn resolve(&self, reference: &str) -> Result<Sensitive<String>, BadAddress> {
        if reference.is_empty()
            || reference.contains(|letter: char| letter.is_control() || letter.is_whitespace())
            || reference.contains('\\')
        {
            return Err(BadAddress::NoUrl);
        }
        let scheme = reference
            .split_once(':')
            .filter(|(scheme, _)| !scheme.contains(['/', '?', '#']));
        let before = match scheme {
            Some(_) => String::new(),
            None if reference.starts_with("//") => {
                format!("{}:", if self.tls { "https" } else { "http" })
            }
            None if reference.starts_with('/') => self.origin(),
            None => format!("{self}/"),
        };
        let whole = Sensitive::new([before.as_str(), reference].concat());
        // What leads to a host is held to the rules of the base URL. The rest is the page's own, and whoever has it can
        // open the page, so it is not handed to a parser that copies it.
        let (scheme, rest) = whole.expose().split_once(':').unwrap_or_default();
        let rest = rest.strip_prefix("//").ok_or(match scheme {
            "https" | "http" => BadAddress::NoUrl,
            _ => BadAddress::Scheme,
        })?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let authority = rest.get(..end).unwrap_or_default();
        Self::parse(&format!("{scheme}://{authority}"))?;
        Ok(whole)
    }

    /// The value of the `Host` header: the port only where it is not the scheme's own.
    pub(crate) fn authority(&self) -> String {
        match (self.tls, self.port) {
            (true, 443) | (false, 80) => self.host.clone(),
            _ => format!("{}:{}", self.host, self.port),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.path)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
        || (host.starts_with('[')
            && bare
                .parse::<Ipv6Addr>()
                .is_ok_and(|address| address.is_loopback()))
}

/// Why a base URL, or that of a proxy, was not taken. It does not hold the URL, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadAddress {
    /// It is no URL with a host.
    NoUrl,
    /// It has a blank, a line break or another character that no URL has.
    Blank,
    /// Its scheme is neither `https` nor `http`.
    Scheme,
    /// It is `http`, and its host is no loopback address.
    NotEncrypted,
    /// It holds a user name or a password.
    UserInfo,
    /// It has a query.
    Query,
    /// It has a fragment.
    Fragment,
    /// Its port is none.
    Port,
    /// It is the URL of a proxy, and not a host and a port alone.
    Proxy,
    /// It is the URL of a proxy and does not begin with `http://`: no other kind of proxy is spoken.
    ProxyKind,
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoUrl => "is no absolute URL with a host, such as https://gateway.example.com",
            Self::Blank => "has a blank or a line break; trim it",
            Self::Scheme => "must begin with https://",
            Self::NotEncrypted => {
                "must begin with https:// (http:// is for loopback addresses only)"
            }
            Self::UserInfo => {
                "must not hold a user name or password, which Config has settings for"
            }
            Self::Query => "must not have a query",
            Self::Fragment => "must not have a fragment",
            Self::Port => "has a port that is not from 1 to 65535",
            Self::Proxy => "must be http://, a host and a port, and nothing else",
            Self::ProxyKind => {
                "must begin with http://, since no other kind of proxy is spoken, such as socks5"
            }
        })
    }
}

impl std::error::Error for BadAddress {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_loopback_is_taken() {
        for (url, shown) in [
            ("https://Gateway.example.com", "https://gateway.example.com"),
            (
                "https://gateway.example.com:443/",
                "https://gateway.example.com",
            ),
            (
                "https://gateway.example.com:8443/base/",
                "https://gateway.example.com:8443/base",
            ),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.8.9.1", "http://127.8.9.1"),
            ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ] {
            assert_eq!(
                Address::parse(url).map(|address| address.to_string()),
                Ok(shown.to_owned()),
                "{url}"
            );
        }
    }

    #[test]
    fn a_reference_is_resolved_or_refused() {
        let base = Address::parse("https://gateway.example.com:8443/base/").unwrap();
        for (reference, address) in [
            (
                "/pay?id=1#top",
                Ok("https://gateway.example.com:8443/pay?id=1#top"),
            ),
            ("pay/1", Ok("https://gateway.example.com:8443/base/pay/1")),
            ("?id=1", Ok("https://gateway.example.com:8443/base/?id=1")),
            (
                "https://pay.example.com/x?to=https://a@b",
                Ok("https://pay.example.com/x?to=https://a@b"),
            ),
            ("//pay.example.com/x", Ok("https://pay.example.com/x")),
            ("http://pay.example.com/x", Err(BadAddress::NotEncrypted)),
            ("https://user@pay.example.com", Err(BadAddress::UserInfo)),
            ("javascript:alert(1)", Err(BadAddress::Scheme)),
            ("data:text/html,x", Err(BadAddress::Scheme)),
            ("ftp://pay.example.com/", Err(BadAddress::Scheme)),
            ("\\\\pay.example.com", Err(BadAddress::NoUrl)),
            ("/a b", Err(BadAddress::NoUrl)),
            ("/a\n", Err(BadAddress::NoUrl)),
            ("", Err(BadAddress::NoUrl)),
        ] {
            assert_eq!(
                base.resolve(reference),
                address.map(Sensitive::from),
                "{reference}"
            );
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        for (url, reason) in [
            ("http://gateway.example.com", BadAddress::NotEncrypted),
            ("http://localhost.example.com", BadAddress::NotEncrypted),
            ("http://192.0.2.7:8098", BadAddress::NotEncrypted),
            ("http://[::2]", BadAddress::NotEncrypted),
            ("http://127.0.0.1@evil.example.com", BadAddress::UserInfo),
            (
                "https://user:password@gateway.example.com",
                BadAddress::UserInfo,
            ),
            ("https://gateway.example.com?x=1", BadAddress::Query),
            ("https://gateway.example.com#x", BadAddress::Fragment),
            ("https://gateway.example.com:99999", BadAddress::Port),
            ("https://gateway.example.com:0", BadAddress::Port),
            ("ftp://gateway.example.com", BadAddress::Scheme),
            ("gateway.example.com", BadAddress::Scheme),
            ("/path", BadAddress::NoUrl),
            ("https://", BadAddress::NoUrl),
            ("https://:443", BadAddress::NoUrl),
            ("https:///path", BadAddress::NoUrl),
            ("", BadAddress::NoUrl),
            (" https://gateway.example.com", BadAddress::Blank),
            ("https://gateway.example.com\n", BadAddress::Blank),
        ] {
            assert_eq!(Address::parse(url), Err(reason), "{url}");
        }
    }
}
