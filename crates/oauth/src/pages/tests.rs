use gatehouse_web::renderer::check;

use super::*;

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn consent() -> Consent {
    let redirect_uri = url("https://app.element.io/?no_universal_links=true");
    let mut app = App::new(Some("Element"), Some(&url("https://app.element.io/")), &redirect_uri);
    app.tos_uri = Some(url("https://element.io/terms-of-service"));
    app.policy_uri = Some(url("https://element.io/privacy"));
    app.logo = Some("/clients/01K9ZJ6W3V4R8T2Y5M7N0P1QSA/logo".into());
    Consent {
        action: "/consent/01K9ZJ6W3V4R8T2Y5M7N0P1QSD".into(),
        switch_action: "/logout?then=01K9ZJ6W3V4R8T2Y5M7N0P1QSD".into(),
        app,
        person: Person {
            matrix_id: "@ana:example.org".into(),
            display_name: Some("Ana Müller".into()),
        },
        permissions: vec![Permission::MatrixFull],
        device: Some("AABBCCDDEE".into()),
        returns_to: Destination::from(&redirect_uri),
    }
}

/// Everything at its longest, from an app that nobody knows.
fn consent_of_unknown_app() -> Consent {
    let redirect_uri = url("http://127.0.0.1:8973/callback");
    Consent {
        app: App::new(
            Some("Administration console for very large federated communities"),
            None,
            &redirect_uri,
        ),
        person: Person {
            matrix_id: "@a-username-of-considerable-length:matrix.department.university.example".into(),
            display_name: None,
        },
        permissions: vec![
            Permission::MatrixFull,
            Permission::OpenId,
            Permission::Email,
            Permission::SynapseAdmin,
        ],
        device: Some("AAAAAAAAAAAAAAAAAAAA+/AAAAAAAAAAAAAAAAAAAAAAAAAA".into()),
        returns_to: Destination::from(&redirect_uri),
        ..consent()
    }
}

fn consent_of_nameless_app() -> Consent {
    let redirect_uri = url("io.example.app:/callback");
    Consent {
        app: App::new(None, None, &redirect_uri),
        permissions: vec![Permission::OpenId],
        device: None,
        returns_to: Destination::from(&redirect_uri),
        ..consent()
    }
}

#[test]
fn consent_says_who_asks_for_what() {
    let renderer = check::renderer().unwrap();
    for html in check::page(&renderer, "consent", &consent()).unwrap() {
        for mark in [
            "app.element.io",
            "@ana:example.org",
            "AABBCCDDEE",
            "<form id=\"consent\" method=\"post\"",
            "<form id=\"switch-account\" method=\"post\"",
            "name=\"action\" value=\"allow\"",
            "name=\"action\" value=\"deny\"",
            "name=\"csrf\" value=\"csrf-of-this-browser\"",
        ] {
            assert!(html.contains(mark), "{mark} is missing in\n{html}");
        }
        assert!(check::is_small(&renderer, &html));
        assert!(!html.contains("class=\"danger\""));
    }
}

#[test]
fn consent_sets_apart_what_is_dangerous_and_whom_nobody_knows() {
    let renderer = check::renderer().unwrap();
    let page = consent_of_unknown_app();
    for html in check::page(&renderer, "consent-admin", &page).unwrap() {
        assert!(html.contains("class=\"danger\""));
        assert!(html.contains("class=\"notice info\""));
        assert!(check::is_small(&renderer, &html));
    }
    let page = consent_of_nameless_app();
    for html in check::page(&renderer, "consent-nameless", &page).unwrap() {
        assert!(html.contains("io.example.app"));
    }
}

fn end_session() -> EndSession {
    let target = url("https://wiki.example.org/bye");
    EndSession {
        action: "/oauth2/end_session".into(),
        app: Some(App::new(Some("Wiki"), Some(&target), &target)),
        person: consent().person,
        fields: vec![FormField::from(("state", "a \"quoted\" state"))],
        returns_to: Some(Destination::from(&target)),
        is_stranded: false,
    }
}

#[test]
fn the_question_before_a_sign_out_repeats_what_the_app_asked_for() {
    let renderer = check::renderer().unwrap();
    for html in check::page(&renderer, "end-session", &end_session()).unwrap() {
        for mark in [
            "wiki.example.org",
            "@ana:example.org",
            "<form id=\"end-session\" method=\"post\"",
            "name=\"state\" value=\"a &quot;quoted&quot; state\"",
            "/account/sessions",
        ] {
            assert!(html.contains(mark), "{mark} is missing in\n{html}");
        }
        assert!(check::is_small(&renderer, &html));
    }
    let unknown = EndSession {
        app: None,
        fields: Vec::new(),
        returns_to: None,
        ..end_session()
    };
    check::page(&renderer, "end-session-unknown", &unknown).unwrap();
    let stranded = EndSession {
        returns_to: None,
        is_stranded: true,
        ..end_session()
    };
    check::page(&renderer, "end-session-stranded", &stranded).unwrap();
}

#[test]
fn a_form_post_carries_every_field_and_no_token_of_ours() {
    let renderer = check::renderer().unwrap();
    let page = FormPost::new(
        url("https://rp.example/callback?tenant=1"),
        [("code", "abc"), ("state", "a \"quoted\" state")],
    );
    for html in check::page(&renderer, "form-post", &page).unwrap() {
        assert!(html.contains("<form id=\"form-post\" method=\"post\""));
        assert!(
            html.contains("name=\"state\" value=\"a &quot;quoted&quot; state\""),
            "{html}"
        );
        let form = html
            .split_once("<form id=\"form-post\"")
            .and_then(|(_, rest)| rest.split_once("</form>"));
        assert!(form.is_some_and(|(form, _)| !form.contains("csrf")), "{html}");
        assert!(check::is_small(&renderer, &html));
    }
    let page = FormPost::new(url("http://[::1]/"), [("error", "access_denied")]);
    check::page(&renderer, "form-post-device", &page).unwrap();
}
