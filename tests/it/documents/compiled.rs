#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "compiling is the test"
)]

#[path = "../../cases/documents/answers/src/lib.rs"]
pub(super) mod answers;
#[path = "../../cases/documents/bases-in-one-another/src/lib.rs"]
pub(super) mod bases_in_one_another;
#[path = "../../cases/documents/bodies/src/lib.rs"]
pub(super) mod bodies;
#[path = "../../cases/documents/credentials-and-limits/src/lib.rs"]
pub(super) mod credentials_and_limits;
#[path = "../../cases/documents/parameters/src/lib.rs"]
pub(super) mod parameters;
#[path = "../../cases/documents/texts-or-lists/src/lib.rs"]
pub(super) mod texts_or_lists;
#[path = "../../cases/documents/unions/src/lib.rs"]
pub(super) mod unions;
