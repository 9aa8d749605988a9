//! What an app asks for, be it signed (RFC 9101) or not.

use std::borrow::Cow;

use gatehouse_domain::{AuthorizationRequest, Client, ErrorCode, OAuthError, RawAuthorizationRequest, RequestError};
use gatehouse_tokens::{ClientJwtRules, request_object};

use crate::{
    Context,
    clients::{self, Unverified},
};

/// Whether the app wants no page to be shown. An object is not verified for that, so nothing may depend on it.
pub fn is_silent(raw: &RawAuthorizationRequest) -> bool {
    let inside = || {
        request_object::unverified(raw.value("request")?)?
            .get("prompt")
            .cloned()
    };
    raw.value("prompt") == Some("none") || inside().is_some_and(|prompt| prompt == "none")
}

/// The request of a known client, checked, and the parameters that it consists of.
pub(super) async fn read<'a>(
    cx: &Context,
    raw: &'a RawAuthorizationRequest,
    client: &Client,
) -> Result<(Cow<'a, RawAuthorizationRequest>, AuthorizationRequest), RequestError> {
    let raw = parameters(cx, raw, client)
        .await
        .map_err(|error| RequestError::of(&answered(raw), client, error))?;
    let request = AuthorizationRequest::check(&raw, client)?;
    Ok((raw, request))
}

/// The parameters that the client signed, or those that it sent plainly.
async fn parameters<'a>(
    cx: &Context,
    raw: &'a RawAuthorizationRequest,
    client: &Client,
) -> Result<Cow<'a, RawAuthorizationRequest>, OAuthError> {
    let Some(object) = raw.object(client)? else {
        return Ok(Cow::Borrowed(raw));
    };
    let client_id = client.id.to_string();
    let registered = client.metadata.request_object_signing_alg.as_deref();
    let rules = ClientJwtRules {
        client_id: &client_id,
        audiences: &[&cx.settings.issuer],
        algorithm: registered.and_then(|name| name.parse().ok()),
        now: cx.now(),
    };
    let verified = clients::verified(cx, client, |jwks| request_object::verify(object, jwks, &rules)).await;
    let claims = verified.map_err(|refusal| {
        // What was found in the network is not everybody's business.
        let is_secret = matches!(refusal, Unverified::Unavailable(_));
        let error = refusal.into_oauth(ErrorCode::InvalidRequestObject, "request object");
        if is_secret { error } else { error.explained() }
    })?;
    raw.in_object(&claims).map(Cow::Owned)
}

/// How the sender of a bad object wants to be told.
fn answered(raw: &RawAuthorizationRequest) -> RawAuthorizationRequest {
    let claims = raw.value("request").and_then(request_object::unverified);
    raw.clone().answered_as_in(&claims.unwrap_or_default())
}
