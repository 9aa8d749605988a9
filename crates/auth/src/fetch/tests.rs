use std::sync::{LazyLock, Mutex};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::client::TOTAL;
use super::*;

mod limits;

/// How far the clock, which stands still otherwise, was moved; tests that move it take [`MOVING`].
static START: LazyLock<Instant> = LazyLock::new(Instant::now);
static MOVED: Mutex<Duration> = Mutex::new(Duration::ZERO);
static MOVING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn moved_clock() -> Instant {
    *START + *MOVED.lock().unwrap()
}

fn advance(by: Duration) {
    *MOVED.lock().unwrap() += by;
}

fn with_moved_clock() -> Fetch {
    let mut fetch = Fetch::permitting_private_networks();
    Arc::get_mut(&mut fetch.inner).unwrap().clock = moved_clock;
    fetch
}

async fn server(answers: Vec<ResponseTemplate>) -> (MockServer, Url) {
    let server = MockServer::start().await;
    let last = answers.len() - 1;
    for (index, answer) in answers.into_iter().enumerate() {
        let mock = Mock::given(method("GET")).and(path("/keys")).respond_with(answer);
        if index < last {
            mock.up_to_n_times(1).mount(&server).await;
        } else {
            mock.mount(&server).await;
        }
    }
    let url = format!("{}/keys", server.uri()).parse().unwrap();
    (server, url)
}

fn ok(value: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(value)
}

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn a_document_is_downloaded_once_for_all_who_ask() {
    let answer = ok(&json!({"keys": []})).set_delay(Duration::from_millis(50));
    let (server, url) = server(vec![answer]).await;
    let fetch = Fetch::permitting_private_networks();
    let (one, two, three) = tokio::join!(fetch.json(&url), fetch.json(&url), fetch.json(&url));
    for answer in [one, two, three, fetch.clone().json(&url).await] {
        assert_eq!(answer, Ok(json!({"keys": []})));
    }
    assert_eq!(count(&server).await, 1);
}

#[tokio::test]
async fn a_document_is_downloaded_again_after_five_minutes() {
    let _guard = MOVING.lock().await;
    let (server, url) = server(vec![ok(&json!(1)), ok(&json!(2))]).await;
    let fetch = with_moved_clock();
    assert_eq!(fetch.json(&url).await, Ok(json!(1)));
    advance(JSON_MEMORY.document.checked_sub(Duration::from_secs(5)).unwrap());
    assert_eq!(fetch.json(&url).await, Ok(json!(1)));
    advance(Duration::from_secs(5));
    assert_eq!(fetch.json(&url).await, Ok(json!(2)));
    assert_eq!(count(&server).await, 2);
}

// R7523-08
#[tokio::test]
async fn a_document_is_refreshed_at_most_once_a_minute() {
    let _guard = MOVING.lock().await;
    let (server, url) = server(vec![ok(&json!(1)), ok(&json!(2)), ok(&json!(3))]).await;
    let fetch = with_moved_clock();
    assert_eq!(fetch.json(&url).await, Ok(json!(1)));
    assert_eq!(fetch.refresh_json(&url).await, Ok(json!(2)));
    for _ in 0..10 {
        assert_eq!(fetch.refresh_json(&url).await, Ok(json!(2)));
    }
    advance(REFRESH_INTERVAL);
    assert_eq!(fetch.json(&url).await, Ok(json!(2)));
    assert_eq!(fetch.refresh_json(&url).await, Ok(json!(3)));
    assert_eq!(count(&server).await, 3);
}

#[tokio::test]
async fn a_failed_refresh_leaves_what_was_known() {
    let (_server, url) = server(vec![ok(&json!(1)), ResponseTemplate::new(500)]).await;
    let fetch = Fetch::permitting_private_networks();
    assert_eq!(fetch.json(&url).await, Ok(json!(1)));
    assert!(fetch.refresh_json(&url).await.unwrap_err().is_transient());
    assert_eq!(fetch.json(&url).await, Ok(json!(1)));
    assert_eq!(fetch.refresh_json(&url).await, Ok(json!(1)));
}

