//! The authorization endpoint (RFC 6749 §3.1). No CORS: people come here, not scripts (M2964-33).

use axum::{
    Router,
    body::Bytes,
    extract::RawQuery,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use gatehouse_auth::authorization::{self, BeginError, Begun, First};
use gatehouse_domain::{AuthorizationGrantId, AuthorizationResponse, RawAuthorizationRequest, ResponseMode};
use gatehouse_web::{App, PageError, PageResult, Visitor};
use url::{Url, form_urlencoded};

use crate::pages::FormPost;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/authorize", get(by_query).post(by_form))
}

async fn by_query(visitor: Visitor, RawQuery(query): RawQuery) -> PageResult {
    begin(visitor, query.unwrap_or_default().as_bytes()).await
}

/// OpenID Connect Core §3.1.2.1: the same by POST.
async fn by_form(visitor: Visitor, headers: HeaderMap, body: Bytes) -> PageResult {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !content_type.starts_with("application/x-www-form-urlencoded") {
        return Err(PageError::bad_form("the body is not application/x-www-form-urlencoded"));
    }
    // A form on the app's site does not carry our cookie; a redirect to ourselves does.
    if visitor.browser.is_none() && authorization::may_be_silent(&raw(&body)) {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form_urlencoded::parse(&body))
            .finish();
        return Ok(visitor.redirect(&format!("/authorize?{query}")));
    }
    begin(visitor, &body).await
}

async fn begin(visitor: Visitor, encoded: &[u8]) -> PageResult {
    match authorization::begin(&visitor.app.cx, &raw(encoded), visitor.browser.as_ref()).await {
        Ok(Begun::Ask { id, first, login_hint }) => Ok(visitor.redirect(&match first {
            First::Nothing => format!("/consent/{id}"),
            First::SignIn => sign_in_path(id, login_hint.as_deref()),
            First::SignUp => path_before(id, "/register", login_hint.as_deref()),
        })),
        Ok(Begun::Answer(answer)) => respond(&visitor, &answer),
        Err(BeginError::Untrusted(error)) => Err(PageError::untrusted(&error)),
        Err(BeginError::Fault(error)) => Err(error.into()),
    }
}

fn raw(encoded: &[u8]) -> RawAuthorizationRequest {
    RawAuthorizationRequest::from_pairs(form_urlencoded::parse(encoded).into_owned())
}

/// The sign-in page that goes on to the request.
pub(crate) fn sign_in_path(id: AuthorizationGrantId, login_hint: Option<&str>) -> String {
    path_before(id, "/login", login_hint)
}

fn path_before(id: AuthorizationGrantId, page: &str, login_hint: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("kind", "continue_authorization_grant")
        .append_pair("id", &id.to_string());
    if let Some(hint) = login_hint {
        query.append_pair("login_hint", hint);
    }
    format!("{page}?{}", query.finish())
}

/// Sends the answer in the mode that the app chose.
pub(crate) fn respond(visitor: &Visitor, answer: &AuthorizationResponse) -> PageResult {
    if answer.mode != ResponseMode::FormPost {
        return Ok(found(&answer.location()));
    }
    let target = Url::parse(&answer.redirect_uri).map_err(PageError::internal)?;
    let page = FormPost::new(
        target.clone(),
        answer.parameters.iter().map(|(name, value)| (*name, value.as_str())),
    );
    visitor.page_with_form_to(StatusCode::OK, &page, Some(&target))
}

/// 303, so that no credentials are posted on (M2964-36); the location is sent as it is (R8252-07).
fn found(location: &str) -> Response {
    let mut response = Redirect::to(location).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    response
}
