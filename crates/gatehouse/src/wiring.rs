//! From the configuration to everything that runs.

use std::{collections::BTreeSet, num::NonZeroU32, sync::Arc, thread};

use anyhow::{Context as _, Result, bail};
use gatehouse_auth::{
    AccountSettings, Clock, Context, Settings, SystemClock,
    activity::Activity,
    clients::ClientRegistrationSettings,
    compat::{AppPasswords, CompatSettings},
    fetch::{Fetch, FetchSettings},
    inactivity::Inactivity,
    limits::{Limits, PerLimit, Rate, Rates},
    passwords::{Passwords, Scheme, SchemeAlgorithm},
};
use gatehouse_config::{
    Algorithm, AppPasswordsConfig, Config, DatabaseTarget, HomeserverKind, InactiveSessionExpirationConfig,
    PictureFormat, RateLimitingConfig, ResourceName,
};
use gatehouse_domain::{GrantType, Localpart, RegistrationPolicy};
use gatehouse_homeserver::{Homeserver, NoHomeserver, ReadOnly, Synapse, Timeouts};
use gatehouse_mail::Postbox;
use gatehouse_proxy::Upstream;
use gatehouse_storage::{Db, PoolSettings, PostgresTls, Target};
use gatehouse_tokens::{Cipher, Keystore};
use gatehouse_web::{
    App, Site,
    brand::{Logo, LogoFormat},
    page::Branding,
    renderer::{Renderer, samples},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::data_dir::{DataDir, create_private};

mod clients;
mod keys;
mod mail;

pub use clients::sync_clients;
pub use keys::{follow_keys, keystore};
pub use mail::mail;
use mail::postbox;

/// Connects to the database; its schema is left as it is.
pub async fn database(config: &Config, data_dir: &DataDir) -> Result<Db> {
    let target = match config.database.target() {
        DatabaseTarget::Embedded => Target::file(&data_dir.database()?),
        DatabaseTarget::Sqlite(path) => {
            create_private(&path)?;
            Target::file(&path)
        }
        DatabaseTarget::Postgres(server) => {
            let tls = PostgresTls {
                root: server.ca.map(String::into_bytes),
                client_certificate: server.certificate.map(String::into_bytes),
                client_key: server.key.map(|key| key.expose_secret().as_bytes().to_vec()),
            };
            Target::postgres(server.url.expose_secret(), tls)?
        }
    };
    let pool = PoolSettings {
        max_connections: config.database.max_connections,
        min_connections: config.database.min_connections,
        connect_timeout: config.database.connect_timeout,
        idle_timeout: config.database.idle_timeout,
        max_lifetime: config.database.max_lifetime,
    };
    Db::connect(target, pool).await.context("can't connect to the database")
}

fn cipher(config: &Config, data_dir: &DataDir) -> Result<Cipher> {
    let key: [u8; 32] = match config.secrets.encryption_key() {
        Some(key) => key
            .expose_secret()
            .try_into()
            .context("secrets.encryption is not 32 bytes long")?,
        None => data_dir.encryption_key()?,
    };
    Ok(Cipher::new(&key))
}

/// The homeserver as Synapse's client, for probes; none without one.
pub fn synapse(config: &Config, timeouts: Timeouts) -> Result<Option<Synapse>> {
    if !config.matrix.kind.is_some() {
        return Ok(None);
    }
    let secret = config.matrix.secret.clone().context("matrix.secret is missing")?;
    let synapse = Synapse::new(config.matrix.endpoint.clone(), secret, timeouts);
    Ok(Some(synapse.context("matrix.endpoint can't be used")?))
}

fn homeserver(config: &Config) -> Result<Arc<dyn Homeserver>> {
    Ok(match (synapse(config, Timeouts::default())?, config.matrix.kind) {
        (None, _) => Arc::new(NoHomeserver),
        (Some(synapse), HomeserverKind::SynapseReadOnly) => Arc::new(ReadOnly(synapse)),
        (Some(synapse), _) => Arc::new(synapse),
    })
}

fn passwords(config: &Config) -> Result<Passwords> {
    let schemes = config.passwords.schemes.iter().map(|scheme| {
        let pepper = scheme.pepper().map(|pepper| {
            let text = String::from_utf8(pepper.expose_secret().to_vec());
            text.map(SecretString::from).with_context(|| {
                format!(
                    "the secret of passwords.schemes version {} is not text in UTF-8",
                    scheme.version
                )
            })
        });
        Ok(Scheme {
            version: scheme.version.into(),
            algorithm: match scheme.algorithm {
                Algorithm::Argon2id => SchemeAlgorithm::Argon2id,
                Algorithm::Bcrypt => SchemeAlgorithm::Bcrypt {
                    cost: scheme.bcrypt_cost(),
                },
                Algorithm::Pbkdf2 => SchemeAlgorithm::Pbkdf2,
            },
            pepper: pepper.transpose()?,
            unicode_normalization: scheme.unicode_normalization,
        })
    });
    // One core stays free for everybody who is not signing in.
    let cores = thread::available_parallelism().map_or(1, usize::from);
    Ok(Passwords::new(
        schemes.collect::<Result<_>>()?,
        cores.saturating_sub(1).max(1),
    )?)
}

/// The ports, keys and settings that the use cases need.
pub async fn context(config: &Config, data_dir: &DataDir) -> Result<Context> {
    let (db, ports, renderer) = tokio::try_join!(
        database(config, data_dir),
        aside(config, data_dir, Ports::new),
        aside(config, data_dir, |config, _| renderer(config)),
    )?;
    Ok(ports.context(config, db, postbox(config, &renderer)?))
}

/// Everything that serves requests; `prepare` brings the database into shape.
pub async fn start(config: &Config, data_dir: &DataDir, prepare: impl AsyncFnOnce(&Db) -> Result<()>) -> Result<App> {
    let database = async {
        let db = database(config, data_dir).await?;
        prepare(&db).await?;
        Ok(db)
    };
    let renderer = aside(config, data_dir, |config, _| renderer(config));
    let (db, ports, renderer) = tokio::try_join!(database, aside(config, data_dir, Ports::new), renderer)?;
    let cx = ports.context(config, db, postbox(config, &renderer)?);
    Ok(app(cx, renderer, config))
}

/// Runs what is slow for the processor beside the rest: a start takes as long as its slowest part.
async fn aside<T: Send + 'static>(
    config: &Config,
    data_dir: &DataDir,
    make: impl FnOnce(&Config, &DataDir) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (config, data_dir) = (config.clone(), data_dir.clone());
    tokio::task::spawn_blocking(move || make(&config, &data_dir)).await?
}

