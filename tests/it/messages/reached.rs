//! Calls that do not come to a gateway that takes them.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::{BoxFuture, Config, CredentialProvider, Credentials, Failure};
use online_payment_gateway::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::rustls::version::TLS13;

use super::{Case, case, config, failed};
use crate::reconcile::requests::payment;
use crate::runtime::secure::Secure;
use crate::runtime::server::{Act, Seen, Server, answer, reply};

async fn pays(config: Config) -> Failure {
    let client = Client::new(config).unwrap();
    failed(client.create_payment(&payment("ORDER-1")).await)
}

/// What becomes of a payment whose gateway does this with every request.
async fn met(does: impl Fn() -> Act + Send + Sync + 'static) -> Failure {
    let server = Server::start(move |_: usize, _: &Seen| does()).await;
    pays(config(server.url())).await
}

pub(super) async fn cases() -> Vec<Case> {
    let dead = Server::nobody().await;
    let bare = dead.trim_start_matches("http://").to_owned();
    let tunnelled = config("https://gateway.example.com").proxy(&dead);
    let no_name = format!("https://{}.example.com", "a".repeat(64));
    let mut cases = vec![
        case(
            "host-dead",
            "Nobody listens at the base URL.",
            pays(config(dead)).await,
        ),
        case(
            "host-unknown",
            "The host of the base URL does not exist.",
            pays(config(no_name)).await,
        ),
        case(
            "proxy-dead",
            "Nobody listens at the URL of the proxy.",
            pays(tunnelled).await,
        ),
        case(
            "tls-dead",
            "Nobody listens at the base URL, which is https://.",
            pays(config(format!("https://{bare}"))).await,
        ),
    ];
    cases.extend(secure().await);
    cases.extend(tokens().await);
    cases
}

async fn secure() -> Vec<Case> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let clear = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(&reply(400, "", "")).await.unwrap();
        stream.read_to_end(&mut Vec::new()).await
    });
    let stranger = Secure::start("localhost", &TLS13, false).await;
    let stranger_url = format!("https://localhost:{}", stranger.port);
    let other = Secure::start("gateway.example.com", &TLS13, false).await;
    let other_config = config(format!("https://localhost:{}", other.port))
        .root_certificates(other.certificate.clone());
    let proxy = Server::start(|_: usize, _: &Seen| Act::SendAndClose(reply(407, "", ""))).await;
    let proxied = config("https://gateway.example.com").proxy(proxy.url());
    let local =
        |message: Failure, port: u16| message.to_string().replace(&format!(":{port}"), ":PORT");
    vec![
        case(
            "tls-in-clear",
            "The port of an https:// URL speaks no TLS.",
            pays(config(clear)).await,
        ),
        case(
            "tls-unknown-authority",
            "The certificate is of an authority of one's own.",
            local(pays(config(stranger_url)).await, stranger.port),
        ),
        case(
            "tls-another-name",
            "The certificate is for another name.",
            local(pays(other_config).await, other.port),
        ),
        case(
            "proxy-wants-login",
            "The proxy wants a login.",
            pays(proxied).await,
        ),
    ]
}

#[derive(Debug)]
struct Provides(Option<Credentials>);

impl CredentialProvider for Provides {
    fn credentials(&self) -> BoxFuture<'_, Option<Credentials>> {
        Box::pin(std::future::ready(self.0.clone()))
    }
}

async fn tokens() -> Vec<Case> {
    let page = || Act::Send(reply(200, "", "<html>Marked</html>"));
    let moved = || Act::Send(reply(301, "location: https://Marked.example.com/\r\n", ""));
    let provided = |given| config("http://127.0.0.1:1").credentials_from(Arc::new(Provides(given)));
    let silent = Server::start(|_: usize, _: &Seen| Act::Silence).await;
    let hurried = config(silent.url()).answer_timeout(Duration::from_millis(30));
    vec![
        case(
            "credentials-refused-401",
            "The gateway answers 401 to id and secret.",
            met(|| answer(401, "")).await,
        ),
        case(
            "credentials-refused-by-code",
            "The gateway refuses id and secret by a code.",
            met(|| answer(200, r#"{"respCode":"4010","respMsg":"Marked"}"#)).await,
        ),
        case(
            "path-wrong",
            "The path of the base URL is wrong.",
            met(|| answer(404, "Marked")).await,
        ),
        case(
            "host-is-a-web-page",
            "The base URL is that of a web page.",
            met(page).await,
        ),
        case(
            "host-redirects",
            "The base URL redirects.",
            met(moved).await,
        ),
        case(
            "host-is-no-http",
            "What listens at the base URL speaks something else.",
            met(|| Act::SendAndClose(b"220 mail.example.com ESMTP\r\n".to_vec())).await,
        ),
        case(
            "token-without-text",
            "The answer of the gateway holds no token.",
            met(|| answer(200, r#"{"respCode":"0000"}"#)).await,
        ),
        case(
            "token-gateway-down",
            "The gateway answers 503.",
            met(|| answer(503, "")).await,
        ),
        case(
            "token-never-answered",
            "The gateway does not answer.",
            pays(hurried).await,
        ),
        case(
            "credentials-not-provided",
            "The provider has no credentials.",
            pays(provided(None)).await,
        ),
        case(
            "credentials-provided-of-another-kind",
            "The provider has a key where an id and a secret are wanted.",
            pays(provided(Some(Credentials::key("Marked-key")))).await,
        ),
    ]
}
