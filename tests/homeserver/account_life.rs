//! An account from its first day to its last, with a real homeserver behind it.

use std::time::Duration;

use gatehouse_tests::{Callback, Chromium, Gatehouse, PostOffice, RealClient, Script, wait_until};
use serde_json::json;
use url::{Url, form_urlencoded};

use crate::pair::{Pair, Sitting, matrix_scope};

const ALICE: &str = "@alice:test.localhost";

/// People can sign up, and their mail goes to the post office.
async fn open(post_office: &PostOffice) -> Pair {
    let account = json!({"password_registration_enabled": true});
    Pair::with(vec![("account", account), ("email", post_office.section())]).await
}

// CS-36, M2964-27, M2965-18: from the app to the app, with an account that was not there before
#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_up_from_a_real_client_and_is_signed_in_to_it() {
    let post_office = PostOffice::open().await;
    let pair = open(&post_office).await;
    let mut client = RealClient::js_sdk();
    let metadata = client.ask("discover", json!({"url": pair.synapse.url()})).await;
    let prompts = metadata["prompt_values_supported"].as_array().unwrap();
    assert!(prompts.contains(&json!("create")), "{metadata}");
    let id = client.ask("register", json!({"name": "Phone"})).await;
    let mut callback = Callback::listen().await;
    let redirect_uri = callback.redirect_uri();
    let parameters = json!({
        "clientId": id, "state": "s", "redirectUri": redirect_uri, "responseMode": "query", "prompt": "create",
    });
    let url = client.ask("authorizationUrl", parameters).await;

    let page = Chromium::start(Script::On).await;
    page.open(&Url::parse(url.as_str().unwrap()).unwrap()).await;
    assert_eq!(page.text("h1").await, "Create your account");
    page.fill("#register [name=username]", "Ana").await;
    page.fill("#register [name=email]", "ana@example.net").await;
    for field in ["password", "password_confirm"] {
        page.fill(&format!("#register [name={field}]"), Gatehouse::PASSWORD)
            .await;
    }
    page.click("#register [type=submit]").await;
    let code = post_office.letter("ana@example.net", 1).await.code();
    page.fill("#code", &code).await;
    page.click("#verify-email [type=submit]").await;
    page.fill("#display_name", "Ana Müller ☕").await;
    page.click("#display-name [value=set]").await;
    assert!(page.text("main").await.contains("@ana:test.localhost"));
    page.decide("allow").await;
    let seen_by_app = callback.visit().await;
    let mut answer = form_urlencoded::parse(seen_by_app.query().unwrap().as_bytes());
    let (_, code) = answer.find(|(name, _)| name == "code").unwrap();

    client
        .ask("exchange", json!({"code": code, "redirectUri": redirect_uri}))
        .await;
    let whoami = client.ask("whoami", json!({})).await;
    assert_eq!(whoami["user_id"], "@ana:test.localhost");
    assert_eq!(client.ask("displayName", json!({})).await, "Ana Müller ☕");
    client.ask("sync", json!({})).await;
    client.ask("stop", json!({})).await;

    // The name is changed where it was given.
    for (script, name) in [(Script::On, "Ana M."), (Script::Off, "Ana")] {
        let page = Chromium::start(script).await;
        page.open(&pair.gatehouse.url("account/")).await;
        page.sign_in("ana").await;
        page.fill("#profile [name=display_name]", name).await;
        page.click("#profile [type=submit]").await;
        assert!(page.has("[role=status]").await);
        assert_eq!(client.ask("displayName", json!({})).await, name);
    }
}

// M4191-07, CS-33: the homeserver hears of it through the queue
#[tokio::test(flavor = "multi_thread")]
async fn a_person_leaves_and_the_homeserver_knows() {
    let post_office = PostOffice::open().await;
    let pair = open(&post_office).await;
    pair.gatehouse.register("alice");
    let mut command = pair
        .gatehouse
        .command(&["manage", "add-email", "alice", "alice@example.net"]);
    assert!(command.output().unwrap().status.success());
    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let token = sitting.tokens(&matrix_scope("KEEPER0000")).await.text("access_token");
    assert_eq!(pair.synapse.whoami(&token).await.0, 200);
    assert_eq!(pair.synapse.account("alice").await["is_deactivated"], false);

    let page = Chromium::start(Script::On).await;
    leave(&page, &pair).await;
    wait_until("the homeserver is told", Duration::from_secs(30), async || {
        let account = pair.synapse.account("alice").await;
        (account["is_deactivated"] == true).then_some(())
    })
    .await;
    assert_eq!(pair.synapse.whoami(&token).await.0, 401);
    // The last notice.
    post_office.letter("alice@example.net", 1).await;
    page.open(&pair.gatehouse.url("login")).await;
    page.sign_in("alice").await;
    assert!(page.text("[role=alert]").await.contains("do not match"));
}

async fn leave(page: &Chromium, pair: &Pair) {
    let link = "account/?action=org.matrix.account_deactivate";
    page.open(&pair.gatehouse.url(link)).await;
    if page.has("#sign-in").await {
        page.sign_in("alice").await;
    }
    page.fill("#deactivate [name=password]", Gatehouse::PASSWORD).await;
    page.click("#deactivate [type=submit]").await;
    assert_eq!(page.text("h1").await, "Your account is deactivated");
}

// CS-27, CS-28
#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_person_can_sign_in_sign_out_and_leave() {
    let pair = Pair::start().await;
    for username in ["alice", "root"] {
        pair.gatehouse.register(username);
    }
    let mut command = pair.gatehouse.command(&["manage", "promote-admin", "root"]);
    assert!(command.output().unwrap().status.success());
    let mut moderator = Sitting::new(&pair.gatehouse, "root").await;
    let scope = format!("{} urn:synapse:admin:*", matrix_scope("MODERATOR0"));
    let moderator = moderator.tokens(&scope).await.text("access_token");
    pair.synapse.suspend(&moderator, ALICE).await;
    assert_eq!(pair.synapse.account("alice").await["is_suspended"], true);

    let mut sitting = Sitting::new(&pair.gatehouse, "alice").await;
    let by_app = sitting.tokens(&matrix_scope("BYTHEAPP00")).await.text("access_token");
    let by_page = sitting.tokens(&matrix_scope("BYTHEPAGE0")).await.text("access_token");
    assert_eq!(pair.synapse.whoami(&by_app).await.0, 200);
    sitting.app.revoke(&by_app).await.assert_status(200);
    assert_eq!(pair.synapse.devices(&by_page).await, ["BYTHEPAGE0"]);

    let page = Chromium::start(Script::On).await;
    let link = "account/?action=org.matrix.device_delete&device_id=BYTHEPAGE0";
    page.open(&pair.gatehouse.url(link)).await;
    page.sign_in("alice").await;
    page.click("form[id^=end-session] button").await;
    assert_eq!(pair.synapse.whoami(&by_page).await.0, 401);
    leave(&page, &pair).await;
}
