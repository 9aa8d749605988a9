//! What people do who have no account yet.

use gatehouse_tests::{Chromium, PostOffice, Script, Setup};
use serde_json::{Value, json};
use url::Url;

use crate::scene::Scene;

const PASSWORD: &str = "correct horse battery staple";

async fn open(script: Script) -> (Scene, PostOffice) {
    let account = json!({"password_registration_enabled": true, "password_recovery_enabled": true});
    open_with(script, account).await
}

async fn open_with(script: Script, account: Value) -> (Scene, PostOffice) {
    let post_office = PostOffice::open().await;
    let setup = Setup {
        sections: vec![
            ("account", account),
            ("branding", json!({"tos_uri": "https://example.com/terms"})),
            ("email", post_office.section()),
        ],
        ..Setup::default()
    };
    (Scene::with(&setup, script).await, post_office)
}

impl Scene {
    async fn type_form(&self, username: &str, email: &str) {
        let page = &self.browser;
        page.fill("#register [name=username]", username).await;
        page.fill("#register [name=email]", email).await;
        page.fill("#register [name=password]", PASSWORD).await;
        page.fill("#register [name=password_confirm]", PASSWORD).await;
    }

    async fn accept(&self) {
        self.browser.tap("#accept_terms").await;
    }

    /// The name is shown as the id that it will be, and how strong a password is.
    async fn hints_while_it_is_typed(&self) {
        self.browser.fill("#username", "Ana").await;
        self.says("#username-help", "@ana:").await;
        self.browser.fill("#password", "hunter2").await;
        self.browser.find(".strength[data-level=\"1\"]:not([hidden])").await;
        self.says(".strength", "Easy to guess").await;
        self.browser.fill("#password", PASSWORD).await;
        self.browser.find(".strength[data-level=\"4\"]").await;
        self.says(".strength", "Very hard to guess").await;
    }

    async fn sign_up(&self, username: &str, email: &str) {
        self.type_form(username, email).await;
        self.accept().await;
        self.browser.click("#register [type=submit]").await;
    }
}

// CS-36, M2964-27
#[tokio::test(flavor = "multi_thread")]
async fn a_person_comes_from_an_app_and_goes_back_with_an_account() {
    for script in Script::BOTH {
        comes_back_with_an_account(script).await;
    }
}

