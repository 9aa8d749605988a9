//! Scopes from the authorization request to the token and the device (MSC2967).

use gatehouse_testkit::{Flow, TestApp, TestBrowser, TestClient, Tokens, both_databases, parameter};
use url::form_urlencoded::byte_serialize;

use super::answer;

const STABLE: &str = "urn:matrix:client:";
const UNSTABLE: &str = "urn:matrix:org.matrix.msc2967.client:";
/// QR login: unpadded standard base64 of a Curve25519 key.
const QR_DEVICE: &str = "wjLpTLRqbqBzLs63aYaEv2Boi6cFEbbM/sSRQ2oAKk4";

fn matrix(namespace: &str, device: &str) -> String {
    format!("{namespace}api:* {namespace}device:{device}")
}

async fn tokens(client: &TestClient, browser: &mut TestBrowser, flow: &Flow) -> Tokens {
    let code = client.code(browser, flow).await;
    client.exchange(flow, &code).send().await.into()
}

/// The error that the app is told about a scope.
async fn error(app: &TestApp, client: &TestClient, scope: &str) -> Option<String> {
    let flow = client.flow("").with("scope", scope);
    let parameters = answer(&app.get(&flow.uri()).send().await, "query");
    assert_eq!(parameter(&parameters, "state"), Some(flow.state.as_str()));
    parameter(&parameters, "error").map(str::to_owned)
}

// M2967-01, M2967-02, M2967-04, M2967-05, M2967-07, M2967-20, M2964-19, M2964-20
#[both_databases]
async fn either_spelling_opens_the_device(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    for (namespace, device) in [(STABLE, "STABLEDEVI"), (UNSTABLE, "UNSTABLEDE")] {
        for extra in ["", "openid "] {
            let scope = format!("{extra}{}", matrix(namespace, device));
            let tokens = tokens(&client, &mut browser, &client.flow(&scope)).await;
            assert_eq!(tokens.body["scope"], scope, "the app gets the spelling it asked for");
            assert!(app.homeserver.devices("alice").contains(&device.to_owned()));
            let introspection = app.introspect(&tokens.access).await;
            assert_eq!(introspection["device_id"].as_str().unwrap_or(device), device);
            let told: Vec<_> = introspection["scope"].as_str().unwrap().split(' ').collect();
            for namespace in [STABLE, UNSTABLE] {
                assert!(told.contains(&format!("{namespace}api:*").as_str()), "{told:?}");
                assert!(
                    told.contains(&format!("{namespace}device:{device}").as_str()),
                    "{told:?}"
                );
            }
        }
    }
}

// M2967-03, M2967-06, M2967-08, M2967-09, M2967-11, M2967-13, M2967-15, M2967-16, M2967-19
#[both_databases]
async fn scopes_that_are_refused(app: TestApp) {
    let client = app.client().register().await;
    let long = "d".repeat(256);
    let api = format!("{STABLE}api:*");
    for scope in [
        format!("{api} {STABLE}device:ABCDEFGHIJ {STABLE}device:KLMNOPQRST"),
        format!("{api} {STABLE}device:ABCDEFGHIJ {STABLE}device:abcdefghij"),
        format!("{api} {STABLE}device:ABCDEFGHIJ {UNSTABLE}device:KLMNOPQRST"),
        api.clone(),
        format!("{UNSTABLE}api:*"),
        format!("{STABLE}device:ABCDEFGHIJ"),
        format!("openid {UNSTABLE}device:ABCDEFGHIJ"),
        matrix(STABLE, ""),
        matrix(STABLE, "abc"),
        matrix(STABLE, "ABCDEFG"),
        matrix(STABLE, &long),
        matrix(STABLE, "ABCD\"FGHIJ"),
        matrix(STABLE, "ABCD\\FGHIJ"),
        matrix(STABLE, "ABCDüFGHIJ"),
        matrix(STABLE, "ABCD\u{7f}FGHIJ"),
        matrix(STABLE, "ABCD\0FGHIJ"),
        matrix(STABLE, "ABCD\tFGHIJ"),
        format!("{} {STABLE}foo", matrix(STABLE, "ABCDEFGHIJ")),
        format!("openid {STABLE}api:read"),
        "openid urn:matrix:foo".to_owned(),
        "openid urn:synapse:foo".to_owned(),
        "openid urn:mas:admin".to_owned(),
        "openid urn:synapse:admin:*".to_owned(),
        "foo bar".to_owned(),
    ] {
        assert_eq!(
            error(&app, &client, &scope).await.as_deref(),
            Some("invalid_scope"),
            "{scope}"
        );
    }
    assert!(app.homeserver.calls().is_empty());
}

