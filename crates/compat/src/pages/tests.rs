use gatehouse_web::renderer::check;
use url::Url;

use super::*;

fn question(redirect_url: &str) -> CompleteSso {
    let app = App::new(None, None, &redirect_url.parse::<Url>().unwrap());
    CompleteSso {
        action: "/complete-compat-sso/01K9ZJ6W3V4R8T2Y5M7N0P1QSD".into(),
        switch_action: "/logout?kind=continue_compat_sso_login&id=01K9ZJ6W3V4R8T2Y5M7N0P1QSD".into(),
        returns_to: app.place.clone(),
        app,
        person: Person {
            matrix_id: "@ana:example.org".into(),
            display_name: Some("Ana Müller".into()),
        },
        permissions: vec![Permission::MatrixFull],
    }
}

// LG-30
#[test]
fn the_question_names_the_site_that_gets_access() {
    let renderer = check::renderer().unwrap();
    for (name, redirect_url, mark) in [
        ("complete-sso", "https://chat.example.com/#/home", "chat.example.com"),
        ("complete-sso-native", "io.element.app:/callback", "io.element.app"),
        ("complete-sso-device", "http://127.0.0.1:4711/", "@ana:example.org"),
    ] {
        for html in check::page(&renderer, name, &question(redirect_url)).unwrap() {
            for mark in [
                mark,
                "@ana:example.org",
                "<form id=\"complete-sso\" method=\"post\"",
                "<form id=\"switch-account\" method=\"post\"",
                "name=\"action\" value=\"allow\"",
                "name=\"action\" value=\"deny\"",
                "name=\"csrf\" value=\"csrf-of-this-browser\"",
            ] {
                assert!(html.contains(mark), "{mark} is missing in\n{html}");
            }
            assert!(check::is_small(&renderer, &html));
        }
    }
}

#[test]
fn the_page_inside_an_app_says_what_it_needs() {
    let renderer = check::renderer().unwrap();
    let page = LoginFallback {
        action: "/login-fallback".into(),
        again: "/login-fallback?device_id=ABC".into(),
    };
    for html in check::page(&renderer, "login-fallback", &page).unwrap() {
        assert!(html.contains("<noscript>") && html.contains("JavaScript"), "{html}");
        assert!(check::is_small(&renderer, &html));
    }
}
