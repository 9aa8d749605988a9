//! The app under test.

use std::{
    num::NonZeroU32,
    sync::{Arc, OnceLock},
};

use axum::{Router, http::Method};
use chrono::TimeDelta;
use gatehouse_auth::{
    AccountSettings, Context, ManualClock, Settings,
    activity::Activity,
    clients::ClientRegistrationSettings,
    compat::CompatSettings,
    fetch::Fetch,
    jobs,
    limits::{Limits, Rate, Rates},
    passwords::{Passwords, Scheme, SchemeAlgorithm},
    users::{self, NewUser},
};
use gatehouse_config::{ResourceConfig, ResourceName};
use gatehouse_domain::{RegistrationPolicy, Timestamp, User};
use gatehouse_mail::{Notices, Postbox, Sender};
use gatehouse_server::router::{guarded, router};
use gatehouse_storage::{Db, PoolSettings, PostgresTls, Target};
use gatehouse_tokens::{Cipher, KeySource, Keystore};
use gatehouse_web::{App, Site, page::Branding, renderer::Renderer};
use ipnet::IpNet;
use secrecy::SecretString;
use tokio::sync::Notify;
use url::Url;

use crate::{ClientBuilder, FakeHomeserver, Outbox, TestBrowser, TestRequest, postgres};

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What a test of [`crate::both_databases`] is handed.
pub trait Fixture {
    fn start(engine: Engine) -> impl Future<Output = Self>;
}

/// A fresh database with the current schema.
pub struct TestDb {
    pub db: Db,
    pub engine: Engine,
    /// What connects to it once more.
    pub target: Target,
    _scratch: tempfile::TempDir,
}

impl Fixture for TestDb {
    async fn start(engine: Engine) -> Self {
        let scratch = tempfile::tempdir().expect("a temporary directory");
        let target = match engine {
            Engine::Sqlite => Target::file(&scratch.path().join("test.db")),
            Engine::Postgres => {
                Target::postgres(&postgres::fresh_database().await, PostgresTls::default()).expect("a good URI")
            }
        };
        let db = Db::connect(target.clone(), PoolSettings::default())
            .await
            .expect("the test database answers");
        db.migrate().await.expect("the migrations run");
        Self {
            db,
            engine,
            target,
            _scratch: scratch,
        }
    }
}

/// The whole app, as the server builds it, on a fresh database.
pub struct TestApp {
    pub cx: Context,
    pub clock: Arc<ManualClock>,
    pub homeserver: Arc<FakeHomeserver>,
    /// What was sent by mail.
    pub mail: Arc<Outbox>,
    pub database: TestDb,
    router: Router,
}

impl Fixture for TestApp {
    async fn start(engine: Engine) -> Self {
        Self::with(engine, |_| ()).await
    }
}

impl TestApp {
    /// The password of every user of [`TestApp::user`].
    pub const PASSWORD: &str = "correct horse battery staple";
    pub const ISSUER: &str = "https://auth.example.org/";
    pub const SERVER_NAME: &str = "example.org";
    /// Of every limit, unless a test changes it: nobody gets that far.
    pub const RATE: Rate = Rate {
        burst: NonZeroU32::MAX,
        per_second: 1e6,
    };
    /// What the homeserver shows when it introspects.
    pub const SECRET: &str = "shared-secret-of-the-tests";

