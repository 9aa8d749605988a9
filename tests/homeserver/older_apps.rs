//! Older apps: real ones without OAuth 2.0, and the tokens that they get.

mod away;
mod beside;
mod earlier;
mod js_sdk;
mod oldest;
mod proxied;
mod python;

use gatehouse_tests::Person;
use serde_json::{Value, json};

use crate::pair::{Pair, Sitting};

/// What an app gets from a person's browser, when it has signed in there.
async fn login_token(pair: &Pair, username: &str) -> String {
    let mut url = pair.gatehouse.url("_matrix/client/r0/login/sso/redirect");
    url.query_pairs_mut().append_pair("redirectUrl", Sitting::REDIRECT_URI);
    let came_back_to = Person::new(username).allow(&url).await.expect("the pages answer");
    let (_, token) = came_back_to
        .query_pairs()
        .find(|(name, _)| name == "loginToken")
        .unwrap();
    token.into_owned()
}

/// The refusal that tells an app to sign in again.
fn unknown_token() -> Value {
    json!({"status": 401, "errcode": "M_UNKNOWN_TOKEN"})
}

/// The refusal of a wrong password, and of a token that was used.
fn forbidden() -> Value {
    json!({"status": 403, "errcode": "M_FORBIDDEN"})
}
