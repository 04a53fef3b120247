//! What the answer of a failure holds, read as the type that the document has for its status.

use gateway_runtime::{Config, Credentials, Failure, PlainText};

use super::compiled::answers;
use crate::runtime::server::{Seen, Server, answer};

/// How a charge fails that is answered with this.
fn failed(status: u16, body: &'static str) -> Failure {
    use answers::models::{NewChargeRequest, NewChargeRequired};
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let server = Server::start(move |_: usize, _: &Seen| answer(status, body)).await;
        let config = Config::new(server.url())
            .credential("a key")
            .further_credential("oauth", Credentials::key("a token"));
        let client = answers::Client::new(config).expect("a client");
        let charge = NewChargeRequest::new(NewChargeRequired {
            amount: 100.into(),
            currency: "EUR".to_owned().into(),
        });
        let answered = client.create_charge(&charge).await;
        answered.expect_err("a failure")
    })
}

#[test]
fn a_failure_is_read_as_the_type_of_its_status() {
    use answers::models::{
        CreateCharge402Failure as Declined, CreateCharge402FailureDeclineCode as Why,
        ProblemResponse,
    };
    let refused = failed(402, r#"{"decline_code":"lost_card","retry_after":3}"#);
    let declined: Declined = refused.decode().expect("the documented type");
    assert_eq!(
        *declined.decline_code.expect("a code").expose(),
        Why::LostCard
    );
    assert_eq!(declined.retry_after.map(|after| *after.expose()), Some(3));

    let problem: ProblemResponse = failed(500, r#"{"title":"down"}"#)
        .decode()
        .expect("a problem");
    assert_eq!(
        problem,
        failed(503, r#"{"title":"down"}"#)
            .decode()
            .expect("a problem")
    );

    let text: PlainText = failed(404, "there is none").decode().expect("a text");
    assert_eq!(text.expose(), "there is none");
}

#[test]
fn what_is_not_of_the_type_is_kept_as_it_came() {
    use answers::models::CreateCharge402Failure as Declined;
    let refused = failed(402, "<html>");
    assert_eq!(refused.decode::<Declined>(), None);
    let answer = refused.answer().expect("an answer");
    assert_eq!((answer.status(), answer.body()), (402, &b"<html>"[..]));
}
