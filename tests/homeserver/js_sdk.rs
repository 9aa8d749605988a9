//! matrix-js-sdk and Chromium: from the homeserver's address to an encrypted message, and out again.

use gatehouse_tests::{Callback, Chromium, RealClient, Script};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::pair::Pair;

/// One installation of the app.
pub struct Installation {
    pub client: RealClient,
    redirect_uri: String,
    code: String,
}

/// The app up to the moment when its person comes back with a code.
pub async fn come_back(pair: &Pair, browser: &Chromium, name: &str, response_mode: &str) -> Installation {
    let mut client = RealClient::js_sdk();
    let metadata = client.ask("discover", json!({"url": pair.synapse.url()})).await;
    assert_eq!(metadata["issuer"], pair.gatehouse.base().as_str());
    let id = client.ask("register", json!({"name": name})).await;
    let mut callback = Callback::listen().await;
    let redirect_uri = callback.redirect_uri();
    let state = format!("state of {name}");
    let parameters =
        json!({"clientId": id, "state": state, "redirectUri": redirect_uri, "responseMode": response_mode});
    let url = client.ask("authorizationUrl", parameters).await;
    browser.open(&Url::parse(url.as_str().unwrap()).unwrap()).await;
    if browser.has("#sign-in").await {
        browser.sign_in("alice").await;
    }
    assert!(browser.text("h1").await.contains(name));
    browser.decide("allow").await;
    let came_back_to = browser.arrive_at(&redirect_uri).await;
    // M2964-05
    let seen_by_app = callback.visit().await;
    let answer = if response_mode == "fragment" {
        assert_eq!(seen_by_app.query(), None, "the code stays in the fragment");
        came_back_to.fragment().unwrap().to_owned()
    } else {
        seen_by_app.query().unwrap().to_owned()
    };
    assert_eq!(parameter(&answer, "state"), state);
    assert_eq!(parameter(&answer, "iss"), pair.gatehouse.base().as_str());
    Installation {
        client,
        redirect_uri,
        code: parameter(&answer, "code"),
    }
}

fn parameter(encoded: &str, name: &str) -> String {
    let mut pairs = form_urlencoded::parse(encoded.as_bytes());
    pairs
        .find(|(key, _)| key == name)
        .unwrap_or_else(|| panic!("no {name} in {encoded}"))
        .1
        .into_owned()
}

impl Installation {
    pub async fn exchange(&mut self) -> Value {
        self.client
            .ask("exchange", json!({"code": self.code, "redirectUri": self.redirect_uri}))
            .await
    }
}

// M2964-01
#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_with_a_real_client_and_out_again() {
    let pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let browser = Chromium::start(Script::On).await;
    let mut phone = come_back(&pair, &browser, "Phone", "fragment").await;
    let mut desktop = come_back(&pair, &browser, "Desktop", "query").await;

    // Two at once, for the same account.
    let (phone_tokens, desktop_tokens) = tokio::join!(phone.exchange(), desktop.exchange());
    assert_ne!(phone_tokens["access_token"], desktop_tokens["access_token"]);
    let (mut phone, mut desktop) = (phone.client, desktop.client);

    // HS-11, HS-12: the account and the device are there before the token is.
    let device = phone.ask("whoami", json!({})).await;
    assert_eq!(device["user_id"], "@alice:test.localhost");
    let phone_device = device["device_id"].as_str().unwrap().to_owned();
    let listed = desktop.ask("devices", json!({})).await;
    assert!(
        listed
            .as_array()
            .unwrap()
            .contains(&json!({"id": phone_device, "name": "Phone"})),
        "{listed}"
    );

    let synced = desktop.ask("sync", json!({})).await;
    let desktop_device = synced["deviceId"].as_str().unwrap().to_owned();
    phone.ask("sync", json!({})).await;
    let room = phone.ask("createEncryptedRoom", json!({"name": "Tea"})).await;
    let event = phone
        .ask("send", json!({"room": room, "text": "The kettle is on."}))
        .await;
    let read = desktop.ask("read", json!({"room": room, "event": event})).await;
    assert_eq!(
        read,
        json!({"text": "The kettle is on.", "wireType": "m.room.encrypted"})
    );

    let refreshed = phone.ask("refresh", json!({})).await;
    assert_ne!(refreshed["access_token"], phone_tokens["access_token"]);
    assert_ne!(refreshed["refresh_token"], phone_tokens["refresh_token"]);
    assert_eq!(phone.ask("whoami", json!({})).await, device);

    phone.ask("stop", json!({})).await;
    phone.ask("revoke", json!({"type": "access_token"})).await;
    let refused = phone.fail("whoami", json!({})).await;
    // M4254-04, HS-08, HS-13
    assert_eq!(
        (&refused["status"], &refused["errcode"]),
        (&json!(401), &json!("M_UNKNOWN_TOKEN")),
        "{refused}"
    );
    phone.fail("refresh", json!({})).await;
    let listed = desktop.ask("devices", json!({})).await;
    let listed: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(listed, [desktop_device], "the phone is gone, the desktop is not");
    desktop.ask("send", json!({"room": room, "text": "Coming."})).await;
}

