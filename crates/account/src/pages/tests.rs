use std::{fmt::Debug, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use gatehouse_domain::Locale;
use gatehouse_web::{
    page::View,
    pages::{App, Destination, Permission},
    renderer::check,
};

use super::*;

mod app_passwords;
mod apps;
mod devices;
mod passwords;

fn person() -> Person {
    Person {
        matrix_id: "@ana:example.org".into(),
        display_name: Some("Ana Müller".into()),
    }
}

pub(super) fn app() -> App {
    let website = "https://app.element.io/".parse().unwrap();
    App::new(Some("Element"), Some(&website), &website)
}

/// The name of a sample: its page, and what is special about it.
fn sample<const N: usize>(page: &str, marks: [Option<String>; N]) -> String {
    let marks = marks.into_iter().flatten();
    marks.fold(page.to_owned(), |name, mark| format!("{name}-{mark}"))
}

fn debug(mark: impl Debug) -> String {
    format!("{mark:?}")
}

fn ago(minutes: i64) -> DateTime<Utc> {
    check::view(Locale::default()).now - TimeDelta::minutes(minutes)
}

fn session(index: usize) -> AppSession {
    let kinds = [DeviceKind::Web, DeviceKind::Phone, DeviceKind::Desktop, DeviceKind::Bot];
    let names = [
        "Element",
        "Element X",
        "Fractal",
        "Backup robot of the community archive",
    ];
    let minutes = i64::try_from(index * index * 7).unwrap();
    AppSession {
        id: format!("01K9ZJ6W3V4R8T2Y5M7N0P{index:04}"),
        end_action: format!("/account/sessions/01K9ZJ6W3V4R8T2Y5M7N0P{index:04}/end"),
        name: (index % 9 != 8).then(|| names[index % 4].to_owned()),
        place: match index % 4 {
            0 => Some(Destination::Website("app.element.io".into())),
            1 => Some(Destination::Native("io.element.app".into())),
            2 => Some(Destination::Device),
            _ => None,
        },
        kind: kinds[index % 4],
        device: (index % 4 != 3).then(|| format!("ABCDEF{index:04}")),
        permissions: match index % 4 {
            0 => vec![Permission::MatrixFull],
            3 => vec![Permission::OpenId, Permission::Email],
            _ => vec![Permission::MatrixFull, Permission::SynapseAdmin],
        },
        created_at: ago(minutes * 2 + 5),
        last_active_at: (index != 2).then(|| ago(minutes)),
    }
}

fn browser(id: &str, current: bool, user_agent: UserAgent) -> Browser {
    Browser {
        id: id.into(),
        end_action: if current {
            "/logout".into()
        } else {
            format!("/account/browsers/{id}/end")
        },
        current,
        user_agent,
        created_at: ago(4_000),
        last_active_at: Some(ago(90)),
    }
}

fn email(index: usize) -> EmailRow {
    EmailRow {
        id: format!("01K9ZJ6W3V4R8T2Y5M7N0Q{index:04}"),
        address: format!("ana.maria.mueller+{index}@post.example.org"),
        is_primary: index == 0,
    }
}

fn profile(apps: usize) -> Profile {
    let agent = |browser, system, mobile| UserAgent {
        browser: Some(browser),
        system: Some(system),
        mobile,
    };
    Profile {
        person: person(),
        notice: None,
        failure: None,
        name: Name {
            state: NameState::Form,
            typed: "Ana Müller".into(),
            error: None,
            has_avatar: true,
        },
        emails: Emails {
            rows: (0..apps.min(3)).map(email).collect(),
            can_change: true,
            is_guarded: false,
            typed: String::new(),
            error: None,
            wait: None,
        },
        language: Some("de"),
        apps: (0..apps).map(session).collect(),
        has_more: apps > 5,
        browsers: vec![
            browser("01A", true, agent("Firefox", "Linux", false)),
            browser("01B", false, agent("Safari", "iOS", true)),
            browser("01C", false, UserAgent::default()),
        ],
    }
}

#[test]
fn sign_in_has_the_names_that_password_managers_know() {
    let renderer = check::renderer().unwrap();
    for html in check::page(&renderer, "sign-in", &SignIn::new("/login")).unwrap() {
        for mark in [
            "<form id=\"sign-in\" method=\"post\" action=\"/login\"",
            "name=\"csrf\" value=\"csrf-of-this-browser\"",
            "<input id=\"username\" name=\"username\" type=\"text\"",
            "<input id=\"password\" name=\"password\" type=\"password\"",
            "autocomplete=\"username\"",
            "autocomplete=\"current-password\"",
            "autocapitalize=\"none\"",
        ] {
            assert!(html.contains(mark), "{mark} is missing in\n{html}");
        }
        assert_eq!(focused(&html), "username");
        assert!(!html.contains("aria-invalid") && !html.contains("role=\"alert\""));
        assert!(check::is_small(&renderer, &html));
    }
}

/// The id of the one field with `autofocus`.
pub(super) fn focused(html: &str) -> &str {
    assert_eq!(html.matches(" autofocus").count(), 1, "{html}");
    let before = html.split(" autofocus").next().unwrap();
    let field = before.rsplit("<input id=\"").next().unwrap();
    field.split('"').next().unwrap()
}

#[test]
fn sign_in_comes_back_with_what_was_typed_and_the_first_wrong_field_focused() {
    let renderer = check::renderer().unwrap();
    let errors = |username, password, form| SignInErrors {
        username,
        password,
        form,
        wait: None,
    };
    let too_many = |time: Duration| SignInErrors {
        wait: Some(time.into()),
        ..SignInErrors::default()
    };
    let missing = Some(UsernameError::Missing);
    let cases = [
        (
            "none",
            "",
            errors(missing, Some(PasswordError::Missing), None),
            "username",
        ),
        ("username", "", errors(missing, None, None), "username"),
        (
            "password",
            "ana",
            errors(None, Some(PasswordError::Missing), None),
            "password",
        ),
        (
            "wrong",
            "ana",
            errors(None, Some(PasswordError::Wrong), None),
            "password",
        ),
        (
            "locked",
            "ana",
            errors(None, None, Some(SignInFailure::Locked)),
            "password",
        ),
        ("attempts", "ana", too_many(Duration::from_mins(2)), "password"),
        ("many-attempts", "ana", too_many(Duration::from_hours(11)), "password"),
        (
            "no-passwords",
            "ana",
            errors(None, None, Some(SignInFailure::NoPasswords)),
            "password",
        ),
    ];
    for (name, username, errors, focus) in cases {
        let page = SignIn {
            username: username.into(),
            app: Some(app()),
            errors,
            ..SignIn::new("/login?then=consent")
        };
        assert!(page.errors.any());
        let pages = check::page(&renderer, &format!("sign-in-{name}"), &page).unwrap();
        assert!(pages[0].contains("<title>Error: "), "{}", pages[0]);
        for html in pages {
            assert_eq!(focused(&html), focus);
            assert!(html.contains("role=\"alert\""));
            assert!(username.is_empty() || html.contains(&format!("value=\"{username}\"")));
            assert_eq!(
                html.matches("aria-invalid=\"true\" aria-describedby=").count(),
                usize::from(errors.username.is_some()) + usize::from(errors.password.is_some()),
            );
            assert!(check::is_small(&renderer, &html));
        }
    }
}

#[test]
fn the_sign_in_names_the_app_and_the_other_ways() {
    let renderer = check::renderer().unwrap();
    let page = SignIn {
        app: Some(app()),
        recover: Some("/recover".into()),
        sign_up: Some("/register?then=consent".into()),
        ..SignIn::new("/login?then=consent")
    };
    for html in check::page(&renderer, "sign-in-app", &page).unwrap() {
        for mark in [
            ">app.element.io<",
            "href=\"/recover\"",
            "href=\"/register?then=consent\"",
        ] {
            assert!(html.contains(mark), "{mark} is not in: {html}");
        }
    }
}

#[test]
fn where_an_address_may_be_typed_the_field_says_so() {
    let renderer = check::renderer().unwrap();
    let page = SignIn {
        email_allowed: true,
        errors: SignInErrors {
            username: Some(UsernameError::Missing),
            ..SignInErrors::default()
        },
        ..SignIn::new("/login")
    };
    let pages = check::page(&renderer, "sign-in-email", &page).unwrap();
    for text in [
        ">Username or email</label>",
        "Enter your username or your email address.",
    ] {
        assert!(pages[0].contains(text), "{}", pages[0]);
    }
}

#[test]
fn signing_in_again_is_for_the_same_person() {
    let renderer = check::renderer().unwrap();
    for notice in [SignInNotice::Again, SignInNotice::Ended] {
        let page = SignIn {
            username: "ana".into(),
            username_fixed: true,
            app: Some(app()),
            notice: Some(notice),
            ..SignIn::new("/login")
        };
        for html in check::page(&renderer, &format!("sign-in-{notice:?}"), &page).unwrap() {
            assert!(html.contains(" readonly"));
            assert_eq!(focused(&html), "password");
        }
    }
}

#[test]
fn every_session_has_a_form_of_its_own() {
    let renderer = check::renderer().unwrap();
    for (name, rows) in [("profile", 6), ("profile-empty", 0), ("profile-many", 1_000)] {
        for html in check::page(&renderer, name, &profile(rows)).unwrap() {
            assert_eq!(html.matches("<form id=\"end-session-").count(), rows);
            assert_eq!(html.matches("<form id=\"end-browser-").count(), 2);
            assert_eq!(html.matches("<form id=\"sign-out\"").count(), 1);
        }
    }
}

#[test]
fn the_profile_says_what_was_done_and_what_was_wrong() {
    let renderer = check::renderer().unwrap();
    for notice in [
        ProfileNotice::NameChanged,
        ProfileNotice::LanguageChanged,
        ProfileNotice::EmailAdded,
        ProfileNotice::EmailRemoved,
        ProfileNotice::PrimaryChanged,
        ProfileNotice::SessionEnded,
        ProfileNotice::Again,
    ] {
        let page = Profile {
            notice: Some(notice),
            ..profile(1)
        };
        for html in check::page(&renderer, &format!("profile-{notice:?}"), &page).unwrap() {
            assert!(html.contains("role=\"status\"") && !html.contains(" autofocus"));
        }
    }
    for error in [NameError::TooLong, NameError::Unprintable, NameError::HomeserverAway] {
        let mut page = profile(1);
        page.name.error = Some(error);
        page.name.typed = "typed before".into();
        for html in check::page(&renderer, &format!("profile-name-{error:?}"), &page).unwrap() {
            assert_eq!(focused(&html), "display_name");
            assert!(html.contains("value=\"typed before\"") && html.contains("role=\"alert\""));
        }
    }
    for error in [EmailError::Missing, EmailError::Invalid, EmailError::OwnAlready] {
        let mut page = profile(1);
        page.emails.error = Some(error);
        page.emails.typed = "typed before".into();
        for html in check::page(&renderer, &format!("profile-email-{error:?}"), &page).unwrap() {
            assert_eq!(focused(&html), "email");
            assert!(html.contains("value=\"typed before\"") && html.contains("role=\"alert\""));
        }
    }
    let page = Profile {
        failure: Some(ProfileFailure::LastEmail),
        ..profile(1)
    };
    let pages = check::page(&renderer, "profile-last-email", &page).unwrap();
    assert!(pages[0].contains("<title>Error: "), "{}", pages[0]);
}

#[test]
fn the_profile_offers_only_what_can_be_done() {
    let renderer = check::renderer().unwrap();
    for state in [NameState::Fixed, NameState::Away, NameState::None] {
        let mut page = profile(1);
        page.name.state = state;
        page.emails.can_change = false;
        for html in check::page(&renderer, &format!("profile-{state:?}"), &page).unwrap() {
            assert!(!html.contains("id=\"profile\"") && !html.contains("id=\"add-email\""));
            assert!(!html.contains("id=\"remove-email-"));
        }
    }
    let mut page = profile(1);
    page.emails.is_guarded = true;
    for html in check::page(&renderer, "profile-guarded", &page).unwrap() {
        assert!(html.contains("id=\"add-email\"") && !html.contains("id=\"remove-email-"));
    }
}

#[test]
fn the_doorstep_leads_in_and_out() {
    let renderer = check::renderer().unwrap();
    for html in check::page(
        &renderer,
        "index",
        &Index {
            person: None,
            sign_up: true,
        },
    )
    .unwrap()
    {
        assert!(html.contains("/login"));
    }
    let inside = Index {
        person: Some(person()),
        sign_up: true,
    };
    for html in check::page(&renderer, "index-inside", &inside).unwrap() {
        assert!(html.contains("@ana:example.org"));
    }
    check::page(&renderer, "signed-out", &SignedOut {}).unwrap();
}

#[test]
fn a_form_without_the_token_of_the_browser_does_not_render() {
    let renderer = check::renderer().unwrap();
    let view = View {
        csrf: None,
        ..check::view(Locale::default())
    };
    assert!(renderer.render(&SignIn::new("/login"), &view).is_err());
    assert!(renderer.render(&SignedOut {}, &view).is_ok());
}
