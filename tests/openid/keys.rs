//! Clients that sign: keys that change, keys of others, and signatures that come twice.

use gatehouse_testkit::{Engine, Fixture, both_databases};
use gatehouse_tests::{Gatehouse, RealClient, Setup};
use serde_json::{Value, json};

use crate::scene::{LIBRARIES, Scene, setup};

const METHOD: &str = "private_key_jwt";

// OREG-05, R7523-08
#[both_databases]
async fn a_client_changes_its_keys_and_the_old_one_is_worth_nothing(scene: Scene) {
    for (index, library) in LIBRARIES.into_iter().enumerate() {
        let at = format!("/keys/{index}");
        let mut client = library();
        let old = client.ask("makeKey", json!({"kid": "old"})).await;
        let new = client.ask("makeKey", json!({"kid": "new"})).await;
        let registered = json!({"jwks_uri": scene.publish(&at, &[&old]).await});
        let registered = scene.register(&mut client, METHOD, registered).await;
        scene.open(&mut client, &registered, json!({"kid": "old"})).await;
        client.ask("clientCredentials", json!({})).await;

        scene.publish(&at, &[&new]).await;
        scene.open(&mut client, &registered, json!({"kid": "new"})).await;
        client.ask("clientCredentials", json!({})).await;
        scene.open(&mut client, &registered, json!({"kid": "old"})).await;
        let refused = client.fail("clientCredentials", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_client", "{refused}");
        scene.open(&mut client, &registered, json!({"kid": "new"})).await;
        client.ask("clientCredentials", json!({})).await;
    }
}

// R7523-05, R7523-07
#[both_databases]
async fn a_signature_is_good_once_and_by_the_right_key(scene: Scene) {
    for library in LIBRARIES {
        let mut client = library();
        let key = client.ask("makeKey", json!({"kid": "mine"})).await;
        client.ask("makeKey", json!({"kid": "foreign"})).await;
        let registered = json!({"jwks": {"keys": [key]}});
        let registered = scene.register(&mut client, METHOD, registered).await;

        let once = json!({"kid": "mine", "jti": "an id that comes twice"});
        scene.open(&mut client, &registered, once).await;
        client.ask("clientCredentials", json!({})).await;
        let refused = client.fail("clientCredentials", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_client", "{refused}");

        scene.open(&mut client, &registered, json!({"kid": "foreign"})).await;
        let refused = client.fail("clientCredentials", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_client", "{refused}");
        scene.open(&mut client, &registered, json!({"kid": "mine"})).await;
        client.ask("clientCredentials", json!({})).await;
    }
}

// R7523-05: the foreign key carries the name of the right one
#[both_databases]
async fn the_name_of_a_key_proves_nothing(scene: Scene) {
    for library in LIBRARIES {
        let (mut client, mut thief) = (library(), library());
        let key = client.ask("makeKey", json!({"kid": "mine"})).await;
        thief.ask("makeKey", json!({"kid": "mine"})).await;
        let registered = json!({"jwks": {"keys": [key]}});
        let registered = scene.register(&mut client, METHOD, registered).await;
        scene.open(&mut thief, &registered, json!({"kid": "mine"})).await;
        let refused = thief.fail("clientCredentials", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_client", "{refused}");
    }
}

// OREG-05, R7592-03
#[both_databases]
async fn a_client_registers_other_keys(scene: Scene) {
    for library in LIBRARIES {
        let mut client = library();
        let old = client.ask("makeKey", json!({"kid": "old"})).await;
        let new = client.ask("makeKey", json!({"kid": "new"})).await;
        let registered = json!({"jwks": {"keys": [old]}});
        let registered = scene.register(&mut client, METHOD, registered).await;
        scene.open(&mut client, &registered, json!({"kid": "old"})).await;
        client.ask("clientCredentials", json!({})).await;

        let mut metadata = registered.as_object().unwrap().clone();
        // RFC 7592 §2.2: not what the server alone says.
        metadata.retain(|name, _| !name.starts_with("registration_") && !name.ends_with("_at"));
        metadata.insert("jwks".to_owned(), json!({"keys": [new]}));
        let page = registered["registration_client_uri"].as_str().unwrap();
        let token = registered["registration_access_token"].as_str().unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.put(page).bearer_auth(token).json(&metadata);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());

        let refused = client.fail("clientCredentials", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_client", "{refused}");
        scene.open(&mut client, &registered, json!({"kid": "new"})).await;
        client.ask("clientCredentials", json!({})).await;
    }
}

/// The client of an operator's configuration, with this key.
fn described(setup: &Setup, key: &Value) -> Setup {
    let mut setup = setup.clone();
    let client = json!({
        "client_id": "01JAYS74TCG3BTWKADN5Q4518C",
        "client_auth_method": METHOD,
        "jwks": {"keys": [key]},
    });
    setup.sections.push(("clients", json!([client])));
    setup
}

struct Operator(Setup);

impl Fixture for Operator {
    async fn start(engine: Engine) -> Self {
        Self(setup(engine).await)
    }
}

// OREG-05
#[both_databases]
async fn an_operator_replaces_the_keys_of_a_client(operator: Operator) {
    let mut client = RealClient::oauth4webapi();
    let old = client.ask("makeKey", json!({"kid": "old"})).await;
    let new = client.ask("makeKey", json!({"kid": "new"})).await;
    let mut gatehouse = Gatehouse::start(&described(&operator.0, &old)).await;
    let open = |kid: &str| {
        json!({
            "issuer": gatehouse.base(),
            "clientId": "01JAYS74TCG3BTWKADN5Q4518C",
            "method": METHOD,
            "kid": kid,
        })
    };
    let (with_old, with_new) = (open("old"), open("new"));
    client.ask("open", with_old).await;
    client.ask("clientCredentials", json!({})).await;

    gatehouse.kill();
    gatehouse.configure(&described(&operator.0, &new));
    gatehouse.start_again().await;
    let refused = client.fail("clientCredentials", json!({})).await;
    assert_eq!(refused["errcode"], "invalid_client", "{refused}");
    client.ask("open", with_new).await;
    client.ask("clientCredentials", json!({})).await;
}
