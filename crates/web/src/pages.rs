//! The error page, and what the pages of several faces show.

mod app;
mod error;
mod locked;
mod over;
mod permission;
mod person;
mod user_agent;
mod wait;

pub use app::{App, Destination};
pub use error::{ErrorKind, ErrorPage, WayBack, WayBackLabel};
pub use locked::Locked;
pub use over::{Over, OverReason};
pub use permission::Permission;
pub use person::Person;
pub use user_agent::UserAgent;
pub use wait::Wait;
