//! Whoever sent a request: a program, or a person with a browser.

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use gatehouse_auth::{Requester, authorization::Past, browser_sessions};
use gatehouse_domain::{BrowserSession, Locale, SsoLogin, Timestamp, TokenHash, User};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{
    App, CsrfError, PageError, Peer,
    cookies::{self, Name},
    csrf, headers,
    language::{Choice, Spoken, Wishes},
    page::{Page, View},
    pages::{Locked, OpenApp, Over, OverReason, Person, Wait},
};

/// Where a request comes from. API endpoints take this and never see a cookie.
#[derive(Debug, Clone)]
pub struct Sender(pub Requester);

/// Longest `User-Agent` that is kept.
const MAX_USER_AGENT: usize = 512;

impl FromRequestParts<App> for Sender {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<Peer>();
        let sender = peer.and_then(|peer| app.site.trail(peer, &parts.headers).sender);
        let user_agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok());
        Ok(Self(Requester {
            ip: sender.map(|sender| sender.ip),
            user_agent: user_agent.map(|text| text.chars().take(MAX_USER_AGENT).collect()),
            locale: None,
        }))
    }
}

/// A person with a browser.
pub struct Visitor {
    pub app: App,
    pub requester: Requester,
    pub locale: Locale,
    /// The session of this browser, if a person is signed in.
    pub browser: Option<BrowserSession>,
    /// What ties a sign-up to this browser, if one was begun in it.
    pub registration: Option<SecretString>,
    wishes: Wishes,
    here: Option<String>,
    leads_to: Option<Url>,
    csrf_cookie: SecretString,
    csrf_cookie_is_new: bool,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let Ok(Sender(mut requester)) = Sender::from_request_parts(parts, app).await;
        let browser = match cookies::read(&parts.headers, &app.site, Name::Session) {
            Some(secret) => browser_sessions::find(&app.cx, secret.expose_secret(), &requester).await?,
            None => None,
        };
        let cookie = cookies::read(&parts.headers, &app.site, Name::Csrf);
        let wishes = Wishes::of(&parts.uri, &parts.headers, &app.site);
        let locale = wishes.settle(browser.as_ref().and_then(|browser| browser.user.locale));
        if let Some(spoken) = parts.extensions.get::<Spoken>() {
            spoken.set(locale);
        }
        requester.locale = Some(locale);
        Ok(Self {
            app: app.clone(),
            requester,
            locale,
            browser,
            registration: cookies::read(&parts.headers, &app.site, Name::Registration),
            wishes,
            here: parts.uri.path_and_query().map(ToString::to_string),
            leads_to: None,
            csrf_cookie_is_new: cookie.is_none(),
            csrf_cookie: cookie.unwrap_or_else(gatehouse_tokens::issue::csrf_token),
        })
    }
}

impl Visitor {
    /// Whether a form was made for this browser.
    pub fn check_csrf(&self, token: &str) -> Result<(), CsrfError> {
        let cookie = (!self.csrf_cookie_is_new).then_some(&self.csrf_cookie);
        csrf::check(&self.app.csrf_key, cookie, token)
    }

    /// What this browser is known by until it loses its cookies, whoever is signed in.
    pub fn mark(&self) -> TokenHash {
        TokenHash::of(self.csrf_cookie.expose_secret())
    }

    /// From now on the pages speak the language that an app asked for in the request that they belong to.
    pub fn serve_request(&mut self, ui_locales: Option<&str>, begun_at: Timestamp) {
        if let Some(locale) = self.wishes.of_request(ui_locales, begun_at) {
            self.locale = locale;
            self.requester.locale = Some(locale);
        }
    }

    /// The page is that of another path, since this one only takes forms.
    pub fn move_to(&mut self, path: &str) {
        self.here = Some(path.to_owned());
    }

    /// From now on the forms of pages may lead to an app as well: browsers hold every redirect that follows a form to what
    /// its page allows, also where a question in between is left out because it was answered before.
    pub fn lead_to(&mut self, app: &Url) {
        self.leads_to = Some(app.clone());
    }

    /// A page for this visitor.
    pub fn page<P: Page>(&self, status: StatusCode, page: &P) -> Result<Response, PageError> {
        self.page_with_form_to(status, page, self.leads_to.as_ref())
    }