#[tokio::test]
async fn a_failure_is_remembered_for_a_short_time() {
    let _guard = MOVING.lock().await;
    let (server, url) = server(vec![ResponseTemplate::new(404), ok(&json!(1))]).await;
    let fetch = with_moved_clock();
    for _ in 0..3 {
        let error = fetch.json(&url).await.unwrap_err();
        assert_eq!(error.to_string(), format!("{url} answers 404"));
        assert!(!error.is_transient());
    }
    assert_eq!(count(&server).await, 1);
    advance(JSON_MEMORY.failure);
    assert_eq!(fetch.json(&url).await, Ok(json!(1)));
}

fn led_to(place: &str) -> ResponseTemplate {
    ResponseTemplate::new(302).insert_header("location", place)
}

// R7523-09
#[tokio::test]
async fn a_redirection_is_followed_a_few_times() {
    let (server, url) = server(vec![led_to("/keys"), led_to("/keys"), led_to("/keys"), ok(&json!(1))]).await;
    assert_eq!(Fetch::permitting_private_networks().json(&url).await, Ok(json!(1)));
    assert_eq!(count(&server).await, 4);

    let (server, url) = self::server(vec![led_to("/keys")]).await;
    let error = Fetch::permitting_private_networks().json(&url).await.unwrap_err();
    assert_eq!(error, FetchError::Status { url, status: 302 });
    assert_eq!(count(&server).await, 4);
}

// R7523-09
#[tokio::test]
async fn a_redirection_leads_nowhere_that_may_not_be_asked() {
    let reach = Reach {
        http: true,
        networks: vec!["127.0.0.1/32".parse().unwrap()],
        any_port: true,
    };
    for (place, expected) in [
        ("http://10.0.0.1/", "http://10.0.0.1/ is in a private network"),
        (
            "http://169.254.169.254/latest",
            "http://169.254.169.254/latest is in a private network",
        ),
        ("ftp://127.0.0.1/", "ftp://127.0.0.1/: only https is allowed"),
        (
            "http://a:b@127.0.0.1/",
            "http://a:b@127.0.0.1/: a user or password is not allowed",
        ),
    ] {
        let (_server, url) = server(vec![led_to(place)]).await;
        let error = Fetch::within(reach.clone(), Vec::new()).json(&url).await.unwrap_err();
        let told = error.to_string();
        assert!(told.contains(expected), "{place}: {told}");
    }
}

#[tokio::test]
async fn a_picture_is_remembered_by_what_it_is() {
    let _guard = MOVING.lock().await;
    let png = b"\x89PNG\r\n\x1a\n rest".to_vec();
    let mislabelled = ResponseTemplate::new(200).set_body_raw(png.clone(), "text/html");
    let svg = ResponseTemplate::new(200).set_body_raw(b"<svg/>".to_vec(), "image/png");
    let (server, url) = server(vec![mislabelled, svg]).await;
    let fetch = with_moved_clock();
    for _ in 0..2 {
        let picture = fetch.picture(&url).await.unwrap();
        assert_eq!((picture.content_type, &*picture.bytes), ("image/png", png.as_slice()));
    }
    assert_eq!(count(&server).await, 1);
    advance(PICTURE_MEMORY.document);
    for _ in 0..2 {
        assert_eq!(fetch.picture(&url).await, Err(FetchError::NoPicture(url.clone())));
    }
    assert_eq!(count(&server).await, 2);
    let long = ResponseTemplate::new(200).set_body_raw(vec![0; PICTURE.bytes + 1], "image/png");
    let (_server, url) = self::server(vec![long]).await;
    let error = fetch.picture(&url).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLong { .. }), "{error}");
}

