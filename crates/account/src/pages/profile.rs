//! `/account/`: name, addresses, language, and where the person is signed in.

use gatehouse_web::{
    page::Page,
    pages::{Person, Wait},
};
use serde::{Deserialize, Serialize};

use super::{AppSession, Browser};

/// What the person did just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileNotice {
    NameChanged,
    LanguageChanged,
    EmailAdded,
    EmailRemoved,
    PrimaryChanged,
    SessionEnded,
    /// They proved again who they are, and can do now what they were about to do.
    Again,
}

/// What could not be done, whatever was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileFailure {
    /// Without this address a forgotten password could not be replaced.
    LastEmail,
}

/// What there is to say about the display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameState {
    /// It can be changed.
    Form,
    /// The operator does not want it changed here.
    Fixed,
    /// The homeserver, which keeps it, does not answer.
    Away,
    /// There is no homeserver, and no display name.
    None,
}

/// What is wrong with the name that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameError {
    TooLong,
    Unprintable,
    /// Nothing: the homeserver does not answer.
    HomeserverAway,
}

/// The form with the field `display_name`.
#[derive(Debug, Clone, Serialize)]
pub struct Name {
    pub state: NameState,
    pub typed: String,
    pub error: Option<NameError>,
    /// The picture is shown and changed in apps.
    pub has_avatar: bool,
}

/// An address of the account.
#[derive(Debug, Clone, Serialize)]
pub struct EmailRow {
    /// Names the forms: `remove-email-<id>` and `primary-email-<id>`.
    pub id: String,
    pub address: String,
    pub is_primary: bool,
}

/// What is wrong with the address that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmailError {
    Missing,
    Invalid,
    OwnAlready,
}

/// The addresses, and the form with the field `email`.
#[derive(Debug, Clone, Serialize)]
pub struct Emails {
    pub rows: Vec<EmailRow>,
    /// The operator lets people change them.
    pub can_change: bool,
    /// The last one has to stay.
    pub is_guarded: bool,
    pub typed: String,
    pub error: Option<EmailError>,
    pub wait: Option<Wait>,
}

/// `pages/profile.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Profile {
    pub person: Person,
    pub notice: Option<ProfileNotice>,
    pub failure: Option<ProfileFailure>,
    pub name: Name,
    pub emails: Emails,
    /// The tag of the language that the person chose; none follows the browser.
    pub language: Option<&'static str>,
    /// The newest ones.
    pub apps: Vec<AppSession>,
    pub browsers: Vec<Browser>,
    /// There are others besides those.
    pub has_more: bool,
}

impl Page for Profile {
    const TEMPLATE: &'static str = "pages/profile.html";
}
