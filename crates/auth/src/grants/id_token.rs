//! The ID token of a token response (OpenID Connect Core §3.1.3.3).

use gatehouse_domain::{Client, Scope, Timestamp, UserId};
use gatehouse_tokens::{Algorithm, IdToken, sign_id_token};

use crate::{Context, Error, Result, token_pair::NewPair};

/// Whom it is about.
pub(super) struct Subject<'a> {
    pub user_id: UserId,
    pub authenticated_at: Timestamp,
    pub nonce: Option<&'a str>,
    pub scope: &'a Scope,
}

/// None where nobody asked for one.
pub(super) fn sign(cx: &Context, client: &Client, of: &Subject<'_>, pair: &NewPair) -> Result<Option<String>> {
    if !of.scope.has_openid() {
        return Ok(None);
    }
    let mut claims = IdToken::new(
        cx.settings.issuer.clone(),
        of.user_id.to_string(),
        client.id.to_string(),
        cx.now(),
    );
    claims.auth_time = Some(of.authenticated_at);
    claims.nonce = of.nonce.map(str::to_owned);
    let registered = client.metadata.id_token_signed_response_alg.as_deref();
    let algorithm = registered
        .and_then(|name| name.parse().ok())
        .unwrap_or(Algorithm::RS256);
    sign_id_token(&cx.keys, algorithm, &claims, Some(&pair.access.token))
        .map(Some)
        .map_err(|error| Error::Internal(format!("the ID token can't be signed: {error}")))
}
