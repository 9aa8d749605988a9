//! The language that a person reads: what the request asks for, then what they chose, then what their browser says.

use std::sync::{Arc, OnceLock};

use axum::http::{HeaderMap, Uri, header};
use gatehouse_domain::{Locale, Timestamp};
use secrecy::ExposeSecret;
use url::form_urlencoded;

use crate::{
    Site,
    cookies::{self, Name},
};

/// The parameter of OpenID Connect Core §3.1.2.1, which every page takes.
pub const UI_LOCALES: &str = "ui_locales";

/// A language that was chosen in this browser, and when: a newer wish of an app goes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub locale: Locale,
    pub chosen_at: i64,
}

impl Choice {
    pub fn new(locale: Locale, now: Timestamp) -> Self {
        Self {
            locale,
            chosen_at: now.timestamp(),
        }
    }

    /// As the cookie has it: `de.1800000000`.
    pub fn text(self) -> String {
        format!("{}.{}", self.locale.tag(), self.chosen_at)
    }

    fn parse(text: &str) -> Option<Self> {
        let (tag, chosen_at) = text.split_once('.')?;
        Some(Self {
            locale: Locale::of_tag(tag)?,
            chosen_at: chosen_at.parse().ok()?,
        })
    }
}

/// What a request says about languages by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wishes {
    /// `ui_locales` in the query of the page itself.
    asked: Option<Locale>,
    pub choice: Option<Choice>,
    accepted: Locale,
}

impl Wishes {
    pub fn of(uri: &Uri, headers: &HeaderMap, site: &Site) -> Self {
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let accepted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        Self {
            asked: query
                .filter(|(name, _)| name == UI_LOCALES)
                .find_map(|(_, tags)| Locale::first_of(&tags)),
            choice: cookies::read(headers, site, Name::Locale).and_then(|text| Choice::parse(text.expose_secret())),
            accepted: Locale::negotiate(accepted, None),
        }
    }

    /// The language of a page for somebody who may have chosen one for their account.
    pub fn settle(self, account: Option<Locale>) -> Locale {
        let chosen = self.choice.map(|choice| choice.locale);
        self.asked.or(account).or(chosen).unwrap_or(self.accepted)
    }

    /// The language that an app wants for the pages of its request, unless the person has chosen another since then.
    pub fn of_request(self, ui_locales: Option<&str>, begun_at: Timestamp) -> Option<Locale> {
        let is_later = |choice: &Choice| choice.chosen_at >= begun_at.timestamp();
        match self.choice.filter(is_later) {
            Some(choice) => Some(choice.locale),
            None => Locale::first_of(ui_locales?),
        }
    }
}

/// Tells an error page the language of the page that it stands for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spoken(Arc<OnceLock<Locale>>);

impl Spoken {
    pub fn set(&self, locale: Locale) {
        let _ = self.0.set(locale);
    }

    pub fn locale(&self) -> Option<Locale> {
        self.0.get().copied()
    }
}

/// A path of ours without the parameter, so that what is chosen after it counts.
pub fn without_ui_locales(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| pair.split('=').next() != Some(UI_LOCALES))
        .collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_reads_back_as_it_was_written() {
        let now = Timestamp::from_timestamp(1_800_000_000, 0).unwrap();
        for locale in Locale::ALL {
            let choice = Choice::new(locale, now);
            assert_eq!(Choice::parse(&choice.text()), Some(choice));
        }
        for text in ["", "de", "de.", "xx.1", "de.x", ".1", "de-AT.1", "de.1.1"] {
            assert_eq!(Choice::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_request_goes_before_the_person_and_the_person_before_the_browser() {
        let now = Timestamp::from_timestamp(1_800_000_000, 0).unwrap();
        let wishes = |asked, choice: Option<Locale>| Wishes {
            asked,
            choice: choice.map(|locale| Choice::new(locale, now)),
            accepted: Locale::Arabic,
        };
        let (german, french, spanish) = (Some(Locale::German), Some(Locale::French), Some(Locale::Spanish));
        for (asked, account, choice, expected) in [
            (german, french, spanish, Locale::German),
            (None, french, spanish, Locale::French),
            (None, None, spanish, Locale::Spanish),
            (None, None, None, Locale::Arabic),
        ] {
            assert_eq!(wishes(asked, choice).settle(account), expected);
        }
        let later = now + chrono::TimeDelta::seconds(1);
        for (ui_locales, choice, begun_at, expected) in [
            (Some("xx fr-CA de"), None, now, french),
            (Some("fr"), spanish, now, spanish),
            (Some("fr"), spanish, later, french),
            (Some("xx"), spanish, later, None),
            (None, spanish, later, None),
        ] {
            assert_eq!(wishes(None, choice).of_request(ui_locales, begun_at), expected);
        }
    }

    #[test]
    fn what_was_asked_for_does_not_stick() {
        for (path, expected) in [
            ("/login", "/login"),
            ("/login?ui_locales=de", "/login"),
            ("/login?kind=x&ui_locales=de%20fr&id=y", "/login?kind=x&id=y"),
            ("/login?my_ui_locales=de", "/login?my_ui_locales=de"),
        ] {
            assert_eq!(without_ui_locales(path), expected);
        }
    }
}
