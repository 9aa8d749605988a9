//! The pages around passwords and codes.

use super::*;

fn errors(new: Option<NewPasswordError>) -> PasswordErrors {
    PasswordErrors {
        new,
        ..PasswordErrors::default()
    }
}

fn recovery(errors: PasswordErrors) -> PasswordRecovery {
    PasswordRecovery {
        person: Person {
            display_name: None,
            ..person()
        },
        action: "/account/password/recovery?ticket=secret".into(),
        username: "ana".into(),
        signed_in_as: None,
        errors,
    }
}

const NEW: [NewPasswordError; 3] = [
    NewPasswordError::Missing,
    NewPasswordError::Different,
    NewPasswordError::Weak,
];

#[test]
fn password_managers_learn_whose_password_is_new() {
    let renderer = check::renderer().unwrap();
    for html in check::page(&renderer, "password-recovery", &recovery(errors(None))).unwrap() {
        for mark in [
            "name=\"username\" value=\"ana\" autocomplete=\"username\"",
            "autocomplete=\"new-password\"",
            "@ana:example.org",
        ] {
            assert!(html.contains(mark), "{mark} is missing in\n{html}");
        }
        assert_eq!(focused(&html), "new_password");
    }
    let other = PasswordRecovery {
        signed_in_as: Some("@bob:example.org".into()),
        ..recovery(errors(None))
    };
    for html in check::page(&renderer, "password-recovery-other", &other).unwrap() {
        assert!(html.contains("@bob:example.org"));
    }
}

#[test]
fn a_refused_password_is_pointed_out_and_never_repeated() {
    let renderer = check::renderer().unwrap();
    for error in NEW {
        let field = if error == NewPasswordError::Different {
            "new_password_again"
        } else {
            "new_password"
        };
        let page = recovery(errors(Some(error)));
        for html in check::page(&renderer, &format!("password-recovery-{error:?}"), &page).unwrap() {
            assert_eq!(focused(&html), field);
            assert!(html.contains(&format!("href=\"#{field}\"")), "{html}");
        }
        for current in [
            None,
            Some(CurrentPasswordError::Missing),
            Some(CurrentPasswordError::Wrong),
        ] {
            let page = PasswordChange {
                person: person(),
                action: "/account/password/change".into(),
                username: "ana".into(),
                errors: PasswordErrors {
                    current,
                    ..errors(Some(error))
                },
                can_recover: true,
            };
            assert!(page.errors.any());
            let name = sample("password-change", [current.map(debug), Some(debug(error))]);
            for html in check::page(&renderer, &name, &page).unwrap() {
                assert_eq!(
                    focused(&html),
                    if current.is_some() { "current_password" } else { field }
                );
            }
        }
    }
    let page = PasswordChange {
        person: person(),
        action: "/account/password/change".into(),
        username: "ana".into(),
        errors: errors(None),
        can_recover: true,
    };
    for html in check::page(&renderer, "password-change", &page).unwrap() {
        assert_eq!(focused(&html), "current_password");
    }
}

#[test]
fn after_a_new_password_everything_else_may_be_signed_out() {
    let renderer = check::renderer().unwrap();
    for others in [0, 1, 2, 3, 11, 100] {
        let page = PasswordChanged {
            person: person(),
            action: "/account/sign-out-others".into(),
            others,
            has_app_passwords: others == 3,
        };
        for html in check::page(&renderer, &format!("password-changed-{others}"), &page).unwrap() {
            assert_eq!(html.contains("<form id=\"sign-out-others\""), others > 0);
        }
    }
    for homeserver_is_away in [false, true] {
        let page = SignedOutOthers {
            person: person(),
            homeserver_is_away,
        };
        check::page(&renderer, &format!("signed-out-others-{homeserver_is_away}"), &page).unwrap();
    }
}

