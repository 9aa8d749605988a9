//! Style sheets, modules and icons, at addresses that change with their content.

use std::{
    collections::BTreeMap,
    fmt::Write,
    io::{self, Write as _},
};

use axum::{
    Router,
    body::Bytes,
    extract::{FromRef, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

use crate::renderer::{LoadError, Renderer, Sources};

/// The content never changes at an address, so a browser need never ask again.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Long enough to spare us a storm, short enough to heal when two versions run side by side.
const BRIEFLY: &str = "public, max-age=300";

struct Asset {
    content_type: &'static str,
    body: Bytes,
    /// The same in fewer bytes, where there are any to be saved. Pages are not packed: how long they are would tell
    /// what is in their forms.
    packed: Option<Bytes>,
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
        let packed = pack(&bytes).ok().filter(|packed| packed.len() < bytes.len());
        let asset = Asset {
            content_type,
            body: bytes.into(),
            packed: packed.map(Bytes::from),
        };
        self.insert(path, name, asset);
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

    fn answer(&self, name: &str, request: &HeaderMap) -> Response {
        match self.by_name.get(name) {
            Some(asset) => {
                let packed = asset.packed.as_ref().filter(|_| takes_gzip(request));
                let body = packed.unwrap_or(&asset.body).clone();
                let mut response = (headers(asset.content_type, FOREVER), body).into_response();
                let headers = response.headers_mut();
                headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
                if packed.is_some() {
                    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                }
                response
            }
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

async fn asset(State(renderer): State<Renderer>, Path(name): Path<String>, request: HeaderMap) -> Response {
    renderer.assets().answer(&name, &request)
}

fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Whether the answer may be packed (RFC 9110 §12.5.3).
fn takes_gzip(request: &HeaderMap) -> bool {
    let accepted = request.get_all(header::ACCEPT_ENCODING).iter();
    accepted
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let weight = weight.trim().trim_start_matches("q=");
            name.trim().eq_ignore_ascii_case("gzip") && weight.parse::<f32>().unwrap_or(1.0) > 0.0
        })
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
    use std::io::Read as _;

    use super::*;

    fn assets() -> Assets {
        Assets::load(&Sources::read(None).unwrap()).unwrap()
    }

    #[test]
    fn an_asset_may_be_kept_forever() {
        let assets = assets();
        let name = assets.name("style.css").unwrap();
        assert!(name.starts_with("style-") && name.len() == "style-.css".len() + 16);
        let answer = assets.answer(name, &HeaderMap::new());
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], FOREVER);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    }

    #[test]
    fn an_asset_is_packed_for_whoever_can_unpack_it() {
        let assets = assets();
        let name = assets.name("style.css").unwrap();
        for (accepted, is_packed) in [
            ("gzip, deflate, br, zstd", true),
            ("br, GZip;q=0.5", true),
            ("gzip;q=0, br", false),
            ("gzip; q=0.0", false),
            ("xgzip", false),
            ("", false),
        ] {
            let request = HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepted.parse().unwrap())]);
            let answer = assets.answer(name, &request);
            assert_eq!(
                answer.headers().contains_key(header::CONTENT_ENCODING),
                is_packed,
                "{accepted}"
            );
            assert_eq!(answer.headers()[header::VARY], "accept-encoding");
        }
        let asset = &assets.by_name[name];
        let mut unpacked = Vec::new();
        let packed = asset.packed.clone().unwrap();
        flate2::read::GzDecoder::new(&packed[..])
            .read_to_end(&mut unpacked)
            .unwrap();
        assert!(unpacked == asset.body && packed.len() < 8_000, "{} bytes", packed.len());
    }

    #[test]
    fn an_unknown_asset_is_missed_only_briefly() {
        for name in ["style.css", "style-0000000000000000.css", "../pages/index.html"] {
            let answer = assets().answer(name, &HeaderMap::new());
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
