//! `/oauth2/keys.json`.

mod rotation;

use std::collections::BTreeSet;

use aws_lc_rs::signature::{ECDSA_P256K1_SHA256_FIXED, UnparsedPublicKey};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_testkit::{TestApp, both_databases};
use gatehouse_tokens::{KeyKind, KeySource, Keystore, keys};
use http::header;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

fn decoded(key: &Value, member: &str) -> Vec<u8> {
    let text = key[member].as_str().unwrap_or_else(|| panic!("no {member}: {key}"));
    // RJOSE-05
    BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .unwrap_or_else(|_| panic!("{member} is not base64url: {key}"))
}

// RJOSE-01, RJOSE-02, RJOSE-03, RJOSE-04, RJOSE-05, ODISC-07
#[both_databases]
async fn the_keys_are_public_and_told_apart(app: TestApp) {
    let body = app.get("/oauth2/keys.json").send().await.assert_status(200).json();
    let keys = body["keys"].as_array().unwrap();
    let algorithms: BTreeSet<_> = keys.iter().map(|key| key["alg"].as_str().unwrap()).collect();
    assert!(algorithms.contains("RS256") && algorithms.contains("ES256"), "{body}");
    let mut kids = BTreeSet::new();
    for key in keys {
        assert!(
            kids.insert(key["kid"].as_str().unwrap()),
            "two keys of one name: {body}"
        );
        assert_eq!(key["use"], "sig");
        for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert!(key.get(private).is_none(), "{private} is private");
        }
        match key["kty"].as_str().unwrap() {
            "RSA" => assert!(decoded(key, "n").len() >= 256 && !decoded(key, "e").is_empty()),
            "EC" => {
                assert_eq!(key["crv"], "P-256");
                assert_eq!([decoded(key, "x").len(), decoded(key, "y").len()], [32, 32]);
            }
            other => panic!("{other}"),
        }
    }
}

// RJOSE-02, RJOSE-06, OCORE-05
#[both_databases]
async fn an_id_token_names_a_published_key(app: TestApp) {
    let keys = app.get("/oauth2/keys.json").send().await.assert_status(200).json();
    for algorithm in ["RS256", "ES256"] {
        let client = app
            .client()
            .named(algorithm)
            .with("id_token_signed_response_alg", algorithm.into())
            .register()
            .await;
        let tokens = client.tokens(&mut app.signed_in("alice").await, "openid").await;
        let jwt = tokens.body["id_token"].as_str().unwrap();
        let header = BASE64_URL_SAFE_NO_PAD.decode(jwt.split('.').next().unwrap()).unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(header["alg"], algorithm);
        let published = keys["keys"]
            .as_array()
            .unwrap()
            .iter()
            .find(|key| key["kid"] == header["kid"]);
        assert_eq!(published.unwrap_or_else(|| panic!("{header} {keys}"))["alg"], algorithm);
        // RJOSE-04: RFC 7518 §3.4 wants R and S, not a DER sequence.
        let signature = BASE64_URL_SAFE_NO_PAD.decode(jwt.split('.').nth(2).unwrap()).unwrap();
        assert_eq!(signature.len(), if algorithm == "ES256" { 64 } else { 256 });
    }
}

// RJOSE-06, R7523-06: of an operator who brings such a key along
#[both_databases]
async fn a_key_on_secp256k1_signs_for_apps_that_want_it(app: TestApp) {
    let sources = [KeyKind::P256, KeyKind::Secp256k1].map(|kind| KeySource {
        kid: None,
        material: keys::generate(kind).unwrap().expose_secret().as_bytes().to_vec().into(),
        password: None,
        origin: kind.as_str().to_owned(),
    });
    let app = app.with_keys(Keystore::load(sources.into()).unwrap());
    let discovery = app.get("/.well-known/openid-configuration").send().await.json();
    let offered = &discovery["id_token_signing_alg_values_supported"];
    assert_eq!(offered, &json!(["ES256", "ES256K"]));
    let client = app.client().with("id_token_signed_response_alg", "ES256K".into());
    let client = client.register().await;
    let tokens = client.tokens(&mut app.signed_in("alice").await, "openid").await;
    let jwt = tokens.body["id_token"].as_str().unwrap();
    let (signed, signature) = jwt.rsplit_once('.').unwrap();
    let published = app.get("/oauth2/keys.json").send().await.json();
    let key = &published["keys"][1];
    assert_eq!(key["crv"], "secp256k1");
    let point = [vec![4], decoded(key, "x"), decoded(key, "y")].concat();
    let key = UnparsedPublicKey::new(&ECDSA_P256K1_SHA256_FIXED, point);
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    key.verify(signed.as_bytes(), &signature).unwrap();
}

// RJOSE-10, R9700-12
#[both_databases]
async fn anybody_may_read_and_keep_the_keys_for_a_while(app: TestApp) {
    let response = app
        .get("/oauth2/keys.json")
        .header("origin", "https://app.test")
        .send()
        .await
        .assert_status(200);
    assert_eq!(response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
    assert_eq!(response.header(header::CACHE_CONTROL), Some("public, max-age=3600"));
}
