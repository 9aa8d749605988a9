//! The question before an app signs a person out.

use gatehouse_web::{
    page::Page,
    pages::{App, Destination, Person},
};
use serde::Serialize;

use super::FormField;

/// `pages/end-session.html`: sign out of this browser? Posted with what the app asked for.
///
/// Not `Debug`: an ID token may be among the fields.
#[derive(Clone, Serialize)]
pub struct EndSession {
    pub action: String,
    /// Who asks, as far as it is known.
    pub app: Option<App>,
    pub person: Person,
    /// The request, to be repeated with the answer.
    pub fields: Vec<FormField>,
    /// Where it goes on afterwards, if not to our own page.
    pub returns_to: Option<Destination>,
    /// The app wanted it to go on to where that app may not lead.
    pub is_stranded: bool,
}

impl Page for EndSession {
    const TEMPLATE: &'static str = "pages/end-session.html";
}
