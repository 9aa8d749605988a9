//! The rotation of refresh tokens, which survives lost answers. The same for apps of both kinds.

use gatehouse_domain::{ClientId, OAuthError, Presented, RefreshToken, Session, Successor, TokenHash, User};
use gatehouse_storage::{access_tokens, refresh_tokens as store};

use crate::{Context, Error, Result, sessions, token_pair::NewPair};

/// How often a request starts over when others use the same token at the same time. Each round somebody gets through,
/// so this is how many may race.
const MAX_ROUNDS: usize = 100;

/// Exchanges a refresh token for a new pair, if `check` has nothing against its session.
pub(crate) async fn rotate(
    cx: &Context,
    token: &str,
    client: Option<ClientId>,
    check: impl Fn(&Session) -> Result<()>,
) -> Result<(NewPair, Session, Option<User>)> {
    let hash = TokenHash::of(token);
    for _ in 0..MAX_ROUNDS {
        let token = find(cx, hash)
            .await?
            .ok_or_else(|| OAuthError::invalid_grant("unknown refresh token"))?;
        token.check_usable(client)?;
        check(&token.session)?;
        let pair = NewPair::mint(cx, &token.session)?;
        let rotated = match token.presented(cx.now()) {
            Presented::Current => replace(cx, &token, &pair).await?,
            Presented::Retry(unused) => retry(cx, &token, unused, &pair).await?,
            Presented::Superseded => {
                return Err(OAuthError::invalid_grant("a retry took the refresh token's place").into());
            }
            Presented::Replay => return replayed(cx, &token).await,
        };
        if rotated {
            cx.activity.session_active(token.session.id, cx.now());
            return Ok((pair, token.session, token.user));
        }
    }
    Err(Error::Busy("this refresh token"))
}

/// The token. Whether what took its place was used may not have reached the database yet (M2964-54), but that matters
/// only once something has.
async fn find(cx: &Context, hash: TokenHash) -> Result<Option<RefreshToken>> {
    let found = store::find(&mut cx.db.read().await?, hash).await?;
    if found.as_ref().is_none_or(|token| token.successor.is_none()) {
        return Ok(found);
    }
    cx.activity.flush(&cx.db).await?;
    Ok(store::find(&mut cx.db.read().await?, hash).await?)
}

/// The pair takes the token's place, and the access token issued with it ends; false when another request was faster.
async fn replace(cx: &Context, token: &RefreshToken, pair: &NewPair) -> Result<bool> {
    let now = cx.now();
    cx.db
        .write(async |tx| {
            if !store::spend(tx, token.id, pair.refresh_id(), now).await? {
                return Ok(false);
            }
            access_tokens::revoke(tx, token.access_token_id, now).await?;
            pair.insert(tx).await?;
            Ok(true)
        })
        .await
}

/// The pair takes the place of one that never arrived; false when that one was used or replaced in the meantime.
async fn retry(cx: &Context, token: &RefreshToken, unused: Successor, pair: &NewPair) -> Result<bool> {
    let now = cx.now();
    let successor = pair.refresh_id();
    cx.db
        .write(async |tx| {
            if !store::supersede(tx, token.session.id, unused.id, successor, now).await? {
                return Ok(false);
            }
            access_tokens::revoke(tx, unused.access_token_id, now).await?;
            pair.insert(tx).await?;
            Ok(true)
        })
        .await
}

/// RFC 9700 §4.14.2: two parties hold tokens of the session, and nobody can tell which is the right one.
async fn replayed(cx: &Context, token: &RefreshToken) -> Result<(NewPair, Session, Option<User>)> {
    tracing::warn!(session = %token.session.id, "a replaced refresh token was used; its session is ended");
    sessions::end_soon(cx, &token.session).await?;
    Err(OAuthError::invalid_grant("refresh token was replaced, and its replacement used").into())
}
