//! What apps are told when a person is signed out, and what ends with the browser.

use std::{collections::BTreeSet, time::Duration};

use gatehouse_auth::{
    Settings,
    clients::{self, SyncMode},
    fetch::Fetch,
    inactivity::{self, Inactivity},
    jobs, users,
};
use gatehouse_domain::{AuthMethod, StaticClient};
use gatehouse_testkit::{TestApp, TestBrowser, TestClient, TestDb, Tokens, both_databases};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use url::form_urlencoded;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::id_token;
use crate::recover::with_recovery;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const IDS: [&str; 2] = ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"];

/// An app that listens.
struct Listener {
    server: MockServer,
    client: TestClient,
}

impl Listener {
    /// One that answers so, the last time ever after.
    async fn start(app: &TestApp, answers: Vec<ResponseTemplate>) -> Self {
        Self::described(app, IDS[0], answers, |_| ()).await
    }

    async fn described(
        app: &TestApp,
        id: &str,
        answers: Vec<ResponseTemplate>,
        change: impl FnOnce(&mut StaticClient),
    ) -> Self {
        let server = MockServer::start().await;
        let last = answers.len() - 1;
        for (index, answer) in answers.into_iter().enumerate() {
            let mock = Mock::given(matchers::any()).respond_with(answer);
            if index < last {
                mock.up_to_n_times(1).mount(&server).await;
            } else {
                mock.mount(&server).await;
            }
        }
        let mut described = StaticClient {
            redirect_uris: vec!["https://rp.test/cb".to_owned()],
            backchannel_logout_uri: format!("{}/told?tenant=1", server.uri()).parse().ok(),
            ..StaticClient::new(id.parse().unwrap(), AuthMethod::None)
        };
        change(&mut described);
        clients::sync_static(&app.cx, vec![(described, None)], SyncMode::default())
            .await
            .unwrap();
        let client = json!({"client_id": id, "redirect_uris": ["https://rp.test/cb"]});
        Self {
            server,
            client: TestClient::from_registration(app, &client),
        }
    }

    /// The logout tokens that came, checked by our key.
    async fn told(&self, app: &TestApp) -> Vec<Value> {
        let requests = self.server.received_requests().await.unwrap();
        let token = |request: wiremock::Request| {
            assert_eq!(request.method.as_str(), "POST");
            assert_eq!(request.url.query(), Some("tenant=1"));
            assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
            let form: Vec<_> = form_urlencoded::parse(&request.body).into_owned().collect();
            assert_eq!(form.len(), 1, "{form:?}");
            assert_eq!(form[0].0, "logout_token");
            app.cx.keys.verify(Some("logout+jwt"), &form[0].1).unwrap()
        };
        requests.into_iter().map(token).collect()
    }
}

fn ok() -> Vec<ResponseTemplate> {
    vec![ResponseTemplate::new(200)]
}

async fn sign_out(browser: &mut TestBrowser) {
    browser.get("/account/").await;
    browser.submit("sign-out", []).await.assert_status(303);
}

fn claims(app: &TestApp, tokens: &Tokens) -> Value {
    app.cx.keys.verify(None, id_token(tokens)).unwrap()
}

// OBCL-03, OBCL-04, OBCL-05
// oidcc-backchannel-rp-initiated-logout
#[both_databases]
async fn an_app_is_told_who_signed_out_of_what(app: TestApp) {
    let rp = Listener::start(&app, ok()).await;
    let mut browser = app.signed_in("alice").await;
    // Twice is one app all the same.
    rp.client.tokens(&mut browser, "openid").await;
    let known = claims(&app, &rp.client.tokens(&mut browser, "openid").await);
    sign_out(&mut browser).await;
    app.run_jobs().await;
    let told = rp.told(&app).await;
    assert_eq!(told.len(), 1);
    let told = told[0].as_object().unwrap();
    let members: BTreeSet<&str> = told.keys().map(String::as_str).collect();
    assert_eq!(
        members,
        BTreeSet::from(["aud", "events", "exp", "iat", "iss", "jti", "sid", "sub"])
    );
    for member in ["iss", "sub", "sid", "aud"] {
        assert_eq!(told[member], known[member], "{member}");
    }
    assert_eq!(told["events"], json!({ EVENT: {} }));
    let seconds = |member: &str| told[member].as_i64().unwrap();
    // OBCL-06
    assert!((1..=120).contains(&(seconds("exp") - seconds("iat"))));
    assert_eq!(seconds("iat"), app.cx.now().timestamp());
}

