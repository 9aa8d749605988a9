//! `/login/sso/redirect` and `/complete-compat-sso/{id}`: signing in through the browser.

mod decision;
mod fallback;
mod lifetime;
mod redirect;
mod sign_out;
mod sign_up;

use gatehouse_testkit::{TestApp, TestBrowser, TestResponse};
use http::header;
use serde_json::json;
use url::{Url, form_urlencoded};

use super::{OldApp, login};

const SITE: &str = "https://chat.example/";

/// The address to which an app sends its person.
fn begin(redirect_url: &str, more: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("redirectUrl", redirect_url)
        .extend_pairs(more)
        .finish();
    format!("/_matrix/client/v3/login/sso/redirect?{query}")
}

/// The path behind an address of ours.
#[track_caller]
pub(super) fn path_of(response: &TestResponse) -> String {
    let location = response.location();
    let path = location.strip_prefix("https://auth.example.org");
    path.unwrap_or_else(|| panic!("{location} is not ours")).to_owned()
}

/// The path of the question that an app has its person asked.
async fn question(app: &TestApp, redirect_url: &str) -> String {
    let response = app.get(&begin(redirect_url, &[])).send().await.assert_status(303);
    path_of(&response)
}

/// The person goes to the question and answers it.
async fn answer(app: &TestApp, browser: &mut TestBrowser, redirect_url: &str, action: &str) -> TestResponse {
    let path = question(app, redirect_url).await;
    browser.get(&path).await.assert_status(200);
    browser.submit("complete-sso", [("action", action)]).await
}

/// The token in the address to which a person is led.
#[track_caller]
fn token_in(location: &str) -> String {
    let url = Url::parse(location).unwrap();
    let tokens: Vec<_> = url.query_pairs().filter(|(name, _)| name == "loginToken").collect();
    let [(_, token)] = tokens.as_slice() else {
        panic!("{} tokens in {location}", tokens.len())
    };
    token.clone().into_owned()
}

/// The app shows its token.
async fn redeem(app: &TestApp, token: &str) -> TestResponse {
    login(app, &json!({"type": "m.login.token", "token": token}))
        .send()
        .await
}

#[track_caller]
pub(super) fn assert_page(response: &TestResponse, status: u16, text: &str) {
    assert_eq!(response.status.as_u16(), status, "{}", response.body);
    let content_type = response.header(header::CONTENT_TYPE).unwrap_or_default();
    assert!(content_type.starts_with("text/html"), "{content_type}");
    assert!(response.header(header::LOCATION).is_none());
    assert!(response.body.contains(text), "{text} is missing in {}", response.body);
    assert!(!response.body.contains("loginToken="), "{}", response.body);
}
