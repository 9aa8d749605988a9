use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scope::{Scope, Section};

/// Own templates, texts and assets.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TemplatesConfig {
    /// Directory with the folders `pages`, `components`, `emails`, `assets` and `locales`. A file there takes the place of
    /// the one of the same name in the program, or is added; texts take the place of single texts.
    pub path: Option<PathBuf>,
}

impl Section for TemplatesConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        if let Some(path) = &self.path
            && !path.is_dir()
        {
            scope
                .key("path")
                .error(format!("{} is not a directory", path.display()));
        }
    }
}