/// What the use cases need beside the database.
struct Ports {
    keys: Keystore,
    cipher: Cipher,
    homeserver: Arc<dyn Homeserver>,
    passwords: Passwords,
    fetch: Fetch,
}

impl Ports {
    fn new(config: &Config, data_dir: &DataDir) -> Result<Self> {
        Ok(Self {
            keys: keystore(config, data_dir)?,
            cipher: cipher(config, data_dir)?,
            homeserver: homeserver(config)?,
            passwords: passwords(config)?,
            fetch: fetch(config)?,
        })
    }

    fn context(self, config: &Config, db: Db, postbox: Postbox) -> Context {
        let base = config.http.public_base.as_str().trim_end_matches('/').to_owned();
        let registration = RegistrationPolicy {
            allow_missing_client_uri: config.client_registration.allow_missing_client_uri,
            allow_host_mismatch: config.client_registration.allow_host_mismatch,
            allow_insecure_uris: config.client_registration.allow_insecure_uris,
            allowed_hosts: config.client_registration.allowed_hosts.clone(),
            signing_algs: self.keys.algorithm_names(),
            grants: grants(config),
        };
        let settings = Settings {
            issuer: config.http.issuer().to_string(),
            token_endpoint: format!("{base}/oauth2/token"),
            public_base: base,
            server_name: server_name(config),
            homeserver_secret: config.matrix.secret.clone().filter(|_| config.matrix.kind.is_some()),
            access_token_lifetime: config.experimental.access_token_ttl,
            registration,
            client_registration: ClientRegistrationSettings {
                enabled: config.client_registration.enabled,
                initial_access_token: config.client_registration.initial_access_token.clone(),
                unused_after: config.client_registration.unused_after,
            },
            user_code_auto_fill: config.oauth.device_code_user_code_auto_fill_enabled,
            passwords_enabled: config.passwords.enabled,
            minimum_complexity: config.passwords.minimum_complexity,
            account: account(config),
            compat: compat(config),
            inactivity: config.experimental.inactive_session_expiration.as_ref().map(inactivity),
            rates: rates(&config.rate_limiting),
        };
        let clock = Arc::new(SystemClock) as Arc<dyn Clock>;
        Context {
            db,
            limits: Arc::new(
                Limits::new(settings.rates, Arc::clone(&clock))
                    .but_not_from(config.rate_limiting.exempt_networks.clone()),
            ),
            clock,
            homeserver: self.homeserver,
            mail: Arc::new(postbox),
            keys: Arc::new(self.keys),
            cipher: Arc::new(self.cipher),
            passwords: self.passwords,
            fetch: self.fetch,
            settings: Arc::new(settings),
            activity: Arc::new(Activity::default()),
            jobs_waiting: Arc::new(Notify::new()),
        }
    }
}

