//! What an app is told in place of a code.

use gatehouse_domain::{AuthorizationRequest, AuthorizationResponse, ErrorCode, OAuthError};

use crate::{Context, Error};

/// Sends an error where the code would have gone (RFC 6749 §4.1.2.1).
pub(super) fn refusal(cx: &Context, request: &AuthorizationRequest, error: &OAuthError) -> AuthorizationResponse {
    AuthorizationResponse::error(
        request.redirect_uri.clone(),
        request.response_mode,
        request.state.as_deref(),
        &cx.settings.issuer,
        error,
    )
}

/// R6749-13: once the app can be trusted with an answer, it is told of faults as well.
pub(super) fn fault(cx: &Context, request: &AuthorizationRequest, error: Error) -> AuthorizationResponse {
    let error = error.into_oauth();
    tracing::error!(client = %request.client_id, reason = error.reason(), "an authorization request failed");
    refusal(cx, request, &error)
}

/// OpenID Connect Core §3.1.2.6: the person would have to be asked, which the app does not want.
pub(super) fn unasked(cx: &Context, request: &AuthorizationRequest, code: ErrorCode) -> AuthorizationResponse {
    refusal(cx, request, &OAuthError::new(code, "prompt is none"))
}