    /// The app with other settings.
    pub async fn with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        Self::on(TestDb::start(engine).await, change)
    }

    /// The app on a database that is there already: a second process of the same server.
    pub fn on(database: TestDb, change: impl FnOnce(&mut Settings)) -> Self {
        let now = Timestamp::from_timestamp_micros(1_800_000_000_000_000).expect("a time");
        Self::at(database, now, change)
    }

    fn at(database: TestDb, now: Timestamp, change: impl FnOnce(&mut Settings)) -> Self {
        let clock = Arc::new(ManualClock::new(now));
        let homeserver = Arc::new(FakeHomeserver::default());
        let mail = Arc::new(Outbox::default());
        let keys = keystore();
        let mut settings = Settings {
            issuer: Self::ISSUER.to_owned(),
            public_base: Self::ISSUER.trim_end_matches('/').to_owned(),
            token_endpoint: format!("{}oauth2/token", Self::ISSUER),
            server_name: Self::SERVER_NAME.to_owned(),
            homeserver_secret: Some(SecretString::from(Self::SECRET)),
            access_token_lifetime: std::time::Duration::from_mins(5),
            registration: RegistrationPolicy {
                signing_algs: keys.algorithm_names(),
                ..RegistrationPolicy::default()
            },
            client_registration: ClientRegistrationSettings::default(),
            user_code_auto_fill: false,
            passwords_enabled: true,
            minimum_complexity: 3,
            account: AccountSettings::default(),
            compat: CompatSettings::default(),
            inactivity: None,
            rates: Rates::all(Self::RATE),
        };
        change(&mut settings);
        // As cheap as it gets: what is tested here is not how long hashing takes.
        let scheme = Scheme {
            version: 1,
            algorithm: SchemeAlgorithm::Bcrypt { cost: 4 },
            pepper: None,
            unicode_normalization: false,
        };
        let cx = Context {
            db: database.db.clone(),
            clock: Arc::clone(&clock) as _,
            homeserver: Arc::clone(&homeserver) as _,
            mail: Arc::new(Self::postbox(&mail, Notices::default())),
            keys,
            cipher: Arc::new(Cipher::new(&[7; 32])),
            passwords: Passwords::new(vec![scheme], 2).expect("a scheme"),
            fetch: Fetch::permitting_private_networks(),
            limits: Arc::new(Limits::new(settings.rates, Arc::clone(&clock) as _)),
            settings: Arc::new(settings),
            activity: Arc::new(Activity::default()),
            jobs_waiting: Arc::new(Notify::new()),
        };
        let router = routes(&cx);
        Self {
            cx,
            clock,
            homeserver,
            mail,
            database,
            router,
        }
    }

    /// Writes letters as the server does, and puts them into the outbox.
    pub fn postbox(outbox: &Arc<Outbox>, notices: Notices) -> Postbox {
        let sender = Sender::new("Example <auth@example.org>", "help@example.org").expect("addresses");
        Postbox::new(Arc::clone(outbox) as _, Arc::new(renderer()), sender, notices)
    }

    /// Another process on the same database and homeserver, at the same time.
    pub fn another_process(&self) -> (Context, Router) {
        let cx = Context {
            activity: Arc::new(Activity::default()),
            limits: Arc::new(Limits::new(self.cx.settings.rates, Arc::clone(&self.cx.clock))),
            jobs_waiting: Arc::new(Notify::new()),
            ..self.cx.clone()
        };
        let router = routes(&cx);
        (cx, router)
    }

    /// The same app with other looks.
    #[must_use]
    pub fn branded(self, branding: &Branding) -> Self {
        let renderer = Renderer::new(branding, &public_base()).expect("the branding is good");
        Self {
            router: routes_with(&self.cx, renderer),
            ..self
        }
    }

    /// The same app with other routes, below the same guards.
    #[must_use]
    pub fn with_routes(self, routes: Router<App>) -> Self {
        Self {
            router: guarded(&app(&self.cx, renderer()), routes, None),
            ..self
        }
    }

    /// The state of its faces, behind proxies of these networks.
    pub fn trusting(&self, proxies: &[&str]) -> App {
        let proxies = proxies.iter().map(|network| network.parse().expect("a network"));
        app_behind(proxies.collect(), &self.cx, renderer())
    }

    /// The same app without anything that it has downloaded.
    #[must_use]
    pub fn with_fresh_memory(self) -> Self {
        self.with_fetch(Fetch::permitting_private_networks())
    }

    /// The same app with other rules for what may be downloaded.
    #[must_use]
    pub fn with_fetch(self, fetch: Fetch) -> Self {
        let cx = Context { fetch, ..self.cx };
        Self {
            router: routes(&cx),
            cx,
            ..self
        }
    }

    /// The same app with other signing keys.
    #[must_use]
    pub fn with_keys(self, keys: Keystore) -> Self {
        let cx = Context {
            keys: Arc::new(keys),
            ..self.cx
        };
        Self {
            router: routes(&cx),
            cx,
            ..self
        }
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub fn get(&self, uri: &str) -> TestRequest {
        self.request(Method::GET, uri)
    }

    pub fn post(&self, uri: &str) -> TestRequest {
        self.request(Method::POST, uri)
    }

    pub fn request(&self, method: Method, uri: &str) -> TestRequest {
        TestRequest::new(self.router.clone(), method, uri)
    }

    /// A client that registers itself.
    pub fn client(&self) -> ClientBuilder<'_> {
        ClientBuilder::new(self)
    }

    /// A browser without cookies.
    pub fn browser(&self) -> TestBrowser {
        TestBrowser::new(self.router.clone())
    }

    /// A browser in which `username` is signed in; the account is made if need be.
    pub async fn signed_in(&self, username: &str) -> TestBrowser {
        self.user(username).await;
        let mut browser = self.browser();
        browser.get("/login").await;
        browser
            .submit("sign-in", [("username", username), ("password", Self::PASSWORD)])
            .await
            .assert_status(303);
        browser
    }

    /// An account, made if need be.
    pub async fn user(&self, username: &str) -> User {
        if let Ok(user) = users::find_by_username(&self.cx, username).await {
            return user;
        }
        let new = NewUser {
            username: username.parse().expect("a username"),
            password: Some(SecretString::from(Self::PASSWORD)),
            emails: Vec::new(),
            display_name: None,
            can_request_admin: false,
            ignore_complexity: false,
        };
        users::register(&self.cx, new).await.expect("the account is made")
    }

    /// Moves the clock.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    /// Does all background work that is due.
    pub async fn run_jobs(&self) {
        while jobs::run_next(&self.cx).await.expect("the queue is readable") {}
    }

    /// What the homeserver is told about a token.
    pub async fn introspect(&self, token: &str) -> serde_json::Value {
        let response = self
            .post("/oauth2/introspect")
            .bearer(Self::SECRET)
            .header("x-mas-supports-device-id", "1")
            .form([("token", token), ("token_type_hint", "access_token")])
            .send()
            .await
            .assert_status(200);
        response.json()
    }

    #[track_caller]
    pub fn is_active(introspection: &serde_json::Value) -> bool {
        introspection["active"].as_bool().expect("active is a boolean")
    }
}

