//! The tests are in `it/`, `browser/`, `homeserver/` and `tidy.rs`; nothing is exported.
