//! Signing out: an app asks for it, and others are told.

use std::time::Duration;

use gatehouse_testkit::both_databases;
use gatehouse_tests::wait_until;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};
use wiremock::{Mock, ResponseTemplate, matchers::path};

use crate::scene::{BYE, LIBRARIES, Scene};

/// The logout token that the app was sent.
async fn logout_token(scene: &Scene) -> String {
    wait_until("the app is told", Duration::from_secs(10), async || {
        let requests = scene.app.received_requests().await.unwrap();
        let body = &requests.last()?.body;
        let (name, token) = form_urlencoded::parse(body).next()?;
        (name == "logout_token").then(|| token.into_owned())
    })
    .await
}

// ORPL-01, ORPL-02, OBCL-03, OBCL-04, OBCL-05
#[both_databases]
async fn each_library_signs_a_person_out_and_understands_what_it_is_told(mut scene: Scene) {
    for (index, library) in LIBRARIES.into_iter().enumerate() {
        scene.app.reset().await;
        Mock::given(path("/told"))
            .respond_with(ResponseTemplate::new(200))
            .mount(&scene.app)
            .await;
        let mut client = library();
        let more = json!({
            "backchannel_logout_uri": format!("{}/told", scene.app.uri()),
            "backchannel_logout_session_required": true,
        });
        let registered = scene.register(&mut client, "client_secret_basic", more).await;
        scene.open(&mut client, &registered, json!({})).await;
        let known = scene.sign_in(&mut client, "openid").await;
        assert_eq!(scene.person.sign_ins(), u32::try_from(index + 1).unwrap());

        let parameters = json!({"redirectUri": BYE, "state": "s 1&2"});
        let url = client.ask("logoutUrl", parameters).await;
        let url = Url::parse(url.as_str().unwrap()).unwrap();
        let left_to = scene.person.allow(&url).await.expect("the pages answer");
        assert_eq!(left_to.as_str().split('?').next(), Some(BYE));
        let state = left_to.query_pairs().find(|(name, _)| name == "state").unwrap().1;
        assert_eq!(state, "s 1&2");

        // Signature, type, issuer and audience are the library's to check.
        let token = logout_token(&scene).await;
        let told: Value = client.ask("logoutToken", json!({ "token": token })).await;
        for member in ["sub", "sid", "aud"] {
            assert_eq!(told[member], known["claims"][member], "{member}");
        }
        assert_eq!(
            told["events"],
            json!({"http://schemas.openid.net/event/backchannel-logout": {}})
        );
        assert!(told.get("nonce").is_none(), "{told}");
        // The session of the app is over with that of the browser.
        let refused = client.fail("refresh", json!({})).await;
        assert_eq!(refused["errcode"], "invalid_grant", "{refused}");
    }
}