fn fetch(config: &Config) -> Result<Fetch> {
    let settings = FetchSettings {
        allow_http: config.http_client.allow_http,
        allowed_networks: config.http_client.allowed_networks.clone(),
        ca: config.http_client.ca.clone(),
    };
    Fetch::with(settings).context("http_client.ca can't be used")
}

fn grants(config: &Config) -> BTreeSet<GrantType> {
    let mut grants = RegistrationPolicy::default().grants;
    if !config.oauth.device_code_grant_enabled {
        grants.remove(&GrantType::DeviceCode);
    }
    grants
}

fn compat(config: &Config) -> CompatSettings {
    CompatSettings {
        password_login_enabled: config.compat.password_login_enabled,
        app_passwords: match config.compat.app_passwords {
            // Older apps find nothing at all.
            _ if !config.http.serves(ResourceName::Compat) => AppPasswords::Off,
            AppPasswordsConfig::Allowed => AppPasswords::Allowed,
            AppPasswordsConfig::Required => AppPasswords::Required,
            AppPasswordsConfig::Off => AppPasswords::Off,
        },
        sso_login_enabled: config.compat.sso_login_enabled,
        networks: config.compat.networks.clone(),
        users: config.compat.users.as_ref().map(|users| {
            let server_name = server_name(config);
            let names = users.iter().map(|typed| Localpart::typed(typed, &server_name));
            names.map(str::to_owned).collect()
        }),
        access_token_lifetime: config.experimental.compat_token_ttl,
    }
}

const fn inactivity(config: &InactiveSessionExpirationConfig) -> Inactivity {
    Inactivity {
        ttl: config.ttl,
        compat: config.expire_compat_sessions,
        oauth: config.expire_oauth_sessions,
        browsers: config.expire_user_sessions,
    }
}

/// What people may do with their accounts; without passwords, nothing that is about them.
fn account(config: &Config) -> AccountSettings {
    let account = &config.account;
    let passwords = config.passwords.enabled;
    AccountSettings {
        email_change_allowed: account.email_change_allowed,
        displayname_change_allowed: account.displayname_change_allowed,
        password_registration_enabled: passwords && account.password_registration_enabled,
        password_registration_email_required: account.password_registration_email_required,
        password_registration_token_required: account.password_registration_token_required,
        password_change_allowed: passwords && account.password_change_allowed,
        password_recovery_enabled: passwords && account.password_recovery_enabled,
        account_deactivation_allowed: account.account_deactivation_allowed,
        login_with_email_allowed: account.login_with_email_allowed,
        activity_retention: account.activity_retention,
        tos_uri: config.branding.tos_uri.clone(),
    }
}

/// Of sign-ins that begin in the browser: each is a row until it is too old. An office behind one address has enough, and
/// nobody fills the database.
const SSO_LOGINS: gatehouse_config::Rate = at_most(100, 1.0);
/// Of forms of sign-ups: for each the homeserver is asked about up to six names. People who mend their typos have enough.
const SIGN_UP_FORMS: gatehouse_config::Rate = at_most(30, 0.5);
/// Of passwords that are measured: a page asks when its person pauses.
const PASSWORD_STRENGTHS: gatehouse_config::Rate = at_most(100, 4.0);