#[test]
fn links_that_are_no_good_say_what_to_do() {
    let renderer = check::renderer().unwrap();
    for why in [WhyOver::Spent, WhyOver::Expired, WhyOver::Unknown, WhyOver::TooMany] {
        for is_signed_in in [false, true] {
            let wait = (why == WhyOver::TooMany).then(|| Duration::from_mins(2).into());
            let page = LinkOver {
                why,
                wait,
                is_signed_in,
            };
            for html in check::page(&renderer, &format!("link-over-{why:?}-{is_signed_in}"), &page).unwrap() {
                assert_eq!(html.contains("href=\"/recover\""), wait.is_none());
                assert!(html.contains(if is_signed_in {
                    "href=\"/account/\""
                } else {
                    "href=\"/login\""
                }));
            }
        }
    }
}

#[test]
fn a_forgotten_password_is_asked_for_by_address() {
    let renderer = check::renderer().unwrap();
    for error in [None, Some(RecoverError::Missing), Some(RecoverError::Invalid)] {
        let page = Recover {
            action: "/recover".into(),
            sign_in: "/login".into(),
            typed: "ana@example.com".into(),
            error,
            wait: None,
        };
        for html in check::page(&renderer, &sample("recover", [error.map(debug)]), &page).unwrap() {
            assert!(html.contains("type=\"email\" value=\"ana@example.com\""), "{html}");
            assert_eq!(focused(&html), "email");
        }
    }
    for (sent_again, wait) in [
        (false, None),
        (true, None),
        (false, Some(Duration::from_mins(9).into())),
    ] {
        let page = RecoverProgress {
            action: "/recover/progress/01K9ZJ6W3V4R8T2Y5M7N0P0000".into(),
            address: "ana@example.org".into(),
            sent_again,
            wait,
        };
        let name = sample(
            "recover-progress",
            [sent_again.then(|| "again".to_owned()), wait.map(|_| "wait".to_owned())],
        );
        for html in check::page(&renderer, &name, &page).unwrap() {
            assert!(html.contains("ana@example.org"));
        }
    }
}

#[test]
fn a_code_is_asked_for_with_the_marks_that_phones_know() {
    let renderer = check::renderer().unwrap();
    for (notice, error) in [
        (None, None),
        (Some(EmailVerifyNotice::SentAgain), None),
        (None, Some(CodeError::Missing)),
        (None, Some(CodeError::Wrong)),
        (None, Some(CodeError::Over)),
    ] {
        let page = EmailVerify {
            person: person(),
            action: "/account/emails/01K9ZJ6W3V4R8T2Y5M7N0P0000/verify".into(),
            address: "ana@example.org".into(),
            notice,
            error,
            wait: None,
        };
        for html in check::page(
            &renderer,
            &sample("email-verify", [notice.map(debug), error.map(debug)]),
            &page,
        )
        .unwrap()
        {
            assert!(html.contains("autocomplete=\"one-time-code\"") && html.contains("inputmode=\"numeric\""));
            assert_eq!(focused(&html), "code");
        }
    }
}

#[test]
fn what_is_switched_off_is_said() {
    let renderer = check::renderer().unwrap();
    for what in [
        Switch::Recovery,
        Switch::PasswordChange,
        Switch::EmailChange,
        Switch::NameChange,
        Switch::AppPasswords,
    ] {
        for is_signed_in in [false, true] {
            let page = SwitchedOff { what, is_signed_in };
            check::page(&renderer, &format!("switched-off-{what:?}-{is_signed_in}"), &page).unwrap();
        }
    }
}

#[test]
fn every_page_offers_every_language_and_comes_back() {
    let renderer = check::renderer().unwrap();
    let pages = check::page(&renderer, "sign-in-languages", &SignIn::new("/login")).unwrap();
    for (html, locale) in pages.iter().zip(Locale::ALL) {
        assert!(html.contains("name=\"next\" value=\"/here?kind=x&amp;id=y\""), "{html}");
        for known in Locale::ALL {
            let button = format!("value=\"{0}\" lang=\"{0}\"", known.tag());
            let (_, rest) = html.split_once(&button).unwrap();
            assert_eq!(rest.starts_with(" aria-current"), known == locale);
            assert!(html.contains(known.name()));
        }
    }
}
