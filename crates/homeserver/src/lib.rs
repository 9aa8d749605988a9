//! The homeserver port: Synapse, or none.
//!
//! [`Homeserver`] is what the rest of the server sees. [`Synapse`] speaks Synapse's private API for its
//! authentication service, [`ReadOnly`] lets only questions through, and [`NoHomeserver`] stands in where
//! Gatehouse is a plain OpenID provider.

mod answer;
mod connection;
mod device;
mod error;
mod localpart;
mod none;
mod port;
mod probe;
mod read_only;
mod synapse;
mod user;

pub use connection::{SetupError, Timeouts};
pub use device::{DEVICE_DISPLAY_NAME_CHARS, device_display_name};
pub use error::HomeserverError;
pub use localpart::LocalpartAvailability;
pub use none::NoHomeserver;
pub use port::Homeserver;
pub use probe::TokenCheck;
pub use read_only::ReadOnly;
pub use synapse::Synapse;
pub use user::{Change, HomeserverUser, ProvisionUser, Upserted};
