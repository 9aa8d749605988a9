//! Devices, activity, security.

use gatehouse_domain::{AccountEvent, AccountEventId, RecordedEvent};

use super::*;

fn id(index: usize) -> String {
    format!("01K9ZJ6W3V4R8T2Y5M7N0P{index:04}")
}

fn agent(index: usize) -> UserAgent {
    let known = [
        ("Firefox", "Linux", false),
        ("Safari", "iOS", true),
        ("Chrome", "Windows", false),
    ];
    known
        .get(index % 4)
        .map(|(browser, system, mobile)| UserAgent {
            browser: Some(browser),
            system: Some(system),
            mobile: *mobile,
        })
        .unwrap_or_default()
}

fn device(index: usize) -> Device {
    let session = session(index);
    let is_browser = index % 5 == 3;
    Device {
        id: id(index),
        href: format!("/account/sessions/{}", id(index)),
        end_action: if is_browser {
            format!("/account/browsers/{}/end", id(index))
        } else {
            session.end_action
        },
        kind: session.kind,
        is_browser,
        is_current: false,
        name: (!is_browser && index % 3 == 1).then(|| "Küchen-Tablet von Großmutter Müller-Lüdenscheidt".to_owned()),
        app: session.name.filter(|_| !is_browser),
        place: session.place.filter(|_| !is_browser),
        user_agent: agent(index),
        device: session.device.filter(|_| !is_browser),
        app_password: (!is_browser && index % 9 == 7).then(|| "Home Assistant".to_owned()),
        permissions: if is_browser { Vec::new() } else { session.permissions },
        created_at: session.created_at,
        last_active_at: session.last_active_at,
        ip: (index % 7 != 6).then(|| "2001:db8:85a3::8a2e:370:7334".to_owned()),
        selected: index % 10 == 4,
    }
}

fn here() -> Device {
    Device {
        end_action: "/logout".into(),
        kind: DeviceKind::Web,
        is_browser: true,
        is_current: true,
        user_agent: agent(0),
        name: None,
        app: None,
        place: None,
        device: None,
        app_password: None,
        permissions: Vec::new(),
        selected: false,
        id: id(9_999),
        href: format!("/account/sessions/{}", id(9_999)),
        ..device(3)
    }
}

fn devices(count: usize) -> Devices {
    Devices {
        person: person(),
        notice: None,
        failed: false,
        here: here(),
        devices: (0..count).map(device).collect(),
        is_searchable: count > 8,
        q: String::new(),
        before: String::new(),
        older: None,
        newest: None,
    }
}

#[test]
fn every_device_can_be_ticked_and_has_a_form_of_its_own() {
    let renderer = check::renderer().unwrap();
    for (name, rows) in [("devices", 7), ("devices-empty", 0), ("devices-many", 1_000)] {
        let mut page = devices(rows);
        if rows == 7 {
            page.older = Some("/account/sessions?before=01K9".into());
            page.newest = Some("/account/sessions".into());
            page.is_searchable = true;
        }
        for html in check::page(&renderer, name, &page).unwrap() {
            let browsers = (0..rows).filter(|index| index % 5 == 3).count();
            assert_eq!(html.matches("<form id=\"end-browser-").count(), browsers);
            assert_eq!(html.matches("<form id=\"end-session-").count(), rows - browsers);
            assert_eq!(html.matches("<form id=\"sign-out\"").count(), 1);
            let boxes = "<input type=\"checkbox\" form=\"end-selected\" name=\"session\"";
            assert_eq!(html.matches(boxes).count(), rows);
            assert_eq!(html.contains("<form id=\"end-selected\""), rows > 0);
        }
    }
}

