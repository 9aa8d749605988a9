use std::path::PathBuf;

use gatehouse_config::{ConfigError, Loaded, load};
use tempfile::TempDir;

/// Files of one test, in a directory of their own.
pub struct Files(TempDir);

impl Files {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, contents).unwrap();
        path
    }

    /// `DIR` stands for the directory of the files.
    pub fn load(&self, yaml: &str) -> Result<Loaded, ConfigError> {
        self.load_with(yaml, &[])
    }

    pub fn load_with(&self, yaml: &str, env: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
        let yaml = yaml.replace("DIR", self.0.path().to_str().unwrap());
        let file = self.write("c.yaml", yaml);
        load(&[file], env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    /// What the error says, with the directory cut off.
    pub fn errors(&self, result: Result<Loaded, ConfigError>) -> String {
        self.short(&result.unwrap_err().to_string())
    }

    pub fn warnings(&self, loaded: &Loaded) -> Vec<String> {
        loaded
            .warnings
            .iter()
            .map(|warning| self.short(&warning.to_string()))
            .collect()
    }

    fn short(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.0.path().display()), "")
    }
}
