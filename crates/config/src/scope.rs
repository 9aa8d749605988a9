use std::path::Path;

use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::de::DeserializeOwned;

use crate::problem::{Position, Report};
use crate::tree::{Node, Value, joined};

/// A section of the configuration.
pub(crate) trait Section: Default + DeserializeOwned {
    /// Read the files it names and check what the schema cannot say.
    fn settle(&mut self, _scope: &mut Scope<'_>) {}
}

/// The place in the configuration that is being checked, and where to report.
pub(crate) struct Scope<'a> {
    node: Option<&'a Node>,
    position: &'a Position,
    path: String,
    report: &'a mut Report,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(root: &'a Node, report: &'a mut Report) -> Self {
        Self {
            node: Some(root),
            position: &root.position,
            path: String::new(),
            report,
        }
    }

    /// The value of this key, or this place if it is absent.
    pub(crate) fn key(&mut self, key: &str) -> Scope<'_> {
        self.step(self.node.and_then(|node| node.key(key)), key)
    }

    /// This item of the list, or this place if it is absent.
    pub(crate) fn item(&mut self, index: usize) -> Scope<'_> {
        self.step(self.node.and_then(|node| node.item(index)), &index.to_string())
    }

    /// Whether the key is there, with nothing behind it.
    pub(crate) fn is_null(&self, key: &str) -> bool {
        let value = self.node.and_then(|node| node.key(key));
        value.is_some_and(|node| matches!(node.value, Value::Null))
    }

    /// `KEY` or `KEY_file`, whichever was given.
    pub(crate) fn given(&mut self, key: &str, by_file: bool) -> Scope<'_> {
        if by_file {
            self.key(&format!("{key}_file"))
        } else {
            self.key(key)
        }
    }

    fn step(&mut self, node: Option<&'a Node>, name: &str) -> Scope<'_> {
        Scope {
            node,
            position: node.map_or(self.position, |node| &node.position),
            path: joined(&self.path, name),
            report: self.report,
        }
    }

    pub(crate) fn error(&mut self, message: impl Into<String>) {
        self.report.error(self.position, &self.path, message);
    }

    pub(crate) fn warning(&mut self, message: impl Into<String>) {
        self.report.warning(self.position, &self.path, message);
    }

    /// Put the contents of `KEY_file` into `KEY`.
    pub(crate) fn text(&mut self, key: &str, value: &mut Option<String>, file: Option<&Path>) {
        if let Some(text) = self.read_text(key, value.is_some(), file) {
            *value = Some(text);
        }
    }

    /// Put the contents of `KEY_file`, without the newline at its end, into `KEY`.
    pub(crate) fn secret(&mut self, key: &str, value: &mut Option<SecretString>, file: Option<&Path>) {
        if let Some(text) = self.read_text(key, value.is_some(), file) {
            *value = Some(text.trim_end_matches(['\r', '\n']).into());
        }
    }

    /// The bytes of `KEY`, or those in `KEY_file`.
    pub(crate) fn bytes(
        &mut self,
        key: &str,
        value: Option<&SecretString>,
        file: Option<&Path>,
    ) -> Option<SecretSlice<u8>> {
        self.read(key, value.is_some(), file)
            .or_else(|| value.map(|value| value.expose_secret().as_bytes().to_vec()))
            .map(SecretSlice::from)
    }

    fn read(&mut self, key: &str, also_inline: bool, file: Option<&Path>) -> Option<Vec<u8>> {
        let file = file?;
        let mut scope = self.given(key, true);
        if also_inline {
            scope.error(format!("excludes `{key}`: give one of the two"));
            return None;
        }
        std::fs::read(file)
            .map_err(|error| scope.error(format!("cannot read {}: {error}", file.display())))
            .ok()
    }

    fn read_text(&mut self, key: &str, also_inline: bool, file: Option<&Path>) -> Option<String> {
        let bytes = self.read(key, also_inline, file)?;
        String::from_utf8(bytes)
            .map_err(|_| self.given(key, true).error("the file is not UTF-8"))
            .ok()
    }
}
