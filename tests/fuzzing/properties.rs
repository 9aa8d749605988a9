//! The targets, with inputs that are nearly right.

use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::targets::TARGETS;

fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    target(data);
}

/// Parts of a text, joined by `separator`.
fn parts(parts: &'static [&'static str], separator: &'static str) -> impl Strategy<Value = String> {
    let part = prop_oneof![
        8 => select(parts).prop_map(str::to_owned),
        1 => "[ -~]{0,8}",
        1 => "\\PC{0,4}",
    ];
    vec(part, 0..8).prop_map(move |parts| parts.join(separator))
}

fn scope() -> impl Strategy<Value = String> {
    parts(
        &[
            "openid",
            "email",
            "offline_access",
            "urn:matrix:client:api:*",
            "urn:matrix:org.matrix.msc2967.client:api:*",
            "urn:matrix:client:device:ABCDEFGHIJ",
            "urn:matrix:org.matrix.msc2967.client:device:ABCDEFGHIJ",
            "urn:matrix:client:device:wjLpTLRqbqBzLs63aYaEv2Boi6cFEbbM/sSRQ2oAKk4",
            "urn:matrix:client:unknown",
            "urn:synapse:admin:*",
            "urn:mas:admin",
        ],
        " ",
    )
}

fn uri() -> impl Strategy<Value = String> {
    parts(
        &[
            "https://",
            "http://",
            "com.example",
            ".app",
            ":",
            "/",
            "//",
            "example.com",
            "app.",
            "localhost",
            "127.0.0.1",
            "[::1]",
            ":8080",
            "@",
            "user",
            "?x=1",
            "&",
            "#",
            "..",
            "%2e",
            "cb",
            "javascript:",
            "\\",
        ],
        "",
    )
}

fn parameters() -> impl Strategy<Value = Vec<(String, String)>> {
    let value = move |name: &'static str| -> BoxedStrategy<String> {
        match name {
            "scope" => scope().boxed(),
            "response_type" => prop_oneof![9 => Just("code".to_owned()), 1 => "[a-z ]{0,8}"].boxed(),
            "code_challenge" => "[A-Za-z0-9_-]{43}".boxed(),
            "code_challenge_method" => prop_oneof![9 => Just("S256".to_owned()), 1 => Just("plain".to_owned())].boxed(),
            "response_mode" => select(&["query", "fragment", "form_post", "web_message"][..]).prop_map(str::to_owned).boxed(),
            "redirect_uri" => prop_oneof![
                6 => select(&[
                    "https://app.example/cb?x=1", "http://127.0.0.1:5173/cb", "com.example.app:/cb", "https://rp.example/cb",
                ][..]).prop_map(str::to_owned),
                1 => uri(),
            ].boxed(),
            "request_uri" => prop_oneof![
                3 => select(&["https://app.example/r", "https://app.example/r?x=1#GkurKxf5T0Y"][..]).prop_map(str::to_owned),
                1 => uri(),
            ].boxed(),
            "prompt" => parts(&["none", "login", "consent", "create", "select_account"], " ").boxed(),
            "claims" => prop_oneof![
                "\\PC{0,16}".prop_map(|subject| json!({ "id_token": { "sub": { "value": subject } } }).to_string()),
                Just(r#"{"id_token": {"sub": {"value": "\u0000"}}, "userinfo": {"name": null}}"#.to_owned()),
            ].boxed(),
            _ => prop_oneof!["[ -~]{0,24}", any::<String>()].boxed(),
        }
    };
    let pair = move |name: &'static str| value(name).prop_map(move |value| (name.to_owned(), value));
    let needed = [
        "response_type",
        "scope",
        "code_challenge",
        "code_challenge_method",
        "redirect_uri",
    ]
    .map(pair);
    let others = &[
        "response_mode",
        "prompt",
        "claims",
        "state",
        "nonce",
        "max_age",
        "login_hint",
        "request",
        "request_uri",
        "scope",
    ];
    let others = select(&others[..]).prop_flat_map(pair);
    (needed, vec(others, 0..4)).prop_map(|(needed, others)| needed.into_iter().chain(others).collect())
}

/// A claim of a request object that is no text, or should not be there.
fn change() -> impl Strategy<Value = (&'static str, Value)> {
    let name = select(
        &[
            "max_age",
            "claims",
            "registration",
            "request_uri",
            "redirect_uri",
            "state",
            "client_id",
        ][..],
    );
    let value = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        "\\PC{0,16}".prop_map(|subject| json!({ "id_token": { "sub": { "value": subject } } })),
        Just(json!(["https://rp.example/cb"])),
    ];
    (name, value)
}

