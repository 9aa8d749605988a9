//! From a device that asks to be signed in to a person's decision on another one (RFC 8628).

use std::time::Duration;

use gatehouse_domain::{
    BrowserSession, Client, DeviceGrant, DeviceGrantId, DeviceGrantState, GrantType, OAuthError, Scope, TokenHash,
    UserCode, UserDecision,
};
use gatehouse_storage::{
    browser_sessions, clients,
    device_grants::{self as store, Codes},
};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Context, Error, Requester, Result,
    authorization::Decision,
    limits::{Limit, TooMany},
};

/// What the key of the user codes is derived for.
const LABEL: &str = "user-code";
/// How many user codes are drawn until one is free: two are alike once in ten thousand million draws for each that waits.
const MAX_DRAWS: usize = 8;

/// What the device is told (RFC 8628 §3.2).
pub struct Begun {
    pub device_code: SecretString,
    pub user_code: UserCode,
    pub expires_in: Duration,
    /// In seconds.
    pub interval: i64,
}

/// Takes up the request of a device. What can't be granted is refused before anybody is asked.
pub async fn begin(cx: &Context, client: &Client, scope: &Scope, requester: &Requester) -> Result<Begun> {
    let scope = scope
        .grantable()
        .map_err(|error| OAuthError::invalid_scope(error.to_string()).explained())?;
    let device_code = gatehouse_tokens::issue::device_code();
    for _ in 0..MAX_DRAWS {
        let user_code = gatehouse_tokens::issue::user_code();
        let grant = DeviceGrant {
            id: cx.id(DeviceGrantId::new),
            client_id: client.id,
            scope: scope.clone(),
            ip: requester.ip_text(),
            user_agent: requester.user_agent.clone(),
            created_at: cx.now(),
            typed_in: None,
            state: DeviceGrantState::Waiting,
            interval: DeviceGrant::INTERVAL,
            polled_at: None,
            spent_at: None,
            encrypted_user_code: cx.cipher.seal(user_code.letters()),
        };
        let codes = Codes {
            device: TokenHash::of(device_code.expose_secret()),
            user: mac(cx, &user_code),
        };
        if cx.db.write(async |tx| store::insert(tx, &grant, &codes).await).await? {
            return Ok(Begun {
                device_code,
                user_code,
                expires_in: DeviceGrant::LIFETIME.to_std().unwrap_or_default(),
                interval: grant.interval,
            });
        }
    }
    Err(Error::Internal("no user code is free".to_owned()))
}

fn mac(cx: &Context, code: &UserCode) -> Vec<u8> {
    cx.cipher.authenticate(LABEL, code.letters()).to_vec()
}

/// Whether devices are signed in like this at all.
pub fn is_offered(cx: &Context) -> bool {
    cx.settings.registration.grants.contains(&GrantType::DeviceCode)
}

/// What came of a code that a person typed.
#[derive(Debug)]
pub enum Typed {
    Known(DeviceGrantId),
    Unknown,
    /// Somebody has decided on it.
    Used,
    Over,
    TooMany(TooMany),
}

/// Looks for what shows this code. From then on it can be decided in this browser, which is known by `mark`.
///
/// Guesses are limited (RFC 8628 §5.1), by address and by whoever is signed in.
pub async fn type_code(
    cx: &Context,
    typed: &str,
    mark: TokenHash,
    signed_in: Option<&BrowserSession>,
    requester: &Requester,
) -> Result<Typed> {
    let of_browser = signed_in.map(|browser| Limit::UserCodePerSession(browser.id));
    let limits = [Limit::UserCodePerIp(requester.ip)].into_iter().chain(of_browser);
    if let Err(refusal) = cx.limits.check(limits) {
        tracing::warn!(limit = refusal.limit, "too many user codes were typed");
        return Ok(Typed::TooMany(refusal));
    }
    let Ok(code) = typed.parse::<UserCode>() else {
        return Ok(Typed::Unknown);
    };
    let found = store::find_by_user_code(&mut cx.db.read().await?, &mac(cx, &code)).await?;
    Ok(match found {
        None => Typed::Unknown,
        Some(grant) if grant.state != DeviceGrantState::Waiting => Typed::Used,
        Some(grant) if grant.is_over(cx.now()) => Typed::Over,
        Some(grant) => {
            cx.db
                .write(async |tx| store::note_typed(tx, grant.id, mark).await)
                .await?;
            Typed::Known(grant.id)
        }
    })
}

