//! The languages of the pages, and which of them a person reads.

use serde::{Deserialize, Serialize};

/// A language that every text is translated to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Locale {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
    #[serde(rename = "fr")]
    French,
    #[serde(rename = "es")]
    Spanish,
    #[serde(rename = "uk")]
    Ukrainian,
    #[serde(rename = "ar")]
    Arabic,
}

impl Locale {
    pub const ALL: [Self; 6] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Ukrainian,
        Self::Arabic,
    ];

    /// The language tag (BCP 47): the `lang` of a page, and its folder below `locales/`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Ukrainian => "uk",
            Self::Arabic => "ar",
        }
    }

    /// What its speakers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Ukrainian => "Українська",
            Self::Arabic => "العربية",
        }
    }

    /// The language with exactly this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }

    /// The `dir` of a page.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::English | Self::German | Self::French | Self::Spanish | Self::Ukrainian => "ltr",
            Self::Arabic => "rtl",
        }
    }

    /// The first language that we have: of those asked for by name, then of the browser's.
    ///
    /// `ui_locales` holds tags between spaces, the preferred one first (OpenID Connect Core
    /// §3.1.2.1); `accept_language` is the header of RFC 9110 §12.5.4.
    pub fn negotiate(accept_language: Option<&str>, ui_locales: Option<&str>) -> Self {
        let accepted = || by_weight(accept_language.unwrap_or_default()).find_map(Self::look_up);
        ui_locales
            .and_then(Self::first_of)
            .or_else(accepted)
            .unwrap_or_default()
    }

    /// The first language that we have of those in `ui_locales`.
    pub fn first_of(ui_locales: &str) -> Option<Self> {
        ui_locales.split_ascii_whitespace().find_map(Self::look_up)
    }

    /// RFC 4647 §3.4: subtags are dropped from the end until a tag is known. Ours have one.
    pub fn look_up(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|locale| locale.tag().eq_ignore_ascii_case(language))
    }
}

/// The tags of an `Accept-Language` header in order of preference, without the refused ones.
fn by_weight(header: &str) -> impl Iterator<Item = &str> {
    let mut ranges: Vec<(&str, f32)> = header
        .split(',')
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next()?;
            let weight = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(Some(1.0), |weight| weight.parse().ok())?;
            (weight > 0.0).then_some((tag, weight))
        })
        .collect();
    // Stable: equal weights stay in the order of the header.
    ranges.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    ranges.into_iter().map(|(tag, _)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_we_have_is_chosen() {
        let cases = [
            (None, None, Locale::English),
            (Some("de-AT,de;q=0.9,en;q=0.8"), None, Locale::German),
            (Some("nl, fr-CA;q=0.5, ar;q=0.7"), None, Locale::Arabic),
            (Some("de;q=0, fr;q=0.1"), None, Locale::French),
            (Some("*"), None, Locale::English),
            (Some("de;q=high"), None, Locale::English),
            (Some(",;,;q=1"), None, Locale::English),
            (Some("de"), Some("xx fr-CH en"), Locale::French),
            (Some("DE-ch"), Some("xx"), Locale::German),
            (Some("es-419,es;q=0.9,en;q=0.8"), None, Locale::Spanish),
            (Some("ru, uk-UA;q=0.7, en;q=0.5"), None, Locale::Ukrainian),
            (Some("de"), Some("es_MX"), Locale::Spanish),
            (Some("den"), None, Locale::English),
        ];
        for (accept_language, ui_locales, expected) in cases {
            assert_eq!(
                Locale::negotiate(accept_language, ui_locales),
                expected,
                "{accept_language:?} {ui_locales:?}"
            );
        }
    }
}