fn public_base() -> Url {
    Url::parse(TestApp::ISSUER).expect("a URL")
}

fn routes(cx: &Context) -> Router {
    routes_with(cx, renderer())
}

fn app(cx: &Context, renderer: Renderer) -> App {
    app_behind(Vec::new(), cx, renderer)
}

fn app_behind(trusted_proxies: Vec<IpNet>, cx: &Context, renderer: Renderer) -> App {
    let site = Site {
        public_base: public_base(),
        trusted_proxies,
        policy_uri: None,
        tos_uri: None,
    };
    App::new(cx.clone(), renderer, site)
}

fn routes_with(cx: &Context, renderer: Renderer) -> Router {
    let resources = [
        ResourceName::Discovery,
        ResourceName::Human,
        ResourceName::Oauth,
        ResourceName::Compat,
        ResourceName::Assets,
        ResourceName::Health,
    ];
    router(&app(cx, renderer), &resources.map(ResourceConfig::from), None)
}

fn renderer() -> Renderer {
    static RENDERER: OnceLock<Renderer> = OnceLock::new();
    let load = || Renderer::new(&Branding::new("example.org"), &public_base()).expect("the templates are good");
    RENDERER.get_or_init(load).clone()
}

/// Keys made for the tests; making an RSA key takes a while.
fn keystore() -> Arc<Keystore> {
    static KEYS: OnceLock<Arc<Keystore>> = OnceLock::new();
    let load = || {
        let pems: [(&str, &[u8]); 2] = [
            ("rsa-2048.pem", include_bytes!("../keys/rsa-2048.pem")),
            ("p-256.pem", include_bytes!("../keys/p-256.pem")),
        ];
        let sources = pems.map(|(origin, pem)| KeySource {
            kid: None,
            material: pem.to_vec().into(),
            password: None,
            origin: origin.to_owned(),
        });
        Arc::new(Keystore::load(sources.into()).expect("the keys are good"))
    };
    Arc::clone(KEYS.get_or_init(load))
}
