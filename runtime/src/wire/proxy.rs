//! A tunnel through a proxy.

use std::io::ErrorKind;
use std::sync::Arc;

use tokio::net::TcpStream;

use crate::record::evidence::Reason;
use crate::value::basic::login;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;
use crate::wire::address::Address;
use crate::wire::config_error::ConfigError;
use crate::wire::reach::Reach;
use crate::wire::transport::TransportError;

/// The longest head of an answer that a proxy may give.
const LONGEST_HEAD: usize = 16 * 1024;

pub(super) struct Proxy {
    pub(super) address: Address,
    login: Option<Sensitive<String>>,
}

impl Proxy {
    pub(super) fn configured(reach: &Reach) -> Result<Option<Self>, ConfigError> {
        let Some(url) = &reach.proxy else {
            return Ok(None);
        };
        let address = Address::parse_proxy(url.expose()).map_err(ConfigError::Proxy)?;
        let login = match &reach.proxy_login {
            Some((user, password)) => {
                let login = login(user.expose(), password.expose());
                Some(login.ok_or(ConfigError::ProxyLogin)?)
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
        let target = to.host_and_port();
        request.extend(format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n").as_bytes());
        if let Some(login) = &self.login {
            request.extend(b"Proxy-Authorization: ");
            request.extend(login.expose().as_bytes());
            request.extend(b"\r\n");
        }
        request.extend(b"\r\n");
        write(stream, request.as_ref()).await.map_err(failed)?;
        let head = read_head(stream).await.map_err(failed)?;
        match head.status {
            // The gateway says nothing before we do: what stands behind is no tunnel.
            Some(200..=299) if head.is_all => Ok(()),
            Some(200..=299) => Err(refused("more than a tunnel")),
            Some(status) => Err(refused(format!("status {status}"))),
            None => Err(refused("no HTTP")),
        }
    }
}

/// Writes all of these bytes.
pub(super) async fn write(stream: &TcpStream, mut bytes: &[u8]) -> std::io::Result<()> {
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

/// What a proxy answers.
struct Head {
    status: Option<u16>,
    /// Whether nothing came behind it.
    is_all: bool,
}

/// Reads up to the empty line. Behind that, one that refuses may say why, for as long as it likes.
async fn read_head(stream: &TcpStream) -> std::io::Result<Head> {
    const END: &[u8] = b"\r\n\r\n";
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    loop {
        stream.readable().await?;
        match stream.try_read(&mut buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => head.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        let end = head.windows(END.len()).position(|window| window == END);
        if end.unwrap_or(head.len()) > LONGEST_HEAD {
            return Err(ErrorKind::InvalidData.into());
        }
        if end.is_some() {
            return Ok(Head {
                status: status(&head),
                is_all: head.ends_with(END),
            });
        }
    }
}

/// "HTTP/1.1 200 Connection established"
fn status(head: &[u8]) -> Option<u16> {
    let version = head.strip_prefix(b"HTTP/1.")?;
    let (digits, rest) = version.get(1..)?.strip_prefix(b" ")?.split_at_checked(3)?;
    let is_status = digits.iter().all(u8::is_ascii_digit) && matches!(rest, [b' ' | b'\r', ..]);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_status)?;
    digits.parse().ok()
}

fn refused(why: impl Into<Arc<str>>) -> TransportError {
    TransportError::never_sent(Reason::Proxy).because(why)
}

fn failed(error: std::io::Error) -> TransportError {
    refused(error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_three_digits_behind_the_version() {
        for (head, expected) in [
            ("HTTP/1.1 200 Connection established\r\n\r\n", Some(200)),
            ("HTTP/1.0 407 \r\n\r\n", Some(407)),
            ("HTTP/1.1 502\r\n\r\n", Some(502)),
            ("HTTP/1.1 2000 OK\r\n\r\n", None),
            ("HTTP/1.1 +20 OK\r\n\r\n", None),
            ("HTTP/1.1  20 OK\r\n\r\n", None),
            ("HTTP/1.1 20\r\n\r\n", None),
            ("HTTP/1.1x200 OK\r\n\r\n", None),
            ("HTTP/2.0 200 OK\r\n\r\n", None),
            ("HTTP/1.", None),
            ("", None),
        ] {
            assert_eq!(status(head.as_bytes()), expected, "{head:?}");
        }
    }
}