// R9101-05
#[tokio::test]
async fn a_jwt_is_remembered_for_a_second_unless_its_fragment_changes() {
    let _guard = MOVING.lock().await;
    let texts = ["a.a.a", "b.b.b", "c.c.c"].map(|text| ResponseTemplate::new(200).set_body_string(text));
    let (server, url) = server(texts.into()).await;
    let fetch = with_moved_clock();
    for _ in 0..3 {
        assert_eq!(fetch.jwt(&url).await, Ok("a.a.a".to_owned()));
    }
    let mut version = url.clone();
    version.set_fragment(Some("2"));
    for _ in 0..3 {
        assert_eq!(fetch.jwt(&version).await, Ok("b.b.b".to_owned()));
    }
    assert_eq!(fetch.jwt(&url).await, Ok("a.a.a".to_owned()));
    advance(Duration::from_secs(1));
    assert_eq!(fetch.jwt(&url).await, Ok("c.c.c".to_owned()));
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert_eq!(request.url.fragment(), None);
        assert_eq!(
            request.headers["accept"],
            "application/oauth-authz-req+jwt, application/jwt, application/jose, */*;q=0.1"
        );
    }
}

#[tokio::test]
async fn a_missing_jwt_is_asked_for_again_after_ten_seconds() {
    let _guard = MOVING.lock().await;
    let (server, url) = server(vec![
        ResponseTemplate::new(404),
        ResponseTemplate::new(200).set_body_string("a.a.a"),
    ])
    .await;
    let fetch = with_moved_clock();
    for _ in 0..2 {
        let error = fetch.jwt(&url).await.unwrap_err();
        assert!(matches!(error, FetchError::Status { status: 404, .. }), "{error}");
        advance(Duration::from_secs(9) / 2);
    }
    advance(Duration::from_secs(1));
    assert_eq!(fetch.jwt(&url).await, Ok("a.a.a".to_owned()));
    assert_eq!(count(&server).await, 2);
}

#[tokio::test]
async fn only_what_may_be_a_jwt_is_taken() {
    let long = "a.".repeat(8 * 1024);
    let longer = format!("{long}\n\n.");
    for (text, expected) in [
        ("a-b_.c.", Some("a-b_.c.")),
        ("\r\n a.b.c \n", Some("a.b.c")),
        (&long, Some(long.as_str())),
        (&longer, None),
        ("<!doctype html>", None),
        ("{}", None),
        ("a.b c", None),
        ("ä.b.c", None),
        ("abc", None),
        ("", None),
    ] {
        // Whatever the server calls it.
        let answer = ResponseTemplate::new(200).set_body_raw(text, "text/html");
        let (_server, url) = server(vec![answer]).await;
        match (Fetch::permitting_private_networks().jwt(&url).await, expected) {
            (Ok(jwt), Some(expected)) => assert_eq!(jwt, expected),
            (Err(FetchError::NotJwt(_) | FetchError::TooLong { .. }), None) => (),
            (outcome, expected) => panic!("{text:.20}: {outcome:?} instead of {expected:?}"),
        }
    }
}

/// A server with a certificate of its own authority; answers `1` to everybody.
async fn tls_server() -> (u16, String) {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = authority.self_signed(&authority_key).unwrap().pem();
    let key = KeyPair::generate().unwrap();
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, &Issuer::new(authority, authority_key))
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(mut socket) = acceptor.accept(socket).await else {
                continue;
            };
            let _ = socket.read(&mut [0; 1024]).await;
            let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1").await;
            let _ = socket.shutdown().await;
        }
    });
    (port, pem)
}