fn metadata() -> impl Strategy<Value = Value> {
    let kind = select(&["web", "native"][..]);
    let method = select(&["none", "client_secret_basic", "private_key_jwt"][..]);
    let uris = prop_oneof![
        3 => vec(select(&[
            "https://example.com/cb", "https://app.example.com/cb?x=1", "com.example.app:/cb", "http://localhost/cb",
        ][..]).prop_map(str::to_owned), 1..4),
        1 => vec(uri(), 0..3),
    ];
    let text = || prop_oneof![any::<String>(), "[ -~]{0,16}"];
    let page = uri().prop_map(|page| {
        if page.starts_with("https://") {
            page
        } else {
            format!("https://example.com/{page}")
        }
    });
    (kind, method, uris, text(), vec(text(), 0..3), page).prop_map(|(kind, method, uris, name, contacts, page)| {
        json!({
            "application_type": kind,
            "client_name": name,
            "client_uri": "https://example.com/",
            "contacts": contacts,
            "grant_types": ["authorization_code", "refresh_token", "implicit"],
            "jwks_uri": if method == "private_key_jwt" { "https://example.com/jwks" } else { "https://keys.example/" },
            "policy_uri": page,
            "post_logout_redirect_uris": uris,
            "redirect_uris": uris,
            "request_uris": ["https://requests.example/#1", page],
            "token_endpoint_auth_method": method,
        })
    })
}

fn assertion() -> impl Strategy<Value = String> {
    let header = prop_oneof![
        8 => Just(r#"{"alg":"HS256"}"#.to_owned()),
        1 => select(&["none", "HS384", "RS256", "ES256"][..]).prop_map(|alg| json!({ "alg": alg }).to_string()),
        1 => Just(r#"{"alg":"HS256","crit":["exp"],"exp":1}"#.to_owned()),
    ];
    let who = || {
        select(
            &[
                "01AN4Z07BY79KA1307SR9X4MV3",
                "01AN4Z07BY79KA1307SR9X4MV3",
                "01AN4Z07BY79KA1307SR9X4MV4",
            ][..],
        )
    };
    let audience = prop_oneof![
        Just(json!("https://as.example/")),
        Just(json!(["https://other.example/", "https://as.example/oauth2/token"])),
        Just(json!("https://other.example/")),
    ];
    let times = || 1_799_990_000_i64..1_800_010_000;
    let claims = (who(), who(), audience, times(), times(), "[a-z]{0,4}").prop_map(|(iss, sub, aud, exp, iat, jti)| {
        json!({ "iss": iss, "sub": sub, "aud": aud, "exp": exp, "iat": iat, "jti": jti }).to_string()
    });
    (header, claims).prop_map(|(header, claims)| format!("{header}\n{claims}"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn scopes(text in scope()) {
        run("scope", text.as_bytes());
    }

    #[test]
    fn redirect_uris(registered in uri(), requested in uri()) {
        run("redirect_uri", format!("{registered}\n{requested}").as_bytes());
    }

    #[test]
    fn ports_of_loopback_addresses(port in "[0-9+:@/]{0,6}") {
        for host in ["http://localhost", "http://127.0.0.1", "http://[::1]"] {
            run("redirect_uri", format!("{host}/cb\n{host}:{port}/cb").as_bytes());
        }
    }

    #[test]
    fn tokens(data in vec(any::<u8>(), 33), text in "(mat|mar|mct|mpt|syt)_[A-Za-z0-9]{30}_[A-Za-z0-9]{6}") {
        run("token", &data);
        run("token", text.as_bytes());
    }

    #[test]
    fn authorization_requests(parameters in parameters()) {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        run("authorization_request", query.as_bytes());
    }

    #[test]
    fn authorization_requests_in_objects(parameters in parameters(), changed in vec(change(), 0..3)) {
        let client = ("client_id".to_owned(), "01AN4Z07BY79KA1307SR9X4MV3".to_owned());
        let parameters = parameters.into_iter().chain([client]);
        let mut claims: Map<_, _> = parameters.map(|(name, text)| (name, Value::from(text))).collect();
        claims.remove("request");
        claims.extend(changed.into_iter().map(|(name, value)| (name.to_owned(), value)));
        run("authorization_request", Value::from(claims).to_string().as_bytes());
    }

    #[test]
    fn registrations(body in metadata()) {
        run("client_metadata", body.to_string().as_bytes());
    }

    #[test]
    fn assertions(text in assertion()) {
        run("jwt", text.as_bytes());
    }

    #[test]
    fn anything(data in vec(any::<u8>(), 0..64)) {
        for (name, _) in TARGETS {
            run(name, &data);
        }
    }
}
