//! What an app asks for, be it signed (RFC 9101) or not.

use std::borrow::Cow;

use gatehouse_domain::{
    AuthorizationRequest, Client, ErrorCode, OAuthError, RawAuthorizationRequest, RequestError, RequestObject,
};
use gatehouse_tokens::{ClientJwtRules, request_object};
use url::Url;

use crate::{
    Context,
    clients::{self, Unverified},
    error::chain,
};

/// Whether the app may want no page to be shown. An object is not verified for that, nor fetched, so nothing may depend
/// on it.
pub fn may_be_silent(raw: &RawAuthorizationRequest) -> bool {
    let inside = || {
        request_object::unverified(raw.value("request")?)?
            .get("prompt")
            .cloned()
    };
    raw.value("request_uri").is_some()
        || raw.value("prompt") == Some("none")
        || inside().is_some_and(|prompt| prompt == "none")
}

/// The request of a known client, checked, and the parameters that it consists of.
///
/// An object is fetched once at most: what is there later is another request.
pub(super) async fn read<'a>(
    cx: &Context,
    raw: &'a RawAuthorizationRequest,
    client: &Client,
) -> Result<(Cow<'a, RawAuthorizationRequest>, AuthorizationRequest), RequestError> {
    let refused = |object: Option<&str>, error| RequestError::of(&answered(raw, object), client, error);
    let object = object(cx, raw, client)
        .await
        .map_err(|error| refused(raw.value("request"), error))?;
    let raw = match object.as_deref() {
        None => Cow::Borrowed(raw),
        Some(object) => {
            let inside = parameters(cx, raw, client, object).await;
            Cow::Owned(inside.map_err(|error| refused(Some(object), error))?)
        }
    };
    let request = AuthorizationRequest::check(&raw, client)?;
    Ok((raw, request))
}

/// The object, if there is one, from wherever it is.
async fn object<'a>(
    cx: &Context,
    raw: &'a RawAuthorizationRequest,
    client: &Client,
) -> Result<Option<Cow<'a, str>>, OAuthError> {
    Ok(match raw.object(client)? {
        None => None,
        Some(RequestObject::ByValue(object)) => Some(object.into()),
        // Nothing that may be there would do.
        Some(RequestObject::ByReference(_)) if !client.metadata.has_keys() => {
            return Err(unverified(Unverified::NoKeys));
        }
        Some(RequestObject::ByReference(uri)) => Some(fetched(cx, uri).await?.into()),
    })
}

/// The object at an address that the client registered (RFC 9101 §5.2.3). Why there is none is for the log alone.
async fn fetched(cx: &Context, uri: &str) -> Result<String, OAuthError> {
    let broken = |code, reason: String| OAuthError::new(code, format!("request_uri: {reason}"));
    let url = Url::parse(uri).map_err(|error| broken(ErrorCode::InvalidRequestUri, error.to_string()))?;
    cx.fetch.jwt(&url).await.map_err(|error| {
        let code = if error.is_ours() {
            ErrorCode::TemporarilyUnavailable
        } else {
            ErrorCode::InvalidRequestUri
        };
        broken(code, chain(&error))
    })
}

/// The parameters that the client signed.
async fn parameters(
    cx: &Context,
    raw: &RawAuthorizationRequest,
    client: &Client,
    object: &str,
) -> Result<RawAuthorizationRequest, OAuthError> {
    let client_id = client.id.to_string();
    let registered = client.metadata.request_object_signing_alg.as_deref();
    let rules = ClientJwtRules {
        client_id: &client_id,
        audiences: &[&cx.settings.issuer],
        algorithm: registered.and_then(|name| name.parse().ok()),
        now: cx.now(),
    };
    let verified = clients::verified(cx, client, |jwks| request_object::verify(object, jwks, &rules)).await;
    raw.in_object(&verified.map_err(unverified)?)
}

fn unverified(refusal: Unverified) -> OAuthError {
    // What was found in the network is not everybody's business.
    let is_secret = matches!(refusal, Unverified::Unavailable(_));
    let error = refusal.into_oauth(ErrorCode::InvalidRequestObject, "request object");
    if is_secret { error } else { error.explained() }
}

/// How the sender of a bad object wants to be told.
fn answered(raw: &RawAuthorizationRequest, object: Option<&str>) -> RawAuthorizationRequest {
    let claims = object.and_then(request_object::unverified);
    raw.clone().answered_as_in(&claims.unwrap_or_default())
}
