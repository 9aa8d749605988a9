//! The texts of one language, in Fluent.

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use gatehouse_domain::Locale;

use super::{LoadError, Sources, sources::Source};

/// Why a text can't be read or shown.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    #[error("{0} is not a language tag")]
    Tag(&'static str),
    #[error("{path}, line {line}, does not parse: {reason}")]
    Syntax { path: String, line: usize, reason: String },
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
    /// The texts of the program; what the operator writes takes their place, text by text.
    pub fn load(locale: Locale, sources: &Sources) -> Result<Self, LoadError> {
        let tag: LanguageIdentifier = locale.tag().parse().map_err(|_| MessageError::Tag(locale.tag()))?;
        // Names keep their direction inside a sentence: the bundle isolates each argument, so
        // that an app called by a right-to-left override can't turn the words around it.
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        let folder = format!("locales/{}", locale.tag());
        for source in sources.own(&folder) {
            bundle
                .add_resource(parse(source)?)
                .map_err(|errors| MessageError::Twice {
                    path: source.shown(),
                    reason: format!("{errors:?}"),
                })?;
        }
        for source in sources.overlay(&folder) {
            bundle.add_resource_overriding(parse(source)?);
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

fn parse(source: &Source) -> Result<FluentResource, LoadError> {
    let text = source.text()?.to_owned();
    FluentResource::try_new(text).map_err(|(resource, errors)| {
        let first = errors.first();
        let before = first.and_then(|error| resource.source().get(..error.pos.start));
        let syntax = MessageError::Syntax {
            path: source.shown(),
            line: before.unwrap_or_default().matches('\n').count() + 1,
            reason: first.map(|error| error.kind.to_string()).unwrap_or_default(),
        };
        syntax.into()
    })
}

/// Whether the operator's texts are where they are read.
pub fn check_places(sources: &Sources) -> Result<(), LoadError> {
    for source in sources.overlay("locales") {
        let parts: Vec<&str> = source.path.split('/').collect();
        let is_known = |tag: &str| Locale::ALL.into_iter().any(|locale| locale.tag() == tag);
        let reason = match parts.as_slice() {
            [_, tag, name] if is_known(tag) && name.rsplit_once('.').is_some_and(|(_, end)| end == "ftl") => continue,
            [_, tag, _] if !is_known(tag) => "there is no such language",
            _ => "texts stand in files such as locales/en/texts.ftl",
        };
        return Err(LoadError::Misplaced {
            path: source.shown(),
            reason,
        });
    }
    Ok(())
}
