//! `id_token_hint`: whom the app expects.

use gatehouse_testkit::{TestApp, TestClient, Tokens, both_databases, parameter};

use super::answer;

async fn client(app: &TestApp, name: &str) -> TestClient {
    app.client()
        .named(name)
        .with("token_endpoint_auth_method", "client_secret_basic".into())
        .register()
        .await
}

fn id_token(tokens: &Tokens) -> &str {
    tokens.body["id_token"].as_str().unwrap()
}

// OCORE-16, ORPL-06
#[both_databases]
async fn the_same_person_is_let_through_and_another_is_not(app: TestApp) {
    let client = client(&app, "A").await;
    let mut alice = app.signed_in("alice").await;
    let tokens = client.tokens(&mut alice, "openid").await;
    let mut bob = app.signed_in("bob").await;
    client.tokens(&mut bob, "openid").await;
    app.advance(7200);
    let flow = client
        .flow("openid")
        .with("prompt", "none")
        .with("id_token_hint", id_token(&tokens));
    let parameters = answer(&alice.get(&flow.uri()).await, "query");
    assert!(
        parameter(&parameters, "code").is_some(),
        "an ID token that expired will do"
    );
    let parameters = answer(&bob.get(&flow.uri()).await, "query");
    assert_eq!(parameter(&parameters, "error"), Some("login_required"));
}

// OCORE-16
#[both_databases]
async fn the_other_person_is_asked_to_sign_in(app: TestApp) {
    let client = client(&app, "A").await;
    let mut alice = app.signed_in("alice").await;
    let tokens = client.tokens(&mut alice, "openid").await;
    app.user("bob").await;
    app.advance(1);
    let hinted = client.flow("openid").with("id_token_hint", id_token(&tokens));
    let mut bob = app.signed_in("bob").await;
    app.advance(1);
    for (name, found) in [("alice", "code"), ("bob", "error")] {
        bob.follow(&hinted.uri()).await.assert_status(200);
        // Somebody is signed in, who is not meant.
        let leave = bob
            .submit("sign-in", [("username", name), ("password", TestApp::PASSWORD)])
            .await;
        assert_eq!(leave.status, 303, "{}", leave.body);
        let answered = bob.follow(leave.location()).await;
        let parameters = answer(&answered, "query");
        assert!(parameter(&parameters, found).is_some(), "{name}: {parameters:?}");
        bob = app.signed_in("bob").await;
        app.advance(1);
    }
}

// OCORE-16
#[both_databases]
async fn what_is_no_id_token_of_this_app_names_nobody(app: TestApp) {
    let client = client(&app, "A").await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, "openid").await;
    let other = self::client(&app, "B").await;
    let token = id_token(&tokens);
    let (body, _) = token.rsplit_once('.').unwrap();
    for (client, hint) in [
        (&client, "x".to_owned()),
        (&client, format!("{body}.AAAA")),
        (&other, token.to_owned()),
    ] {
        let flow = client.flow("openid").with("id_token_hint", &hint);
        let silent = flow.clone().with("prompt", "none");
        let parameters = answer(&browser.get(&silent.uri()).await, "query");
        assert_eq!(parameter(&parameters, "error"), Some("login_required"), "{hint}");
        client.code(&mut browser, &flow).await;
    }
}
