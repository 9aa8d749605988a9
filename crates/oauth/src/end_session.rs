//! Where apps send people to sign out (OpenID Connect RP-Initiated Logout §2). No CORS: people come here, not scripts.

use axum::{
    Router,
    body::Bytes,
    extract::RawQuery,
    http::{HeaderMap, StatusCode, header},
    routing::get,
};
use gatehouse_auth::end_session::{EndSession, end_session};
use gatehouse_domain::{BrowserSession, Client, EndSessionRequest, RedirectUri};
use gatehouse_web::{
    App, PageError, PageResult, Visitor,
    pages::{self, Destination, Person},
};
use url::{Url, form_urlencoded};

use crate::pages::{EndSession as Question, FormField};

const PATH: &str = "/oauth2/end_session";

pub(crate) fn routes() -> Router<App> {
    Router::new().route(PATH, get(by_query).post(by_form))
}

async fn by_query(visitor: Visitor, RawQuery(query): RawQuery) -> PageResult {
    let request = parsed(query.unwrap_or_default().as_bytes())?;
    carry_out(visitor, &request, false).await
}

/// The same by POST, and the answer to our own question, which carries the token of the browser (ORPL-10).
async fn by_form(mut visitor: Visitor, headers: HeaderMap, body: Bytes) -> PageResult {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !content_type.starts_with("application/x-www-form-urlencoded") {
        return Err(PageError::bad_form("the body is not application/x-www-form-urlencoded"));
    }
    let request = parsed(&body)?;
    let csrf = form_urlencoded::parse(&body).find(|(name, _)| name == "csrf");
    if let Some((_, csrf)) = &csrf {
        visitor.check_csrf(csrf)?;
    }
    let again = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(request.pairs())
        .finish();
    let again = format!("{PATH}?{again}");
    // A form on the app's site does not carry our cookie; a redirect to ourselves does.
    if visitor.browser.is_none() && csrf.is_none() {
        return Ok(visitor.redirect(&again));
    }
    visitor.move_to(&again);
    carry_out(visitor, &request, csrf.is_some()).await
}

fn parsed(encoded: &[u8]) -> Result<EndSessionRequest, PageError> {
    EndSessionRequest::from_pairs(form_urlencoded::parse(encoded).into_owned())
        .map_err(|error| PageError::untrusted(&error))
}

async fn carry_out(mut visitor: Visitor, request: &EndSessionRequest, is_confirmed: bool) -> PageResult {
    let now = visitor.app.cx.now();
    visitor.serve_request(request.ui_locales.as_deref(), now);
    let (cx, browser) = (&visitor.app.cx, visitor.browser.as_ref());
    match end_session(cx, request, browser, is_confirmed, &visitor.requester).await? {
        EndSession::Done { location: None } => Ok(visitor.redirect_signed_out("/logout")),
        EndSession::Done {
            location: Some(location),
        } => Ok(visitor.leave_signed_out(&location)),
        EndSession::Ask {
            client,
            location,
            is_stranded,
        } => {
            let browser = browser.ok_or_else(PageError::sign_in_expired)?;
            let target = location.as_deref().and_then(|location| Url::parse(location).ok());
            let page = Question {
                action: visitor.app.site.path(PATH),
                app: client.and_then(|client| shown(&client, target.as_ref())),
                person: person(&visitor, browser),
                fields: request.pairs().map(FormField::from).collect(),
                returns_to: target.as_ref().map(Destination::from),
                is_stranded,
            };
            visitor.page_with_form_to(StatusCode::OK, &page, target.as_ref())
        }
    }
}

/// The app as it is known by where it sends people.
fn shown(client: &Client, target: Option<&Url>) -> Option<pages::App> {
    let registered = client.metadata.redirect_uris.first().map(RedirectUri::url);
    target.or(registered).map(|uri| pages::App::of(client, uri))
}

fn person(visitor: &Visitor, browser: &BrowserSession) -> Person {
    Person {
        matrix_id: browser.user.username.mxid(&visitor.app.cx.settings.server_name),
        display_name: None,
    }
}
