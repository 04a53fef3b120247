//! What somebody would write by hand with serde: the same requests and answers, and no more than that.

pub(crate) mod answers;
pub(crate) mod request;
