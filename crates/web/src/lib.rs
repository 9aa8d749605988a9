//! What the faces share: the state, extractors, cookies, CSRF, security headers, errors, pages, locales, assets.

mod app;
pub mod assets;
mod bearer;
pub mod brand;
mod client_ip;
mod cookies;
mod csrf;
mod error;
mod form;
pub mod headers;
mod language;
mod matrix_error;
pub mod page;
pub mod pages;
pub mod renderer;
mod request_log;
mod visitor;

pub use app::{App, Site};
pub use bearer::{BearerError, bearer_token};
pub use client_ip::{Address, FORWARDED_FOR, Peer, Trail};
pub use csrf::CsrfError;
pub use error::{Errors, PageError, PageResult, render_errors};
pub use form::{PageForm, PageQuery};
pub use language::without_ui_locales;
pub use matrix_error::MatrixError;
pub use request_log::{RequestId, RequestLine, RequestLog};
pub use visitor::{Sender, Visitor};
