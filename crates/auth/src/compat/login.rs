//! Signing in (Matrix specification, Login).

use std::time::Duration;

use gatehouse_domain::{
    BrowserSessionId, DeviceId, DeviceName, Scope, Session, SessionId, SessionKind, Token, TokenHash, User,
};
use gatehouse_storage::{Tx, browser_sessions, login_tokens, users};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Context, Error, Requester, Result,
    credentials::{self, Credentials},
    devices, session_start,
    sign_in_notices::AppSignIn,
    token_pair::{NewAccess, NewPair},
};

/// What the app wants beside being signed in.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The device to sign in on; none for a new one.
    pub device_id: Option<DeviceId>,
    /// What a new device is called.
    pub display_name: Option<DeviceName>,
    /// The app can refresh its token, which then expires.
    pub refresh_token: bool,
}

/// What came of an attempt to sign in.
pub enum Login {
    Done(Box<LoggedIn>),
    /// No such account, not its password, or a token that is of no use.
    Wrong,
    /// The password or token was right, but the account is locked.
    Locked,
    /// The token was right, but the account has been deactivated.
    Deactivated,
    /// The password or token was right, but this person may not sign in with older apps.
    NotForUser,
    /// Not even looked at: nobody may sign in with older apps from there.
    NotFromThere,
    /// Not even looked at: there were too many attempts. After this time there may be another.
    TooMany(Duration),
}

/// A session that began.
pub struct LoggedIn {
    pub user: User,
    pub device_id: DeviceId,
    pub access_token: Token,
    /// None for a token that never expires.
    pub expires_in: Option<Duration>,
    pub refresh_token: Option<Token>,
}

/// Signs in with a name, or where that is allowed an email address, and a password.
pub async fn by_password(
    cx: &Context,
    typed_name: &str,
    password: SecretString,
    wish: Wish,
    requester: &Requester,
) -> Result<Login> {
    if !cx.settings.compat.is_open_to(requester.ip) {
        return Ok(Login::NotFromThere);
    }
    match credentials::check(cx, typed_name, password, requester).await? {
        Credentials::Wrong => Ok(Login::Wrong),
        Credentials::Locked => Ok(Login::Locked),
        Credentials::TooMany(refusal) => Ok(Login::TooMany(refusal.retry_after)),
        Credentials::Right(user) => {
            let proof = Proof::Password;
            begin(cx, user, proof, wish, requester).await
        }
    }
}

/// Signs in with the token that a browser handed to the app.
pub async fn by_token(cx: &Context, token: &SecretString, wish: Wish, requester: &Requester) -> Result<Login> {
    if !cx.settings.compat.is_open_to(requester.ip) {
        return Ok(Login::NotFromThere);
    }
    let hash = TokenHash::of(token.expose_secret());
    let mut db = cx.db.read().await?;
    let found = login_tokens::find(&mut db, hash).await?;
    let Some(found) = found.filter(|token| token.is_usable(cx.now())) else {
        return Ok(Login::Wrong);
    };
    // LG-33: whoever signed out of the browser meanwhile does not want to be signed in.
    if let Some(id) = found.browser_session_id
        && browser_sessions::find(&mut db, id)
            .await?
            .is_none_or(|browser| browser.ended_at.is_some())
    {
        return Ok(Login::Wrong);
    }
    let Some(user) = users::find(&mut db, found.user_id).await? else {
        return Ok(Login::Wrong);
    };
    drop(db);
    if user.deactivated_at.is_some() {
        return Ok(Login::Deactivated);
    }
    if user.locked_at.is_some() {
        return Ok(Login::Locked);
    }
    let proof = Proof::Token {
        hash,
        browser: found.browser_session_id,
    };
    begin(cx, user, proof, wish, requester).await
}

/// How the person showed who they are.
#[derive(Clone)]
enum Proof {
    Password,
    Token {
        hash: TokenHash,
        browser: Option<BrowserSessionId>,
    },
}

