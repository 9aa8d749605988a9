//! The suite of the OpenID Foundation registers as it does, without `client_uri`; its configured clients are known.

use gatehouse_testkit::{Engine, Fixture, both_databases};
use gatehouse_tests::{Gatehouse, Setup};
use serde_json::json;

use super::{http, page, setup};

struct Plan {
    gatehouse: Gatehouse,
}

impl Fixture for Plan {
    async fn start(engine: Engine) -> Self {
        let page = page("certification.md");
        let (_, block) = page.split_once("```yaml\n").unwrap();
        let (example, _) = block.split_once("```").unwrap();
        let setup = Setup {
            more: Some(example.to_owned()),
            ..setup(engine).await
        };
        let gatehouse = Gatehouse::start(&setup).await;
        Self { gatehouse }
    }
}

#[both_databases]
async fn the_suite_finds_what_it_needs(plan: Plan) {
    let at = |path: &str| plan.gatehouse.url(path);
    let callback = "https://localhost.emobix.co.uk:8443/test/a/gatehouse/callback";
    let metadata = json!({
        "client_name": "oidcc-server",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "redirect_uris": [callback],
        "contacts": ["certification@oidf.org"],
        "token_endpoint_auth_method": "client_secret_basic",
    });
    let http = http();
    let registered = http
        .post(at("oauth2/registration"))
        .json(&metadata)
        .send()
        .await
        .unwrap();
    assert_eq!(registered.status(), 201, "{}", registered.text().await.unwrap());
    for id in ["01JAYS74TCG3BTWKADN5Q4518C", "01JAYS74TCG3BTWKADN5Q4518D"] {
        let mut request = at("authorize");
        request
            .query_pairs_mut()
            .append_pair("client_id", id)
            .append_pair("response_type", "code")
            .append_pair("scope", "openid")
            .append_pair("redirect_uri", callback);
        let answer = http.get(request).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{id}");
        let location = answer.headers()["location"].to_str().unwrap();
        assert!(location.contains("/login?"), "{location}");
    }
}
