//! Style sheets, modules and icons, at addresses that change with their content.

use std::{collections::BTreeMap, fmt::Write};

use axum::{
    Router,
    body::Bytes,
    extract::{FromRef, Path, State},
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest as _, Sha256};

use crate::renderer::{LoadError, Renderer, Sources};

/// The content never changes at an address, so a browser need never ask again.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Long enough to spare us a storm, short enough to heal when two versions run side by side.
const BRIEFLY: &str = "public, max-age=300";

struct Asset {
    content_type: &'static str,
    body: Bytes,
}

/// All assets, by the name in the address and by the path that templates use.
#[derive(Default)]
pub struct Assets {
    by_name: BTreeMap<String, Asset>,
    names: BTreeMap<String, String>,
}

impl Assets {
    pub(crate) fn load(sources: &Sources) -> Result<Self, LoadError> {
        let mut assets = Self::default();
        for source in sources.merged("assets") {
            let path = source.path.trim_start_matches("assets/");
            let wrong = |reason| LoadError::Misplaced {
                path: source.shown(),
                reason,
            };
            if path.contains('/') {
                return Err(wrong("assets have no folders"));
            }
            let extension = path.rsplit_once('.').map(|(_, extension)| extension);
            let extension = extension.filter(|extension| content_type(extension).is_some());
            let extension = extension.ok_or_else(|| wrong("an asset is a css, js, svg, png or webp file"))?;
            assets.add(path, extension, source.bytes.clone());
        }
        Ok(assets)
    }

    /// One more.
    pub(crate) fn add(&mut self, path: &str, extension: &str, bytes: Vec<u8>) {
        let Some(content_type) = content_type(extension) else {
            return;
        };
        let stem = path.strip_suffix(extension).unwrap_or(path).trim_end_matches('.');
        let name = name(stem, &Sha256::digest(&bytes), extension);
        let body = bytes.into();
        self.insert(path, name, Asset { content_type, body });
    }

    fn insert(&mut self, path: &str, name: String, asset: Asset) {
        self.by_name.insert(name.clone(), asset);
        self.names.insert(path.to_owned(), name);
    }

    /// The file's name in its address, below `/assets/`.
    pub fn name(&self, path: &str) -> Option<&str> {
        self.names.get(path).map(String::as_str)
    }

    /// The content at a name.
    pub fn body(&self, name: &str) -> Option<&[u8]> {
        self.by_name.get(name).map(|asset| asset.body.as_ref())
    }

    /// The paths that [`name`](Self::name) knows.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    fn answer(&self, name: &str) -> Response {
        match self.by_name.get(name) {
            Some(asset) => (headers(asset.content_type, FOREVER), asset.body.clone()).into_response(),
            None => (
                StatusCode::NOT_FOUND,
                headers("text/plain; charset=utf-8", BRIEFLY),
                "There is no such asset.\n",
            )
                .into_response(),
        }
    }
}

/// `GET /assets/{name}`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Renderer: FromRef<S>,
{
    Router::new().route("/assets/{name}", get(asset))
}

async fn asset(State(renderer): State<Renderer>, Path(name): Path<String>) -> Response {
    renderer.assets().answer(&name)
}

/// A picture of the operator's could hold a script; opened by itself, it must not be a page of ours.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

fn headers(content_type: &'static str, caching: &'static str) -> [(HeaderName, &'static str); 4] {
    [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, caching),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    ]
}

fn content_type(extension: &str) -> Option<&'static str> {
    match extension {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}

/// A name that changes with the content.
fn name(stem: &str, hash: &[u8], extension: &str) -> String {
    let hash = hash.iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    format!("{stem}-{hash}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets() -> Assets {
        Assets::load(&Sources::read(None).unwrap()).unwrap()
    }

    #[test]
    fn an_asset_may_be_kept_forever() {
        let assets = assets();
        let name = assets.name("style.css").unwrap();
        assert!(name.starts_with("style-") && name.len() == "style-.css".len() + 16);
        let answer = assets.answer(name);
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], FOREVER);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    }

    #[test]
    fn an_unknown_asset_is_missed_only_briefly() {
        for name in ["style.css", "style-0000000000000000.css", "../pages/index.html"] {
            let answer = assets().answer(name);
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{name}");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], BRIEFLY);
        }
    }

    #[test]
    fn every_file_is_served() {
        let assets = assets();
        for source in Sources::read(None).unwrap().own("assets") {
            let path = source.path.trim_start_matches("assets/");
            assert_eq!(assets.body(assets.name(path).unwrap()).unwrap(), source.bytes, "{path}");
        }
    }

    #[test]
    fn the_style_sheet_is_small() {
        let assets = assets();
        let size = assets.body(assets.name("style.css").unwrap()).unwrap().len();
        assert!(size < 24_000, "{size} bytes");
    }
}
