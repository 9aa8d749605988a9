//! How one key follows another.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use gatehouse_domain::Timestamp;
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, both_databases};
use gatehouse_tokens::{IdToken, KeyKind, KeySource, Keystore, ScheduledKey, keys};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

const DAY: i64 = 24 * 3600;

/// The keys of a server at `now`: each with its name and the hours after which it signs.
fn keystore(keys: &[(&str, &SecretString, Option<Timestamp>)], now: Timestamp) -> Keystore {
    let keys = keys.iter().map(|(name, pem, signs_from)| ScheduledKey {
        source: KeySource {
            kid: Some((*name).to_owned()),
            material: pem.expose_secret().as_bytes().to_vec().into(),
            password: None,
            origin: (*name).to_owned(),
        },
        signs_from: *signs_from,
    });
    Keystore::scheduled(keys.collect(), now, TimeDelta::days(2)).unwrap()
}

async fn published(app: &TestApp) -> Vec<String> {
    let jwks = app.get("/oauth2/keys.json").send().await.assert_status(200).json();
    let kid = |key: &Value| key["kid"].as_str().unwrap().to_owned();
    jwks["keys"].as_array().unwrap().iter().map(kid).collect()
}

/// A new ID token, and the id of the key that signed it.
async fn id_token(client: &TestClient, browser: &mut TestBrowser) -> (String, String) {
    let tokens = client.tokens(browser, "openid").await;
    let jwt = tokens.body["id_token"].as_str().unwrap().to_owned();
    let header = BASE64_URL_SAFE_NO_PAD.decode(jwt.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    (jwt, header["kid"].as_str().unwrap().to_owned())
}

// RJOSE-09, OCORE-33
// oidcc-server-rotate-keys
#[both_databases]
async fn a_key_is_known_before_it_signs_and_for_as_long_as_what_it_signed(app: TestApp) {
    let [old, new] = [(); 2].map(|()| keys::generate(KeyKind::Rsa2048).unwrap());
    let start = app.cx.now();
    let tomorrow = start + TimeDelta::days(1);
    let app = app.with_keys(keystore(&[("old", &old, None)], start));
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let (first, kid) = id_token(&client, &mut browser).await;
    assert_eq!((kid.as_str(), published(&app).await), ("old", vec!["old".to_owned()]));

    // What the server does each minute.
    let both = [("old", &old, None), ("new", &new, Some(tomorrow))];
    let look = |app: &TestApp| app.cx.keys.replace(&keystore(&both, app.cx.now()));
    assert!(look(&app));
    assert_eq!(published(&app).await, ["old", "new"]);
    assert_eq!(id_token(&client, &mut browser).await.1, "old");

    app.advance(DAY);
    assert!(look(&app));
    assert!(!look(&app), "nothing has changed since");
    assert_eq!(published(&app).await, ["old", "new"]);
    let mut browser = app.signed_in("alice").await;
    let (second, kid) = id_token(&client, &mut browser).await;
    assert_eq!(kid, "new");
    for jwt in [&first, &second] {
        assert!(IdToken::from_hint(&app.cx.keys, jwt).is_ok());
    }

    app.advance(2 * DAY);
    assert!(look(&app));
    assert_eq!(published(&app).await, ["new"]);
    assert!(IdToken::from_hint(&app.cx.keys, &first).is_err());
    assert!(IdToken::from_hint(&app.cx.keys, &second).is_ok());
}

// RJOSE-06, OREG-06
#[both_databases]
async fn each_client_has_its_algorithm(app: TestApp) {
    let pems: Vec<_> = KeyKind::ALL.map(|kind| (kind, keys::generate(kind).unwrap())).into();
    let all: Vec<_> = pems.iter().map(|(kind, pem)| (kind.as_str(), pem, None)).collect();
    let keys = keystore(&all, app.cx.now());
    let app = app.with_keys(keys);
    let document = app.get("/.well-known/openid-configuration").send().await.json();
    for kind in KeyKind::ALL {
        let algorithm = kind.algorithm();
        let supported = document["id_token_signing_alg_values_supported"].as_array().unwrap();
        assert!(supported.contains(&json!(algorithm)), "{document}");
        let client = app.client().with("id_token_signed_response_alg", json!(algorithm));
        let client = client.register().await;
        let mut browser = app.signed_in("alice").await;
        let (jwt, kid) = id_token(&client, &mut browser).await;
        assert_eq!(kid, kind.as_str());
        assert!(IdToken::from_hint(&app.cx.keys, &jwt).is_ok(), "{algorithm}");
    }
}
