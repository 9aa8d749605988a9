use std::time::Duration;

use gatehouse_web::{pages::Destination, renderer::check};
use url::Url;

use super::*;

fn link() -> Link {
    Link {
        action: "/link".into(),
        code: String::new(),
        is_filled_in: false,
        error: None,
        wait: None,
    }
}

fn app() -> App {
    let url = |text: &str| text.parse::<Url>().ok();
    let mut app = App::new(
        Some("Element"),
        url("https://element.io/").as_ref(),
        &url("https://x.example/").unwrap(),
    );
    app.policy_uri = url("https://element.io/privacy");
    app
}

fn consent() -> DeviceConsent {
    DeviceConsent {
        action: "/device/01K9ZJ6W3V4R8T2Y5M7N0P1QSD".into(),
        switch_action: "/logout?kind=continue_device_code_grant&id=01K9ZJ6W3V4R8T2Y5M7N0P1QSD".into(),
        app: app(),
        person: Person {
            matrix_id: "@ana:example.org".into(),
            display_name: Some("Ana Müller".into()),
        },
        permissions: vec![Permission::MatrixFull, Permission::OpenId],
        device: Some("wjLpTLRqbqBzLs63aYaEv2Boi6cFEbbM/sSRQ2oAKk4".into()),
        user_code: "WDJB-MJHT".into(),
        asked_at: Timestamp::from_timestamp(1_779_999_880, 0).unwrap_or_default(),
        ip: Some("2001:db8:85a3::8a2e:370:7334".into()),
        user_agent: UserAgent::from("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
        user_agent_text: Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into()),
    }
}

#[test]
fn the_code_is_asked_for_and_what_is_wrong_said_twice() {
    let renderer = check::renderer().unwrap();
    let with_code = |error| Link {
        code: "WDJB-MJHX".into(),
        error: Some(error),
        ..link()
    };
    let filled_in = Link {
        code: "WDJB-MJHT".into(),
        is_filled_in: true,
        ..link()
    };
    let waiting = Link {
        wait: Some(Duration::from_mins(1).into()),
        ..link()
    };
    for (name, page, alerts) in [
        ("link", link(), 0),
        ("link-filled-in", filled_in, 0),
        ("link-wait", waiting, 1),
        (
            "link-missing",
            Link {
                error: Some(LinkError::Missing),
                ..link()
            },
            1,
        ),
        ("link-unknown", with_code(LinkError::Unknown), 1),
        ("link-used", with_code(LinkError::Used), 1),
        ("link-old", with_code(LinkError::Over), 1),
    ] {
        for html in check::page(&renderer, name, &page).unwrap() {
            assert!(
                html.contains("<form id=\"link\" method=\"post\" action=\"/link\""),
                "{html}"
            );
            assert!(html.contains(&format!("value=\"{}\"", page.code)) || page.code.is_empty());
            assert_eq!(html.matches("role=\"alert\"").count(), alerts, "{name}");
            assert!(check::is_small(&renderer, &html));
        }
    }
}

// M4341-14, R8628-06, R8628-07
#[test]
fn the_question_says_what_is_signed_in_and_from_where() {
    let renderer = check::renderer().unwrap();
    for html in check::page(&renderer, "device-consent", &consent()).unwrap() {
        for mark in [
            "WDJB-MJHT",
            "element.io",
            "@ana:example.org",
            "2001:db8:85a3::8a2e:370:7334",
            "Firefox",
            "datetime=\"2026-05-28T20:24:40Z\"",
            "<form id=\"device-consent\" method=\"post\"",
            "<form id=\"switch-account\" method=\"post\"",
            "name=\"action\" value=\"allow\"",
            "name=\"action\" value=\"deny\"",
        ] {
            assert!(html.contains(mark), "{mark} is missing in\n{html}");
        }
        assert!(check::is_small(&renderer, &html));
    }
}

#[test]
fn the_question_sets_apart_what_is_dangerous_and_whom_nobody_knows() {
    let renderer = check::renderer().unwrap();
    let page = DeviceConsent {
        app: App {
            name: None,
            place: Destination::Elsewhere,
            has_website: false,
            logo: None,
            tos_uri: None,
            policy_uri: None,
        },
        permissions: vec![Permission::MatrixFull, Permission::SynapseAdmin],
        ip: None,
        user_agent: UserAgent::from("Teapot/1.0"),
        user_agent_text: Some("Teapot/1.0".into()),
        ..consent()
    };
    for html in check::page(&renderer, "device-consent-admin", &page).unwrap() {
        assert!(html.contains("class=\"danger\"") && html.contains("Teapot/1.0"));
        assert_eq!(html.matches("class=\"notice info\"").count(), 2);
        assert!(check::is_small(&renderer, &html));
    }
    let page = DeviceConsent {
        user_agent: UserAgent::default(),
        user_agent_text: None,
        device: None,
        ..page
    };
    check::page(&renderer, "device-consent-bare", &page).unwrap();
}

#[test]
fn every_ending_shows_the_way_on() {
    let renderer = check::renderer().unwrap();
    for (name, ending) in [
        ("device-done-allowed", DeviceEnding::Allowed),
        ("device-done-denied", DeviceEnding::Denied),
        ("device-done-refused", DeviceEnding::Refused),
        ("device-done-over", DeviceEnding::Over),
    ] {
        for html in check::page(&renderer, name, &DeviceDone { ending }).unwrap() {
            assert!(html.contains("href=\"/account/sessions\""));
            assert_eq!(html.contains("href=\"/link\""), ending == DeviceEnding::Over);
            assert!(check::is_small(&renderer, &html));
        }
    }
}
