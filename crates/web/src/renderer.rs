//! Turns a page into HTML: templates, texts and assets, read once at the start.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use tera::{Context, Tera};
use url::Url;

use crate::{
    assets::Assets,
    brand,
    page::{Branding, Page, View},
};
use gatehouse_domain::Locale;

pub mod check;
mod functions;
mod letters;
mod messages;
mod moment;
pub mod samples;
mod sources;
#[cfg(test)]
mod tests;

pub use messages::MessageError;
use messages::Messages;
pub(crate) use sources::Sources;

/// Renders pages and letters; a clone costs a reference count.
#[derive(Clone)]
pub struct Renderer(Arc<Inner>);

struct Inner {
    assets: Arc<Assets>,
    /// The functions know their language, so there is a set of templates for each.
    templates: BTreeMap<&'static str, Tera>,
}

/// Why the templates or texts can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("a template is wrong: {0}")]
    Template(#[from] tera::Error),
    #[error("a text is wrong: {0}")]
    Message(#[from] MessageError),
    #[error("{0} is not text in UTF-8")]
    Encoding(String),
    #[error("cannot read {path}: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    #[error("{path}: {reason}")]
    Misplaced { path: String, reason: &'static str },
}

/// Why a page can't be shown: always a mistake of ours, never the person's.
#[derive(Debug, thiserror::Error)]
#[error("{template} did not render in {locale}: {source}")]
pub struct RenderError {
    template: &'static str,
    locale: &'static str,
    source: tera::Error,
}

impl Renderer {
    /// Read everything; `public_base` is where the server's root is seen from outside.
    pub fn new(branding: &Branding, public_base: &Url) -> Result<Self, LoadError> {
        Self::with_overlay(branding, public_base, None)
    }

    /// The same, with files of the operator's in place of ours, or besides them.
    pub fn with_overlay(branding: &Branding, public_base: &Url, overlay: Option<&Path>) -> Result<Self, LoadError> {
        let sources = Sources::read(overlay)?;
        let mut assets = Assets::load(&sources)?;
        brand::add(&mut assets, branding);
        let assets = Arc::new(assets);
        let base: Arc<str> = public_base.path().trim_end_matches('/').into();
        let fallback = Arc::new(Messages::load(Locale::default(), &sources)?);

        let mut tera = Tera::new();
        tera.global_context().insert("branding", branding);
        let languages = Locale::ALL.map(|locale| BTreeMap::from([("tag", locale.tag()), ("name", locale.name())]));
        tera.global_context().insert("languages", &languages);
        functions::register_links(&mut tera, &base, &assets);
        functions::register_texts(&mut tera, &fallback, &fallback);
        messages::check_places(&sources)?;
        tera.add_raw_templates(templates(&sources)?)?;

        let mut templates = BTreeMap::new();
        for locale in Locale::ALL {
            let messages = if locale == Locale::default() {
                Arc::clone(&fallback)
            } else {
                Arc::new(Messages::load(locale, &sources)?)
            };
            let mut translated = tera.clone();
            functions::register_texts(&mut translated, &messages, &fallback);
            templates.insert(locale.tag(), translated);
        }
        Ok(Self(Arc::new(Inner { assets, templates })))
    }

    pub fn assets(&self) -> &Assets {
        &self.0.assets
    }

    /// The page as HTML.
    pub fn render<P: Page>(&self, page: &P, view: &View) -> Result<String, RenderError> {
        let locale = view.locale.tag();
        Context::from_serialize(page)
            .and_then(|context| self.render_context(P::TEMPLATE, context, view))
            .map_err(|source| RenderError {
                template: P::TEMPLATE,
                locale,
                source,
            })
    }

    fn render_context(&self, template: &str, mut context: Context, view: &View) -> Result<String, tera::Error> {
        context.insert("csrf", &view.csrf);
        // A page renders without them as long as it has no form of its own.
        let visit = BTreeMap::from([("csrf", &view.csrf), ("here", &view.here)]);
        context.insert("visit", &visit);
        context.insert("now", &view.now);
        self.render_in(view.locale, template, context)
    }

    fn render_in(&self, locale: Locale, template: &str, mut context: Context) -> Result<String, tera::Error> {
        context.insert("lang", locale.tag());
        context.insert("dir", locale.direction());
        self.0
            .templates
            .get(locale.tag())
            .ok_or_else(|| tera::Error::message("no templates in this language"))?
            .render(template, &context)
    }
}

/// Every template with its name.
fn templates(sources: &Sources) -> Result<Vec<(String, String)>, LoadError> {
    let folders = ["components", "pages", "emails"].map(|folder| sources.merged(folder));
    let templates = folders.into_iter().flatten();
    templates
        .map(|source| Ok((source.path.clone(), source.text()?.to_owned())))
        .collect()
}
