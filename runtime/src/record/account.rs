//! Of which merchant account a request is, and which client made it.

/// The account of whoever names none, and of journals that were written before there were names.
pub(crate) const MAIN: &str = "main";

/// The merchant account of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) name: String,
    /// The client that made it; `None` if that was not written down.
    pub(crate) client: Option<ClientMark>,
}

impl Account {
    pub(crate) fn main() -> Self {
        Self {
            name: MAIN.to_owned(),
            client: None,
        }
    }
}

/// What tells one client of an account from another, in 32 bits each: enough to see that an address or an application id is
/// another one, and too few to learn it from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ClientMark {
    address: u32,
    /// `None` where credentials are asked for, or have no id.
    app: Option<u32>,
}

impl ClientMark {
    pub(crate) fn of(address: &str, app: Option<&str>) -> Self {
        Self {
            address: mark(address),
            app: app.map(mark),
        }
    }

    /// What is other here than it was there.
    pub(crate) fn differs_from(self, other: Self) -> Option<&'static str> {
        let is_elsewhere = self.address != other.address;
        let apps = self.app.zip(other.app);
        let is_other_app = apps.is_some_and(|(own, other)| own != other);
        match (is_elsewhere, is_other_app) {
            (true, true) => Some("the address and the application id"),
            (true, false) => Some("the address"),
            (false, true) => Some("the application id"),
            (false, false) => None,
        }
    }

    pub(crate) fn to_text(self) -> String {
        let app = self.app.map(|app| format!("-{app:08x}"));
        format!("{:08x}{}", self.address, app.unwrap_or_default())
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let part = |text: &str| u32::from_str_radix(text, 16).ok();
        Some(match text.split_once('-') {
            Some((address, app)) => Self {
                address: part(address)?,
                app: Some(part(app)?),
            },
            None => Self {
                address: part(text)?,
                app: None,
            },
        })
    }
}

/// FNV-1a, folded: the same in every process and every version.
fn mark(text: &str) -> u32 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let [a, b, c, d, e, f, g, h] = hash.to_le_bytes();
    u32::from_le_bytes([a, b, c, d]) ^ u32::from_le_bytes([e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_the_same_in_every_version_and_comes_back_from_its_text() {
        let mark = ClientMark::of("https://gateway.example.com", Some("app-1"));
        assert_eq!(mark.to_text(), "0c917115-ae7cc3e2");
        for mark in [mark, ClientMark::of("https://gateway.example.com", None)] {
            assert_eq!(ClientMark::from_text(&mark.to_text()), Some(mark));
        }
        for text in ["", "-", "1-", "xyz", "123456789", "1-2-3"] {
            assert_eq!(ClientMark::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_does_not_differ() {
        let of = |address: &str, app: Option<&str>| ClientMark::of(address, app);
        let own = of("a", Some("1"));
        for (other, expected) in [
            (own, None),
            (of("a", None), None),
            (of("a", Some("2")), Some("the application id")),
            (of("b", None), Some("the address")),
            (
                of("b", Some("2")),
                Some("the address and the application id"),
            ),
        ] {
            assert_eq!(own.differs_from(other), expected);
        }
    }
}
