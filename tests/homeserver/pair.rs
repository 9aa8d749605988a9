//! The server and its homeserver, each knowing the other.

use gatehouse_tests::{App, AppRequest, Answer, Gatehouse, Person, Setup, free_port};
use url::Url;

use crate::synapse::Synapse;

pub struct Pair {
    pub gatehouse: Gatehouse,
    pub synapse: Synapse,
}

impl Pair {
    /// Starts both.
    pub async fn start() -> Self {
        let port = free_port();
        let synapse = Synapse::start(&Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap());
        let setup = Setup { homeserver: Some(synapse.setup()), ..Setup::default() };
        Self { gatehouse: Gatehouse::start_on(port, &setup).await, synapse }
    }
}

/// An app and the person who uses it.
pub struct Sitting {
    pub app: App,
    pub person: Person,
    issuer: Url,
}

impl Sitting {
    pub const REDIRECT_URI: &str = "http://127.0.0.1:9/cb";

    pub async fn new(pair: &Pair, username: &str) -> Self {
        Self {
            app: App::register(pair.gatehouse.base(), "Plain app").await,
            person: Person::new(username),
            issuer: pair.gatehouse.base().clone(),
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
