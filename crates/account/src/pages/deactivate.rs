//! `/account/deactivate`: what will happen, and the last question.

use gatehouse_web::{
    page::Page,
    pages::{Person, Wait},
};
use serde::Serialize;

use super::PasswordError;

/// What was wrong with the last try.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DeactivateErrors {
    pub password: Option<PasswordError>,
    /// The password was tried too often.
    pub wait: Option<Wait>,
}

impl From<PasswordError> for DeactivateErrors {
    fn from(error: PasswordError) -> Self {
        Self {
            password: Some(error),
            wait: None,
        }
    }
}

/// `pages/deactivate.html`, with the fields `password` and `erase`.
#[derive(Debug, Clone, Serialize)]
pub struct Deactivate {
    pub action: String,
    pub person: Person,
    /// The account has a password, which has to be typed.
    pub password_asked: bool,
    /// The address that hears of it.
    pub last_notice_to: Option<String>,
    pub erase: bool,
    pub errors: DeactivateErrors,
}

impl Page for Deactivate {
    const TEMPLATE: &'static str = "pages/deactivate.html";
}

/// `pages/deactivation-off.html`: on this server only operators deactivate accounts.
#[derive(Debug, Clone, Serialize)]
pub struct DeactivationOff {}

impl Page for DeactivationOff {
    const TEMPLATE: &'static str = "pages/deactivation-off.html";
}

/// `pages/deactivated.html`: what has happened.
#[derive(Debug, Clone, Serialize)]
pub struct Deactivated {}

impl Page for Deactivated {
    const TEMPLATE: &'static str = "pages/deactivated.html";
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use gatehouse_web::renderer::check;

    use super::*;

    fn sample(errors: DeactivateErrors) -> Deactivate {
        Deactivate {
            action: "/account/deactivate".into(),
            person: Person {
                matrix_id: "@ana:example.org".into(),
                display_name: Some("Ana Müller".into()),
            },
            password_asked: true,
            last_notice_to: Some("ana@example.com".into()),
            erase: false,
            errors,
        }
    }

    #[test]
    fn a_person_reads_what_will_happen_before_they_do_it() {
        let renderer = check::renderer().unwrap();
        let page = sample(DeactivateErrors::default());
        for html in check::page(&renderer, "deactivate", &page).unwrap() {
            for mark in [
                "<form id=\"deactivate\" method=\"post\" action=\"/account/deactivate\"",
                "name=\"password\" type=\"password\"",
                "autocomplete=\"current-password\"",
                "name=\"erase\" type=\"checkbox\"",
                "@ana:example.org",
                "ana@example.com",
                "href=\"/account/\"",
            ] {
                assert!(html.contains(mark), "{mark} is missing in\n{html}");
            }
            // The way out comes with no focus that Return would act on.
            assert!(!html.contains(" autofocus") && !html.contains(" checked"));
            assert!(check::is_small(&renderer, &html), "{}", html.len());
        }
    }

    #[test]
    fn a_wrong_password_keeps_what_was_ticked() {
        let renderer = check::renderer().unwrap();
        let too_many = DeactivateErrors {
            wait: Some(Duration::from_mins(3).into()),
            ..DeactivateErrors::default()
        };
        for (name, errors) in [
            ("missing", PasswordError::Missing.into()),
            ("wrong", PasswordError::Wrong.into()),
            ("attempts", too_many),
        ] {
            let page = Deactivate {
                erase: true,
                ..sample(errors)
            };
            for html in check::page(&renderer, &format!("deactivate-{name}"), &page).unwrap() {
                assert!(html.contains("role=\"alert\"") && html.contains(" checked") && html.contains(" autofocus"));
                assert!(check::is_small(&renderer, &html));
            }
        }
    }

    #[test]
    fn without_a_password_none_is_asked_for() {
        let renderer = check::renderer().unwrap();
        let page = Deactivate {
            password_asked: false,
            last_notice_to: None,
            ..sample(DeactivateErrors::default())
        };
        for html in check::page(&renderer, "deactivate-plain", &page).unwrap() {
            assert!(!html.contains("name=\"password\""));
        }
        check::page(&renderer, "deactivation-off", &DeactivationOff {}).unwrap();
        check::page(&renderer, "deactivated", &Deactivated {}).unwrap();
    }
}