/// A device on which the signed-in person may decide.
pub struct Undecided {
    pub grant: DeviceGrant,
    pub client: Client,
    pub user_code: UserCode,
}

/// What a waiting device is waiting for.
pub enum Waiting {
    /// The code has to be typed in this browser: nobody decides because of a link that somebody else sent.
    Code,
    SignIn(Box<Undecided>),
    Decision(Box<Undecided>),
    /// Nothing more: the person has decided.
    Decided(Outcome),
    /// Nothing more: it took too long.
    Over,
}

/// How it ended, for the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    Denied,
    /// The person said yes to what is not theirs to give.
    Refused,
}

/// Looks up a device that waits, for the browser that is known by `mark`.
pub async fn find(
    cx: &Context,
    id: DeviceGrantId,
    mark: TokenHash,
    signed_in: Option<&BrowserSession>,
) -> Result<Waiting> {
    let mut db = cx.db.read().await?;
    let Some(grant) = store::find(&mut db, id).await? else {
        return Ok(Waiting::Code);
    };
    if grant.typed_in != Some(mark) {
        return Ok(Waiting::Code);
    }
    match grant.state {
        DeviceGrantState::Allowed(_) => return Ok(Waiting::Decided(Outcome::Allowed)),
        DeviceGrantState::Denied if exceeds(&grant.scope, signed_in) => return Ok(Waiting::Decided(Outcome::Refused)),
        DeviceGrantState::Denied => return Ok(Waiting::Decided(Outcome::Denied)),
        DeviceGrantState::Waiting if grant.is_over(cx.now()) => return Ok(Waiting::Over),
        DeviceGrantState::Waiting => {}
    }
    let Some(client) = clients::find(&mut db, grant.client_id).await? else {
        return Ok(Waiting::Over);
    };
    let letters = cx
        .cipher
        .open(&grant.encrypted_user_code)
        .map_err(|error| Error::Internal(format!("the user code of {id}: {error}")))?;
    let user_code = letters.expose_secret().parse();
    let user_code = user_code.map_err(|error| Error::Internal(format!("the user code of {id}: {error}")))?;
    let undecided = Box::new(Undecided {
        grant,
        client,
        user_code,
    });
    Ok(if signed_in.is_some() {
        Waiting::Decision(undecided)
    } else {
        Waiting::SignIn(undecided)
    })
}

/// M2967-19: server administration is for administrators.
fn exceeds(scope: &Scope, signed_in: Option<&BrowserSession>) -> bool {
    scope.has_synapse_admin() && signed_in.is_some_and(|browser| !browser.user.can_request_admin)
}

/// Carries out the decision, unless there was one before. The device learns of it when it asks next.
pub async fn decide(cx: &Context, undecided: &Undecided, browser: &BrowserSession, decision: Decision) -> Result<()> {
    let Undecided { grant, client, .. } = undecided;
    let is_allowed = decision == Decision::Allow && browser.user.is_active() && !exceeds(&grant.scope, Some(browser));
    let allowed = is_allowed.then_some(UserDecision {
        user_id: browser.user.id,
        browser_session_id: browser.id,
        authenticated_at: browser.authenticated_at,
    });
    let now = cx.now();
    let decided = cx
        .db
        .write(async |tx| -> Result<bool> {
            // A sign-out that comes meanwhile finds what was allowed.
            Ok(browser_sessions::hold(tx, browser.id).await?
                && store::decide(tx, grant.id, allowed.as_ref(), now).await?)
        })
        .await?;
    tracing::info!(client = %client.id, is_allowed, decided, "a device was decided on");
    Ok(())
}
