//! Beginning a session, whatever shows that it may begin.

use std::time::Duration;

use gatehouse_domain::{
    AppPassword, BrowserSessionId, DeviceId, DeviceName, RequestedClaims, Scope, Session, SessionId, SessionKind,
    Token, TokenHash, User,
};
use gatehouse_storage::{Tx, app_passwords, browser_sessions, login_tokens, sessions as store};

use crate::{
    Context, Error, Requester, Result, devices,
    jobs::Due,
    session_start, sessions,
    sign_in_notices::AppSignIn,
    token_pair::{NewAccess, NewPair, NewTokens},
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

/// A session that began.
pub struct LoggedIn {
    pub user: User,
    pub device_id: DeviceId,
    pub access_token: Token,
    /// None for a token that never expires.
    pub expires_in: Option<Duration>,
    pub refresh_token: Option<Token>,
}

/// A session that is to begin.
pub(super) struct Start {
    pub user: User,
    pub proof: Proof,
    pub scope: Scope,
    pub wish: Wish,
}

/// What the session begins by.
#[derive(Clone)]
pub(super) enum Proof {
    /// What is good more than once: a password, or the word of an operator.
    Lasting,
    /// A password for this app, which is signed in by it once at a time.
    AppPassword(AppPassword),
    Token {
        hash: TokenHash,
        browser: Option<BrowserSessionId>,
    },
}

impl Proof {
    /// False for a token that is of no use any more.
    async fn holds(&self, cx: &Context) -> Result<bool> {
        match self {
            Self::Lasting => Ok(true),
            Self::AppPassword(app) => Ok(app_passwords::find(&mut cx.db.read().await?, app.id).await?.is_some()),
            Self::Token { hash, .. } => {
                let found = login_tokens::find(&mut cx.db.read().await?, *hash).await?;
                Ok(found.is_some_and(|token| token.is_usable(cx.now())))
            }
        }
    }

    /// Uses it, or uses it up; false when that can't be.
    async fn spend(&self, cx: &Context, tx: &mut Tx) -> Result<bool> {
        match self {
            Self::Lasting => Ok(true),
            Self::AppPassword(app) => Ok(app_passwords::note_use(tx, app.id, cx.now()).await?),
            Self::Token { hash, browser } => {
                // LG-33: the person may have signed out of the browser while the homeserver was asked.
                if let Some(browser) = browser
                    && !browser_sessions::hold(tx, *browser).await?
                {
                    return Ok(false);
                }
                Ok(login_tokens::spend(tx, *hash, cx.now()).await?)
            }
        }
    }
}

/// One password for an app is one session: whichever it began before is over, and its device goes unless it is the same.
async fn hand_over(cx: &Context, tx: &mut Tx, proof: &Proof, session: &Session) -> Result<()> {
    let Proof::AppPassword(app) = proof else { return Ok(()) };
    // Another sign-in may have been faster than this one's look-up.
    let earlier = app_passwords::find(tx, app.id).await?.and_then(|app| app.session_id);
    app_passwords::attach(tx, app.id, session.id).await?;
    if let Some(earlier) = earlier
        && let Some(earlier) = store::find(tx, earlier).await?
    {
        sessions::end_in(cx, tx, &earlier, Due::Now).await?;
    }
    Ok(())
}

/// Begins a session, after its device: a homeserver that is away leaves nothing behind (LG-23). None when what it was to
/// begin by is of no use any more.
pub(super) async fn begin(cx: &Context, start: Start, requester: &Requester) -> Result<Option<LoggedIn>> {
    let device = match &start.wish.device_id {
        Some(device) => device.clone(),
        None => new_device_id()?,
    };
    let session = new_session(cx, &start, &device, requester);
    let tokens = mint(cx, &session, start.wish.refresh_token)?;
    let Start { user, proof, .. } = start;
    let (cx, requester) = (cx.clone(), requester.clone());
    devices::alone(&cx.clone(), user.id, async move {
        // Of those who come with one token, one makes a device.
        if !proof.holds(&cx).await? {
            return Ok(None);
        }
        session_start::ensure_device(&cx, &user, &device, session.name.as_deref()).await?;
        let is_begun = cx
            .db
            .write(async |tx| -> Result<bool> {
                if !proof.spend(&cx, tx).await? {
                    return Ok(false);
                }
                let sign_in = AppSignIn {
                    user: &user,
                    client: None,
                    session: session.clone(),
                };
                session_start::insert(&cx, tx, sign_in, &requester).await?;
                hand_over(&cx, tx, &proof, &session).await?;
                tokens.insert(tx).await?;
                Ok(true)
            })
            .await?;
        if !is_begun {
            return Ok(None);
        }
        cx.jobs_waiting.notify_one();
        Ok(Some(logged_in(tokens, user, device)))
    })
    .await
}

/// Ten characters, as homeservers make them.
fn new_device_id() -> Result<DeviceId> {
    gatehouse_tokens::issue::device_id()
        .parse()
        .map_err(|_| Error::Internal("a device id that is none was made".to_owned()))
}

fn new_session(cx: &Context, start: &Start, device: &DeviceId, requester: &Requester) -> Session {
    let now = cx.now();
    // An app that says nothing is called as its person called the password that they made for it.
    let name = start.wish.display_name.clone().or_else(|| match &start.proof {
        Proof::AppPassword(app) => DeviceName::of_app(&app.name),
        _ => None,
    });
    Session {
        id: cx.id(SessionId::new),
        kind: SessionKind::Compat,
        user_id: Some(start.user.id),
        client_id: None,
        browser_session_id: match start.proof {
            Proof::Token { browser, .. } => browser,
            Proof::Lasting | Proof::AppPassword(_) => None,
        },
        scope: start.scope.clone(),
        device_id: Some(device.clone()),
        name: name.map(|name| name.to_string()),
        user_agent: requester.user_agent.clone(),
        claims: RequestedClaims::default(),
        authenticated_at: Some(now),
        created_at: now,
        last_active_at: Some(now),
        ended_at: None,
    }
}

/// A token for good, or a pair to refresh (LG-15).
fn mint(cx: &Context, session: &Session, can_refresh: bool) -> Result<NewTokens> {
    if can_refresh {
        NewPair::mint(cx, session).map(NewTokens::Pair)
    } else {
        NewAccess::mint(cx, session, None).map(NewTokens::Access)
    }
}

fn logged_in(tokens: NewTokens, user: User, device_id: DeviceId) -> LoggedIn {
    let (access, refresh_token) = tokens.into_parts();
    LoggedIn {
        user,
        device_id,
        access_token: access.token,
        expires_in: access.expires_in,
        refresh_token,
    }
}
