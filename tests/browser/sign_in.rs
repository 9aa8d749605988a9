//! What people do who come from an app, and who leave again.

use gatehouse_tests::Script;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_decides_and_signs_out() {
    for script in Script::BOTH {
        signs_in_decides_and_signs_out(script).await;
    }
}

async fn signs_in_decides_and_signs_out(script: Script) {
    let mut scene = Scene::start(script).await;
    let request = scene.begin(&[]).await;
    assert_eq!(scene.heading().await, "Sign in");
    // M2966-43: the person sees for whom
    scene.says("main", "app.example.com").await;
    scene.browser.fill("#sign-in [name=username]", "alice").await;
    scene.browser.fill("#sign-in [name=password]", "not the password").await;
    scene.browser.click("#sign-in [type=submit]").await;
    scene.says("[role=alert]", "do not match").await;
    assert!(scene.browser.session().title().await.unwrap().starts_with("Error: "));
    let username = scene.browser.find("#sign-in [name=username]").await;
    let typed = username.prop("value").await.unwrap();
    assert_eq!(typed.as_deref(), Some("alice"), "the name need not be typed again");
    scene.browser.sign_in("alice").await;

    for said in [
        "Teapot",
        "app.example.com",
        "@alice:",
        "TEAPOT0001",
        "Read and send your messages",
    ] {
        scene.says("main", said).await;
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

    scene.go_to("account/").await;
    scene.says("section[aria-labelledby=apps]", "Teapot").await;
    scene.browser.click("form[id^=end-session] button").await;
    scene.says("[role=status]", "The app is signed out.").await;
    assert!(!scene.browser.has("form[id^=end-session]").await);
    scene
        .app
        .refresh(&tokens.text("refresh_token"))
        .await
        .assert_error(400, "invalid_grant");

    scene.browser.click("#sign-out button").await;
    assert_eq!(scene.heading().await, "You are signed out");
    scene.go_to("account/").await;
    assert_eq!(scene.heading().await, "Sign in");

    scene.go_to("authorize?client_id=nobody&response_type=code").await;
    assert_eq!(scene.heading().await, "This request can’t be used");
    scene.assert_nothing_was_blocked().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_by_form_sends_itself_where_scripts_run() {
    for script in Script::BOTH {
        let mut scene = Scene::start(script).await;
        scene.begin(&[("response_mode", "form_post")]).await;
        scene.browser.sign_in("alice").await;
        scene.browser.decide("allow").await;
        if script == Script::Off {
            assert_eq!(scene.heading().await, "Back to the app");
            scene.browser.click("#form-post button").await;
        }
        let came_back_to = scene.callback.visit().await;
        assert_eq!(came_back_to.query(), None, "the answer is in the body");
        assert_eq!(
            scene.browser.arrive_at(&scene.callback.redirect_uri()).await,
            came_back_to
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_takes_another_account_and_an_app_asks_to_sign_out() {
    for script in Script::BOTH {
        let scene = Scene::start(script).await;
        scene.gatehouse.register("bea");
        scene.begin(&[]).await;
        scene.browser.sign_in("bea").await;
        scene.browser.click("#switch-account button").await;
        assert_eq!(scene.heading().await, "Sign in");
        scene.browser.sign_in("alice").await;
        scene.says("main", "@alice:").await;

        scene.go_to("oauth2/end_session").await;
        assert_eq!(scene.heading().await, "Sign out of this browser?");
        scene.browser.click("#end-session button").await;
        assert_eq!(scene.heading().await, "You are signed out");
        scene.go_to("account/").await;
        assert_eq!(scene.heading().await, "Sign in");
    }
}
