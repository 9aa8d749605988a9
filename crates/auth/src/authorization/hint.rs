//! Whom an app expects: `id_token_hint` (OpenID Connect Core §3.1.2.1).

use gatehouse_domain::{AuthorizationRequest, Client, ErrorCode, OAuthError, Prompt, RawAuthorizationRequest};
use gatehouse_tokens::IdToken;

use crate::Context;

/// Notes the subject of an ID token that we gave to this client, be it expired.
///
/// A hint that is none, or so old that nobody remembers its key, names nobody: where a page can be shown that does no
/// harm, since the person sees who they are.
pub(super) fn heed(
    cx: &Context,
    raw: &RawAuthorizationRequest,
    client: &Client,
    request: &mut AuthorizationRequest,
) -> Result<(), OAuthError> {
    let Some(hint) = raw.value("id_token_hint") else {
        return Ok(());
    };
    let token = IdToken::from_hint(&cx.keys, hint).ok();
    let is_ours =
        |token: &IdToken| token.issuer == cx.settings.issuer && token.audience.contains(&client.id.to_string());
    match token.filter(is_ours) {
        Some(token) => request.claims.subject = Some(token.subject),
        None if request.prompt.contains(&Prompt::None) => {
            let why = "id_token_hint is no ID token of this client";
            return Err(OAuthError::new(ErrorCode::LoginRequired, why).explained());
        }
        None => tracing::info!(client = %client.id, "id_token_hint is no ID token of this client"),
    }
    Ok(())
}
