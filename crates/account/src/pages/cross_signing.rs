//! `/account/reset-cross-signing`: what is lost, and what comes next.

use gatehouse_web::{page::Page, pages::Person};
use serde::Serialize;

/// `pages/cross-signing-reset.html`: may the keys be replaced?
#[derive(Debug, Clone, Serialize)]
pub struct CrossSigningReset {
    pub action: String,
    pub person: Person,
}

impl Page for CrossSigningReset {
    const TEMPLATE: &'static str = "pages/cross-signing-reset.html";
}

/// `pages/cross-signing-reset-allowed.html`: on in the app, within ten minutes.
#[derive(Debug, Clone, Serialize)]
pub struct CrossSigningResetAllowed {}

impl Page for CrossSigningResetAllowed {
    const TEMPLATE: &'static str = "pages/cross-signing-reset-allowed.html";
}

/// `pages/cross-signing-reset-cancelled.html`: nothing was changed.
#[derive(Debug, Clone, Serialize)]
pub struct CrossSigningCancelled {}

impl Page for CrossSigningCancelled {
    const TEMPLATE: &'static str = "pages/cross-signing-reset-cancelled.html";
}

#[cfg(test)]
mod tests {
    use gatehouse_web::renderer::check;

    use super::*;

    #[test]
    fn resetting_keys_has_a_form_of_its_own_and_a_way_out() {
        let renderer = check::renderer().unwrap();
        let page = CrossSigningReset {
            action: "/account/reset-cross-signing".into(),
            person: Person {
                matrix_id: "@ana:example.org".into(),
                display_name: Some("Ana Müller".into()),
            },
        };
        for html in check::page(&renderer, "cross-signing-reset", &page).unwrap() {
            assert!(html.contains("<form id=\"reset-cross-signing\" method=\"post\""));
            assert!(html.contains("href=\"/account/reset-cross-signing/cancelled\""));
            assert!(check::is_small(&renderer, &html), "{}", html.len());
        }
        check::page(&renderer, "cross-signing-reset-allowed", &CrossSigningResetAllowed {}).unwrap();
        check::page(&renderer, "cross-signing-reset-cancelled", &CrossSigningCancelled {}).unwrap();
    }
}
