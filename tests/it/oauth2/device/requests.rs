//! What a device may ask for, and what it is told.

use std::collections::HashSet;

use super::*;

// M4341-03, M4341-04, M4341-05, R8628-01, R8628-03, R8628-05, R8628-11
#[both_databases]
async fn a_device_is_told_what_to_show(app: TestApp) {
    let public = television(&app).await;
    let confidential = app
        .client()
        .with("grant_types", json!([DEVICE_CODE]))
        .with("response_types", Value::Null)
        .with("token_endpoint_auth_method", json!("client_secret_basic"))
        .register()
        .await;
    let mut codes = HashSet::new();
    for client in [&public, &confidential] {
        let answer = client
            .device_request(vec![("scope", MATRIX)])
            .send()
            .await
            .assert_status(200);
        assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
        let body = answer.json();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        let (device, user) = (text("device_code"), text("user_code"));
        assert!(device.len() >= 22 && device.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let letters: String = user.chars().filter(|letter| *letter != '-').collect();
        assert_eq!((letters.len(), user.as_bytes()[4]), (8, b'-'));
        assert!(
            letters.bytes().all(|letter| b"BCDFGHJKLMNPQRSTVWXZ".contains(&letter)),
            "{user}"
        );
        assert_eq!(text("verification_uri"), format!("{}link", TestApp::ISSUER));
        assert_eq!(
            text("verification_uri_complete"),
            format!("{}link?code={user}", TestApp::ISSUER)
        );
        assert_eq!((&body["expires_in"], &body["interval"]), (&json!(1200), &json!(5)));
        assert!(codes.insert(device) && codes.insert(user));
    }
}

// Nothing that opens anything can be read in the database.
#[both_databases]
async fn codes_do_not_rest_readable(app: TestApp) {
    let client = television(&app).await;
    let asked = ask(&client, MATRIX).await;
    let letters = asked.user_code.replace('-', "");
    let mut db = app.cx.db.read().await.unwrap();
    let rows: Vec<(String, Vec<u8>, Vec<u8>)> = db
        .all(
            "SELECT encrypted_user_code, device_code_hash, user_code_mac FROM device_grants",
            &[],
        )
        .await
        .unwrap();
    let (sealed, hash, mac) = rows.into_iter().next().unwrap();
    assert!(!sealed.contains(&letters) && !sealed.contains(&asked.user_code));
    assert_eq!((hash.len(), mac.len()), (32, 32));
}

// M4341-09, M4341-16, R8628-02, R8628-04, R6749-28
#[both_databases]
async fn what_can_not_be_granted_is_refused_at_once(app: TestApp) {
    let client = television(&app).await;
    for scope in [
        "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFGHIJ urn:matrix:client:device:KLMNOPQRST",
        "urn:matrix:client:api:*",
        "urn:matrix:client:device:ABCDEFGHIJ",
        "urn:matrix:client:api:* urn:matrix:client:device:ABCDEFG",
        "openid urn:matrix:client:foo",
        "openid urn:synapse:admin:*",
        "foo",
        "open\"id",
        "",
    ] {
        let refused = client.device_request(vec![("scope", scope)]).send().await;
        refused.assert_oauth_error(400, "invalid_scope", "");
    }
    let refused = client
        .device_request(vec![("scope", MATRIX), ("scope", MATRIX)])
        .send()
        .await;
    refused.assert_oauth_error(400, "invalid_request", "scope is repeated");

    let not_registered = app.client().register().await;
    let refused = not_registered.device_request(vec![("scope", MATRIX)]).send().await;
    refused.assert_oauth_error(400, "unauthorized_client", "did not register");
    let refused = not_registered.poll("x").send().await;
    refused.assert_oauth_error(400, "unauthorized_client", "did not register");

    let confidential = app
        .client()
        .with("grant_types", json!(["authorization_code", DEVICE_CODE]))
        .with("token_endpoint_auth_method", json!("client_secret_basic"))
        .register()
        .await;
    for client_id in ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "x", "", confidential.id.as_str()] {
        let form = [("client_id", client_id), ("scope", MATRIX)];
        let refused = app.post("/oauth2/device").form(form).send().await;
        refused.assert_oauth_error(401, "invalid_client", "");
    }
    let json = app.post("/oauth2/device").json(&json!({ "client_id": client.id }));
    json.send().await.assert_oauth_error(400, "invalid_request", "");
}

// M4341-10, R8628-02, M2967-16
#[both_databases]
async fn what_means_nothing_here_is_ignored(app: TestApp) {
    let client = television(&app).await;
    let scope = format!("foo {MATRIX}");
    let fields = vec![
        ("scope", scope.as_str()),
        ("prompt", "create"),
        ("response_type", "code"),
        ("foo", "bar"),
        ("login_hint", ""),
    ];
    let body = client.device_request(fields).send().await.assert_status(200).json();
    let mut browser = app.signed_in("alice").await;
    decide(&mut browser, body["user_code"].as_str().unwrap(), "allow").await;
    let tokens = Tokens::from(client.poll(body["device_code"].as_str().unwrap()).send().await);
    assert_eq!(tokens.body["scope"], MATRIX);
}
