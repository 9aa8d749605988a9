//! `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`.

use std::collections::BTreeSet;

use gatehouse_auth::Settings;
use gatehouse_domain::GrantType;
use gatehouse_testkit::{TestApp, TestDb, both_databases};
use http::{Method, header};
use serde_json::{Value, json};
use url::Url;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const PATHS: [&str; 2] = [
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
];

async fn metadata(app: &TestApp) -> Value {
    app.get(PATHS[0]).send().await.assert_status(200).json()
}

/// The members that are URLs.
fn urls(metadata: &Value) -> Vec<(&str, Url)> {
    let members = metadata.as_object().unwrap();
    let texts = members
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    texts
        .map(|(name, text)| (name, Url::parse(text).unwrap_or_else(|_| panic!("{name}: {text}"))))
        .collect()
}

fn listed<'a>(metadata: &'a Value, member: &str) -> BTreeSet<&'a str> {
    let values = metadata[member]
        .as_array()
        .unwrap_or_else(|| panic!("no {member}: {metadata}"));
    values.iter().map(|value| value.as_str().unwrap()).collect()
}

// M2965-09, M2965-10, M2965-11, M2965-12, M2965-19, R8414-03, ODISC-02, ODISC-03, ODISC-09, HS-01, HS-03
// oidcc-discovery-endpoint-verification, oidcc-rp-initiated-logout-discovery-endpoint-verification
#[both_databases]
async fn every_endpoint_is_named_and_there(app: TestApp) {
    let metadata = metadata(&app).await;
    for (member, url) in [
        ("authorization_endpoint", "https://auth.example.org/authorize"),
        ("token_endpoint", "https://auth.example.org/oauth2/token"),
        ("revocation_endpoint", "https://auth.example.org/oauth2/revoke"),
        ("registration_endpoint", "https://auth.example.org/oauth2/registration"),
        ("introspection_endpoint", "https://auth.example.org/oauth2/introspect"),
        ("userinfo_endpoint", "https://auth.example.org/oauth2/userinfo"),
        // ORPL-01
        ("end_session_endpoint", "https://auth.example.org/oauth2/end_session"),
        ("jwks_uri", "https://auth.example.org/oauth2/keys.json"),
        ("account_management_uri", "https://auth.example.org/account/"),
    ] {
        assert_eq!(metadata[member], url);
    }
    // R8414-08
    for (member, url) in urls(&metadata).into_iter().filter(|(member, _)| *member != "issuer") {
        let answer = app.get(url.path()).send().await;
        assert_ne!(answer.status, 404, "{member}");
    }
}

// M2965-08, M2965-25, M2965-26, M2965-29, R6749-01, R8414-02, ODISC-04, ODISC-06
#[both_databases]
async fn the_issuer_and_every_url_are_https(app: TestApp) {
    let metadata = metadata(&app).await;
    assert_eq!(metadata["issuer"], TestApp::ISSUER, "to the letter, with its slash");
    for (member, url) in urls(&metadata) {
        assert_eq!(url.scheme(), "https", "{member}");
        assert_eq!(
            (url.query(), url.fragment(), url.username()),
            (None, None, ""),
            "{member}"
        );
    }
}

// HS-02: Synapse may fetch it by an inner address
#[both_databases]
async fn the_urls_do_not_depend_on_who_asks(app: TestApp) {
    let expected = metadata(&app).await;
    let request = app
        .get(PATHS[0])
        .header("host", "inner.test:8080")
        .header("x-forwarded-host", "evil.test");
    let request = request
        .header("forwarded", "host=evil.test;proto=http")
        .header("x-forwarded-proto", "http");
    assert_eq!(request.send().await.assert_status(200).json(), expected);
}

// M2965-13, M2965-14, M2965-15, M2965-16, M2965-17, R7636-04, R9700-05, R9700-06, ODISC-02, ODISC-03, ODISC-05, OFORM-05,
// OPC-01
#[both_databases]
async fn what_works_is_listed_and_nothing_else(app: TestApp) {
    let metadata = metadata(&app).await;
    for (member, expected) in [
        ("response_types_supported", vec!["code"]),
        ("response_modes_supported", vec!["form_post", "fragment", "query"]),
        (
            "grant_types_supported",
            vec!["authorization_code", "client_credentials", DEVICE_CODE, "refresh_token"],
        ),
        ("code_challenge_methods_supported", vec!["S256"]),
        ("subject_types_supported", vec!["pairwise", "public"]),
        (
            "scopes_supported",
            vec![
                "email",
                "offline_access",
                "openid",
                "profile",
                "urn:matrix:client:api:*",
            ],
        ),
        (
            "prompt_values_supported",
            vec!["consent", "login", "none", "select_account"],
        ),
    ] {
        assert_eq!(listed(&metadata, member), expected.into_iter().collect(), "{member}");
    }
    assert!(listed(&metadata, "id_token_signing_alg_values_supported").contains("RS256"));
    // OCORE-06
    for member in [
        "id_token_signing_alg_values_supported",
        "userinfo_signing_alg_values_supported",
    ] {
        assert!(!listed(&metadata, member).contains("none"), "{member}");
    }
    assert!(listed(&metadata, "claims_supported").is_superset(&BTreeSet::from(["iss", "sub", "aud", "exp", "iat"])));
    // M2965-21, M4341-01: both or neither
    assert_eq!(
        metadata["device_authorization_endpoint"],
        format!("{}oauth2/device", TestApp::ISSUER)
    );
    // R8414-04
    let members = metadata.as_object().unwrap();
    assert!(
        members.values().all(|value| *value != json!([]) && !value.is_null()),
        "{metadata}"
    );
}