impl Proof {
    /// False for a token that is of no use any more.
    async fn holds(&self, cx: &Context) -> Result<bool> {
        match self {
            Self::Password => Ok(true),
            Self::Token { hash, .. } => {
                let found = login_tokens::find(&mut cx.db.read().await?, *hash).await?;
                Ok(found.is_some_and(|token| token.is_usable(cx.now())))
            }
        }
    }

    /// Uses it up, if it can be.
    async fn spend(&self, cx: &Context, tx: &mut Tx) -> Result<bool> {
        match self {
            Self::Password => Ok(true),
            Self::Token { hash, .. } => Ok(login_tokens::spend(tx, *hash, cx.now()).await?),
        }
    }
}

/// Begins a session, after its device: a homeserver that is away leaves nothing behind (LG-23).
async fn begin(cx: &Context, user: User, proof: Proof, wish: Wish, requester: &Requester) -> Result<Login> {
    if !cx.settings.compat.is_for(&user) {
        return Ok(Login::NotForUser);
    }
    let device = match wish.device_id {
        Some(device) => device,
        None => new_device_id()?,
    };
    let session = new_session(cx, &user, &proof, &device, wish.display_name.as_ref(), requester);
    let tokens = Tokens::mint(cx, &session, wish.refresh_token)?;
    let (cx, requester) = (cx.clone(), requester.clone());
    devices::alone(&cx.clone(), user.id, async move {
        // Of those who come with one token, one makes a device.
        if !proof.holds(&cx).await? {
            return Ok(Login::Wrong);
        }
        session_start::ensure_device(&cx, &user, &device, session.name.as_deref()).await?;
        let is_begun = cx
            .db
            .write(async |tx| -> Result<bool> {
                if !proof.spend(&cx, tx).await? {
                    return Ok(false);
                }
                let start = AppSignIn {
                    user: &user,
                    client: None,
                    session: session.clone(),
                };
                session_start::insert(&cx, tx, start, &requester).await?;
                tokens.insert(tx).await?;
                Ok(true)
            })
            .await?;
        if !is_begun {
            return Ok(Login::Wrong);
        }
        cx.jobs_waiting.notify_one();
        Ok(Login::Done(Box::new(tokens.into_login(user, device))))
    })
    .await
}

/// Ten characters, as homeservers make them.
fn new_device_id() -> Result<DeviceId> {
    gatehouse_tokens::issue::device_id()
        .parse()
        .map_err(|_| Error::Internal("a device id that is none was made".to_owned()))
}

fn new_session(
    cx: &Context,
    user: &User,
    proof: &Proof,
    device: &DeviceId,
    name: Option<&DeviceName>,
    requester: &Requester,
) -> Session {
    let now = cx.now();
    Session {
        id: cx.id(SessionId::new),
        kind: SessionKind::Compat,
        user_id: Some(user.id),
        client_id: None,
        browser_session_id: match proof {
            Proof::Token { browser, .. } => *browser,
            Proof::Password => None,
        },
        scope: Scope::of_older_client(false),
        device_id: Some(device.clone()),
        name: name.map(ToString::to_string),
        user_agent: requester.user_agent.clone(),
        created_at: now,
        last_active_at: Some(now),
        ended_at: None,
    }
}

/// What the app gets: a token for good, or a pair to refresh (LG-15).
enum Tokens {
    Permanent(NewAccess),
    Pair(NewPair),
}

impl Tokens {
    fn mint(cx: &Context, session: &Session, can_refresh: bool) -> Result<Self> {
        if can_refresh {
            NewPair::mint(cx, session).map(Self::Pair)
        } else {
            NewAccess::mint(cx, session, None).map(Self::Permanent)
        }
    }

    async fn insert(&self, tx: &mut Tx) -> Result<()> {
        match self {
            Self::Permanent(access) => access.insert(tx).await,
            Self::Pair(pair) => pair.insert(tx).await,
        }
    }

    fn into_login(self, user: User, device_id: DeviceId) -> LoggedIn {
        let (access, refresh_token) = match self {
            Self::Permanent(access) => (access, None),
            Self::Pair(pair) => (pair.access, Some(pair.refresh)),
        };
        LoggedIn {
            user,
            device_id,
            access_token: access.token,
            expires_in: access.expires_in,
            refresh_token,
        }
    }
}