const fn at_most(burst: u32, per_second: f64) -> gatehouse_config::Rate {
    let burst = match NonZeroU32::new(burst) {
        Some(burst) => burst,
        None => NonZeroU32::MIN,
    };
    gatehouse_config::Rate { burst, per_second }
}

fn rates(limits: &RateLimitingConfig) -> Rates {
    let rates = PerLimit {
        account_recovery_per_ip: limits.account_recovery.per_ip,
        account_recovery_per_address: limits.account_recovery.per_address,
        login_per_ip: limits.login.per_ip,
        login_per_account: limits.login.per_account,
        sso_login_per_ip: SSO_LOGINS,
        sign_up_form_per_ip: SIGN_UP_FORMS,
        password_strength_per_ip: PASSWORD_STRENGTHS,
        registration: limits.registration,
        email_authentication_per_ip: limits.email_authentication.per_ip,
        email_authentication_per_address: limits.email_authentication.per_address,
        email_authentication_emails_per_session: limits.email_authentication.emails_per_session,
        email_authentication_attempt_per_session: limits.email_authentication.attempt_per_session,
        registration_token_per_ip: limits.registration_token.per_ip,
        user_code_per_ip: limits.user_code.per_ip,
        user_code_per_session: limits.user_code.per_session,
        password_confirmation_per_account: limits.password_confirmation.per_account,
        recovery_ticket_per_ip: limits.recovery_ticket.per_ip,
        client_registration_per_ip: limits.client_registration.per_ip,
    };
    rates.map(|rate| Rate {
        burst: rate.burst,
        per_second: rate.per_second,
    })
}

/// The part of Matrix ids after the colon; without a homeserver, our own host.
fn server_name(config: &Config) -> String {
    if config.matrix.kind.is_some() {
        config.matrix.homeserver.clone()
    } else {
        config.http.public_base.host_str().unwrap_or("localhost").to_owned()
    }
}

/// The pages.
pub fn renderer(config: &Config) -> Result<Renderer> {
    let renderer = untried_renderer(config)?;
    // Our own templates are tried by the tests; the operator's before anybody comes to the page.
    if config.templates.path.is_some()
        && let Some(failure) = samples::try_all(&renderer, None)?.failures.first()
    {
        bail!("the templates can't be used: {failure}\n`gatehouse templates check` names all that is wrong");
    }
    Ok(renderer)
}

fn branding(config: &Config) -> Result<Branding> {
    let color = config.branding.accent_color.as_deref().map(str::parse);
    Ok(Branding {
        service_name: config
            .branding
            .service_name
            .clone()
            .unwrap_or_else(|| server_name(config)),
        policy_uri: config.branding.policy_uri.clone(),
        tos_uri: config.branding.tos_uri.clone(),
        imprint: config.branding.imprint.clone(),
        logo: config.branding.picture().map(|picture| Logo {
            format: match picture.format {
                PictureFormat::Svg => LogoFormat::Svg,
                PictureFormat::Png => LogoFormat::Png,
                PictureFormat::Webp => LogoFormat::Webp,
            },
            bytes: picture.bytes.clone(),
        }),
        accent_color: color.transpose().context("branding.accent_color can't be used")?,
    })
}

/// The pages, whether or not they can be shown.
pub fn untried_renderer(config: &Config) -> Result<Renderer> {
    let overlay = config.templates.path.as_deref();
    Renderer::with_overlay(&branding(config)?, &config.http.public_base, overlay).context("the templates can't be used")
}

/// The way to the homeserver for requests that are not ours, if it is wanted.
pub fn upstream(config: &Config, stopping: &CancellationToken) -> Result<Option<Upstream>> {
    let is_wanted = config.matrix.kind.is_some() && config.http.serves(ResourceName::Homeserver);
    let upstream = is_wanted.then(|| Upstream::new(&config.matrix.endpoint, stopping.clone()));
    upstream.transpose().context("matrix.endpoint can't be used")
}

/// The faces' state.
pub fn app(cx: Context, renderer: Renderer, config: &Config) -> App {
    let site = Site {
        public_base: config.http.public_base.clone(),
        trusted_proxies: config.http.trusted_proxies.clone(),
        policy_uri: config.branding.policy_uri.clone(),
        tos_uri: config.branding.tos_uri.clone(),
    };
    App::new(cx, renderer, site)
}
