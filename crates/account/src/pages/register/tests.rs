use std::time::Duration;

use gatehouse_web::renderer::check;

use super::*;
use crate::pages::tests::{self as samples, focused};

fn page() -> SignUp {
    SignUp {
        action: "/register/password".into(),
        strength_action: "/register/password/strength".into(),
        sign_in: "/login".into(),
        server_name: "example.org".into(),
        username: String::new(),
        username_fixed: false,
        email: String::new(),
        email_fixed: false,
        email_required: true,
        terms_uri: Some("https://example.org/terms".into()),
        accepts_terms: false,
        invited: false,
        app: None,
        signed_in: None,
        unfinished: None,
        errors: SignUpErrors::default(),
    }
}

#[test]
fn sign_up_has_the_names_that_password_managers_know() {
    let renderer = check::renderer().unwrap();
    for html in check::page(&renderer, "register", &page()).unwrap() {
        for mark in [
            "<form id=\"register\" method=\"post\" action=\"/register/password\"",
            "<input id=\"username\" name=\"username\" type=\"text\"",
            "<input id=\"email\" name=\"email\" type=\"email\"",
            "<input id=\"password\" name=\"password\" type=\"password\"",
            "<input id=\"password_confirm\" name=\"password_confirm\" type=\"password\"",
            "<input id=\"accept_terms\" name=\"accept_terms\" type=\"checkbox\" value=\"on\"",
            "autocomplete=\"username\"",
            "autocomplete=\"email\"",
            "href=\"https://example.org/terms\"",
            "@…:example.org",
        ] {
            assert!(html.contains(mark), "{mark} is missing in\n{html}");
        }
        assert_eq!(html.matches("autocomplete=\"new-password\"").count(), 2);
        assert_eq!(focused(&html), "username");
        assert!(!html.contains("aria-invalid") && !html.contains("role=\"alert\""));
        // With its modules it is still far below the budget of forty kilobytes.
        assert!(html.len() < 12_000, "{}", html.len());
    }
}

#[test]
fn sign_up_comes_back_with_what_was_typed_and_the_first_wrong_field_focused() {
    let renderer = check::renderer().unwrap();
    let taken = |free: &[&str]| UsernameProblem::Taken(free.iter().map(|&name| name.to_owned()).collect());
    let none = SignUpErrors::default;
    let username = |problem| SignUpErrors {
        username: Some(problem),
        ..none()
    };
    let cases = [
        ("username-missing", username(UsernameProblem::Missing), "username"),
        ("username-invalid", username(UsernameProblem::Invalid), "username"),
        ("username-long", username(UsernameProblem::TooLong), "username"),
        ("username-reserved", username(UsernameProblem::Reserved), "username"),
        ("username-taken", username(taken(&[])), "username"),
        ("username-taken-free", username(taken(&["ana7", "ana42"])), "username"),
        (
            "email",
            SignUpErrors {
                email: Some(EmailProblem::Invalid),
                password: Some(PasswordProblem::Weak),
                ..none()
            },
            "email",
        ),
        (
            "email-missing",
            SignUpErrors {
                email: Some(EmailProblem::Missing),
                password: Some(PasswordProblem::Missing),
                ..none()
            },
            "email",
        ),
        (
            "password",
            SignUpErrors {
                password: Some(PasswordProblem::Different),
                terms: true,
                ..none()
            },
            "password",
        ),
        ("terms", SignUpErrors { terms: true, ..none() }, "accept_terms"),
        (
            "wait",
            SignUpErrors {
                wait: Some(Duration::from_mins(7).into()),
                ..none()
            },
            "password",
        ),
        (
            "away",
            SignUpErrors {
                form: Some(SignUpFailure::HomeserverAway),
                ..none()
            },
            "password",
        ),
    ];
    for (name, errors, focus) in cases {
        let accepts_terms = !errors.terms;
        let page = SignUp {
            username: "ana".into(),
            email: "ana@example.com".into(),
            accepts_terms,
            errors,
            ..page()
        };
        let pages = check::page(&renderer, &format!("register-{name}"), &page).unwrap();
        assert!(pages[0].contains("<title>Error: "), "{}", pages[0]);
        for html in pages {
            assert_eq!(focused(&html), focus, "{name}");
            assert!(html.contains("role=\"alert\""));
            assert_eq!(html.contains(" checked"), accepts_terms);
            assert!(html.contains("value=\"ana\"") && html.contains("value=\"ana@example.com\""));
        }
    }
}

