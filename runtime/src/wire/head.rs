//! The head of an answer, watched byte by byte on its way to hyper.
//!
//! Hyper reads heads that are not quite HTTP and does not say that it did. Whoever disagrees with a server about one line
//! may disagree about where an answer ends, so the connection of such an answer is not used again.

/// What hyper takes at most: more headers than any gateway needs. It takes room for as many twice over for each head,
/// wherever they are more than its own hundred, and writes it through.
pub(super) const MOST_HEADERS: usize = 160;

/// How many bytes of a head hyper takes at most, and of a part of a body.
pub(super) const LARGEST: usize = 256 * 1024;

/// So many headers any server may send.
const USUAL_HEADERS: usize = 100;

/// Where in a head the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Status,
    /// At the beginning of a line behind the first one.
    Line,
    Name,
    Value,
    /// Behind a carriage return.
    Return,
    Over,
}

/// One head, as far as it came.
#[derive(Debug, Default)]
pub(super) struct Head {
    place: Place,
    line: usize,
    bytes: usize,
    status: usize,
    /// Whether it is that of an interim answer, which another head follows.
    is_interim: bool,
    is_empty_line: bool,
    is_anomalous: bool,
}

impl Head {
    /// Takes the next bytes of an answer; those behind the head do not matter.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let [byte, behind @ ..] = rest
            && self.place != Place::Over
        {
            self.byte(*byte);
            rest = behind;
            if self.place == Place::Value {
                // Most of a head are values, of which nothing but their end matters.
                let plain = rest.iter().take_while(|byte| !byte.is_ascii_control());
                rest = rest.get(plain.count()..).unwrap_or_default();
            }
        }
        let taken = bytes.len().saturating_sub(rest.len());
        self.bytes = self.bytes.saturating_add(taken);
    }

    /// Whether anything of it is not as HTTP has it: a folded line, a blank before a colon, a line without one, a control
    /// character, or more headers than usual. An interim answer is an anomaly as well, since nobody asks for one.
    pub(super) fn is_anomalous(&self) -> bool {
        self.is_anomalous || self.headers() > USUAL_HEADERS
    }

    /// How many lines there are behind the first one.
    fn headers(&self) -> usize {
        self.line
    }

    /// The bound that it is beyond, where it is beyond one.
    pub(super) fn exceeded(&self) -> Option<String> {
        if self.headers() > MOST_HEADERS {
            return Some(format!("more than {MOST_HEADERS} headers"));
        }
        // Hyper gives up as soon as so many bytes wait for their end.
        (self.bytes >= LARGEST).then(|| format!("more than {} KiB", LARGEST / 1024))
    }

    fn byte(&mut self, byte: u8) {
        self.place = match (self.place, byte) {
            (Place::Line, b'\r') => {
                self.is_empty_line = true;
                Place::Return
            }
            (Place::Line, b'\n') => self.end(),
            (Place::Return, b'\n') if self.is_empty_line => self.end(),
            (Place::Name, b'\n') => {
                self.is_anomalous = true;
                Place::Line
            }
            (_, b'\n') => Place::Line,
            (Place::Line, first) => {
                self.line = self.line.saturating_add(1);
                self.is_anomalous |= matches!(first, b' ' | b'\t' | b':');
                Place::Name
            }
            (Place::Name, b':') => Place::Value,
            (Place::Name, b'\r') | (Place::Status | Place::Value, b'\r') => {
                self.is_anomalous |= self.place == Place::Name;
                Place::Return
            }
            (Place::Name, byte) => {
                self.is_anomalous |= !byte.is_ascii_graphic();
                Place::Name
            }
            (Place::Status, byte) => {
                // HTTP/1.1 100 Continue
                self.is_interim |= self.status == 9 && byte == b'1';
                self.status = self.status.saturating_add(1);
                Place::Status
            }
            (_, byte) => {
                self.is_anomalous |=
                    (byte.is_ascii_control() && byte != b'\t') || self.place == Place::Return;
                self.is_empty_line = false;
                Place::Value
            }
        };
    }

    /// Behind the empty line.
    fn end(&mut self) -> Place {
        if !self.is_interim {
            return Place::Over;
        }
        *self = Self {
            is_anomalous: true,
            ..Self::default()
        };
        Place::Status
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched(text: &str) -> Head {
        let mut head = Head::default();
        // As it may come: one byte at a time.
        text.bytes().for_each(|byte| head.take(&[byte]));
        head
    }

    #[test]
    fn a_head_as_http_has_it_is_no_anomaly() {
        for head in [
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-empty:\r\nx-tab: a\tb\r\n\r\n\u{1} {}",
            "HTTP/1.1 200 OK\ncontent-length: 2\n\n : ",
        ] {
            assert!(!watched(head).is_anomalous(), "{head:?}");
        }
        assert_eq!(
            watched("HTTP/1.1 200 OK\r\na: b\r\nc: d\r\n\r\ne: f\r\n").headers(),
            2
        );
    }

    #[test]
    fn whatever_hyper_reads_leniently_is_anomalous() {
        for head in [
            "HTTP/1.1 200 OK\r\nx-odd : a\r\n\r\n",
            "HTTP/1.1 200 OK\r\nx-odd: a\r\n b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nx-odd: a\u{1}\r\n\r\n",
            "HTTP/1.1 200 OK\r\nx-odd: a\rb\r\n\r\n",
            "HTTP/1.1 200 OK\r\nx-odd\r\n\r\n",
            "HTTP/1.1 200 OK\r\n: a\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nx-odd : a\r\n\r\n",
        ] {
            assert!(watched(head).is_anomalous(), "{head:?}");
        }
        let many = |count: usize| format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(count));
        assert!(!watched(&many(100)).is_anomalous() && watched(&many(101)).is_anomalous());
    }
}
