//! What people do with a mouse.

use gatehouse_tests::Script;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_decides_and_signs_out() {
    let mut scene = Scene::start(Script::On).await;
    let request = scene.begin(&[]).await;
    assert_eq!(scene.heading().await, "Sign in");
    // M2966-43
    assert!(
        scene.browser.text("main").await.contains("app.example.com"),
        "the person sees for whom"
    );
    scene.browser.fill("#sign-in [name=username]", "alice").await;
    scene.browser.fill("#sign-in [name=password]", "not the password").await;
    scene.browser.click("#sign-in [type=submit]").await;
    assert!(scene.browser.text("[role=alert]").await.contains("do not match"));
    assert!(scene.browser.session().title().await.unwrap().starts_with("Error: "));
    let typed = scene
        .browser
        .find("#sign-in [name=username]")
        .await
        .prop("value")
        .await
        .unwrap();
    assert_eq!(typed.as_deref(), Some("alice"), "the name need not be typed again");
    scene.browser.sign_in("alice").await;

    let consent = scene.browser.text("main").await;
    for said in [
        "Teapot",
        "app.example.com",
        "@alice:",
        "TEAPOT0001",
        "Read and send your messages",
    ] {
        assert!(consent.contains(said), "{said} is not in: {consent}");
    }
    scene.browser.decide("deny").await;
    let came_back_to = scene.callback.visit().await;
    assert!(
        came_back_to.query().unwrap().contains("error=access_denied"),
        "{came_back_to}"
    );

    // The browser stays signed in; an app is asked about each time.
    let request_again = scene.begin(&[]).await;
    assert_ne!(request_again.state, request.state);
    assert_eq!(scene.heading().await, "Allow Teapot to use your account?");
    scene.browser.decide("allow").await;
    let code = scene.code(&request_again).await;
    let tokens = scene.app.exchange(&request_again, &code).await.assert_status(200);

    // Going back is no second code.
    scene.browser.session().back().await.unwrap();
    scene.browser.session().refresh().await.unwrap();
    assert_eq!(scene.heading().await, "You have already answered");

    scene.browser.open(&scene.gatehouse.url("account/")).await;
    assert!(
        scene
            .browser
            .text("section[aria-labelledby=apps]")
            .await
            .contains("Teapot")
    );
    scene.browser.click("form[id^=end-session] button").await;
    assert!(
        scene
            .browser
            .text("[role=status]")
            .await
            .contains("The app is signed out.")
    );
    assert!(!scene.browser.has("form[id^=end-session]").await);
    scene
        .app
        .refresh(&tokens.text("refresh_token"))
        .await
        .assert_error(400, "invalid_grant");

    scene.browser.click("#sign-out button").await;
    assert_eq!(scene.heading().await, "You are signed out");
    scene.browser.open(&scene.gatehouse.url("account/")).await;
    assert_eq!(scene.heading().await, "Sign in");

    scene
        .browser
        .open(&scene.gatehouse.url("authorize?client_id=nobody&response_type=code"))
        .await;
    assert_eq!(scene.heading().await, "This request can’t be used");
    // No script, style or form was blocked by the pages' own policy.
    let log = scene.browser.session().browser_log().await.unwrap();
    let complaints: Vec<&str> = log.iter().map(|entry| entry.message.as_str()).collect();
    let blocked: Vec<&&str> = complaints
        .iter()
        .filter(|line| line.contains("Content Security Policy"))
        .collect();
    assert!(blocked.is_empty(), "{blocked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_by_form_sends_itself() {
    let mut scene = Scene::start(Script::On).await;
    scene.begin(&[("response_mode", "form_post")]).await;
    scene.browser.sign_in("alice").await;
    scene.browser.decide("allow").await;
    let came_back_to = scene.callback.visit().await;
    assert_eq!(came_back_to.query(), None, "the answer is in the body");
    assert_eq!(
        scene.browser.arrive_at(&scene.callback.redirect_uri()).await,
        came_back_to
    );
}
