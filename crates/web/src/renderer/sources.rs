//! Where templates, texts and assets come from: the program, and over it a directory of the operator's.
//!
//! In debug builds the program's own files are read from disk.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rust_embed::RustEmbed;

use super::LoadError;

macro_rules! embedded {
    ($($name:ident in $folder:literal),+) => {
        $(
            #[derive(RustEmbed)]
            #[folder = $folder]
            struct $name;
        )+
    };
}

embedded! {
    Pages in "../../templates/pages",
    Components in "../../templates/components",
    Emails in "../../templates/emails",
    Assets in "../../templates/assets",
    Locales in "../../templates/locales"
}

/// The program's files in a folder.
fn embedded<E: RustEmbed>(folder: &str) -> impl Iterator<Item = Source> {
    E::iter().filter_map(move |path| {
        Some(Source {
            path: format!("{folder}/{path}"),
            bytes: E::get(&path)?.data.into_owned(),
            file: None,
        })
    })
}

/// The folders that an overlay may have.
pub const FOLDERS: [&str; 5] = ["pages", "components", "emails", "assets", "locales"];

/// A file, by its path below `templates/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub path: String,
    pub bytes: Vec<u8>,
    /// Where it stands when it is the operator's.
    pub file: Option<PathBuf>,
}

impl Source {
    pub fn text(&self) -> Result<&str, LoadError> {
        str::from_utf8(&self.bytes).map_err(|_| LoadError::Encoding(self.shown()))
    }

    /// What to call it in an error.
    pub fn shown(&self) -> String {
        match &self.file {
            Some(file) => file.display().to_string(),
            None => self.path.clone(),
        }
    }
}

/// All files: the program's, and those of an overlay.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    own: Vec<Source>,
    overlay: Vec<Source>,
}

impl Sources {
    /// The program's files, and those in a directory, if there is one.
    pub fn read(overlay: Option<&Path>) -> Result<Self, LoadError> {
        let own = embedded::<Pages>("pages")
            .chain(embedded::<Components>("components"))
            .chain(embedded::<Emails>("emails"))
            .chain(embedded::<Assets>("assets"))
            .chain(embedded::<Locales>("locales"));
        let mut sources = Self {
            own: own.collect(),
            overlay: Vec::new(),
        };
        if let Some(root) = overlay {
            // A directory that is mistyped must not pass for an empty one.
            if let Err(error) = fs::read_dir(root) {
                return Err(unreadable(root, &error));
            }
            for folder in FOLDERS {
                sources.descend(&root.join(folder), folder)?;
            }
        }
        Ok(sources)
    }

    fn descend(&mut self, directory: &Path, below: &str) -> Result<(), LoadError> {
        if !directory.exists() {
            return Ok(());
        }
        let entries = fs::read_dir(directory).map_err(|error| unreadable(directory, &error))?;
        for entry in entries {
            let file = entry.map_err(|error| unreadable(directory, &error))?.path();
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            // What editors and version control leave behind.
            if name.is_empty() || name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            let path = format!("{below}/{name}");
            if file.is_dir() {
                self.descend(&file, &path)?;
                continue;
            }
            let bytes = fs::read(&file).map_err(|error| unreadable(&file, &error))?;
            self.overlay.push(Source {
                path,
                bytes,
                file: Some(file),
            });
        }
        Ok(())
    }

    /// The files in a folder, each once: the operator's where there are two.
    pub fn merged(&self, folder: &str) -> Vec<&Source> {
        let mut merged = BTreeMap::new();
        for source in self.own(folder).chain(self.overlay(folder)) {
            merged.insert(source.path.as_str(), source);
        }
        merged.into_values().collect()
    }

    /// The program's own files in a folder.
    pub fn own(&self, folder: &str) -> impl Iterator<Item = &Source> {
        inside(&self.own, folder)
    }

    /// The operator's files in a folder.
    pub fn overlay(&self, folder: &str) -> impl Iterator<Item = &Source> {
        inside(&self.overlay, folder)
    }
}

fn inside<'a>(sources: &'a [Source], folder: &str) -> impl Iterator<Item = &'a Source> {
    let start = format!("{folder}/");
    sources.iter().filter(move |source| source.path.starts_with(&start))
}

