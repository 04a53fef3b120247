#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "compiling is the test"
)]

#[path = "../../cases/documents/asked/src/lib.rs"]
pub(super) mod asked;
#[path = "../../cases/documents/bodies-and-styles/src/lib.rs"]
pub(super) mod bodies_and_styles;
#[path = "../../cases/documents/credentials/src/lib.rs"]
pub(super) mod credentials;
#[path = "../../cases/documents/envelopes/src/lib.rs"]
pub(super) mod envelopes;
#[path = "../../cases/documents/extras-and-null/src/lib.rs"]
pub(super) mod extras_and_null;
#[path = "../../cases/documents/limits/src/lib.rs"]
pub(super) mod limits;
#[path = "../../cases/documents/media-types/src/lib.rs"]
pub(super) mod media_types;
#[path = "../../cases/documents/multipart/src/lib.rs"]
pub(super) mod multipart;
#[path = "../../cases/documents/other-side/src/lib.rs"]
pub(super) mod other_side;
#[path = "../../cases/documents/parameter-styles/src/lib.rs"]
pub(super) mod parameter_styles;
#[path = "../../cases/documents/params/src/lib.rs"]
pub(super) mod params;
#[path = "../../cases/documents/responses/src/lib.rs"]
pub(super) mod responses;
#[path = "../../cases/documents/unions/src/lib.rs"]
pub(super) mod unions;
