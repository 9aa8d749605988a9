//! A server, an app with a library of others, and a person.

use gatehouse_testkit::{Engine, Fixture, fresh_postgres_uri};
use gatehouse_tests::{Gatehouse, Person, RealClient, Setup};
use serde_json::{Value, json};
use url::Url;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};

/// Nobody listens there; the person's browser does not go.
pub const REDIRECT_URI: &str = "https://rp.test/cb";
pub const BYE: &str = "https://rp.test/bye";

pub type Library = fn() -> RealClient;

pub const LIBRARIES: [Library; 3] = [RealClient::openid_client, RealClient::oauth4webapi, RealClient::authlib];

pub struct Scene {
    pub gatehouse: Gatehouse,
    /// What the app serves to the server.
    pub app: MockServer,
    pub person: Person,
}

/// Where data lies, and that apps may be at home on this machine.
pub async fn setup(engine: Engine) -> Setup {
    Setup {
        database_uri: match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(fresh_postgres_uri().await),
        },
        sections: vec![
            (
                "http_client",
                json!({"allow_http": true, "allowed_networks": ["127.0.0.0/8"]}),
            ),
            ("client_registration", json!({"allow_insecure_uris": true})),
        ],
        ..Setup::default()
    }
}

impl Fixture for Scene {
    async fn start(engine: Engine) -> Self {
        let gatehouse = Gatehouse::start(&setup(engine).await).await;
        gatehouse.register("alice");
        Self {
            gatehouse,
            app: MockServer::start().await,
            person: Person::new("alice"),
        }
    }
}

impl Scene {
    pub fn issuer(&self) -> &str {
        self.gatehouse.base().as_str()
    }

    /// The app publishes these keys at a path, and no others; the address.
    pub async fn publish(&self, at: &str, keys: &[&Value]) -> String {
        self.app.reset().await;
        let answer = ResponseTemplate::new(200).set_body_json(json!({ "keys": keys }));
        Mock::given(path(at)).respond_with(answer).mount(&self.app).await;
        format!("{}{at}", self.app.uri())
    }

    /// Registers with this method of authentication and `more` metadata; what came of it.
    pub async fn register(&self, client: &mut RealClient, method: &str, more: Value) -> Value {
        let mut grants = vec![
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
        ];
        if method != "none" {
            grants.push("client_credentials");
        }
        let mut metadata = json!({
            "client_name": format!("By {method}"),
            "client_uri": "https://rp.test/",
            "redirect_uris": [REDIRECT_URI],
            "post_logout_redirect_uris": [BYE],
            "grant_types": grants,
            "response_types": ["code"],
            "token_endpoint_auth_method": method,
        });
        let more = more.as_object().unwrap().clone();
        metadata.as_object_mut().unwrap().extend(more);
        let parameters = json!({"issuer": self.issuer(), "metadata": metadata});
        client.ask("register", parameters).await
    }

    /// The library is told which client it is, and what it proves that with.
    pub async fn open(&self, client: &mut RealClient, registered: &Value, more: Value) {
        let mut parameters = json!({
            "issuer": self.issuer(),
            "clientId": registered["client_id"],
            "method": registered["token_endpoint_auth_method"],
        });
        if let Some(secret) = registered.get("client_secret") {
            parameters["secret"] = secret.clone();
        }
        let more = more.as_object().unwrap().clone();
        parameters.as_object_mut().unwrap().extend(more);
        client.ask("open", parameters).await;
    }

    /// The whole sign-in: the claims of the ID token and of userinfo.
    pub async fn sign_in(&mut self, client: &mut RealClient, scope: &str) -> Value {
        self.sign_in_by(client, json!({ "scope": scope })).await
    }

    /// The same, by a request with more than a scope.
    pub async fn sign_in_by(&mut self, client: &mut RealClient, mut request: Value) -> Value {
        request["redirectUri"] = REDIRECT_URI.into();
        let url = client.ask("authorizationUrl", request).await;
        self.allow(client, &url.as_str().unwrap().parse().unwrap()).await
    }

    /// The rest of it, once the app has sent the person here.
    pub async fn allow(&mut self, client: &mut RealClient, url: &Url) -> Value {
        let came_back_to = self.person.allow(url).await.expect("the pages answer");
        assert!(came_back_to.as_str().starts_with(REDIRECT_URI), "{came_back_to}");
        client.ask("callback", json!({"url": came_back_to})).await
    }
}