#[tokio::test]
async fn an_authority_and_a_network_of_the_operator_are_trusted() {
    let (port, ca) = tls_server().await;
    let loopback = vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
    let settings = FetchSettings {
        allow_http: false,
        allowed_networks: loopback,
        ca: Some(ca),
    };
    for host in ["localhost", "127.0.0.1"] {
        let url: Url = format!("https://{host}:{port}/").parse().unwrap();
        let fetch = Fetch::with(settings.clone()).unwrap();
        assert_eq!(fetch.json(&url).await, Ok(json!(1)), "{host}");
        let strange = Fetch::with(FetchSettings {
            ca: None,
            ..settings.clone()
        });
        let error = strange.unwrap().json(&url).await.unwrap_err();
        assert!(matches!(error, FetchError::Unreachable { .. }), "{error}");
        let narrow = Fetch::with(FetchSettings {
            allowed_networks: Vec::new(),
            ..settings.clone()
        });
        assert_eq!(narrow.unwrap().json(&url).await, Err(FetchError::Private(url)));
    }
    let broken = FetchSettings {
        ca: Some("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n".to_owned()),
        ..FetchSettings::default()
    };
    assert!(matches!(Fetch::with(broken), Err(FetchError::Client(_))));
}

#[tokio::test]
async fn only_json_of_a_sensible_size_is_taken() {
    let long = json!("x".repeat(JSON.bytes - 2));
    let longer = json!("x".repeat(JSON.bytes - 1));
    let cases = [
        (ok(&long), true),
        (ok(&longer), false),
        (ResponseTemplate::new(200).set_body_string("<html>"), false),
        (ResponseTemplate::new(200).set_body_string("{} {}"), false),
        (ResponseTemplate::new(204), false),
    ];
    for (index, (answer, taken)) in cases.into_iter().enumerate() {
        let (_server, url) = server(vec![answer]).await;
        let outcome = Fetch::permitting_private_networks().json(&url).await;
        assert_eq!(outcome.is_ok(), taken, "case {index}");
        if let Err(error) = outcome {
            assert!(
                matches!(error, FetchError::TooLong { .. } | FetchError::NotJson(_)),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn a_document_says_that_json_is_wanted() {
    let (server, url) = server(vec![ok(&json!({}))]).await;
    assert_eq!(Fetch::permitting_private_networks().json(&url).await, Ok(json!({})));
    let requests = server.received_requests().await.unwrap();
    assert_eq!(
        requests[0].headers["accept"],
        "application/json, application/jwk-set+json"
    );
}

#[tokio::test]
async fn a_server_that_trickles_is_left_in_time() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        assert_ne!(socket.read(&mut [0; 1024]).await.unwrap(), 0);
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
        socket.write_all(head).await.unwrap();
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if socket.write_all(b" ").await.is_err() {
                return;
            }
        }
    });
    let started = Instant::now();
    let error = Fetch::permitting_private_networks().json(&url).await.unwrap_err();
    assert!(started.elapsed() < TOTAL + Duration::from_secs(2));
    assert!(error.is_transient());
    assert_eq!(error.to_string(), format!("{url} cannot be reached: no answer in time"));
}

// R7523-09: the name is harmless, its address is not.
#[tokio::test]
async fn a_name_of_this_machine_is_out_of_reach() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url: Url = format!("https://localhost:{port}/keys").parse().unwrap();
    let error = Fetch::new().json(&url).await.unwrap_err();
    assert_eq!(error, FetchError::Private(url));
    let accepted = tokio::time::timeout(Duration::from_millis(100), listener.accept()).await;
    assert!(accepted.is_err(), "a connection was made");
}

#[tokio::test]
async fn the_client_is_made_when_it_is_needed() {
    let fetch = Fetch::new();
    assert!(!fetch.inner.client.initialized());
    let refused = fetch.json(&"https://10.0.0.1/".parse().unwrap()).await;
    assert!(matches!(refused, Err(FetchError::Private(_))));
    assert!(!fetch.inner.client.initialized());
}

#[tokio::test]
async fn what_the_network_says_is_told() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let error = Fetch::permitting_private_networks().json(&url).await.unwrap_err();
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(error.is_transient());
}
