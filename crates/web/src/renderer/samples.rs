//! What the pages and letters of the tests show, kept as files, so that an operator's templates can be tried on it.

use std::{fmt, fs, io, path::Path};

use gatehouse_domain::Locale;
use gatehouse_mail::{Letter, Message, Stationery};
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tera::Context;

use super::{Renderer, check};

#[derive(RustEmbed)]
#[folder = "../../templates/samples"]
struct Files;

/// A page or a letter with all that it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Sample {
    Page { template: String, fields: Value },
    Letter { message: Value },
}

/// A sample that can't be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub sample: String,
    pub locale: Locale,
    pub reason: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}: {}", self.sample, self.locale.tag(), self.reason)
    }
}

/// What came of trying everything.
#[derive(Debug, Default)]
pub struct Tried {
    /// How many pages and letters were rendered.
    pub rendered: usize,
    pub failures: Vec<Failure>,
}

/// Shows every sample in every language; with a folder, writes what came of it there.
pub fn try_all(renderer: &Renderer, out: Option<&Path>) -> io::Result<Tried> {
    let mut tried = Tried::default();
    if let Some(out) = out {
        check::write_assets(renderer, out)?;
    }
    for path in Files::iter() {
        let name = path.trim_end_matches(".json");
        let file = Files::get(&path).map(|file| file.data).unwrap_or_default();
        let sample: Sample = serde_json::from_slice(&file)?;
        for locale in Locale::ALL {
            match show(renderer, &sample, locale) {
                Ok(files) => {
                    tried.rendered += 1;
                    for (extension, text) in files {
                        if let Some(out) = out {
                            fs::write(out.join(format!("{name}.{}.{extension}", locale.tag())), text)?;
                        }
                    }
                }
                Err(reason) => tried.failures.push(Failure {
                    sample: name.to_owned(),
                    locale,
                    reason,
                }),
            }
        }
    }
    Ok(tried)
}

fn show(renderer: &Renderer, sample: &Sample, locale: Locale) -> Result<Vec<(&'static str, String)>, String> {
    match sample {
        Sample::Page { template, fields } => {
            let context = Context::from_serialize(fields).map_err(|error| error.to_string())?;
            let html = renderer.render_context(template, context, &check::view(locale));
            let html = html.map_err(|error| error.to_string())?;
            check::policy(&html).map_err(|wrong| format!("{template}: {wrong}"))?;
            Ok(vec![("html", html)])
        }
        Sample::Letter { message } => {
            let message: Message = serde_json::from_value(message.clone()).map_err(|error| error.to_string())?;
            let letter = Letter {
                to: "ana@example.com".to_owned(),
                name: None,
                locale,
                message,
            };
            let written = renderer.write(&letter).map_err(|error| error.to_string())?;
            let text = format!("{}\n\n{}", written.subject, written.text);
            Ok(vec![("html", written.html), ("txt", text)])
        }
    }
}

/// Compares a page of the tests with its sample, or makes the sample anew when `UPDATE_GENERATED` is set.
pub(super) fn keep_page(name: &str, template: &str, fields: &Value) -> Result<(), String> {
    let sample = Sample::Page {
        template: template.to_owned(),
        fields: fields.clone(),
    };
    keep(name, &sample)
}

/// The same for a letter.
pub(super) fn keep_letter(name: &str, message: &Value) -> Result<(), String> {
    let sample = Sample::Letter {
        message: message.clone(),
    };
    keep(&format!("mail-{name}"), &sample)
}

fn keep(name: &str, sample: &Sample) -> Result<(), String> {
    let name = name.to_lowercase();
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../templates/samples")
        .join(format!("{name}.json"));
    let text = serde_json::to_string_pretty(sample).map_err(|error| error.to_string())? + "\n";
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        return fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()));
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    if kept == text {
        Ok(())
    } else {
        Err(format!(
            "templates/samples/{name}.json is not current: run the tests of the pages once with UPDATE_GENERATED=1"
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::renderer::Sources;

    #[test]
    fn every_page_has_a_sample_that_can_be_shown() {
        let renderer = check::renderer().unwrap();
        let tried = try_all(&renderer, None).unwrap();
        let failures: Vec<String> = tried.failures.iter().map(ToString::to_string).collect();
        assert!(failures.is_empty(), "{failures:#?}");
        assert!(tried.rendered > 200, "{}", tried.rendered);

        let shown: BTreeSet<String> = Files::iter()
            .filter_map(|path| serde_json::from_slice(&Files::get(&path)?.data).ok())
            .filter_map(|sample| match sample {
                Sample::Page { template, .. } => Some(template),
                Sample::Letter { .. } => None,
            })
            .collect();
        let sources = Sources::read(None).unwrap();
        let pages: BTreeSet<String> = sources.own("pages").map(|source| source.path.clone()).collect();
        assert_eq!(shown, pages);
    }
}