#[test]
fn the_list_says_what_became_of_it() {
    let renderer = check::renderer().unwrap();
    for notice in [
        DevicesNotice::AppEnded,
        DevicesNotice::BrowserEnded,
        DevicesNotice::SelectedEnded,
        DevicesNotice::OthersEnded,
        DevicesNotice::EndedLater,
        DevicesNotice::Again,
        DevicesNotice::NothingSelected,
    ] {
        let page = Devices {
            notice: Some(notice),
            failed: notice == DevicesNotice::NothingSelected,
            q: "no such thing".into(),
            is_searchable: true,
            ..devices(0)
        };
        for html in check::page(&renderer, &format!("devices-{notice:?}"), &page).unwrap() {
            assert_eq!(html.matches("role=\"alert\"").count(), usize::from(page.failed));
            assert!(html.contains("value=\"no such thing\""));
        }
    }
}

fn device_page(device: Device) -> DevicePage {
    let name_form = (!device.is_browser).then(|| DeviceNameForm {
        action: format!("{}/name", device.href),
        value: device.name.clone().unwrap_or_default(),
        error: None,
    });
    DevicePage {
        person: person(),
        notice: None,
        website: Some("https://app.element.io/".into()),
        device,
        name_form,
    }
}

#[test]
fn a_device_has_a_page_of_its_own() {
    let renderer = check::renderer().unwrap();
    for index in 0..9 {
        let page = device_page(device(index));
        for html in check::page(&renderer, &format!("device-{index}"), &page).unwrap() {
            assert_eq!(html.contains("<form id=\"device-name\""), !page.device.is_browser);
            assert_eq!(html.matches("<form id=\"end-").count(), 1);
        }
    }
    for html in check::page(&renderer, "device-here", &device_page(here())).unwrap() {
        assert!(html.contains("<form id=\"sign-out\" method=\"post\" action=\"/logout\""));
    }
    for notice in [DeviceNotice::Renamed, DeviceNotice::RenamedLater] {
        let mut page = device_page(device(1));
        page.notice = Some(notice);
        check::page(&renderer, &format!("device-{notice:?}"), &page).unwrap();
    }
}

#[test]
fn a_name_that_cannot_be_given_comes_back() {
    let renderer = check::renderer().unwrap();
    for error in [DeviceNameError::TooLong, DeviceNameError::Unprintable] {
        let mut page = device_page(device(1));
        page.name_form = Some(DeviceNameForm {
            action: "/account/sessions/x/name".into(),
            value: "typed".into(),
            error: Some(error),
        });
        for html in check::page(&renderer, &format!("device-{error:?}"), &page).unwrap() {
            assert_eq!(focused(&html), "name");
            assert!(html.contains("value=\"typed\"") && html.contains("aria-invalid=\"true\""));
            assert!(html.contains("role=\"alert\""));
        }
    }
}

// M4191-11
#[test]
fn before_a_sign_out_it_is_said_what_it_means() {
    let renderer = check::renderer().unwrap();
    for index in [0, 3, 7] {
        let page = DeviceEnd {
            person: person(),
            device: device(index),
        };
        for html in check::page(&renderer, &format!("device-end-{index}"), &page).unwrap() {
            assert_eq!(html.matches("<form id=\"end-").count(), 1);
        }
    }
    for (name, has_app_passwords) in [("end-others", false), ("end-others-app-passwords", true)] {
        let page = EndOthers {
            person: person(),
            has_app_passwords,
        };
        let pages = check::page(&renderer, name, &page).unwrap();
        assert_eq!(pages[0].contains("app passwords"), has_app_passwords);
        for html in pages {
            assert!(html.contains("<form id=\"end-others\" method=\"post\" action=\"/account/sign-out-others\""));
        }
    }
}

