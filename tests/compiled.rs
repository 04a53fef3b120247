//! The emitted crates of the golden documents that no test calls, as modules, so that whatever is golden also compiles. They stand
//! in the library, and so are compiled beside what the tests need, and not again with each change of a test.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "compiling is the test"
)]

#[path = "cases/documents/all-of/src/lib.rs"]
mod all_of;
#[path = "cases/documents/bad-dangling-ref/src/lib.rs"]
mod bad_dangling_ref;
#[path = "cases/documents/bad-path-query/src/lib.rs"]
mod bad_path_query;
#[path = "cases/documents/bad-remote-ref/src/lib.rs"]
mod bad_remote_ref;
#[path = "cases/documents/bad-structure/src/lib.rs"]
mod bad_structure;
#[path = "cases/documents/cyclic/src/lib.rs"]
mod cyclic;
#[path = "cases/documents/endings/src/lib.rs"]
mod endings;
#[path = "cases/documents/loose/src/lib.rs"]
mod loose;
#[path = "cases/documents/mean/src/lib.rs"]
mod mean;
#[path = "cases/documents/models-alone/src/lib.rs"]
mod models_alone;
#[path = "cases/documents/named-like-methods/src/lib.rs"]
mod named_like_methods;
#[path = "cases/documents/names/src/lib.rs"]
mod names;
#[path = "cases/documents/names-and-kinds/src/lib.rs"]
mod names_and_kinds;
#[path = "cases/documents/new-in-3-1/src/lib.rs"]
mod new_in_3_1;
#[path = "cases/documents/presets/src/lib.rs"]
mod presets;
#[path = "cases/documents/recovery/src/lib.rs"]
mod recovery;
#[path = "cases/documents/refs/src/lib.rs"]
mod refs;
#[path = "cases/documents/schemas/src/lib.rs"]
mod schemas;
#[path = "cases/documents/together/src/lib.rs"]
mod together;
#[path = "cases/documents/tree-by-all-of/src/lib.rs"]
mod tree_by_all_of;
#[path = "cases/documents/unsigned/src/lib.rs"]
mod unsigned;
#[path = "cases/documents/values-named-like-rust/src/lib.rs"]
mod values_named_like_rust;
