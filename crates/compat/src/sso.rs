//! From an older app to its person (Matrix specification, Client login via SSO).

use axum::{
    Router,
    extract::{RawQuery, State},
    http::Uri,
    response::{IntoResponse, Redirect},
    routing::get,
};
use gatehouse_auth::{
    Requester,
    compat::sso::{self, Begun},
};
use gatehouse_domain::{OAuthError, SsoAction, SsoRedirectUrl};
use gatehouse_web::{App, PageError, PageResult, Sender, pages::WayBackLabel};
use url::form_urlencoded;

use crate::{complete, versioned};

/// This server, as a provider that an app may choose.
pub(crate) const PROVIDER: &str = "gatehouse";

pub(crate) fn routes() -> Router<App> {
    versioned("login/sso/redirect", &get(redirect))
        .merge(versioned("login/sso/redirect/", &get(redirect)))
        .merge(versioned("login/sso/redirect/{*provider}", &get(redirect_to)))
}

async fn redirect(State(app): State<App>, Sender(requester): Sender, RawQuery(query): RawQuery) -> PageResult {
    let (redirect_url, action) = read(query.as_deref().unwrap_or_default())?;
    begin(&app, redirect_url, action, &requester).await
}

/// What the app wants; of what it says twice, nobody knows what it means.
fn read(query: &str) -> Result<(SsoRedirectUrl, Option<SsoAction>), PageError> {
    let all = |wanted: &str| {
        form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
            .collect::<Vec<_>>()
    };
    let redirect_urls = all("redirectUrl");
    let [redirect_url] = redirect_urls.as_slice() else {
        let wrong = if redirect_urls.is_empty() {
            "redirectUrl is missing"
        } else {
            "redirectUrl is there more than once"
        };
        return Err(refusal(wrong));
    };
    let redirect_url = SsoRedirectUrl::parse(redirect_url).map_err(|error| refusal(error.to_string()))?;
    let (stable, unstable) = (all("action"), all("org.matrix.msc3824.action"));
    let first = |values: &[String]| values.first().cloned();
    let action = SsoAction::read(first(&stable).as_deref(), first(&unstable).as_deref());
    Ok((redirect_url, action))
}

/// There is nobody to tell but the person: the app is at the very address that can't be used.
fn refusal(why: impl Into<std::borrow::Cow<'static, str>>) -> PageError {
    PageError::untrusted(&OAuthError::invalid_request(why).explained())
}

/// Begins a sign-in, and sends the browser to the question. The app came by the homeserver's address, so ours is whole.
pub(crate) async fn begin(
    app: &App,
    redirect_url: SsoRedirectUrl,
    action: Option<SsoAction>,
    requester: &Requester,
) -> PageResult {
    let id = match sso::begin(&app.cx, redirect_url, requester).await? {
        Begun::Ask(id) => id,
        Begun::TooMany(refusal) => return Err(PageError::too_many(&refusal)),
        Begun::Off => return Err(PageError::sso_off()),
    };
    Ok(Redirect::to(&app.site.url(&complete::path(id, action))).into_response())
}

async fn redirect_to(State(app): State<App>, sender: Sender, uri: Uri) -> PageResult {
    // Whatever a proxy has put before the path.
    let provider = uri.path().split_once("/sso/redirect/").map_or("", |(_, rest)| rest);
    if provider.trim_end_matches('/') != PROVIDER {
        return Err(unknown(&app, provider, uri.query().unwrap_or_default()));
    }
    redirect(State(app), sender, RawQuery(uri.query().map(str::to_owned))).await
}

/// LG-28: there are no other providers. The same sign-in without one is a click away.
fn unknown(app: &App, provider: &str, query: &str) -> PageError {
    if !app.cx.settings.compat.sso_login_enabled {
        return PageError::sso_off();
    }
    let error = PageError::unknown_provider();
    if read(query).is_err() {
        return error;
    }
    let up = "../".repeat(1 + provider.matches('/').count());
    error.way_back(WayBackLabel::SignIn, format!("{up}redirect?{query}"))
}
