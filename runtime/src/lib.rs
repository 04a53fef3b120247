//! What a generated payment client runs on.
