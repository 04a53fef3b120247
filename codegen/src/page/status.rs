//! What the page calls the status codes.

/// The phrase of every status that has one, as the page writes it.
const PHRASES: [(&str, &str); 64] = [
    ("1xx", "Informational"),
    ("100", "Continue"),
    ("101", "Switching Protocols"),
    ("2xx", "Successful"),
    ("200", "OK"),
    ("201", "Created"),
    ("202", "Accepted"),
    ("203", "Non-Authoritative Information"),
    ("204", "No Content"),
    ("205", "Reset Content"),
    ("206", "Partial Content"),
    ("3xx", "Redirection"),
    ("300", "Multiple Choices"),
    ("301", "Moved Permanently"),
    ("302", "Found"),
    ("303", "See Other"),
    ("304", "Not Modified"),
    ("305", "Use Proxy"),
    ("307", "Temporary Redirect"),
    ("4xx", "Client Error"),
    ("400", "Bad Request"),
    ("401", "Unauthorized"),
    ("402", "Payment Required"),
    ("403", "Forbidden"),
    ("404", "Not Found"),
    ("405", "Method Not Allowed"),
    ("406", "Not Acceptable"),
    ("407", "Proxy Authentication Required"),
    ("408", "Request Timeout"),
    ("409", "Conflict"),
    ("410", "Gone"),
    ("411", "Length Required"),
    ("412", "Precondition Failed"),
    ("413", "Payload Too Large"),
    ("414", "URI Too Long"),
    ("415", "Unsupported Media Type"),
    ("416", "Range Not Satisfiable"),
    ("417", "Expectation Failed"),
    ("418", "I'm a teapot"),
    ("426", "Upgrade Required"),
    ("5xx", "Server Error"),
    ("500", "Internal Server Error"),
    ("501", "Not Implemented"),
    ("502", "Bad Gateway"),
    ("503", "Service Unavailable"),
    ("504", "Gateway Time-out"),
    ("505", "HTTP Version Not Supported"),
    ("102", "Processing"),
    ("103", "Early Hints"),
    ("207", "Multi-Status"),
    ("226", "IM Used"),
    ("308", "Permanent Redirect"),
    ("421", "Misdirected request"),
    ("422", "Unprocessable Entity"),
    ("423", "Locked"),
    ("424", "Failed Dependency"),
    ("428", "Precondition Required"),
    ("429", "Too Many Requests"),
    ("431", "Request Header Fields Too Large"),
    ("451", "Unavailable For Legal Reasons"),
    ("506", "Variant Also Negotiates"),
    ("507", "Insufficient Storage"),
    ("511", "Network Authentication Required"),
    ("7xx", "Developer Error"),
];

/// The phrase that stands beside a status.
pub(crate) fn phrase(status: &str) -> &'static str {
    if status == "default" {
        return "Default";
    }
    PHRASES
        .iter()
        .find(|(code, _)| *code == status)
        .map_or("Unknown", |(_, phrase)| *phrase)
}

/// Whether a text is the phrase of any status.
pub(crate) fn is_phrase(text: &str) -> bool {
    text == phrase("default") || PHRASES.iter().any(|(_, phrase)| *phrase == text)
}

/// Whether a word can be the status of an answer.
pub(super) fn is_status(word: &str) -> bool {
    let bytes = word.as_bytes();
    word == "default"
        || bytes.len() == 3
            && bytes.first().is_some_and(u8::is_ascii_digit)
            && (bytes.iter().all(u8::is_ascii_digit)
                || bytes.iter().skip(1).all(|byte| matches!(byte, b'X' | b'x')))
}
