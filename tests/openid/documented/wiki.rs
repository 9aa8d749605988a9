//! A website behind a real Apache with `mod_auth_openidc`.

use std::{collections::BTreeMap, time::Duration};

use axum::{Router, http::HeaderMap};
use gatehouse_testkit::{Engine, Fixture, both_databases};
use gatehouse_tests::{Gatehouse, Person, ReverseProxy, free_port, wait_until};
use reqwest::{Client, StatusCode};
use tokio::net::TcpListener;
use url::Url;

use super::{Example, http, place, run};

/// A website that says whom it sees.
async fn website() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().fallback(async |headers: HeaderMap| {
        let told = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or("-")
                .to_owned()
        };
        format!("{} {}", told("x-remote-user"), told("oidc_claim_email"))
    });
    tokio::spawn(async { axum::serve(listener, router).await });
    url
}

/// A browser at the website.
struct Visitor {
    http: Client,
    cookies: BTreeMap<String, String>,
}

/// A page of the website, or where it leads to.
#[derive(Debug)]
struct Seen {
    status: StatusCode,
    location: Option<Url>,
    body: String,
}

impl Visitor {
    fn new() -> Self {
        Self {
            http: http(),
            cookies: BTreeMap::new(),
        }
    }

    async fn go(&mut self, url: &Url) -> Seen {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = self.http.get(url.clone()).header("cookie", pairs.join("; "));
        // As a browser does that shows a page.
        let response = request.header("accept", "text/html").send().await.unwrap();
        for line in response.headers().get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = response.headers().get("location").map(|value| value.to_str().unwrap());
        Seen {
            status: response.status(),
            location: location.map(|location| url.join(location).unwrap()),
            body: response.text().await.unwrap(),
        }
    }

    /// The page, after a sign-in if that is asked for.
    async fn read(&mut self, url: &Url, person: &mut Person) -> String {
        let mut seen = self.go(url).await;
        for _ in 0..5 {
            let Some(target) = seen.location else { break };
            let inside = target.authority() == url.authority();
            let next = if inside {
                target
            } else {
                person.allow(&target).await.expect("the pages answer")
            };
            seen = self.go(&next).await;
        }
        assert_eq!(seen.status, 200, "{seen:?}");
        seen.body
    }
}

struct Wiki {
    gatehouse: Gatehouse,
    base: Url,
    _apache: ReverseProxy,
}

impl Fixture for Wiki {
    async fn start(engine: Engine) -> Self {
        let port = free_port();
        let base = Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
        let mut example = Example::read("A website").with("https://wiki.example.org/", base.as_str());
        let gatehouse = example.start(engine).await;
        let virtual_host = example
            .app
            .replace("http://127.0.0.1:8000/", &website().await)
            .replace("PASSPHRASE", &gatehouse_tokens::random::alphanumeric(32));
        Self {
            gatehouse,
            base,
            _apache: ReverseProxy::apache(port, &virtual_host).await,
        }
    }
}

// OCORE-03, OCORE-22, OCORE-28, ORPL-02, OBCL-03, OBCL-04
#[both_databases]
async fn apache_lets_in_who_is_signed_in(wiki: Wiki) {
    let page = wiki.base.join("some/page?x=1").unwrap();
    let mut visitor = Visitor::new();
    let mut person = Person::new("alice");
    let led_to = visitor.go(&page).await.location.expect("a way to sign in");
    assert_eq!(place(&led_to), wiki.gatehouse.url("authorize").as_str());
    assert_eq!(visitor.read(&page, &mut person).await, "alice alice@example.org");
    // Nobody is asked again.
    assert_eq!(visitor.go(&page).await.body, "alice alice@example.org");

    let mut url = wiki.base.join("oidc").unwrap();
    url.query_pairs_mut().append_pair("logout", wiki.base.as_str());
    let led_to = visitor.go(&url).await.location.expect("a way to sign out");
    assert_eq!(place(&led_to), wiki.gatehouse.url("oauth2/end_session").as_str());
    let left_to = person.allow(&led_to).await.expect("the pages answer");
    assert_eq!(left_to, wiki.base);
    assert!(visitor.go(&page).await.location.is_some(), "signed out of the website");
    assert_eq!(visitor.read(&page, &mut person).await, "alice alice@example.org");
    assert_eq!(person.sign_ins(), 2, "signed out of Gatehouse as well");

    // Whoever is signed out elsewhere is signed out here.
    run(&wiki.gatehouse, &["manage", "kill-sessions", "alice"]);
    wait_until("Apache is told", Duration::from_secs(10), async || {
        visitor.go(&page).await.location
    })
    .await;
}
