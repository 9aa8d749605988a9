//! What holds whatever comes in: each target gets bytes, be they from the fuzzer, its corpus or a property.
//!
//! `fuzz/` is another workspace and reads these files by their path.

mod answer;
mod authorization_request;
mod client_metadata;
mod jwt;
mod redirect_uri;
mod scope;
mod token;

/// A target: panics if something does not hold.
pub type Target = fn(&[u8]);

/// The targets by their names in `fuzz/`.
pub const TARGETS: [(&str, Target); 6] = [
    ("authorization_request", authorization_request::check),
    ("client_metadata", client_metadata::check),
    ("jwt", jwt::check),
    ("redirect_uri", redirect_uri::check),
    ("scope", scope::check),
    ("token", token::check),
];
