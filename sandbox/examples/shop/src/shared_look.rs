use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

/// Looks that are under way. Whoever wants one of an order that is looked at already waits for that one, so that a customer
/// who loads a page again and again costs the gateway one question.
#[derive(Default)]
pub(crate) struct SharedLook(Mutex<HashMap<String, Arc<OnceCell<bool>>>>);

impl SharedLook {
    /// Looks, or waits for who does; says what they learned, whether the gateway answered. Where a look fails, or whoever waited for it goes away, the next one looks.
    pub(crate) async fn once<E>(
        &self,
        number: &str,
        look: impl Future<Output = Result<bool, E>>,
    ) -> Result<bool, E> {
        let under_way = self.under_way(number);
        let outcome = under_way.get_or_try_init(|| look).await.copied();
        self.is_over(number, &under_way);
        outcome
    }

    fn under_way(&self, number: &str) -> Arc<OnceCell<bool>> {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(looks.entry(number.to_owned()).or_default())
    }

    fn is_over(&self, number: &str, look: &Arc<OnceCell<bool>>) {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if looks
            .get(number)
            .is_some_and(|known| Arc::ptr_eq(known, look))
        {
            looks.remove(number);
        }
    }
}