// M2965-14, M2965-21, M2966-46, M4341-17: what the operator switches off is not listed
#[both_databases]
async fn the_grants_are_those_of_the_configuration(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.registration.grants.remove(&GrantType::RefreshToken);
        settings.registration.grants.remove(&GrantType::DeviceCode);
    });
    let metadata = metadata(&app).await;
    assert_eq!(
        listed(&metadata, "grant_types_supported"),
        BTreeSet::from(["authorization_code", "client_credentials"])
    );
    assert!(metadata.get("device_authorization_endpoint").is_none());
}

// R8414-05, R9101-01, R9207-02, R9700-19
#[both_databases]
async fn ways_to_authenticate_come_with_their_algorithms(app: TestApp) {
    let metadata = metadata(&app).await;
    for endpoint in ["token", "revocation", "introspection"] {
        let methods = listed(&metadata, &format!("{endpoint}_endpoint_auth_methods_supported"));
        assert!(
            methods.contains("private_key_jwt") && methods.contains("client_secret_basic"),
            "{endpoint}"
        );
        // R7662-02
        assert_eq!(methods.contains("none"), endpoint != "introspection", "{endpoint}");
        let algorithms = listed(
            &metadata,
            &format!("{endpoint}_endpoint_auth_signing_alg_values_supported"),
        );
        assert!(
            algorithms.contains("ES256") && algorithms.contains("RS256"),
            "{endpoint}"
        );
        assert!(!algorithms.contains("none"), "{endpoint}");
    }
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    // Without `none`, the modules of the certification with unsigned objects are skipped.
    assert_eq!(metadata["request_parameter_supported"], true);
    assert_eq!(
        listed(&metadata, "request_object_signing_alg_values_supported"),
        BTreeSet::from([
            "ES256", "ES256K", "ES384", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"
        ])
    );
    assert_eq!(metadata["request_uri_parameter_supported"], true);
    assert_eq!(metadata["require_request_uri_registration"], true);
    // OCORE-24
    assert_eq!(metadata["claims_parameter_supported"], true);
}

// M2965-25, R8414-01, ODISC-01, R9700-12, R9700-22
#[both_databases]
async fn both_documents_are_the_same_and_open_to_all(app: TestApp) {
    let mut bodies = Vec::new();
    for path in PATHS {
        let response = app
            .get(path)
            .header("origin", "https://app.test")
            .bearer("x")
            .send()
            .await
            .assert_status(200);
        response.json();
        assert_eq!(response.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
        assert_eq!(response.header(header::CACHE_CONTROL), Some("public, max-age=3600"));
        assert!(response.header(header::SET_COOKIE).is_none());
        bodies.push(response.body);

        let preflight = app.request(Method::OPTIONS, path).header("origin", "https://app.test");
        let preflight = preflight
            .header("access-control-request-method", "GET")
            .send()
            .await
            .assert_status(200);
        assert_eq!(preflight.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), Some("*"));
        app.post(path).send().await.assert_status(405);
    }
    assert_eq!(bodies[0], bodies[1]);
}

// R8414-07: a proxy may have put everything below a path, but for what it can't
#[both_databases]
async fn an_issuer_with_a_path_is_found_by_either_rule(database: TestDb) {
    let app = TestApp::on(database, |settings: &mut Settings| {
        "https://example.org/auth/".clone_into(&mut settings.issuer);
    });
    let expected = metadata(&app).await;
    assert_eq!(expected["issuer"], "https://example.org/auth/");
    for path in PATHS {
        for below in ["/auth", "/auth/"] {
            let found = app.get(&format!("{path}{below}")).send().await.assert_status(200);
            assert_eq!(found.json(), expected, "{path}{below}");
        }
        for other in ["/", "/other", "/auth/other"] {
            app.get(&format!("{path}{other}")).send().await.assert_status(404);
        }
    }
}