async fn comes_back_with_an_account(script: Script) {
    let (mut scene, post_office) = open(script).await;
    let request = scene.begin(&[("prompt", "create")]).await;
    assert_eq!(scene.heading().await, "Create your account");
    scene.says("main", "app.example.com").await;
    if script == Script::On {
        scene.hints_while_it_is_typed().await;
    }

    // Taken: what was typed stays.
    scene.sign_up("alice", "ana@example.net").await;
    scene.says("[role=alert]", "is taken").await;
    scene.says("[role=alert]", "Free").await;
    let email = scene.browser.find("#email").await.prop("value").await.unwrap();
    assert_eq!(email.as_deref(), Some("ana@example.net"));
    assert!(scene.browser.find("#accept_terms").await.is_selected().await.unwrap());
    assert_eq!(
        scene.focused().await.attr("id").await.unwrap().as_deref(),
        Some("username")
    );
    scene.type_form("Ana", "ana@example.net").await;
    scene.browser.click("#register [type=submit]").await;

    assert_eq!(scene.heading().await, "Check your email");
    scene.says("main", "@ana:").await;
    let first = post_office.letter("ana@example.net", 1).await.code();
    scene.browser.tap("details.more summary").await;
    scene.browser.click("#resend [type=submit]").await;
    let code = post_office.letter("ana@example.net", 2).await.code();
    for wrong in ["000 000", first.as_str()].into_iter().filter(|wrong| *wrong != code) {
        scene.browser.fill("#code", wrong).await;
        scene.browser.click("#verify-email [type=submit]").await;
        scene.says("[role=alert]", "This is not the code").await;
    }
    let (a, b) = code.split_at(3);
    scene.browser.fill("#code", &format!("{a}-{b}")).await;
    scene.browser.click("#verify-email [type=submit]").await;

    assert_eq!(scene.heading().await, "What should others call you?");
    scene.browser.fill("#display_name", "Ana Müller").await;
    scene.browser.click("#display-name [value=set]").await;
    assert_eq!(scene.heading().await, "Allow Teapot to use your account?");
    scene.says("main", "@ana:").await;
    scene.browser.decide("allow").await;
    let code = scene.code(&request).await;
    scene.app.exchange(&request, &code).await.assert_status(200);
    scene.assert_nothing_was_blocked().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_of_the_mail_may_be_opened_elsewhere() {
    for script in Script::BOTH {
        confirms_elsewhere(script).await;
    }
}

async fn confirms_elsewhere(script: Script) {
    let (scene, post_office) = open(script).await;
    scene.go_to("login").await;
    scene.browser.click("#sign-up").await;
    scene.sign_up("ana", "mistyped@example.net").await;
    post_office.letter("mistyped@example.net", 1).await;
    scene.browser.tap("details.more summary").await;
    scene.browser.fill("#email", "ana@example.net").await;
    scene.browser.click("#change-email [type=submit]").await;
    scene.says("main", "ana@example.net").await;
    let letter = post_office.letter("ana@example.net", 1).await;

    let phone = Chromium::start(script).await;
    phone.open(&letter.link()).await;
    assert_eq!(phone.text("h1").await, "Confirm your email address");
    phone.click("#confirm-email [type=submit]").await;
    assert_eq!(phone.text("h1").await, "Your address is confirmed");

    scene.browser.session().refresh().await.unwrap();
    assert_eq!(scene.heading().await, "You have done this step already");
    scene.browser.click("main a.button").await;
    scene.browser.click("#display-name [value=skip]").await;
    scene.browser.find("#sign-out").await;
    // Going back is no second account.
    scene.browser.session().back().await.unwrap();
    scene.browser.session().refresh().await.unwrap();
    assert_eq!(scene.heading().await, "Your account is there");
}

impl Scene {
    /// A registration token of the operator's, and the invitation to use it.
    fn issue_token(&self, for_whom: &[&str]) -> (String, Url) {
        let command = [&["manage", "issue-user-registration-token"], for_whom].concat();
        let issued = self.gatehouse.command(&command).output().unwrap();
        assert!(issued.status.success(), "{issued:?}");
        let said = String::from_utf8(issued.stdout).unwrap();
        let mut lines = said.lines();
        let token = lines.next().unwrap().to_owned();
        (token, lines.next().unwrap().parse().unwrap())
    }

    /// The link of the mail, in another browser, and then the last step here.
    async fn confirm_elsewhere(&self, post_office: &PostOffice, address: &str, script: Script) {
        let letter = post_office.letter(address, 1).await;
        let phone = Chromium::start(script).await;
        phone.open(&letter.link()).await;
        phone.click("#confirm-email [type=submit]").await;
        assert_eq!(phone.text("h1").await, "Your address is confirmed");
        self.browser.session().refresh().await.unwrap();
        self.browser.click("main a.button").await;
        self.browser.click("#display-name [value=skip]").await;
        self.browser.find("#sign-out").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_invitations_work_with_and_without_scripts() {
    for script in Script::BOTH {
        let account = json!({
            "password_registration_enabled": true,
            "password_registration_token_required": true,
        });
        let (scene, post_office) = open_with(script, account).await;
        // Typed, with a mistake first.
        let (token, _) = scene.issue_token(&[]);
        scene.browser.open(&scene.gatehouse.url("register")).await;
        scene.sign_up("ana", "ana@example.net").await;
        assert_eq!(scene.heading().await, "Enter your invitation code");
        for typed in ["mistyped", token.as_str()] {
            scene.browser.fill("#token", typed).await;
            scene.browser.click("#registration-token [type=submit]").await;
        }
        scene.confirm_elsewhere(&post_office, "ana@example.net", script).await;

        // By a link that says who it is for.
        scene.browser.click("#sign-out button").await;
        let (_, invitation) = scene.issue_token(&["--username", "bea", "--email", "bea@example.net"]);
        scene.browser.open(&invitation).await;
        for (field, value) in [("username", "bea"), ("email", "bea@example.net")] {
            let field = scene.browser.find(&format!("#{field}[readonly]")).await;
            assert_eq!(field.prop("value").await.unwrap().as_deref(), Some(value));
        }
        for field in ["password", "password_confirm"] {
            scene.browser.fill(&format!("#{field}"), PASSWORD).await;
        }
        scene.accept().await;
        scene.browser.click("#register [type=submit]").await;
        scene.confirm_elsewhere(&post_office, "bea@example.net", script).await;
        assert!(scene.browser.text("main").await.contains("@bea:"));
        // It was for one.
        scene.browser.open(&invitation).await;
        assert!(!scene.browser.has("#register").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_sign_up_fit_phones_and_desktops() {
    let (scene, post_office) = open(Script::On).await;
    scene.begin(&[("prompt", "create")]).await;
    scene.browser.fill("#username", "ana").await;
    scene.browser.fill("#password", PASSWORD).await;
    scene.browser.find(".strength[data-level=\"4\"]").await;
    scene.portray("register").await;
    scene.type_form("alice", "ana@example").await;
    scene.browser.fill("#password", "hunter2").await;
    scene.accept().await;
    scene.browser.click("#register [type=submit]").await;
    scene.portray("register-failed").await;
    scene.type_form("ana", "ana@example.net").await;
    scene.browser.click("#register [type=submit]").await;
    scene.browser.find("#verify-email").await;
    scene.portray("register-verify-email").await;
    scene.browser.tap("details.more summary").await;
    scene.portray("register-verify-email-more").await;
    let letter = post_office.letter("ana@example.net", 1).await;
    let here = scene.browser.url().await;
    scene.browser.open(&letter.link()).await;
    scene.portray("email-confirm").await;
    scene.browser.click("#confirm-email [type=submit]").await;
    scene.browser.find("#display-name").await;
    scene.portray("register-display-name").await;
    scene.browser.open(&here).await;
    scene.portray("register-step-done").await;
    scene
        .browser
        .open(&scene.gatehouse.url("register/steps/x/finish"))
        .await;
    scene.portray("register-elsewhere").await;
    scene.go_to("login").await;
    scene.portray("sign-in-with-ways").await;
}
