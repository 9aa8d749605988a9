//! A test app on either database, with a clock that is moved by hand and a homeserver in memory.

mod app;
mod browser;
mod client;
mod homeserver;
mod listening;
mod outbox;
mod postgres;
mod race;
mod request;

pub use app::{Engine, Fixture, TestApp, TestDb};
pub use browser::TestBrowser;
pub use client::{ClientBuilder, Flow, TestClient, Tokens, answer_parameters, parameter};
pub use gatehouse_config::{ResourceConfig, ResourceName};
pub use gatehouse_testkit_macros::both_databases;
pub use gatehouse_web::{App, brand, page::Branding};
pub use homeserver::{Call, FakeHomeserver, Mood};
pub use listening::Listening;
pub use outbox::{Outbox, SentLetter};
pub use postgres::fresh_database as fresh_postgres_uri;
pub use race::race;
pub use request::{TestRequest, TestResponse};
