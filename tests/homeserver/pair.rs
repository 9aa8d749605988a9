//! The server and its homeserver, each knowing the other; an app, and the person who uses it.

use gatehouse_storage::{Db, PoolSettings};
use gatehouse_testkit::{Engine, Fixture};
use gatehouse_tests::{Answer, App, AppRequest, Gatehouse, Person, ReverseProxy, Setup, free_port};
use serde_json::Value;
use url::Url;

use crate::{delay_line::DelayLine, synapse::Synapse};

/// Both, running.
pub struct Pair {
    pub gatehouse: Gatehouse,
    pub synapse: Synapse,
    /// The way from the one to the other.
    pub line: DelayLine,
    pub setup: Setup,
}

impl Pair {
    pub async fn start() -> Self {
        Self::named(Synapse::SERVER_NAME, Engine::Sqlite).await
    }

    /// The one passes on what clients ask of the other.
    pub async fn at_one_address(engine: Engine) -> Self {
        let setup = Setup {
            passes_on: true,
            ..Setup::default()
        };
        Self::set_up(Synapse::SERVER_NAME, engine, setup).await
    }

    /// For a reverse proxy at the public address that sends clients to the one or the other.
    pub async fn behind_a_proxy(engine: Engine) -> Self {
        let setup = Setup {
            public_base: Some(ReverseProxy::address()),
            ..Setup::default()
        };
        Self::set_up(Synapse::SERVER_NAME, engine, setup).await
    }

    /// With another name at the end of people's ids.
    pub async fn named(server_name: &str, engine: Engine) -> Self {
        Self::set_up(server_name, engine, Setup::default()).await
    }

    /// With more in the configuration.
    pub async fn with(sections: Vec<(&'static str, Value)>) -> Self {
        let setup = Setup {
            sections,
            ..Setup::default()
        };
        Self::set_up(Synapse::SERVER_NAME, Engine::Sqlite, setup).await
    }

    async fn set_up(server_name: &str, engine: Engine, setup: Setup) -> Self {
        let port = free_port();
        let issuer = setup.public_base.clone().unwrap_or_else(|| loopback(port));
        let synapse = Synapse::start(server_name, &issuer);
        Self::around(synapse, port, engine, setup).await
    }

    /// A server that takes over the accounts of a homeserver.
    pub async fn taking_over(mut synapse: Synapse, engine: Engine) -> Self {
        let port = free_port();
        synapse.delegate_to(&loopback(port));
        Self::around(synapse, port, engine, Setup::default()).await
    }

    async fn around(synapse: Synapse, port: u16, engine: Engine, setup: Setup) -> Self {
        let line = DelayLine::to(synapse.port()).await;
        let setup = Setup {
            database_uri: match engine {
                Engine::Sqlite => None,
                Engine::Postgres => Some(gatehouse_testkit::fresh_postgres_uri().await),
            },
            homeserver: Some(synapse.setup(line.url())),
            ..setup
        };
        Self {
            gatehouse: Gatehouse::start_on(port, &setup).await,
            synapse,
            line,
            setup,
        }
    }

    /// A look into the database, beside the server.
    pub async fn database(&self) -> Db {
        open(&self.gatehouse.database_uri(&self.setup)).await
    }

    /// SIGKILL, then a start with whatever is configured by now.
    pub async fn kill_and_start_again(&mut self) {
        self.gatehouse.kill();
        self.gatehouse.start_again().await;
    }
}

impl Fixture for Pair {
    async fn start(engine: Engine) -> Self {
        Self::named(Synapse::SERVER_NAME, engine).await
    }
}

fn loopback(port: u16) -> Url {
    Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap()
}

/// A pair that clients find at one address.
pub struct OneAddress(pub Pair);

impl Fixture for OneAddress {
    async fn start(engine: Engine) -> Self {
        Self(Pair::at_one_address(engine).await)
    }
}

/// A database, by what the command line calls it.
pub async fn open(uri: &str) -> Db {
    Db::connect(uri.parse().unwrap(), PoolSettings::default())
        .await
        .unwrap()
}

/// An app and the person who uses it.
pub struct Sitting {
    pub app: App,
    pub person: Person,
    issuer: Url,
}

impl Sitting {
    /// Nobody listens there; the person's browser does not go.
    pub const REDIRECT_URI: &str = "http://127.0.0.1:9/cb";

    pub async fn new(gatehouse: &Gatehouse, username: &str) -> Self {
        Self {
            app: App::register(gatehouse.base(), "Plain app").await,
            person: Person::new(username),
            issuer: gatehouse.base().clone(),
        }
    }

    /// A request that the person has allowed, and its code.
    pub async fn code(&mut self, scope: &str) -> (AppRequest, String) {
        let request = self.app.request(scope, Self::REDIRECT_URI, &[]);
        let target = self.person.allow(&request.url).await.expect("the pages answer");
        let code = request.code(&target, &self.issuer);
        (request, code)
    }

    /// The whole sign-in.
    pub async fn tokens(&mut self, scope: &str) -> Answer {
        let (request, code) = self.code(scope).await;
        self.app.exchange(&request, &code).await.assert_status(200)
    }
}

/// The scope of a Matrix client, in the stable spelling.
pub fn matrix_scope(device: &str) -> String {
    format!("urn:matrix:client:api:* urn:matrix:client:device:{device}")
}
