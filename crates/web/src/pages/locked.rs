//! For whoever is signed in to an account that an operator has locked (CS-26).

use serde::Serialize;

use super::Person;
use crate::page::Page;

/// `pages/locked.html`. Nothing is left to do but to sign out.
#[derive(Debug, Clone, Serialize)]
pub struct Locked {
    pub person: Person,
    /// Where the sign-out is posted.
    pub sign_out_action: String,
}

impl Page for Locked {
    const TEMPLATE: &'static str = "pages/locked.html";
}