#[test]
fn sign_up_says_for_whom_it_is() {
    let renderer = check::renderer().unwrap();
    let way = |id: &str| Some((id.to_owned(), "/on".to_owned()));
    let invited = SignUp {
        username: "ana".into(),
        username_fixed: true,
        email: "ana@example.com".into(),
        email_fixed: true,
        invited: true,
        ..page()
    };
    for html in check::page(&renderer, "register-invited", &invited).unwrap() {
        assert_eq!(html.matches(" readonly").count(), 2);
        assert_eq!(focused(&html), "password");
    }
    let signed_in = SignUp {
        signed_in: way("@bea:example.org"),
        app: Some(samples::app()),
        email_required: false,
        terms_uri: None,
        ..page()
    };
    for html in check::page(&renderer, "register-signed-in", &signed_in).unwrap() {
        assert!(html.contains("@bea:example.org") && html.contains("id=\"continue-as\""));
        assert!(!html.contains("accept_terms"));
    }
    let unfinished = SignUp {
        unfinished: way("@ana:example.org"),
        ..page()
    };
    for html in check::page(&renderer, "register-unfinished", &unfinished).unwrap() {
        assert!(html.contains("id=\"continue-with\""));
    }
}

#[test]
fn every_step_says_what_it_wants() {
    let renderer = check::renderer().unwrap();
    let verify = VerifyEmail {
        action: "/register/steps/1/verify-email".into(),
        matrix_id: "@ana:example.org".into(),
        address: "ana@example.com".into(),
        address_fixed: false,
        other_address: String::new(),
        notice: None,
        errors: VerifyEmailErrors::default(),
    };
    for html in check::page(&renderer, "register-verify-email", &verify).unwrap() {
        assert!(html.contains("autocomplete=\"one-time-code\"") && html.contains("inputmode=\"numeric\""));
        assert!(html.contains("<form id=\"resend\"") && html.contains("<form id=\"change-email\""));
        assert_eq!(focused(&html), "code");
        assert!(check::is_small(&renderer, &html), "{}", html.len());
    }
    for (name, code, email, wait) in [
        ("missing", Some(CodeProblem::Missing), false, None),
        ("wrong", Some(CodeProblem::Wrong), false, None),
        ("over", Some(CodeProblem::Over), false, None),
        ("email", None, true, None),
        ("wait", None, false, Some(Duration::from_mins(3).into())),
    ] {
        let page = VerifyEmail {
            errors: VerifyEmailErrors { code, email, wait },
            ..verify.clone()
        };
        for html in check::page(&renderer, &format!("register-verify-email-{name}"), &page).unwrap() {
            assert!(html.contains("role=\"alert\""));
            assert_eq!(focused(&html), if email { "email" } else { "code" });
        }
    }
    let again = VerifyEmail {
        notice: Some(VerifyEmailNotice::SentAgain),
        address_fixed: true,
        ..verify
    };
    for html in check::page(&renderer, "register-verify-email-again", &again).unwrap() {
        assert!(!html.contains("<form id=\"change-email\"") && html.contains("role=\"status\""));
    }
    for (name, error, wait) in [
        ("register-token", None, None),
        ("register-token-missing", Some("missing"), None),
        ("register-token-refused", Some("refused"), None),
        ("register-token-wait", None, Some(Duration::from_mins(3).into())),
    ] {
        let page = RegistrationToken {
            action: "/register/steps/1/token".into(),
            matrix_id: "@ana:example.org".into(),
            token: "spring".into(),
            error,
            wait,
        };
        check::page(&renderer, name, &page).unwrap();
    }
    for error in [None, Some("missing"), Some("invalid")] {
        let page = DisplayName {
            action: "/register/steps/1/display-name".into(),
            matrix_id: "@ana:example.org".into(),
            display_name: "Ana".into(),
            error,
        };
        let pages = check::page(
            &renderer,
            &["register-display-name"]
                .into_iter()
                .chain(error)
                .collect::<Vec<_>>()
                .join("-"),
            &page,
        );
        for html in pages.unwrap() {
            assert!(html.contains("value=\"set\"") && html.contains("value=\"skip\""));
        }
    }
}

