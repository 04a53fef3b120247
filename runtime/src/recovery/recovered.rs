use crate::record::handle::Handle;
use crate::recovery::resolution::Resolution;

/// A request that a journal held without an outcome, and what looking it up came to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Recovered {
    /// The request.
    pub handle: Handle,
    /// What became of it.
    pub resolution: Resolution,
}