// OBCL-05: as ID tokens are
#[both_databases]
async fn the_logout_token_is_signed_as_id_tokens_are(app: TestApp) {
    let rp = Listener::described(&app, IDS[0], ok(), |client| {
        client.id_token_signed_response_alg = Some("ES256".to_owned());
        client.subject_type = Some(gatehouse_domain::SubjectType::Pairwise);
    })
    .await;
    let mut browser = app.signed_in("alice").await;
    let known = claims(&app, &rp.client.tokens(&mut browser, "openid").await);
    sign_out(&mut browser).await;
    app.run_jobs().await;
    assert_eq!(rp.told(&app).await[0]["sub"], known["sub"]);
    let request = &rp.server.received_requests().await.unwrap()[0];
    let body = String::from_utf8(request.body.clone()).unwrap();
    let header = body.split(['=', '.']).nth(1).unwrap();
    let header = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, header).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(
        (&header["alg"], &header["typ"]),
        (&json!("ES256"), &json!("logout+jwt"))
    );
}

// OBCL-07
// oidcc-rp-initiated-logout-no-post-logout-redirect-uri
#[both_databases]
async fn what_began_in_a_browser_ends_with_it_unless_it_may_go_on(app: TestApp) {
    let rp = Listener::start(&app, ok()).await;
    let messenger = app.client().named("Messenger").register().await;
    for (index, way) in [
        "sign-out",
        "app",
        "another person",
        "another browser",
        "everything else",
        "operator",
    ]
    .into_iter()
    .enumerate()
    {
        let mut browser = app.signed_in("alice").await;
        let brief = rp.client.tokens(&mut browser, "openid").await;
        let offline = rp.client.tokens(&mut browser, "openid offline_access").await;
        let matrix = messenger.tokens(&mut browser, TestClient::MATRIX).await;
        let mut other = app.signed_in("alice").await;
        match way {
            "sign-out" => sign_out(&mut browser).await,
            "app" => {
                let asked = super::uri(&[("id_token_hint", id_token(&brief))]);
                assert_eq!(browser.get(&asked).await.assert_status(303).location(), "/logout");
            }
            "another person" => {
                app.user("bob").await;
                browser.get("/login?kind=x").await;
                let page = browser.get("/login").await;
                if page.status == 303 {
                    // Whoever is signed in has to leave first.
                    sign_out(&mut browser).await;
                } else {
                    let typed = [("username", "bob"), ("password", TestApp::PASSWORD)];
                    browser.submit("sign-in", typed).await.assert_status(303);
                }
            }
            "another browser" => {
                let sid = claims(&app, &brief)["sid"].as_str().unwrap().to_owned();
                other.get(&format!("/account/sessions/{sid}?sign_out=1")).await;
                let form = format!("end-browser-{sid}");
                other.submit(&form, []).await.assert_status(303);
            }
            "everything else" => {
                other.get("/account/sessions/end-others").await;
                other.submit("end-others", []).await.assert_status(303);
            }
            _ => users::end_sessions(&app.cx, &app.user("alice").await).await.unwrap(),
        }
        let is_everything = index >= 4;
        rp.client.refresh(&brief.refresh).send().await.assert_status(400);
        let after = if is_everything { 400 } else { 200 };
        rp.client.refresh(&offline.refresh).send().await.assert_status(after);
        messenger.refresh(&matrix.refresh).send().await.assert_status(after);
        app.run_jobs().await;
        let sid = &claims(&app, &brief)["sid"];
        let told = rp.told(&app).await;
        let of_this: Vec<_> = told.iter().filter(|told| told["sid"] == *sid).collect();
        assert_eq!(of_this.len(), 1, "{way}: {told:?}");
    }
}

// OBCL-07: and so it is when nobody has looked for long, or the account is given up
#[both_databases]
async fn unused_browsers_and_accounts_that_are_given_up_end_the_same_way(app: TestApp) {
    let TestApp { database, .. } = app;
    let app = TestApp::on(database, |settings: &mut Settings| {
        settings.inactivity = Some(Inactivity {
            ttl: Duration::from_hours(24),
            compat: false,
            oauth: false,
            browsers: true,
        });
    });
    let rp = Listener::start(&app, ok()).await;
    let tokens = rp.client.tokens(&mut app.signed_in("alice").await, "openid").await;
    app.advance(25 * 3600);
    inactivity::expire(&app.cx).await.unwrap();
    app.run_jobs().await;
    rp.client.refresh(&tokens.refresh).send().await.assert_status(400);
    assert_eq!(rp.told(&app).await.len(), 1);
    let tokens = rp
        .client
        .tokens(&mut app.signed_in("alice").await, "openid offline_access")
        .await;
    // Not at the moment at which the other browser ended.
    app.advance(1);
    users::deactivate(&app.cx, &app.user("alice").await, false)
        .await
        .unwrap();
    app.run_jobs().await;
    rp.client.refresh(&tokens.refresh).send().await.assert_status(400);
    assert_eq!(rp.told(&app).await.len(), 2);
}