#[test]
fn what_is_in_the_way_of_an_account_is_explained() {
    let renderer = check::renderer().unwrap();
    let free = vec!["ana7".to_owned(), "ana42".to_owned()];
    let taken = |fixed| SignUpObstacle::UsernameTaken {
        free: free.clone(),
        fixed,
    };
    let email_taken = SignUpObstacle::EmailTaken {
        sign_in: "/login".into(),
        recover: Some("/recover".into()),
    };
    for (name, obstacle, error, forms) in [
        ("ready", None, None, 1),
        ("taken", Some(taken(false)), None, 1),
        (
            "taken-again",
            Some(taken(false)),
            Some(UsernameProblem::Taken(free.clone())),
            1,
        ),
        ("taken-wrong", Some(taken(false)), Some(UsernameProblem::Invalid), 1),
        ("taken-fixed", Some(taken(true)), None, 0),
        ("email", Some(email_taken), None, 0),
        ("away", Some(SignUpObstacle::HomeserverAway), None, 1),
    ] {
        let page = FinishSignUp {
            action: "/register/steps/1/finish".into(),
            matrix_id: "@ana:example.org".into(),
            server_name: "example.org".into(),
            username: "ana".into(),
            email: Some("ana@example.com".into()),
            obstacle,
            error,
        };
        for html in check::page(&renderer, &format!("register-finish-{name}"), &page).unwrap() {
            assert_eq!(html.matches("<form id=\"finish\"").count(), forms, "{name}");
        }
    }
}

#[test]
fn nobody_is_left_at_a_dead_end() {
    let renderer = check::renderer().unwrap();
    for (kind, way) in [
        (HaltKind::Closed, HaltWay::SignIn),
        (HaltKind::Invitation, HaltWay::Uninvited),
        (HaltKind::Elsewhere, HaltWay::StartAgain),
        (HaltKind::StepDone, HaltWay::Continue),
        (HaltKind::Done, HaltWay::Continue),
    ] {
        let page = Halt {
            kind,
            way,
            way_on: "/on".into(),
        };
        for html in check::page(&renderer, &format!("register-halt-{kind:?}"), &page).unwrap() {
            assert!(html.contains("href=\"/on\""), "{html}");
        }
    }
}

#[test]
fn the_link_of_a_mail_asks_before_it_acts() {
    let renderer = check::renderer().unwrap();
    let address = "ana@example.com".to_owned();
    let ask = |adding| ConfirmEmailState::Ask {
        action: "/email/confirm?token=x".into(),
        address: address.clone(),
        matrix_id: "@ana:example.org".into(),
        adding,
    };
    for (name, state) in [
        ("ask", ask(false)),
        ("ask-adding", ask(true)),
        (
            "done",
            ConfirmEmailState::Done {
                address: address.clone(),
            },
        ),
        (
            "added",
            ConfirmEmailState::Added {
                address: address.clone(),
            },
        ),
        (
            "taken",
            ConfirmEmailState::Taken {
                address: address.clone(),
            },
        ),
        ("over", ConfirmEmailState::Over),
    ] {
        for html in check::page(
            &renderer,
            &format!("email-confirm-{name}"),
            &ConfirmEmail { state: state.clone() },
        )
        .unwrap()
        {
            assert_eq!(html.contains("<form id=\"confirm-email\""), name.starts_with("ask"));
            assert_eq!(html.contains("ana@example.com"), name != "over");
        }
    }
}
