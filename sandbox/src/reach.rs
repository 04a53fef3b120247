//! Who can reach the sandbox, and by which name.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Where it listens and the names that it answers to.
#[derive(Debug, Clone)]
pub(crate) struct Reach {
    /// The address that it listens on.
    pub(crate) address: SocketAddr,
    /// Further names, with a port or without one.
    pub(crate) hosts: Vec<String>,
}

impl Reach {
    /// Whether others than this machine can reach it. Then whoever looks or gives orders has to know the secret.
    pub(crate) fn is_open(&self) -> bool {
        !self.address.ip().is_loopback()
    }

    /// The base URL: by the first name that was given, since others have to find the pages by it.
    pub(crate) fn url(&self) -> String {
        let port = self.address.port();
        match self.hosts.first() {
            Some(host) if has_port(host) => format!("http://{host}"),
            Some(host) => format!("http://{host}:{port}"),
            None => {
                let ip = match self.address.ip() {
                    ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
                    ip => ip,
                };
                format!("http://{}", SocketAddr::new(ip, port))
            }
        }
    }

    /// Whether a request that names this host is meant for it. A page elsewhere that gets its own name to lead here is not.
    pub(crate) fn answers_to(&self, host: &str) -> bool {
        let port = self.address.port();
        let own = self.address.ip();
        let own = (!own.is_unspecified()).then(|| SocketAddr::new(own, port).to_string());
        let is = |name: &str| {
            host.eq_ignore_ascii_case(&format!("{name}:{port}"))
                || (port == 80 && host.eq_ignore_ascii_case(name))
        };
        ["127.0.0.1", "localhost", "[::1]"].into_iter().any(is)
            || own.is_some_and(|own| own == host)
            || self
                .hosts
                .iter()
                .any(|name| host.eq_ignore_ascii_case(name) || is(name))
    }
}

/// Whether a name has a port behind it; the colons of an address of six stand in brackets.
fn has_port(host: &str) -> bool {
    let rest = host.rsplit(']').next().unwrap_or(host);
    rest.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(address: &str, hosts: &[&str]) -> Reach {
        Reach {
            address: address.parse().unwrap(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        }
    }

    #[test]
    fn a_sandbox_is_found_by_the_name_that_it_was_given() {
        for (address, hosts, url) in [
            ("127.0.0.1:8480", &[][..], "http://127.0.0.1:8480"),
            ("0.0.0.0:8480", &[], "http://127.0.0.1:8480"),
            ("0.0.0.0:8480", &["sandbox"], "http://sandbox:8480"),
            (
                "0.0.0.0:8480",
                &["sandbox:9000", "b"],
                "http://sandbox:9000",
            ),
            ("0.0.0.0:8480", &["[fd00::1]"], "http://[fd00::1]:8480"),
            ("192.0.2.7:8480", &[], "http://192.0.2.7:8480"),
        ] {
            assert_eq!(reach(address, hosts).url(), url);
        }
    }

    #[test]
    fn it_answers_to_its_own_names_and_to_those_that_it_was_given() {
        let open = reach("0.0.0.0:8480", &["sandbox", "pay.example.com:9000"]);
        assert!(open.is_open() && !reach("127.0.0.1:1", &[]).is_open());
        for host in [
            "127.0.0.1:8480",
            "LocalHost:8480",
            "sandbox:8480",
            "sandbox",
            "pay.example.com:9000",
        ] {
            assert!(open.answers_to(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "0.0.0.0:8480",
            "localhost",
            "sandbox:1",
            "pay.example.com",
            "sandbox.example.com:8480",
        ] {
            assert!(!open.answers_to(host), "{host}");
        }
    }
}
