//! Mistakes that are found when the client is made.

use std::time::Duration;

use gateway_runtime::Config;
use online_payment_gateway::Client;

use super::{Case, case, config};

const URL: &str = "https://gateway.example.com";

fn refused(name: &'static str, mistake: &'static str, config: Config) -> Case {
    match Client::new(config) {
        Ok(_) => panic!("{name} is taken"),
        Err(error) => case(name, mistake, error),
    }
}

fn based(name: &'static str, mistake: &'static str, url: &str) -> Case {
    refused(name, mistake, config(url))
}

fn proxied(name: &'static str, mistake: &'static str, url: &str) -> Case {
    refused(name, mistake, config(URL).proxy(url))
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = addresses();
    cases.extend(credentials());
    cases.extend(settings());
    cases
}

fn addresses() -> Vec<Case> {
    vec![
        based("url-empty", "The base URL is empty.", ""),
        based(
            "url-without-scheme",
            "The base URL is a host alone.",
            "gateway.example.com",
        ),
        based(
            "url-of-another-scheme",
            "The base URL is ftp://…",
            "ftp://gateway.example.com",
        ),
        based(
            "url-in-clear",
            "The base URL is http:// and no loopback address.",
            "http://gateway.example.com",
        ),
        based(
            "url-with-blank",
            "A blank stands before the base URL.",
            " https://gateway.example.com",
        ),
        based(
            "url-with-line-break",
            "The base URL ends with a line break.",
            "https://gateway.example.com\n",
        ),
        based(
            "url-with-password",
            "The base URL holds a user and a password.",
            "https://app-1:Marked@gateway.example.com",
        ),
        based(
            "url-with-query",
            "The base URL has a query.",
            "https://gateway.example.com?x=Marked",
        ),
        based(
            "url-with-fragment",
            "The base URL has a fragment.",
            "https://gateway.example.com#Marked",
        ),
        based(
            "url-with-bad-port",
            "The base URL has port 99999.",
            "https://gateway.example.com:99999",
        ),
        proxied(
            "proxy-socks",
            "The proxy is socks5://…",
            "socks5://proxy.example.com:1080",
        ),
        proxied(
            "proxy-without-scheme",
            "The proxy is host and port alone.",
            "proxy.example.com:3128",
        ),
        proxied(
            "proxy-https",
            "The proxy is https://…",
            "https://proxy.example.com:3128",
        ),
        proxied("proxy-empty", "The proxy is an empty text.", ""),
        proxied(
            "proxy-with-path",
            "The proxy has a path.",
            "http://proxy.example.com:3128/path",
        ),
        proxied(
            "proxy-with-password",
            "The proxy's URL holds a user and a password.",
            "http://app-1:Marked@proxy.example.com:3128",
        ),
    ]
}

fn credentials() -> Vec<Case> {
    vec![
        refused(
            "credentials-missing",
            "No credentials are given.",
            Config::new(URL),
        ),
        refused(
            "app-id-empty",
            "The application id is empty.",
            config(URL).credentials("", "Marked-secret"),
        ),
        refused(
            "secret-empty",
            "The secret is empty.",
            config(URL).credentials("app-1", ""),
        ),
        refused(
            "secret-with-line-break",
            "The secret was read from a file, with its line break.",
            config(URL).credentials("app-1", "Marked-secret\n"),
        ),
        refused(
            "key-with-blank",
            "A token of one's own has a blank at its end.",
            config(URL).credential("Marked-key "),
        ),
        refused(
            "login-for-credentials",
            "User and password are given where an id and a secret are wanted.",
            config(URL).basic("app-1", "Marked-password"),
        ),
        refused(
            "proxy-user-with-colon",
            "The user for the proxy has a colon.",
            config(URL)
                .proxy("http://proxy.example.com:3128")
                .proxy_login("Marked:user", "Marked"),
        ),
    ]
}

fn settings() -> Vec<Case> {
    vec![
        refused(
            "timeout-of-zero",
            "A call may take no time at all.",
            config(URL).total_timeout(Duration::ZERO),
        ),
        refused(
            "answers-too-small",
            "An answer may have no byte.",
            config(URL).largest_answer(0),
        ),
        refused(
            "status-that-is-no-refusal",
            "A 500 is said to come before any state.",
            config(URL).status_before_state(500),
        ),
        refused(
            "roots-not-pem",
            "The root certificate is no PEM.",
            config(URL).root_certificates("Marked"),
        ),
        refused(
            "identity-not-pem",
            "The client's certificate and key are no PEM.",
            config(URL).client_certificate("Marked", "Marked"),
        ),
        refused(
            "header-of-framing",
            "A header is added that says how the request is carried.",
            config(URL).header("content-length", "1"),
        ),
        refused(
            "header-of-credential",
            "A header is added that holds the credential.",
            config(URL).header("authorization", "Marked"),
        ),
        refused(
            "header-with-line-break",
            "The value of a header has a line break.",
            config(URL).header("x-shop", "Marked\r\nx: y"),
        ),
        refused(
            "header-without-name",
            "A header's name has a blank.",
            config(URL).header("x shop", "Marked"),
        ),
        refused(
            "user-agent-with-line-break",
            "The name of the program has a line break.",
            config(URL).user_agent("shop\n"),
        ),
    ]
}
