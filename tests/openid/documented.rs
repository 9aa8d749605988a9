//! The examples of `docs/openid.md`: the server starts with what is written there, and each app does as its own part says.
//! So does the conformance suite with that of `docs/certification.md`.

use std::{collections::BTreeMap, fs, path::Path};

use gatehouse_testkit::Engine;
use gatehouse_tests::{Gatehouse, Person, Setup};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::scene::setup;

mod certification;
mod grafana;
mod nextcloud;
mod tuwunel;
mod wiki;

const ISSUER: &str = "https://auth.example.org/";

fn page(name: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    fs::read_to_string(page).unwrap()
}

/// What a section of the page says.
struct Example {
    /// The entry of `clients:`.
    clients: String,
    /// The configuration of the app.
    app: String,
}

impl Example {
    /// Both blocks below a heading, with a secret of their own.
    fn read(heading: &str) -> Self {
        let page = page("openid.md");
        let section = page.split("\n## ").find(|section| section.starts_with(heading));
        let section = section.expect("the heading");
        let blocks: Vec<&str> = section.split("```").skip(1).step_by(2).collect();
        let [clients, app] = blocks[..] else {
            panic!("two blocks are below {heading}")
        };
        let (_, app) = app.split_once('\n').unwrap();
        let this = Self {
            clients: clients.strip_prefix("yaml\n").unwrap().to_owned(),
            app: app.to_owned(),
        };
        let secret = gatehouse_tokens::random::alphanumeric(40);
        this.with("SECRET", &secret)
    }

    /// Another text on both sides, which both have to name.
    fn with(self, written: &str, meant: &str) -> Self {
        assert!(
            self.clients.contains(written) && self.app.contains(written),
            "{written}"
        );
        Self {
            clients: self.clients.replace(written, meant),
            app: self.app.replace(written, meant),
        }
    }

    /// The server with this example, and alice with an address.
    async fn start(&mut self, engine: Engine) -> Gatehouse {
        let setup = Setup {
            more: Some(self.clients.clone()),
            ..setup(engine).await
        };
        let gatehouse = Gatehouse::start(&setup).await;
        gatehouse.register("alice");
        run(&gatehouse, &["manage", "add-email", "alice", "alice@example.org"]);
        assert!(self.app.contains(ISSUER), "{}", self.app);
        self.app = self.app.replace(ISSUER, gatehouse.base().as_str());
        gatehouse
    }

    /// The lines of the app's part that give a name a value.
    fn settings(&self) -> BTreeMap<String, String> {
        let pairs = self.app.lines().filter_map(|line| {
            let line = line.trim().trim_end_matches('\\').trim();
            let (name, value) = line.split_once('=')?;
            let value = value.trim().trim_matches('"');
            Some((name.trim().trim_start_matches("--").to_owned(), value.to_owned()))
        });
        pairs.collect()
    }
}

fn run(gatehouse: &Gatehouse, arguments: &[&str]) {
    let output = gatehouse.command(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The HTTP client of an app, or of the browser that visits it: it keeps to what it is told.
fn http() -> Client {
    let client = Client::builder().no_proxy();
    client.redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

fn form(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
}

async fn json_of(request: RequestBuilder) -> Value {
    let response: Response = request.send().await.unwrap();
    let (status, body) = (response.status(), response.text().await.unwrap());
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// The person allows the request; the code, and the address that the browser was led to.
async fn code(person: &mut Person, url: &Url, state: &str) -> (String, Url) {
    let target = person.allow(url).await.expect("the pages answer");
    let parameter = |wanted: &str| {
        let found = target.query_pairs().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned())
    };
    assert_eq!(parameter("state").as_deref(), Some(state), "{target}");
    (parameter("code").expect("a code"), target.clone())
}

/// An address without its query.
fn place(url: &Url) -> &str {
    url.as_str().split('?').next().unwrap()
}

// M2965-09
#[tokio::test]
async fn the_addresses_are_those_of_the_server() {
    let page = page("openid.md");
    let addresses: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split('`').nth(1))
        .filter_map(|address| address.strip_prefix(ISSUER))
        .collect();
    assert_eq!(addresses.len(), 6, "{addresses:?}");
    let gatehouse = Gatehouse::start(&Setup::default()).await;
    let document = json_of(http().get(gatehouse.url(".well-known/openid-configuration"))).await;
    let known: Vec<&str> = document
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_str)
        .collect();
    for address in addresses {
        assert!(known.contains(&gatehouse.url(address).as_str()), "{address}: {known:?}");
    }
}
