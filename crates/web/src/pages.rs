//! The error page, and what the pages of several faces show.

mod app;
mod error;
mod permission;
mod person;

pub use app::{App, Destination};
pub use error::{ErrorKind, ErrorPage, WayBack, WayBackLabel};
pub use permission::Permission;
pub use person::Person;
