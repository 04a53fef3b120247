//! Each fault, with what the client makes of it and what became of the money.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::{Evidence, Failure};
use gateway_sandbox::{Fault, FaultRun, MovableClock, Sandbox};
use online_payment_gateway::Client;
use online_payment_gateway::models::CaptureMethod;

use super::shop::*;
use super::wire;

/// Pays once under a fault, with a clock on which a minute passes in a tenth of a second.
async fn pay_under(fault: Fault) -> (Sandbox, Result<(), Failure>) {
    let clock = MovableClock::at_pace(600);
    let sandbox = Sandbox::builder()
        .clock(clock.clone())
        .start()
        .await
        .unwrap();
    let client = Client::new(sandbox.config().clock(Arc::new(clock))).unwrap();
    // The token first, so that the fault hits the payment.
    let _ = client.query_payment(&query("ORDER-0")).await;
    sandbox.set_faults(FaultRun::new(1, 1000, [fault]));
    let payment = by_card("ORDER-1", "10.00", GOOD, CaptureMethod::Auto);
    let outcome = client.create_payment(&payment).await.map(|_| ());
    sandbox.set_faults(None);
    (sandbox, outcome)
}

#[tokio::test]
async fn no_fault_lets_the_client_charge_twice_or_lose_what_it_knows() {
    for fault in Fault::ALL {
        let (sandbox, outcome) = pay_under(fault).await;
        let charges = sandbox.look(|state| state.orders().count());
        assert_eq!(
            charges,
            usize::from(fault.happens()),
            "{fault}: {outcome:?}"
        );
        let open = |evidence: Evidence| matches!(&outcome, Err(Failure::Indeterminate(open)) if open.evidence() == evidence);
        let as_expected = match fault {
            Fault::Refuse => matches!(outcome, Err(Failure::Refused(_))),
            Fault::StatusBefore(401) => {
                matches!(&outcome, Err(failure) if failure.evidence() != Evidence::MayHaveBeenSent)
            }
            // The code is there, whatever the other fields look like.
            Fault::WrongType => outcome.is_ok(),
            Fault::Redirect => open(Evidence::Answered),
            _ => open(Evidence::MayHaveBeenSent),
        };
        assert!(as_expected, "{fault}: {outcome:?}");
        // A call whose client gave up is noted when the sandbox sees that the connection closed.
        let hit = async {
            loop {
                let calls = sandbox.calls();
                match calls.iter().rfind(|call| call.operation == "createPayment") {
                    Some(call) => return call.fault.clone(),
                    None => tokio::task::yield_now().await,
                }
            }
        };
        let hit = tokio::time::timeout(Duration::from_secs(10), hit).await;
        assert_eq!(hit.expect("the call is noted"), Some(fault.to_string()));
    }
}

#[tokio::test]
async fn a_header_orders_a_fault_of_one_call() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = format!(
        "{{\"appId\":\"{}\",\"secret\":\"{}\"}}",
        sandbox.app_id(),
        sandbox.secret()
    );
    let path = "/gateway/v1/connect/token";
    let ordered = wire::send(&sandbox, "POST", path, "Sandbox-Fault: 503\r\n", &body).await;
    assert_eq!(ordered.status, 503);
    let usual = wire::send(&sandbox, "POST", path, "", &body).await;
    assert_eq!(usual.status, 200);
    let unknown = wire::send(&sandbox, "POST", path, "Sandbox-Fault: flood\r\n", &body).await;
    assert_eq!(unknown.status, 400);
    assert!(unknown.body.contains("reset-after"), "{}", unknown.body);
}

#[tokio::test]
async fn a_run_of_faults_is_ordered_and_ended_over_http() {
    let sandbox = Sandbox::start().await.unwrap();
    let json = "Content-Type: application/json\r\n";
    let order = "{\"share\":1000,\"seed\":3,\"faults\":[\"429\"]}";
    assert_eq!(
        wire::send(&sandbox, "POST", "/_sandbox/faults", json, order)
            .await
            .status,
        204
    );
    let hit = wire::send(&sandbox, "POST", "/gateway/v1/query", "", "{}").await;
    assert_eq!(hit.status, 429);
    assert_eq!(
        wire::send(&sandbox, "DELETE", "/_sandbox/faults", "", "")
            .await
            .status,
        204
    );
    let usual = wire::send(&sandbox, "POST", "/gateway/v1/query", "", "{}").await;
    assert_eq!(usual.status, 401);

    let foreign = "Content-Type: application/json\r\nOrigin: https://example.com\r\n";
    assert_eq!(
        wire::send(&sandbox, "POST", "/_sandbox/faults", foreign, order)
            .await
            .status,
        403
    );
    let form = "Content-Type: text/plain\r\n";
    assert_eq!(
        wire::send(&sandbox, "POST", "/_sandbox/faults", form, order)
            .await
            .status,
        415
    );
    let wrong = "{\"share\":1,\"faults\":[\"flood\"]}";
    assert_eq!(
        wire::send(&sandbox, "POST", "/_sandbox/faults", json, wrong)
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn time_passes_when_it_is_told_to_over_http() {
    use gateway_runtime::Clock;
    let sandbox = Sandbox::start().await.unwrap();
    let json = "Content-Type: application/json\r\n";
    let foreign = "Content-Type: application/json\r\nOrigin: https://example.com\r\n";
    for (headers, body, status, passed) in [
        (json, "{\"advance\":3600}", 204, 3600),
        (json, "{\"advance\":99999999}", 400, 0),
        (json, "{\"advance\":-1}", 400, 0),
        (json, "{}", 400, 0),
        (foreign, "{\"advance\":3600}", 403, 0),
        ("", "{\"advance\":3600}", 415, 0),
    ] {
        let before = sandbox.clock().monotonic();
        let answer = wire::send(&sandbox, "POST", "/_sandbox/clock", headers, body).await;
        let after = sandbox.clock().monotonic() - before;
        assert_eq!(
            (answer.status, after.as_secs() / 60),
            (status, passed / 60),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_delay_is_as_long_as_it_says() {
    let sandbox = Sandbox::start().await.unwrap();
    let began = std::time::Instant::now();
    let answer = wire::send(
        &sandbox,
        "POST",
        "/gateway/v1/query",
        "Sandbox-Fault: delay=50\r\n",
        "{}",
    )
    .await;
    assert_eq!(answer.status, 401);
    assert!(began.elapsed() >= Duration::from_millis(50));
}