/// One of each.
fn events() -> Vec<AccountEvent> {
    let text = |text: &str| text.to_owned();
    let address = text("ana.maria@example.com");
    vec![
        AccountEvent::AppSignedIn {
            app: Some(text("Element")),
            device: Some(text("ABCDEF0001")),
        },
        AccountEvent::SignedIn,
        AccountEvent::AppSignedOut {
            app: None,
            device: None,
        },
        AccountEvent::SignedOut,
        AccountEvent::BrowserSignedOut,
        AccountEvent::EverythingSignedOut,
        AccountEvent::DeviceRenamed {
            name: text("Küchen-Tablet"),
        },
        AccountEvent::PasswordChanged,
        AccountEvent::PasswordRecovered,
        AccountEvent::PasswordSetByOperator,
        AccountEvent::AppPasswordMade {
            name: text("Home Assistant"),
        },
        AccountEvent::AppPasswordRevoked {
            name: text("Home Assistant"),
        },
        AccountEvent::EmailAdded {
            address: address.clone(),
        },
        AccountEvent::EmailRemoved {
            address: address.clone(),
        },
        AccountEvent::PrimaryEmailChanged { address },
        AccountEvent::DisplayNameChanged,
        AccountEvent::CrossSigningReset,
        AccountEvent::LockedByOperator,
        AccountEvent::UnlockedByOperator,
        AccountEvent::Deactivated,
        AccountEvent::Reactivated,
        AccountEvent::Unknown,
        AccountEvent::SignedUp,
    ]
}

fn activity(rounds: usize) -> Activity {
    let all = (0..rounds).flat_map(|_| events()).enumerate();
    let recorded = all.map(|(index, event)| {
        let created_at = ago(i64::try_from(index * index * 9).unwrap());
        RecordedEvent {
            id: AccountEventId::new(created_at, [0; 10]),
            event,
            ip: (index % 5 != 4).then(|| "192.0.2.17".to_owned()),
            user_agent: (index % 3 != 2)
                .then(|| "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned()),
            created_at,
        }
    });
    Activity {
        person: person(),
        days: ActivityDay::group(recorded.collect()),
        kept_days: 90,
        older: None,
        newest: None,
    }
}

#[test]
fn everything_that_can_happen_has_words() {
    let renderer = check::renderer().unwrap();
    let mut page = activity(1);
    page.older = Some("/account/activity?before=01K9".into());
    page.newest = Some("/account/activity".into());
    for html in check::page(&renderer, "activity", &page).unwrap() {
        let rows: usize = page.days.iter().map(|day| day.events.len()).sum();
        assert_eq!(rows, events().len());
        assert_eq!(html.matches("<div class=\"what\">").count(), rows);
    }
    check::page(&renderer, "activity-empty", &activity(0)).unwrap();
    check::page(&renderer, "activity-many", &activity(50)).unwrap();
    for days in [1, 2, 3, 11, 100] {
        let page = Activity {
            kept_days: days,
            ..activity(0)
        };
        check::page(&renderer, &format!("activity-{days}"), &page).unwrap();
    }
}

#[test]
fn what_is_switched_off_is_not_shown() {
    let renderer = check::renderer().unwrap();
    let password = |changed_at, can_change| PasswordStatus { changed_at, can_change };
    for (name, password, rest) in [
        ("security", Some(password(Some(ago(200_000)), true)), true),
        ("security-no-password-yet", Some(password(None, true)), true),
        ("security-fixed", Some(password(Some(ago(10)), false)), false),
        ("security-nothing", None, false),
    ] {
        let page = Security {
            person: person(),
            password,
            app_passwords: rest,
            allowed_apps: i64::from(rest),
            can_reset_cross_signing: rest,
            can_deactivate: rest,
        };
        for html in check::page(&renderer, name, &page).unwrap() {
            let can_change = page.password.as_ref().is_some_and(|password| password.can_change);
            assert_eq!(html.contains("href=\"/account/password/change\""), can_change);
            assert_eq!(html.contains("href=\"/account/app-passwords\""), rest);
            assert_eq!(html.contains("href=\"/account/apps\""), rest);
            assert_eq!(html.contains("href=\"/account/deactivate\""), rest);
            assert_eq!(html.contains("href=\"/account/reset-cross-signing\""), rest);
            assert!(html.contains("href=\"/account/sessions/end-others\""));
        }
    }
}