/// What the homeserver wants to be asked before it takes other keys, with the page that it sends people to.
fn approval_page(pair: &Pair, asked: &Value) -> Url {
    // M4312-02, M4312-05
    assert_eq!(asked["status"], 401, "{asked}");
    let flows = asked["flows"].as_array().unwrap();
    assert!(flows.contains(&json!({"stages": ["m.oauth"]})), "{asked}");
    assert!(asked["session"].is_string(), "{asked}");
    // M4312-03, M4312-04
    let url = asked["params"]["m.oauth"]["url"].as_str().unwrap();
    let expected = format!(
        "{}account/?action=org.matrix.cross_signing_reset",
        pair.gatehouse.base()
    );
    assert_eq!(url, expected);
    Url::parse(url).unwrap()
}

// M4312-01, M4312-02, M4312-06, M4312-07
#[tokio::test(flavor = "multi_thread")]
async fn a_person_lets_an_app_replace_the_keys_of_their_account() {
    let pair = Pair::start().await;
    pair.gatehouse.register("alice");
    let browser = Chromium::start(Script::On).await;
    let mut installation = come_back(&pair, &browser, "Phone", "query").await;
    installation.exchange().await;
    let mut phone = installation.client;
    phone.ask("sync", json!({})).await;
    // The first keys need nobody's leave.
    assert_eq!(phone.ask("bootstrapCrossSigning", json!({})).await, Value::Null);
    let first = phone.ask("masterKey", json!({})).await;

    // Not without the person.
    let asked = phone.ask("bootstrapCrossSigning", json!({})).await;
    approval_page(&pair, &asked);
    let refused = phone.fail("continueBootstrap", json!({})).await;
    assert_eq!(refused["status"], 401, "{refused}");

    // Nor when the person thinks better of it.
    let asked = phone.ask("bootstrapCrossSigning", json!({})).await;
    let page = approval_page(&pair, &asked);
    browser.open(&page).await;
    assert_eq!(browser.text("h1").await, "Reset your encryption keys?");
    browser.click("a[href$=cancelled]").await;
    assert_eq!(browser.text("h1").await, "Nothing was changed");
    let refused = phone.fail("continueBootstrap", json!({})).await;
    assert_eq!(refused["status"], 401, "{refused}");

    let asked = phone.ask("bootstrapCrossSigning", json!({})).await;
    browser.open(&approval_page(&pair, &asked)).await;
    browser.click("#reset-cross-signing button").await;
    assert_eq!(browser.text("h1").await, "Go back to your app now");
    phone.ask("continueBootstrap", json!({})).await;
    let second = phone.ask("masterKey", json!({})).await;
    assert!(second.is_string() && second != first, "{first} {second}");
    phone.ask("stop", json!({})).await;
}