// OBCL-04: also when only the app is signed out
#[both_databases]
async fn an_app_that_is_signed_out_by_itself_is_told(app: TestApp) {
    let rp = Listener::start(&app, ok()).await;
    let mut browser = app.signed_in("alice").await;
    rp.client.tokens(&mut browser, "openid offline_access").await;
    browser.get("/account/sessions").await;
    let form = crate::account::forms(&browser, "end-session-").remove(0);
    browser.submit(&form, []).await.assert_status(303);
    app.run_jobs().await;
    assert_eq!(rp.told(&app).await.len(), 1);

    let tokens = rp.client.tokens(&mut browser, "openid").await;
    rp.client.revoke(&tokens.refresh).send().await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(rp.told(&app).await.len(), 2);
    // What was no sign-in with OpenID Connect has nobody to tell.
    rp.client
        .tokens(&mut app.signed_in("bob").await, TestClient::MATRIX)
        .await;
    users::end_sessions(&app.cx, &app.user("bob").await).await.unwrap();
    app.run_jobs().await;
    assert_eq!(rp.told(&app).await.len(), 2);
}

// OBCL-06
#[both_databases]
async fn an_app_that_is_down_is_told_later_and_not_for_ever(app: TestApp) {
    let down = || ResponseTemplate::new(503);
    let rp = Listener::start(&app, vec![down(), down(), ResponseTemplate::new(200)]).await;
    let mut browser = app.signed_in("alice").await;
    rp.client.tokens(&mut browser, "openid").await;
    sign_out(&mut browser).await;
    for (pause, expected) in [(0, 1), (1, 1), (1, 2), (4, 3), (3600, 3)] {
        app.advance(pause);
        app.run_jobs().await;
        assert_eq!(rp.told(&app).await.len(), expected, "{pause}");
    }
    let ids: BTreeSet<String> = rp.told(&app).await.iter().map(|told| told["jti"].to_string()).collect();
    assert_eq!(ids.len(), 3, "each try is a token of its own");

    let rp = Listener::start(&app, vec![down()]).await;
    let mut browser = app.signed_in("alice").await;
    rp.client.tokens(&mut browser, "openid").await;
    sign_out(&mut browser).await;
    for _ in 0..30 {
        app.advance(3600);
        app.run_jobs().await;
    }
    assert_eq!(rp.told(&app).await.len(), 10);
}

// OBCL-06: no redirection is followed, and who refuses is not asked again
#[both_databases]
async fn a_refusal_is_final(app: TestApp) {
    let elsewhere = MockServer::start().await;
    for answer in [
        ResponseTemplate::new(400),
        ResponseTemplate::new(302).insert_header("location", elsewhere.uri()),
        ResponseTemplate::new(307).insert_header("location", elsewhere.uri()),
    ] {
        let rp = Listener::start(&app, vec![answer]).await;
        let mut browser = app.signed_in("alice").await;
        rp.client.tokens(&mut browser, "openid").await;
        sign_out(&mut browser).await;
        for _ in 0..3 {
            app.run_jobs().await;
            app.advance(3600);
        }
        assert_eq!(rp.told(&app).await.len(), 1);
    }
    assert_eq!(elsewhere.received_requests().await.unwrap().len(), 0);
}

// OBCL-06
#[both_databases]
async fn an_app_that_does_not_answer_holds_nobody_up(app: TestApp) {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    let rp = Listener::start(&app, vec![slow]).await;
    let mut browser = app.signed_in("alice").await;
    rp.client.tokens(&mut browser, "openid").await;
    let began = std::time::Instant::now();
    sign_out(&mut browser).await;
    assert!(began.elapsed() < Duration::from_secs(4));
    app.run_jobs().await;
    assert!(began.elapsed() < Duration::from_secs(20), "it is not waited for");
    app.advance(2);
    assert_eq!(rp.told(&app).await.len(), 1);
}

// OBCL-08
#[both_databases]
async fn nothing_is_posted_into_private_networks(app: TestApp) {
    let rp = Listener::start(&app, ok()).await;
    let mut app = app;
    app.cx.fetch = Fetch::new();
    let mut browser = app.signed_in("alice").await;
    rp.client.tokens(&mut browser, "openid").await;
    sign_out(&mut browser).await;
    app.run_jobs().await;
    app.advance(3600);
    app.run_jobs().await;
    assert_eq!(rp.server.received_requests().await.unwrap().len(), 0);
}

