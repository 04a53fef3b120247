//! A tunnel through a proxy.

use std::fmt;
use std::io::ErrorKind;

use tokio::net::TcpStream;

use super::TransportError;
use crate::Sensitive;
use crate::address::Address;
use crate::basic::login;
use crate::config::{Config, ConfigError};
use crate::evidence::Reason;
use crate::wipe::WipingBuffer;

/// The longest head of an answer that a proxy may give.
const LONGEST_HEAD: usize = 16 * 1024;

pub(super) struct Proxy {
    pub(super) address: Address,
    login: Option<Sensitive<String>>,
}

impl Proxy {
    pub(super) fn configured(config: &Config) -> Result<Option<Self>, ConfigError> {
        let Some(url) = &config.proxy else {
            return Ok(None);
        };
        let address = Address::parse_proxy(url.expose()).map_err(ConfigError::Proxy)?;
        let login = match &config.proxy_login {
            Some((user, password)) => {
                let login = login(user.expose(), password.expose());
                Some(login.ok_or(ConfigError::MalformedCredential)?)
            }
            None => None,
        };
        Ok(Some(Self { address, login }))
    }

    /// Has the proxy connect to the gateway. After that, it passes on what it cannot read.
    pub(super) async fn tunnel(
        &self,
        stream: &TcpStream,
        to: &Address,
    ) -> Result<(), TransportError> {
        let mut request = WipingBuffer::default();
        // A tunnel is always asked for with its port (RFC 9110, 9.3.6).
        let target = format!("{}:{}", to.host(), to.port());
        request.extend(format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n").as_bytes());
        if let Some(login) = &self.login {
            request.extend(b"Proxy-Authorization: ");
            request.extend(login.expose().as_bytes());
            request.extend(b"\r\n");
        }
        request.extend(b"\r\n");
        write(stream, request.as_ref())
            .await
            .map_err(|error| failed(&error))?;
        let head = read_head(stream).await.map_err(|error| failed(&error))?;
        // "HTTP/1.1 200 Connection established"
        let status = head
            .starts_with(b"HTTP/1.")
            .then(|| head.get(9..12))
            .flatten();
        match status.and_then(|status| std::str::from_utf8(status).ok()?.parse::<u16>().ok()) {
            Some(200..=299) => Ok(()),
            Some(status) => {
                Err(TransportError::never_sent(Reason::Proxy).because(format!("status {status}")))
            }
            None => Err(TransportError::never_sent(Reason::Proxy).because("no HTTP")),
        }
    }
}

async fn write(stream: &TcpStream, mut bytes: &[u8]) -> std::io::Result<()> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads up to the empty line. The gateway says nothing before we do, so nothing can stand behind it.
async fn read_head(stream: &TcpStream) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    while !head.ends_with(b"\r\n\r\n") {
        stream.readable().await?;
        match stream.try_read(&mut buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => head.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        if head.len() > LONGEST_HEAD {
            return Err(ErrorKind::InvalidData.into());
        }
    }
    Ok(head)
}

fn failed(error: &std::io::Error) -> TransportError {
    TransportError::never_sent(Reason::Proxy).because(error.kind().to_string())
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy")
    }
}
