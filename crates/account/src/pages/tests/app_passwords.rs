//! Passwords for older apps.

use super::*;

fn row(index: usize) -> AppPasswordRow {
    let id = format!("01K9ZJ6W3V4R8T2Y5M7N0Q{index:04}");
    let names = [
        "Home Assistant",
        "Drucker im Gemeinschaftsraum der Bürgerinitiative",
        "بوت الطقس",
    ];
    AppPasswordRow {
        revoke_action: format!("/account/app-passwords/{id}/revoke"),
        name: names[index % 3].to_owned(),
        created_at: ago(i64::try_from(index * 9_000 + 30).unwrap()),
        last_used_at: (index % 3 != 2).then(|| ago(7)),
        device: index.is_multiple_of(3).then(|| AppPasswordDevice {
            href: format!("/account/sessions/{id}"),
            name: (index == 0).then(|| "Home Assistant".to_owned()),
            device: Some("ABCDEF0001".to_owned()),
        }),
        id,
    }
}

fn list(count: usize) -> AppPasswords {
    AppPasswords {
        person: person(),
        notice: None,
        passwords: (0..count).map(row).collect(),
        is_required: false,
    }
}

#[test]
fn every_app_password_can_be_revoked() {
    let renderer = check::renderer().unwrap();
    for (name, count) in [
        ("app-passwords", 4),
        ("app-passwords-empty", 0),
        ("app-passwords-many", 50),
    ] {
        for html in check::page(&renderer, name, &list(count)).unwrap() {
            assert_eq!(html.matches("<form id=\"revoke-").count(), count);
            assert!(html.contains("href=\"/account/app-passwords/new\""));
        }
    }
    for notice in [
        AppPasswordsNotice::Revoked,
        AppPasswordsNotice::RevokedLater,
        AppPasswordsNotice::Again,
        AppPasswordsNotice::Before,
    ] {
        let page = AppPasswords {
            notice: Some(notice),
            is_required: true,
            ..list(1)
        };
        for html in check::page(&renderer, &format!("app-passwords-{notice:?}"), &page).unwrap() {
            assert!(html.contains("role=\"status\""));
        }
    }
}

#[test]
fn an_app_password_is_made_for_something() {
    let renderer = check::renderer().unwrap();
    let page = |name: &str, error| AppPasswordNew {
        person: person(),
        action: "/account/app-passwords/new".into(),
        id: "01K9ZJ6W3V4R8T2Y5M7N0Q0001".into(),
        name: name.into(),
        error,
    };
    for html in check::page(&renderer, "app-password-new", &page("", None)).unwrap() {
        assert_eq!(focused(&html), "name");
        assert!(html.contains("<form id=\"app-password\" method=\"post\" action=\"/account/app-passwords/new\""));
        assert!(!html.contains("role=\"alert\""));
    }
    for error in [
        AppPasswordError::Missing,
        AppPasswordError::TooLong,
        AppPasswordError::Unprintable,
        AppPasswordError::TooMany,
    ] {
        let sample = format!("app-password-new-{error:?}");
        for html in check::page(&renderer, &sample, &page("typed", Some(error))).unwrap() {
            assert_eq!(focused(&html), "name");
            assert!(html.contains("role=\"alert\"") && html.contains("value=\"typed\""));
        }
    }
}

#[test]
fn the_secret_of_an_app_password_is_shown() {
    let renderer = check::renderer().unwrap();
    let page = AppPasswordMade {
        person: person(),
        name: "Home Assistant".into(),
        username: "ana".into(),
        homeserver: "example.org".into(),
        secret: "abcd-efgh-jkmn-pqrs-tuvw-xyz2".into(),
    };
    for html in check::page(&renderer, "app-password-made", &page).unwrap() {
        assert!(html.contains(">abcd-efgh-jkmn-pqrs-tuvw-xyz2</code>"));
        assert!(check::is_small(&renderer, &html));
    }
}