fn unreadable(path: &Path, error: &std::io::Error) -> LoadError {
    LoadError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use gatehouse_domain::Locale;
    use tempfile::TempDir;
    use url::Url;

    use crate::{
        page::Branding,
        pages::{ErrorKind, ErrorPage},
        renderer::{Renderer, check, samples},
    };

    use super::*;

    fn overlay(files: &[(&str, &str)]) -> TempDir {
        let dir = TempDir::new().unwrap();
        for (path, text) in files {
            let file = dir.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        dir
    }

    fn load(files: &[(&str, &str)]) -> Result<Renderer, LoadError> {
        let base = Url::parse("https://auth.example.org/").unwrap();
        let dir = overlay(files);
        Renderer::with_overlay(&Branding::new("example.org"), &base, Some(dir.path()))
    }

    fn error_page(renderer: &Renderer, locale: Locale) -> String {
        let page = ErrorPage::new(ErrorKind::NotFound);
        renderer.render(&page, &check::view(locale)).unwrap()
    }

    #[test]
    fn an_operator_replaces_single_texts_pages_components_and_assets() {
        let texts = [
            ("locales/en/ours.ftl", "error-not-found-title = Nobody lives here\n"),
            ("locales/en/.swp", "not for us"),
        ];
        let renderer = load(&texts).unwrap();
        let english = error_page(&renderer, Locale::English);
        assert!(
            english.contains("Nobody lives here") && english.contains("The address is mistyped"),
            "{english}"
        );
        assert!(error_page(&renderer, Locale::German).contains("Hier ist nichts"));

        let files = [
            (
                "pages/error.html",
                "<h1>{{ kind }}</h1><img src=\"{{ asset(path=\"our.png\") }}\">{{ <ui.ours /> }}",
            ),
            (
                "components/ours.html",
                "{% component ui.ours() -%}<p>Ours</p>{%- endcomponent ui.ours %}",
            ),
            ("assets/our.png", "picture"),
            ("assets/style.css", "body { color: red }"),
        ];
        let renderer = load(&files).unwrap();
        let page = error_page(&renderer, Locale::English);
        assert!(page.starts_with("<h1>not-found</h1><img src=\"/assets/our-"), "{page}");
        assert!(page.ends_with("<p>Ours</p>"), "{page}");
        let style = renderer.assets().name("style.css").unwrap();
        assert_eq!(renderer.assets().body(style).unwrap(), b"body { color: red }");
    }

    #[test]
    fn what_is_broken_is_named_with_its_file_and_line() {
        for (path, text, expected) in [
            ("pages/error.html", "<h1>\n{{ kind", &["pages/error.html", "2"][..]),
            ("locales/de/x.ftl", "a = b\n\n= c\n", &["locales/de/x.ftl", "line 3"]),
            ("locales/tlh/x.ftl", "a = b\n", &["tlh/x.ftl", "no such language"]),
            ("locales/x.ftl", "a = b\n", &["x.ftl"]),
            ("assets/x.exe", "", &["x.exe", "css, js, svg, png or webp"]),
            ("assets/fonts/x.css", "", &["x.css", "no folders"]),
        ] {
            let error = load(&[(path, text)]).err().unwrap().to_string();
            assert!(expected.iter().all(|part| error.contains(part)), "{path}: {error}");
        }
        let missing = Path::new("/nowhere/at/all");
        let error = Sources::read(Some(missing)).unwrap_err().to_string();
        assert!(error.contains("/nowhere/at/all"), "{error}");
    }

    #[test]
    fn what_only_shows_when_it_is_rendered_is_found_by_trying() {
        for (text, expected) in [
            ("<p>\n{{ no_such_field }}", "pages/error.html:2"),
            ("<p>\n\n{{ t(key=\"no-such-text\") }}", "no-such-text"),
            ("<p style=\"color: red\">", "style= is not allowed"),
        ] {
            let renderer = load(&[("pages/error.html", text)]).unwrap();
            let out = TempDir::new().unwrap();
            let tried = samples::try_all(&renderer, Some(out.path())).unwrap();
            assert!(tried.rendered > 0 && !tried.failures.is_empty());
            for failure in &tried.failures {
                assert!(failure.sample.starts_with("error-"), "{failure}");
                assert!(failure.to_string().contains(expected), "{failure}");
            }
            assert!(out.path().join("sign-in.en.html").exists() && out.path().join("mail-recovery.ar.txt").exists());
        }
    }
}
