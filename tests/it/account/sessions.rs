//! `/account/sessions`: apps and browsers in one list.

use chrono::TimeDelta;
use gatehouse_storage::sessions;
use gatehouse_testkit::{Call, Mood, TestApp, TestBrowser, TestClient, both_databases};
use http::Method;

use super::{forms, insert_sessions};
use crate::authorize::unescaped;

const LIST: &str = "/account/sessions";
const STALE: i64 = 16 * 60;

/// The ids of the rows, in their order.
fn rows(browser: &TestBrowser) -> Vec<String> {
    let boxes = browser.page.split("name=\"session\" value=\"").skip(1);
    boxes
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

async fn open(browser: &mut TestBrowser, path: &str) -> Vec<String> {
    browser.get(path).await.assert_status(200);
    rows(browser)
}

/// Where the link with this mark leads.
fn link(browser: &TestBrowser, mark: &str) -> Option<String> {
    let before = browser.page.split_once(mark)?.0;
    let href = before.rsplit("href=\"").next()?.split('"').next()?;
    Some(unescaped(href))
}

fn scope(device: &str) -> String {
    TestClient::MATRIX.replace("ABCDEFGHIJ", device)
}

// M4191-04, M4191-19
#[both_databases]
async fn apps_and_browsers_are_one_list(app: TestApp) {
    let client = app.client().named("<b>Messenger</b>").register().await;
    let mut here = app.signed_in("alice").await;
    app.advance(60);
    app.signed_in("alice").await;
    app.advance(60);
    client.tokens(&mut here, TestClient::MATRIX).await;
    client
        .tokens(&mut app.signed_in("bob").await, &scope("OFBOB00000"))
        .await;

    assert_eq!(
        open(&mut here, LIST).await.len(),
        2,
        "one's own, and this browser apart"
    );
    assert_eq!(forms(&here, "end-session-").len(), 1);
    assert_eq!(forms(&here, "end-browser-").len(), 1);
    assert_eq!(forms(&here, "sign-out").len(), 1);
    let page = unescaped(&here.page);
    for shown in ["<b>Messenger</b>", "rp.test", "Messages", "This browser"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!here.page.contains("<b>Messenger"));
    assert_eq!(
        here.get("/account/sessions/browsers")
            .await
            .assert_status(303)
            .location(),
        LIST
    );
    assert_eq!(
        app.get(LIST).send().await.assert_status(303).location(),
        "/login?kind=account_page&path=%2Faccount%2Fsessions"
    );
}

#[both_databases]
async fn many_come_in_pages(app: TestApp) {
    let client = app.client().register().await;
    let alice = app.user("alice").await;
    let mut browser = app.signed_in("alice").await;
    insert_sessions(&app, &alice, &client, 120).await;
    let mut seen = Vec::new();
    let mut path = Some(LIST.to_owned());
    let mut pages = Vec::new();
    while let Some(next) = path {
        let found = open(&mut browser, &next).await;
        pages.push(found.len());
        seen.extend(found);
        path = link(&browser, "\" rel=\"next\"");
    }
    assert_eq!(pages, [25, 25, 25, 25, 20]);
    seen.dedup();
    assert_eq!(seen.len(), 120, "each once");
    assert!(seen.is_sorted_by(|a, b| a > b), "the newest first");
    assert!(browser.page.contains("Most recent"));
    // What is no place in the list is its beginning.
    for before in ["x", "", "%00", "1"] {
        assert_eq!(open(&mut browser, &format!("{LIST}?before={before}")).await.len(), 25);
    }
    browser
        .get(&format!("{LIST}?before=1&before=2"))
        .await
        .assert_status(400);
}

#[both_databases]
async fn exactly_one_page_has_no_next_one(app: TestApp) {
    let client = app.client().register().await;
    let alice = app.user("alice").await;
    let mut browser = app.signed_in("alice").await;
    app.advance(12);
    // As many newer ones as older.
    insert_sessions(&app, &alice, &client, 25).await;
    assert_eq!(open(&mut browser, LIST).await.len(), 25);
    assert!(!browser.page.contains("rel=\"next\""), "this browser does not count");
}

#[both_databases]
async fn what_is_searched_is_taken_as_it_is_written(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    for (name, device) in [
        ("Fluffy 100%", "PERCENT000"),
        ("Snake_case", "SNAKE00000"),
        ("École", "ECOLE00000"),
    ] {
        let client = app.client().named(name).register().await;
        client.tokens(&mut browser, &scope(device)).await;
    }
    for (text, found) in [
        ("fluffy", 1),
        ("FLUFFY", 1),
        ("100%25", 1),
        ("%25", 1),
        ("_", 1),
        ("snake_CASE", 1),
        ("percent000", 1),
        ("%C3%89cole", 1),
        ("rp.test", 3),
        ("nobody", 0),
        ("%00%0a", 3),
        ("%3Cscript%3E", 0),
        ("%27+OR+1%3D1--", 0),
    ] {
        assert_eq!(
            open(&mut browser, &format!("{LIST}?q={text}")).await.len(),
            found,
            "{text}"
        );
    }
    let long = "x".repeat(10_000);
    assert_eq!(open(&mut browser, &format!("{LIST}?q={long}")).await.len(), 0);
    browser.get(&format!("{LIST}?q=nobody")).await;
    assert!(browser.page.contains("Show everything"));
}

#[both_databases]
async fn a_search_has_pages_as_well(app: TestApp) {
    let client = app.client().register().await;
    let alice = app.user("alice").await;
    let mut browser = app.signed_in("alice").await;
    insert_sessions(&app, &alice, &client, 120).await;
    // DEVICE-0010 to DEVICE-0019, DEVICE-0100 to DEVICE-0119.
    assert_eq!(open(&mut browser, &format!("{LIST}?q=device-001")).await.len(), 10);
    assert_eq!(open(&mut browser, &format!("{LIST}?q=Device-0")).await.len(), 25);
    let older = link(&browser, "\" rel=\"next\"").unwrap();
    assert!(older.contains("q=Device-0"), "{older}");
    assert_eq!(open(&mut browser, &older).await.len(), 25);
}

// M4191-06: devices are gone from the homeserver when the page comes
#[both_databases]
async fn what_is_ticked_is_signed_out_together(app: TestApp) {
    let client = app.client().register().await;
    let mut here = app.signed_in("alice").await;
    app.advance(60);
    let mut there = app.signed_in("alice").await;
    let gone = client.tokens(&mut here, &scope("GONE000000")).await;
    app.advance(1);
    let kept = client.tokens(&mut here, &scope("KEPT000000")).await;
    let mut bob = app.signed_in("bob").await;
    let foreign = client.tokens(&mut bob, &scope("OFBOB00000")).await;
    let of_bob = open(&mut bob, LIST).await.pop().unwrap();

    // The newest first: kept, gone, the other browser.
    let [_, app_id, browser_id] = open(&mut here, LIST).await.try_into().unwrap();
    let ticked = [
        ("session", app_id.as_str()),
        ("session", browser_id.as_str()),
        ("session", of_bob.as_str()),
        ("session", "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("session", "x"),
        ("session", "\0"),
    ];
    let mut again = here.clone();
    let done = here.submit("end-selected", ticked).await.assert_status(303);
    here.follow(done.location()).await;
    assert!(here.page.contains("What you selected is signed out."), "{}", here.page);
    assert_eq!(rows(&here).len(), 1);
    assert_eq!(app.homeserver.devices("alice"), ["KEPT000000"]);
    assert!(!TestApp::is_active(&app.introspect(&gone.access).await));
    there.get(LIST).await.assert_status(303);
    assert!(TestApp::is_active(&app.introspect(&kept.access).await));
    assert!(
        TestApp::is_active(&app.introspect(&foreign.access).await),
        "another's is left alone"
    );
    // Twice does no harm.
    again.submit("end-selected", ticked).await.assert_status(303);
    assert_eq!(app.homeserver.devices("alice"), ["KEPT000000"]);
}

// M4191-12
#[both_databases]
async fn a_selection_needs_the_token_and_something_ticked(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let tokens = client.tokens(&mut browser, TestClient::MATRIX).await;
    let [id] = open(&mut browser, LIST).await.try_into().unwrap();
    for csrf in [None, Some(("csrf", "x"))] {
        let fields = [("session", id.as_str())].into_iter().chain(csrf);
        let request = browser.request(Method::POST, "/account/sessions/end");
        request.form(fields).send().await.assert_status(403);
    }
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
    let mut none = browser.clone();
    none.submit("end-selected", []).await.assert_status(422);
    assert!(none.page.contains("Select first what you want to sign out.") && none.page.contains("<title>Error: "));
    assert_eq!(rows(&none), std::slice::from_ref(&id), "the list is there");
    let too_many: Vec<_> = (0..500).map(|_| ("session", id.as_str())).collect();
    browser.submit("end-selected", too_many).await.assert_status(400);
    assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
}

// M4191-10
#[both_databases]
async fn signing_out_an_app_wants_a_fresh_proof(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, TestClient::MATRIX).await;
    app.advance(STALE);
    let [id] = open(&mut browser, LIST).await.try_into().unwrap();
    let mut single = browser.clone();
    let response = single.submit(&format!("end-session-{id}"), []).await.assert_status(303);
    assert_eq!(
        response.location(),
        format!("/login?kind=account_page&path=%2Faccount%2Fsessions%2F{id}&again=1")
    );
    single.get("/account/sessions/end-others").await.assert_status(303);

    let response = browser.submit("end-selected", [("session", id.as_str())]).await;
    browser
        .follow(response.assert_status(303).location())
        .await
        .assert_status(200);
    assert_eq!(
        app.homeserver.devices("alice"),
        ["ABCDEFGHIJ"],
        "nothing has happened yet"
    );
    let signed_in = browser
        .submit("sign-in", [("username", "alice"), ("password", TestApp::PASSWORD)])
        .await
        .assert_status(303);
    browser.follow(signed_in.location()).await.assert_status(200);
    assert!(browser.page.contains("still selected"), "{}", browser.page);
    assert!(
        browser.page.contains(&format!("value=\"{id}\" checked")),
        "{}",
        browser.page
    );
    let done = browser
        .submit("end-selected", [("session", id.as_str())])
        .await
        .assert_status(303);
    assert_eq!(done.location(), "/account/sessions?ended=selected");
    assert!(app.homeserver.devices("alice").is_empty());
}

#[both_databases]
async fn a_homeserver_that_is_away_is_told_later(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let mut ids = Vec::new();
    for device in ["FIRST00000", "SECOND0000"] {
        client.tokens(&mut browser, &scope(device)).await;
        app.advance(1);
    }
    ids.extend(open(&mut browser, LIST).await);
    app.homeserver.be(Mood::Away);
    let done = browser
        .submit("end-selected", ids.iter().map(|id| ("session", id.as_str())))
        .await;
    browser.follow(done.assert_status(303).location()).await;
    assert!(
        browser.page.contains("It will be told as soon as it is back"),
        "{}",
        browser.page
    );
    assert!(rows(&browser).is_empty());
    app.homeserver.be(Mood::Well);
    assert_eq!(app.homeserver.devices("alice").len(), 2);
    app.advance(3600);
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
}

#[both_databases]
async fn a_device_can_be_given_a_name(app: TestApp) {
    let client = app.client().named("Messenger").register().await;
    let mut browser = app.signed_in("alice").await;
    client.tokens(&mut browser, TestClient::MATRIX).await;
    let [id] = open(&mut browser, LIST).await.try_into().unwrap();
    let page = format!("/account/sessions/{id}");
    browser.get(&page).await.assert_status(200);
    for shown in [
        "rp.test",
        "ABCDEFGHIJ",
        "Read and send your messages",
        "href=\"https://rp.test/\"",
    ] {
        assert!(unescaped(&browser.page).contains(shown), "{shown}");
    }
    let long = "ü".repeat(101);
    for (name, error) in [
        ("a\0b", "control characters"),
        ("a\nb", "control characters"),
        (long.as_str(), "at most 100"),
    ] {
        let mut wrong = browser.clone();
        wrong.submit("device-name", [("name", name)]).await.assert_status(422);
        assert!(wrong.page.contains(error), "{}", wrong.page);
    }
    let mut forged = browser.clone();
    forged.set_cookie("__Host-csrf", "x");
    forged.submit("device-name", [("name", "x")]).await.assert_status(403);

    let done = browser
        .submit("device-name", [("name", "  Kitchen <tablet> ")])
        .await
        .assert_status(303);
    browser.follow(done.location()).await;
    assert!(browser.page.contains("The name is saved."));
    assert!(app.homeserver.calls().contains(&Call::RenameDevice(
        "alice".to_owned(),
        "ABCDEFGHIJ".to_owned(),
        "Kitchen <tablet>".to_owned()
    )));
    open(&mut browser, LIST).await;
    assert!(unescaped(&browser.page).contains("Kitchen <tablet>"));
    assert_eq!(open(&mut browser, &format!("{LIST}?q=kitchen")).await.len(), 1);

    // Without a name it is called as the app is.
    app.homeserver.be(Mood::Away);
    browser.get(&page).await;
    let done = browser.submit("device-name", [("name", "")]).await.assert_status(303);
    browser.follow(done.location()).await;
    assert!(browser.page.contains("as soon as it is back"), "{}", browser.page);
    app.homeserver.be(Mood::Well);
    app.advance(60);
    app.run_jobs().await;
    let last = app.homeserver.calls().into_iter().rev().find_map(|call| match call {
        Call::RenameDevice(_, _, name) => Some(name),
        _ => None,
    });
    assert_eq!(last.as_deref(), Some("Messenger"));
    // Another's can't be renamed.
    let mut bob = app.signed_in("bob").await;
    bob.get(LIST).await;
    let csrf = bob.csrf("sign-out");
    let request = bob.request(Method::POST, &format!("{page}/name"));
    let fields = [("csrf", csrf.as_str()), ("name", "Mine")];
    request.form(fields).send().await.assert_status(404);
    bob.get(&page).await.assert_status(404);
}

/// How many statements a request takes.
async fn statements(app: &TestApp, browser: &mut TestBrowser, path: &str) -> u64 {
    let before = app.cx.db.statements();
    browser.get(path).await.assert_status(200);
    app.cx.db.statements() - before
}

#[both_databases]
async fn the_first_page_costs_three_statements_however_many_there_are(app: TestApp) {
    let client = app.client().register().await;
    let alice = app.user("alice").await;
    let mut browser = app.signed_in("alice").await;
    let few = statements(&app, &mut browser, LIST).await;
    insert_sessions(&app, &alice, &client, 120).await;
    assert_eq!(statements(&app, &mut browser, LIST).await, few);
    assert!(few <= 3, "{few} statements");
    // Now and then it is noted that the browser is in use.
    app.clock.advance(TimeDelta::minutes(2));
    let noted = statements(&app, &mut browser, LIST).await;
    assert!(noted <= 3, "{noted} statements");
    let count = sessions::count(&mut app.cx.db.read().await.unwrap(), alice.id).await;
    assert_eq!(count.unwrap(), 120);
}
