//! A journal that hangs.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::{ForgetfulJournal, JournalAround, TestClock};
use gateway_runtime::{
    EntryId, Fence, Handle, Journal, JournalFuture, Outcome, Reconcile, Released,
};
use online_payment_gateway::Client;

use crate::reconcile::{config, gateway, run};
use crate::runtime::server::answer;

#[test]
fn what_was_found_is_not_kept_back_by_a_journal_that_hangs() {
    /// Writes intents and nothing else.
    #[derive(Debug)]
    struct Hangs;
    impl JournalAround for Hangs {
        fn inner(&self) -> &dyn Journal {
            &ForgetfulJournal
        }

        fn conclude<'a>(
            &'a self,
            _: &'a EntryId,
            _: &'a Handle,
            _: &'a Outcome,
        ) -> JournalFuture<'a, Outcome> {
            Box::pin(std::future::pending())
        }
        fn release<'a>(
            &'a self,
            _: &'a EntryId,
            _: Fence,
            _: Option<&'a Outcome>,
            _: Duration,
        ) -> JournalFuture<'a, Released> {
            Box::pin(std::future::pending())
        }
    }
    run(async {
        let (server, _) = gateway(|_, _, _| {
            answer(
                200,
                r#"{"respCode":"0000","order":{"orderNo":"ORDER-1","orderStatus":"successed","payTime":"2999-01-01T00:00:00Z"}}"#,
            )
        })
        .await;
        let clock = TestClock::new();
        let config = config(&server)
            .clock(Arc::new(clock.clone()))
            // So that nothing but the journal is waited for within ten seconds.
            .connect_timeout(Duration::from_secs(60))
            .journal(Arc::new(Hangs));
        let client = Client::new(config).unwrap();
        let handle = r#"{"version":1,"operation":"createPayment","at":1764000000000,"entry":"01","fields":{"orderNo":"ORDER-1","paymentMethodType":"card"}}"#;
        let handle = Handle::from_json(handle).unwrap();
        let reconciled =
            tokio::spawn(
                async move { client.gateway().reconcile(&handle, &Reconcile::new()).await },
            );
        clock.until_alarm_within(Duration::from_secs(10)).await;
        clock.advance(Duration::from_secs(10));
        assert!(reconciled.await.unwrap().is_found());
    });
}