// OBCL-07: a code that was not exchanged yet is worth nothing
#[both_databases]
async fn a_code_is_no_way_around_a_sign_out(app: TestApp) {
    let rp = Listener::start(&app, ok()).await;
    let mut browser = app.signed_in("alice").await;
    let (brief, offline) = (rp.client.flow("openid"), rp.client.flow("openid offline_access"));
    let codes = [
        rp.client.code(&mut browser, &brief).await,
        rp.client.code(&mut browser, &offline).await,
    ];
    sign_out(&mut browser).await;
    let late = rp.client.exchange(&brief, &codes[0]).send().await.assert_status(400);
    assert_eq!(late.json()["error"], "invalid_grant");
    rp.client.exchange(&offline, &codes[1]).send().await.assert_status(200);
}

// OBCL-07: whoever comes first
#[both_databases]
async fn an_exchange_and_a_sign_out_at_once_leave_nobody_signed_in(app: TestApp) {
    let rp = Listener::start(&app, ok()).await;
    for _ in 0..16 {
        let mut browser = app.signed_in("alice").await;
        let flow = rp.client.flow("openid");
        let code = rp.client.code(&mut browser, &flow).await;
        let before = rp.told(&app).await.len();
        let (exchanged, ()) = tokio::join!(rp.client.exchange(&flow, &code).send(), sign_out(&mut browser));
        app.run_jobs().await;
        let told = rp.told(&app).await.len() - before;
        if exchanged.status == 200 {
            let tokens = Tokens::from(exchanged);
            rp.client.refresh(&tokens.refresh).send().await.assert_status(400);
            assert_eq!(told, 1);
        } else {
            exchanged.assert_status(400);
            assert_eq!(told, 0);
        }
    }
}

#[both_databases]
async fn apps_that_are_slow_hold_up_no_letters(database: TestDb) {
    const ADDRESS: &str = "alice@example.com";
    let app = TestApp::on(database, with_recovery);
    let alice = app.user("alice").await;
    users::add_email(&app.cx, &alice, ADDRESS).await.unwrap();
    // As if there were many: more than there are workers.
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    let rp = Listener::start(&app, vec![slow]).await;
    for _ in 0..5 {
        let mut browser = app.signed_in("alice").await;
        rp.client.tokens(&mut browser, "openid").await;
        sign_out(&mut browser).await;
    }
    let mut forgetful = app.browser();
    forgetful.get("/recover").await.assert_status(200);
    let asked = forgetful.submit("recover", [("email", ADDRESS)]).await;
    asked.assert_status(303);

    let letter = async {
        while app.mail.to(ADDRESS).is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = Box::pin(jobs::work(&app.cx, CancellationToken::new())) => unreachable!("nobody stops it"),
        arrived = tokio::time::timeout(Duration::from_secs(8), letter) => {
            arrived.expect("the letter does not wait for the apps");
        }
    }
}

// OBCL-04: of many clicks at once, one is the sign-out
#[both_databases]
async fn an_app_is_told_once_however_often_the_button_is_pressed(app: TestApp) {
    let rp = Listener::start(&app, ok()).await;
    let mut browser = app.signed_in("alice").await;
    rp.client.tokens(&mut browser, "openid").await;
    browser.get("/account/").await;
    let clicks: Vec<_> = (0..16)
        .map(|_| {
            let mut tab = browser.clone();
            tokio::spawn(async move { tab.submit("sign-out", []).await.assert_status(303) })
        })
        .collect();
    for click in clicks {
        click.await.unwrap();
    }
    app.run_jobs().await;
    assert_eq!(rp.told(&app).await.len(), 1);
}

// OBCL-01, OBCL-02
// oidcc-backchannel-discovery-endpoint-verification
#[both_databases]
async fn a_client_says_where_it_wants_to_be_told(app: TestApp) {
    let metadata = app.get("/.well-known/openid-configuration").send().await.json();
    for member in ["backchannel_logout_supported", "backchannel_logout_session_supported"] {
        assert_eq!(metadata[member], true, "{member}");
    }
    let register = async |uri: &str| {
        let metadata = json!({
            "client_uri": "https://rp.test/",
            "redirect_uris": ["https://rp.test/cb"],
            "backchannel_logout_uri": uri,
            "backchannel_logout_session_required": true,
        });
        app.post("/oauth2/registration").json(&metadata).send().await
    };
    let told_at = "https://rp.test/told";
    let known = register(told_at).await.assert_status(201).json();
    assert_eq!(known["backchannel_logout_uri"], told_at);
    assert_eq!(known["backchannel_logout_session_required"], true);
    for wrong in ["http://rp.test/told", "https://rp.test/told#x", "told"] {
        register(wrong).await.assert_status(400);
    }
}