    /// A page with a form whose answer leads to another site.
    pub fn page_with_form_to<P: Page>(
        &self,
        status: StatusCode,
        page: &P,
        target: Option<&Url>,
    ) -> Result<Response, PageError> {
        let view = View {
            locale: self.locale,
            csrf: csrf::token(&self.app.csrf_key, &self.csrf_cookie),
            here: self.here.clone(),
            now: self.app.cx.now(),
        };
        let html = self.app.renderer.render(page, &view).map_err(PageError::internal)?;
        let mut response = (status, Html(html)).into_response();
        headers::secure_page(&mut response, &self.app.site, target);
        if self.csrf_cookie_is_new
            && let Some(cookie) = cookies::set(&self.app.site, Name::Csrf, &self.csrf_cookie)
        {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }

    /// For a person whose account is locked: what that means, and the way out (CS-26).
    pub fn page_locked(&self, user: &User) -> Result<Response, PageError> {
        let page = Locked {
            person: Person {
                matrix_id: user.username.mxid(&self.app.cx.settings.server_name),
                display_name: None,
            },
            sign_out_action: self.app.site.path("/logout"),
        };
        self.page(StatusCode::FORBIDDEN, &page)
    }

    /// 410 for a request of an app that was answered before, or too long ago.
    pub fn page_over(&self, past: Option<&Past>) -> Result<Response, PageError> {
        let past = past.ok_or_else(PageError::sign_in_expired)?;
        self.page(StatusCode::GONE, &Over::of(past).map_err(PageError::internal)?)
    }

    /// Opens an app on the device. What a browser does with such an address depends on the device, so there is a page
    /// around it that says what to do when nothing opens.
    pub fn page_open_app(&self, page: &OpenApp) -> Result<Response, PageError> {
        let mut response = self.page(StatusCode::OK, page)?;
        let refresh = page.refresh().ok_or_else(|| PageError::internal("not an address"))?;
        response.headers_mut().insert(header::REFRESH, refresh);
        Ok(response)
    }

    /// 410 for a sign-in through the browser on which nobody can decide any more.
    pub fn page_sso_over(&self, login: Option<&SsoLogin>) -> Result<Response, PageError> {
        let login = login.ok_or_else(PageError::sign_in_expired)?;
        let reason = if login.decided_at.is_some() {
            OverReason::Answered
        } else {
            OverReason::TooLate
        };
        self.page(StatusCode::GONE, &Over::of_sso(login, reason, &self.app.site))
    }

    /// 429 with a page that says the same: there were too many attempts (RFC 6585 §4).
    pub fn page_too_many<P: Page>(&self, wait: Wait, page: &P) -> Result<Response, PageError> {
        let mut response = self.page(StatusCode::TOO_MANY_REQUESTS, page)?;
        let seconds = HeaderValue::from(wait.seconds());
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
        Ok(response)
    }

    /// 303 to a path of ours.
    pub fn redirect(&self, path: &str) -> Response {
        Redirect::to(&self.app.site.path(path)).into_response()
    }

    /// 303 to a path of ours, signed in.
    pub fn redirect_signed_in(&self, path: &str, secret: &SecretString) -> Response {
        self.redirect_with(path, cookies::set(&self.app.site, Name::Session, secret))
    }

    /// 303 to a path of ours, in a browser that a sign-up is tied to.
    pub fn redirect_signing_up(&self, path: &str, secret: &SecretString) -> Response {
        self.redirect_with(path, cookies::set(&self.app.site, Name::Registration, secret))
    }

    /// 303 to a path of ours, signed out.
    pub fn redirect_signed_out(&self, path: &str) -> Response {
        self.redirect_with(path, cookies::remove(&self.app.site, Name::Session))
    }

    /// 303 to another site, signed out. What is in its address is for it alone.
    pub fn leave_signed_out(&self, location: &str) -> Response {
        let mut response = Redirect::to(location).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        if let Some(cookie) = cookies::remove(&self.app.site, Name::Session) {
            headers.append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// 303 to a path of ours; from now on this browser reads the language, or none in particular.
    pub fn redirect_reading(&self, path: &str, locale: Option<Locale>) -> Response {
        let site = &self.app.site;
        let cookie = match locale {
            Some(locale) => {
                let choice = Choice::new(locale, self.app.cx.now());
                cookies::set(site, Name::Locale, &choice.text().into())
            }
            None => cookies::remove(site, Name::Locale),
        };
        self.redirect_with(path, cookie)
    }

    fn redirect_with(&self, path: &str, cookie: Option<HeaderValue>) -> Response {
        let mut response = self.redirect(path);
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}
