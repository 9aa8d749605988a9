//! The texts of one language, in Fluent.

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use gatehouse_domain::Locale;

#[derive(RustEmbed)]
#[folder = "../../templates/locales"]
struct Files;

/// Why a text can't be read or shown.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    #[error("{0} is not a language tag")]
    Tag(&'static str),
    #[error("{path} does not parse: {reason}")]
    Syntax { path: String, reason: String },
    #[error("{path} says twice what another file says: {reason}")]
    Twice { path: String, reason: String },
    #[error("there is no text {0}")]
    Missing(String),
    #[error("the text {id} lacks something: {reason}")]
    Format { id: String, reason: String },
}

/// All texts of one language.
pub struct Messages(FluentBundle<FluentResource>);

impl Messages {
    pub fn load(locale: Locale) -> Result<Self, MessageError> {
        let tag: LanguageIdentifier = locale.tag().parse().map_err(|_| MessageError::Tag(locale.tag()))?;
        // Names keep their direction inside a sentence: the bundle isolates each argument, so
        // that an app called by a right-to-left override can't turn the words around it.
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        for (path, text) in files(locale) {
            let resource = FluentResource::try_new(text).map_err(|(_, errors)| MessageError::Syntax {
                path: path.clone(),
                reason: format!("{errors:?}"),
            })?;
            bundle.add_resource(resource).map_err(|errors| MessageError::Twice {
                path,
                reason: format!("{errors:?}"),
            })?;
        }
        Ok(Self(bundle))
    }

    pub fn has(&self, id: &str) -> bool {
        self.0.has_message(id)
    }

    /// The text with its arguments put in; every one that it names must be there.
    pub fn format(&self, id: &str, args: &FluentArgs<'_>) -> Result<String, MessageError> {
        let pattern = self
            .0
            .get_message(id)
            .and_then(|message| message.value())
            .ok_or_else(|| MessageError::Missing(id.to_owned()))?;
        let mut errors = Vec::new();
        let text = self.0.format_pattern(pattern, Some(args), &mut errors).into_owned();
        if errors.is_empty() {
            Ok(text)
        } else {
            Err(MessageError::Format {
                id: id.to_owned(),
                reason: format!("{errors:?}"),
            })
        }
    }
}

/// The files of one language, with their paths.
pub(super) fn files(locale: Locale) -> impl Iterator<Item = (String, String)> {
    Files::iter()
        .filter(move |path| path.split('/').next() == Some(locale.tag()))
        .filter_map(|path| {
            let text = String::from_utf8(Files::get(&path)?.data.into_owned()).ok()?;
            Some((path.into_owned(), text))
        })
}