// M2967-06: one device under both spellings is one device
#[both_databases]
async fn both_spellings_together_are_one_device(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let scope = format!("{} {}", matrix(STABLE, "ABCDEFGHIJ"), matrix(UNSTABLE, "ABCDEFGHIJ"));
    tokens(&client, &mut browser, &client.flow(&scope)).await;
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
}

// M2967-08, M2967-09, M2967-10, M2967-11, M2967-14
#[both_databases]
async fn device_ids_survive_the_way(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let longest = "d".repeat(255);
    for device in [
        QR_DEVICE,
        "abc+def/GHI+jkl",
        "++++++++++",
        "a:b:c:d:e:f",
        "ABCDEFGHIJ",
        "a-._~A1b2c",
        "!#$%&'()*+,-./:;<=>?@[]^_`{|}~",
        "%2B%2F%20x",
        "<script>x</script>",
        &longest,
    ] {
        let flow = client.flow(&matrix(UNSTABLE, device));
        let tokens = tokens(&client, &mut browser, &flow).await;
        assert_eq!(tokens.body["scope"], matrix(UNSTABLE, device));
        let devices = app.homeserver.devices("alice");
        assert!(devices.contains(&device.to_owned()), "{device} {devices:?}");
        let told = app.introspect(&tokens.access).await["scope"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(
            told.split(' ').any(|token| token == format!("{STABLE}device:{device}")),
            "{told}"
        );
        client.revoke(&tokens.access).send().await.assert_status(200);
        assert!(app.homeserver.devices("alice").is_empty(), "{device}");
    }
}

// M2967-14: a plus that is not encoded is a space
#[both_databases]
async fn a_plus_has_to_be_encoded(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let encoded = |scope: &str| byte_serialize(scope.as_bytes()).collect::<String>();
    for (written, expected) in [("ABCDE%2BFGHIJ", "ABCDE+FGHIJ"), ("ABCDE%2bFGHI/", "ABCDE+FGHI/")] {
        let scope = format!("{}{written}", encoded(&matrix(STABLE, "")));
        browser
            .follow(&format!("{}&scope={scope}", client.flow("").without("scope").uri()))
            .await
            .assert_status(200);
        assert!(super::unescaped(&browser.page).contains(expected), "{}", browser.page);
    }
    let scope = format!("{}ABCDE+FGHIJ", encoded(&matrix(STABLE, "")));
    let response = browser
        .get(&format!("{}&scope={scope}", client.flow("").without("scope").uri()))
        .await;
    assert_eq!(parameter(&answer(&response, "query"), "error"), Some("invalid_scope"));
}

// M2967-12
#[both_databases]
async fn device_ids_keep_their_case(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let lower = tokens(&client, &mut browser, &client.flow(&matrix(STABLE, "abcdefghij"))).await;
    let upper = tokens(&client, &mut browser, &client.flow(&matrix(STABLE, "ABCDEFGHIJ"))).await;
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ", "abcdefghij"]);
    for token in [&lower.access, &upper.access] {
        assert!(TestApp::is_active(&app.introspect(token).await));
    }
}

// M2967-16, M2967-20, OCORE-22, R6749-23, R6749-33
#[both_databases]
async fn unknown_scopes_drop_out(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    for (asked, granted) in [
        ("openid foo", "openid"),
        ("openid profile email address phone offline_access", "email openid"),
        ("openid  email openid", "email openid"),
        ("OPENID email", "email"),
    ] {
        let tokens = tokens(&client, &mut browser, &client.flow(asked)).await;
        assert_eq!(tokens.body["scope"], granted, "{asked}");
        // OCORE-01
        assert_eq!(
            tokens.body.get("id_token").is_some(),
            granted.contains("openid"),
            "{asked}"
        );
    }
}

// M2967-21, M2967-22
#[both_databases]
async fn a_device_id_is_one_persons(app: TestApp) {
    let client = app.client().register().await;
    let [mut alice, mut bob] = [app.signed_in("alice").await, app.signed_in("bob").await];
    let flow = || client.flow(TestClient::MATRIX);
    let of_alice = tokens(&client, &mut alice, &flow()).await;
    let of_bob = tokens(&client, &mut bob, &flow()).await;
    client.revoke(&of_bob.refresh).send().await.assert_status(200);
    assert!(TestApp::is_active(&app.introspect(&of_alice.access).await));
    assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
    assert!(app.homeserver.devices("bob").is_empty());
    tokens(&client, &mut alice, &flow()).await;
    assert_eq!(
        app.homeserver.devices("alice"),
        ["ABCDEFGHIJ"],
        "adopted, never deleted"
    );
}
