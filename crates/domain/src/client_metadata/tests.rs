mod answer;
mod grants;
mod keys;
mod limitations;
mod limits;
mod openid;
mod pages;
mod redirect_uris;

use serde_json::{Value, json};

use super::*;
use crate::ErrorCode;

const REDIRECT: ErrorCode = ErrorCode::InvalidRedirectUri;
const METADATA: ErrorCode = ErrorCode::InvalidClientMetadata;

type Registered = Result<ClientMetadata, MetadataError>;
/// Registered, or refused with a text that holds this.
type Expected = Result<(), &'static str>;

/// The smallest good registration of a public web app, with members changed; `null` is absent.
fn web(changes: Value) -> Value {
    let mut body = json!({
        "client_uri": "https://example.com/",
        "redirect_uris": ["https://app.example.com/callback"],
        "token_endpoint_auth_method": "none",
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
    });
    let Value::Object(changes) = changes else {
        panic!("the changes are an object")
    };
    body.as_object_mut().unwrap().extend(changes);
    body
}

/// The same with one member changed.
fn web_with(member: &str, value: Value) -> Value {
    web(Value::Object(Map::from_iter([(member.to_owned(), value)])))
}

fn redirect(application_type: &str, uri: &str) -> Value {
    web(json!({ "application_type": application_type, "redirect_uris": [uri] }))
}

fn register_with(body: &Value, policy: &RegistrationPolicy) -> Registered {
    ClientMetadata::from_registration(body.to_string().as_bytes(), policy)
}

fn register(body: &Value) -> Registered {
    register_with(body, &RegistrationPolicy::default())
}

/// Registers `body` and returns the answer.
fn answer(body: &Value) -> Value {
    let metadata = register(body).unwrap_or_else(|error| panic!("{body}: {error}"));
    Value::Object(metadata.to_response())
}

fn check(what: &str, result: &Registered, code: ErrorCode, expected: Expected) {
    match (result, expected) {
        (Ok(_), Ok(())) => (),
        (Err(error), Err(part)) => {
            assert_eq!(error.code(), code, "{what}: {error}");
            assert!(error.text().contains(part), "{what}: {error}");
        }
        (result, expected) => panic!("{what}: {expected:?} was expected, not {result:?}"),
    }
}

/// Refused, and the text begins with the name of the member.
fn check_member(member: &str, value: &Value, expected: Expected) {
    let result = register(&web_with(member, value.clone()));
    check(&format!("{member} {value}"), &result, METADATA, expected);
    if let Err(error) = result {
        assert!(error.text().starts_with(&format!("{member}: ")), "{error}");
    }
}
