//! Signing in through the browser (Matrix specification, Client login via SSO).

use gatehouse_domain::{BrowserSession, LoginToken, SsoLogin, SsoLoginId, SsoRedirectUrl, TokenHash};
use gatehouse_storage::{browser_sessions, login_tokens, sso_logins};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Context, Requester, Result,
    limits::{Limit, TooMany},
};

/// What came of the wish to sign in through the browser.
pub enum Begun {
    /// Ask the person; the sign-in waits under this id.
    Ask(SsoLoginId),
    /// Not taken up: there were too many of them.
    TooMany(TooMany),
    /// The operator has switched it off.
    Off,
}

/// Takes up what an app sent its person for. Nobody is known yet, so it is counted by address.
pub async fn begin(cx: &Context, redirect_url: SsoRedirectUrl, requester: &Requester) -> Result<Begun> {
    if !cx.settings.compat.sso_login_enabled {
        return Ok(Begun::Off);
    }
    if let Err(refusal) = cx.limits.check([Limit::SsoLoginPerIp(requester.ip)]) {
        return Ok(Begun::TooMany(refusal));
    }
    let login = SsoLogin {
        id: cx.id(SsoLoginId::new),
        redirect_url,
        created_at: cx.now(),
        decided_at: None,
    };
    cx.db.write(async |tx| sso_logins::insert(tx, &login).await).await?;
    Ok(Begun::Ask(login.id))
}

/// What became of a sign-in.
pub enum Waiting {
    Decision(SsoLogin),
    /// Nothing more, and what it was, as far as anybody remembers it.
    Over(Option<SsoLogin>),
    /// The operator has switched it off.
    Off,
}

/// Looks up a sign-in.
pub async fn find(cx: &Context, id: SsoLoginId) -> Result<Waiting> {
    if !cx.settings.compat.sso_login_enabled {
        return Ok(Waiting::Off);
    }
    let found = sso_logins::find(&mut cx.db.read().await?, id).await?;
    Ok(match found {
        Some(login) if login.decided_at.is_none() && !login.is_too_old(cx.now()) => Waiting::Decision(login),
        found => Waiting::Over(found),
    })
}

/// Lets the app in, which is what the person of this browser wants: the app's address with a token that is good for one
/// sign-in. None when it was decided, or the browser signed out, in the meantime.
///
/// The token belongs to the browser session: whoever signs out of it at once is not signed in by it (LG-33).
pub async fn allow(cx: &Context, login: &SsoLogin, browser: &BrowserSession) -> Result<Option<SecretString>> {
    let now = cx.now();
    let text = gatehouse_tokens::issue::login_token();
    let token = LoginToken {
        user_id: browser.user.id,
        browser_session_id: Some(browser.id),
        created_at: now,
        expires_at: now + LoginToken::LIFETIME,
        spent_at: None,
    };
    let is_decided = cx
        .db
        .write(async |tx| -> Result<bool> {
            // A sign-out that comes meanwhile finds the token.
            if !browser_sessions::hold(tx, browser.id).await? || !sso_logins::decide(tx, login.id, now).await? {
                return Ok(false);
            }
            login_tokens::insert(tx, TokenHash::of(text.expose_secret()), &token).await?;
            Ok(true)
        })
        .await?;
    let location = || login.redirect_url.with_token(text.expose_secret()).into();
    Ok(is_decided.then(location))
}

/// Keeps the app out. False when it was decided in the meantime.
pub async fn deny(cx: &Context, login: &SsoLogin) -> Result<bool> {
    let now = cx.now();
    let is_decided = cx
        .db
        .write(async |tx| sso_logins::decide(tx, login.id, now).await)
        .await?;
    if is_decided {
        tracing::info!(login = %login.id, "a sign-in through the browser was denied");
    }
    Ok(is_decided)
}
