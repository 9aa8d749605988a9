//! The error page, and what the pages of several faces show.

mod app;
mod error;
mod locked;
mod open_app;
mod over;
mod permission;
mod person;
mod user_agent;
mod wait;

pub use app::{App, Destination, LOGIN_FALLBACK};
pub use error::{ErrorKind, ErrorPage, WayBack, WayBackLabel};
pub use locked::Locked;
pub use open_app::OpenApp;
pub use over::{Over, OverReason};
pub use permission::Permission;
pub use person::Person;
pub use user_agent::UserAgent;
pub use wait::Wait;
