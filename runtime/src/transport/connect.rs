//! Making a connection: name, address, TLS. Not one byte of a request leaves here.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;

use super::io::Wire;
use super::proxy::Proxy;
use super::{Limits, TransportError};
use crate::address::Address;
use crate::clock::until;
use crate::config::{Config, ConfigError};
use crate::evidence::Reason;

/// Where to connect to, and how.
#[derive(Debug)]
pub(super) struct Connector {
    pub(super) address: Address,
    proxy: Option<Proxy>,
    #[cfg(feature = "tls")]
    tls: Option<super::tls::Tls>,
}

impl Connector {
    pub(super) fn configured(address: &Address, config: &Config) -> Result<Self, ConfigError> {
        if address.is_tls() && !cfg!(feature = "tls") {
            return Err(ConfigError::NoTls);
        }
        let proxy = Proxy::configured(config)?.filter(|_| address.is_tls());
        #[cfg(feature = "tls")]
        let tls = match address.is_tls() {
            true => Some(super::tls::Tls::new(&config.roots).ok_or(ConfigError::Certificates)?),
            false => None,
        };
        Ok(Self {
            address: address.clone(),
            proxy,
            #[cfg(feature = "tls")]
            tls,
        })
    }

    /// Connects within the time that is left for connecting, or for the whole call if that is less.
    pub(super) async fn connect(&self, limits: &Limits) -> Result<Wire, TransportError> {
        let deadline = limits
            .clock
            .monotonic()
            .saturating_add(limits.connect)
            .min(limits.deadline);
        match until(&*limits.clock, deadline, self.open(limits, deadline)).await {
            Some(wire) => wire,
            None => Err(TransportError::never_sent(Reason::ConnectTimeout)),
        }
    }

    async fn open(&self, limits: &Limits, deadline: Duration) -> Result<Wire, TransportError> {
        let next = self
            .proxy
            .as_ref()
            .map_or(&self.address, |proxy| &proxy.address);
        let addresses = self.resolve(next).await?;
        let stream = reach(&addresses, limits, deadline).await?;
        // A request is written at once; waiting for more would only delay it.
        let _ = stream.set_nodelay(true);
        if let Some(proxy) = &self.proxy {
            proxy.tunnel(&stream, &self.address).await?;
        }
        if !self.address.is_tls() {
            return Ok(Wire::new(Box::new(stream), false));
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let stream = tls.handshake(self.address.bare_host(), stream).await?;
            return Ok(Wire::new(Box::new(stream), true));
        }
        Err(TransportError::never_sent(Reason::Tls).because("this build has no TLS"))
    }

    async fn resolve(&self, next: &Address) -> Result<Vec<SocketAddr>, TransportError> {
        let found = tokio::net::lookup_host((next.bare_host(), next.port())).await;
        let found = found.map_err(|error| failed(Reason::Resolve, &error))?;
        let addresses = allowed(found, self.address.is_tls());
        if addresses.is_empty() {
            return Err(TransportError::never_sent(Reason::Resolve));
        }
        Ok(addresses)
    }
}

/// Tries one address after the other; each may take its share of the time that is left, so that one that does not
/// answer does not cost the others.
async fn reach(
    addresses: &[SocketAddr],
    limits: &Limits,
    deadline: Duration,
) -> Result<TcpStream, TransportError> {
    let mut last = TransportError::never_sent(Reason::Connect);
    for (index, address) in addresses.iter().enumerate() {
        let now = limits.clock.monotonic();
        let others = u32::try_from(addresses.len().saturating_sub(index))
            .unwrap_or(u32::MAX)
            .max(1);
        let share = now.saturating_add(deadline.saturating_sub(now) / others);
        match until(&*limits.clock, share, TcpStream::connect(address)).await {
            Some(Ok(stream)) => return Ok(stream),
            Some(Err(error)) => last = failed(Reason::Connect, &error),
            None => last = TransportError::never_sent(Reason::ConnectTimeout),
        }
    }
    Err(last)
}

/// A name server must not be able to make `localhost` mean another machine, which would be sent everything in clear.
fn allowed(found: impl Iterator<Item = SocketAddr>, encrypted: bool) -> Vec<SocketAddr> {
    found
        .filter(|address| encrypted || address.ip().is_loopback())
        .collect()
}

/// Names the kind of an I/O error; its own text may hold anything.
fn failed(reason: Reason, error: &std::io::Error) -> TransportError {
    TransportError::never_sent(reason).because(error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_clear_only_this_machine_is_reached_whatever_its_name_resolves_to() {
        let found: Vec<SocketAddr> = [
            "127.0.0.1:80",
            "192.0.2.1:80",
            "[::1]:80",
            "[2001:db8::1]:80",
        ]
        .map(|address| address.parse().unwrap())
        .into();
        let reached = allowed(found.iter().copied(), false);
        assert!(reached.len() == 2 && reached.iter().all(|address| address.ip().is_loopback()));
        assert_eq!(allowed(found.iter().copied(), true), found);
    }
}
