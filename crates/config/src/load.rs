use std::fmt;
use std::path::PathBuf;

use serde_path_to_error::Segment;

use crate::check::check;
use crate::dump::{self, Secrets};
use crate::email::EmailTransport;
use crate::problem::{ConfigError, Position, Report, Warning};
use crate::schema::json_schema;
use crate::scope::{Scope, Section};
use crate::tree::{Node, Value, read_file};
use crate::{Config, environment};

/// A configuration that was read, checked, and found good.
pub struct Loaded {
    pub config: Config,
    /// What its author should know.
    pub warnings: Vec<Warning>,
    /// The merged files, kept for `to_yaml`.
    merged: serde_json::Value,
}

impl Loaded {
    /// The configuration as one file, with its defaults.
    pub fn to_yaml(&self, secrets: Secrets) -> Result<String, serde_saphyr::SerializeError> {
        dump::to_yaml(self.merged.clone(), secrets)
    }
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded")
            .field("config", &self.config)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// Read and merge `files` in this order, let `GATEHOUSE__…` in `environment` win, and check it all.
pub fn load(files: &[PathBuf], environment: impl IntoIterator<Item = (String, String)>) -> Result<Loaded, ConfigError> {
    let schema = json_schema();
    let mut report = Report::default();
    let mut root = Node {
        position: Position::Default,
        value: Value::Mapping(Vec::new()),
    };
    for file in files {
        match read_file(file) {
            Ok(node) => root.merge(node),
            Err(problem) => report.problems.push(problem),
        }
    }
    if !report.problems.is_empty() {
        // What is missing may stand in the file that cannot be read.
        return Err(report.into_error());
    }
    environment::overlay(&mut root, &schema, environment, &mut report);
    check(&mut root, &schema, "", &mut report);
    let config = Config {
        http: section(&root, "http", &mut report),
        database: section(&root, "database", &mut report),
        secrets: section(&root, "secrets", &mut report),
        matrix: section(&root, "matrix", &mut report),
        passwords: section(&root, "passwords", &mut report),
        account: section(&root, "account", &mut report),
        oauth: section(&root, "oauth", &mut report),
        compat: section(&root, "compat", &mut report),
        email: section(&root, "email", &mut report),
        rate_limiting: section(&root, "rate_limiting", &mut report),
        clients: section(&root, "clients", &mut report),
        branding: section(&root, "branding", &mut report),
        templates: section(&root, "templates", &mut report),
        telemetry: section(&root, "telemetry", &mut report),
        experimental: section(&root, "experimental", &mut report),
    };
    if config.email.transport == EmailTransport::Blackhole && !report.blames("email") {
        config
            .account
            .settle_without_mail(&mut Scope::new(&root, &mut report).key("account"));
    }
    Ok(Loaded {
        config,
        warnings: report.finish()?,
        merged: root.to_json(),
    })
}

fn section<T: Section>(root: &Node, name: &str, report: &mut Report) -> T {
    let Some(node) = root.key(name) else {
        return T::default();
    };
    if report.blames(name) {
        return T::default();
    }
    match serde_path_to_error::deserialize::<_, T>(node.to_json()) {
        Ok(mut section) => {
            section.settle(&mut Scope::new(root, report).key(name));
            section
        }
        Err(error) => {
            let mut place = node;
            for segment in error.path() {
                let next = match segment {
                    Segment::Seq { index } => place.item(*index),
                    Segment::Map { key } => place.key(key),
                    Segment::Enum { .. } | Segment::Unknown => None,
                };
                place = next.unwrap_or(place);
            }
            let path = crate::tree::joined(name, &error.path().to_string());
            report.error(&place.position, &path, error.inner().to_string());
            T::default()
        }
    }
}
