use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::engine::observer::Observer;
use crate::wire::headers::{BadHeader, add};

/// What is other for some calls than [`Config`](crate::Config) says; see [`Gateway::with_options`](crate::Gateway::with_options).
///
/// ```
/// use gateway_runtime::CallOptions;
/// use std::time::Duration;
///
/// let options = CallOptions::new()
///     .total_timeout(Duration::from_secs(20))
///     .header("X-Shop", "berlin")?;
/// assert!(!format!("{options:?}").contains("berlin"));
/// # Ok::<(), gateway_runtime::BadHeader>(())
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    pub(super) total_timeout: Option<Duration>,
    pub(super) headers: HeaderMap,
    pub(super) observer: Option<Arc<dyn Observer>>,
}

impl CallOptions {
    /// Everything as the configuration says.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long a call may take in whole, instead of [`Config::total_timeout`](crate::Config::total_timeout); nothing
    /// is sent with zero. A request that has left when the time runs out is indeterminate, so a payment wants more than
    /// the gateway takes on its slow days.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// Adds a header to each request, in place of one of that name that [`Config::header`](crate::Config::header) adds.
    /// A header that the document has for the operation stays as it is.
    ///
    /// # Errors
    ///
    /// [`BadHeader`] if it would change how the request is carried, who asks or whom, or cannot be sent. A header that
    /// this API has for its credential is found when it is called, as [`Failure::Invalid`](crate::Failure::Invalid).
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, BadHeader> {
        add(&mut self.headers, name, value, |_| false)?;
        Ok(self)
    }

    /// Shows each attempt to this observer, after that of [`Config::observer`](crate::Config::observer).
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.keys().map(|name| name.as_str()).collect();
        f.debug_struct("CallOptions")
            .field("total_timeout", &self.total_timeout)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}
