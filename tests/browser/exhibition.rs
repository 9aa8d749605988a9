//! Every page and every letter, with what the samples say, behind a web server of their own.

use std::{fs, path::PathBuf};

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use gatehouse_tests::{Gatehouse, Setup};
use serde_json::json;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

/// The picture of an app.
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44"><path fill="#0b8a5f" d="M0 0h44v44H0z"/>
<path fill="#fff" d="M12 13h20a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3H20l-7 5v-5h-1a3 3 0 0 1-3-3V16a3 3 0 0 1 3-3z"/></svg>"##;

pub struct Exhibition {
    folder: TempDir,
    base: Url,
    serving: JoinHandle<()>,
}

impl Exhibition {
    /// As `gatehouse templates check` writes them for a server with a name and an imprint.
    pub async fn open() -> Self {
        let branding = json!({
            "service_name": "example.org",
            "policy_uri": "https://example.org/privacy",
            "tos_uri": "https://example.org/terms",
            "imprint": "Example Ltd., Springfield",
        });
        let setup = Setup {
            sections: vec![("branding", branding)],
            ..Setup::default()
        };
        let gatehouse = Gatehouse::start(&setup).await;
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().to_str().unwrap();
        let written = gatehouse.command(&["templates", "check", "--out-dir", out]).output();
        let written = written.unwrap();
        assert!(written.status.success(), "{written:?}");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let files = Router::new()
            .route("/{*path}", get(file))
            .with_state(folder.path().to_owned());
        Self {
            base: base.parse().unwrap(),
            serving: tokio::spawn(async move { axum::serve(listener, files).await.unwrap() }),
            folder,
        }
    }

    /// What there is to be seen, without its language.
    pub fn names(&self) -> Vec<String> {
        let files = fs::read_dir(self.folder.path()).unwrap();
        let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = files
            .filter_map(|file| file.strip_suffix(".en.html").map(str::to_owned))
            .collect();
        names.sort();
        names
    }

    /// The address of something that is exhibited.
    pub fn url(&self, file: &str) -> Url {
        let mut url = self.base.clone();
        url.path_segments_mut().unwrap().push(file);
        url
    }

    /// Exhibits something else.
    pub fn put(&self, file: &str, content: &[u8]) {
        fs::write(self.folder.path().join(file), content).unwrap();
    }
}

impl Drop for Exhibition {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn file(State(folder): State<PathBuf>, Path(path): Path<String>) -> Response {
    // This one leads to the app at once.
    if path.starts_with("assets/form-post-") {
        return ([(header::CONTENT_TYPE, "text/javascript")], "").into_response();
    }
    if path.starts_with("clients/") {
        return ([(header::CONTENT_TYPE, "image/svg+xml")], LOGO).into_response();
    }
    let content_type = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("svg") => "image/svg+xml",
        _ => "image/png",
    };
    match fs::read(folder.join(&path)) {
        Ok(content) => ([(header::CONTENT_TYPE, content_type)], content).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
