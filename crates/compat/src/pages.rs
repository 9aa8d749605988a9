//! The pages between an older app and a person.

use gatehouse_web::{
    page::Page,
    pages::{App, Destination, Permission, Person},
};
use serde::Serialize;

#[cfg(test)]
mod tests;

/// "May this app be signed in to your account?" The answer is posted as `action`: `allow` or `deny`.
#[derive(Debug, Clone, Serialize)]
pub struct CompleteSso {
    /// Where the answer is posted.
    pub action: String,
    /// Where "use another account" is posted: signs out, then comes back to this question.
    pub switch_action: String,
    /// All that is known of it is its place.
    pub app: App,
    pub person: Person,
    pub permissions: Vec<Permission>,
    /// Where the person goes when they agree.
    pub returns_to: Destination,
}

impl Page for CompleteSso {
    const TEMPLATE: &'static str = "pages/complete-sso.html";
}

/// The page inside an app that knows none of the ways to sign in: its module exchanges the token in its address and hands
/// what it gets to the app.
#[derive(Debug, Clone, Serialize)]
pub struct LoginFallback {
    /// Where the token is exchanged.
    pub action: String,
    /// Where the sign-in begins anew.
    pub again: String,
}

impl Page for LoginFallback {
    const TEMPLATE: &'static str = "pages/login-fallback.html";
}
