use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::scope::{Scope, Section};

/// Names, links and looks of pages.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BrandingConfig {
    /// Name of the service. Default: `matrix.homeserver`, or without a homeserver the host of `http.public_base`.
    pub service_name: Option<String>,
    /// Privacy policy, linked at the foot of pages and given to clients as `op_policy_uri`.
    pub policy_uri: Option<Url>,
    /// Terms of service, linked at the foot of pages and given to clients as `op_tos_uri`. Whoever signs up has to accept them.
    pub tos_uri: Option<Url>,
    /// Legal imprint, shown at the foot of pages.
    pub imprint: Option<String>,
    /// File of a picture, SVG, PNG or WebP of at most 64 KiB, shown at the top of pages in place of the name.
    pub logo: Option<PathBuf>,
    /// Color of links and buttons, as `#rrggbb`; made lighter or darker where it could not be read.
    #[schemars(extend("pattern" = "^#[0-9A-Fa-f]{6}$"))]
    pub accent_color: Option<String>,
    #[serde(skip)]
    picture: Option<Picture>,
}

/// What is in the file `logo`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Picture {
    pub format: PictureFormat,
    pub bytes: Vec<u8>,
}

/// How a picture is written down.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PictureFormat {
    Svg,
    Png,
    Webp,
}

/// It is loaded with each first page.
const LARGEST_LOGO: u64 = 64 * 1024;

impl BrandingConfig {
    /// What is in the file `logo`, if there is one.
    pub fn picture(&self) -> Option<&Picture> {
        self.picture.as_ref()
    }
}

impl Section for BrandingConfig {
    fn settle(&mut self, scope: &mut Scope<'_>) {
        for (key, link) in [("policy_uri", &self.policy_uri), ("tos_uri", &self.tos_uri)] {
            // Shown as a link: `javascript:` and the like must not come this way.
            if let Some(link) = link
                && !matches!(link.scheme(), "http" | "https")
            {
                scope.key(key).error("must be an http or https URL");
            }
        }
        match &self.accent_color {
            Some(color) if !is_color(color) => {
                scope.key("accent_color").error("must be a color, such as \"#0a6e6e\"");
            }
            None if scope.is_null("accent_color") => scope
                .key("accent_color")
                .warning("is empty: a color has to stand in quotes, since # begins a comment"),
            Some(_) | None => {}
        }
        if let Some(file) = &self.logo {
            match read_picture(file) {
                Ok(picture) => self.picture = Some(picture),
                Err(wrong) => scope.key("logo").error(wrong),
            }
        }
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn read_picture(file: &Path) -> Result<Picture, String> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(LARGEST_LOGO + 1).read_to_end(&mut bytes));
    read.map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    if bytes.len() as u64 > LARGEST_LOGO {
        return Err("the file is larger than 64 KiB".to_owned());
    }
    let format = format(&bytes).ok_or("the file is neither SVG nor PNG nor WebP")?;
    Ok(Picture { format, bytes })
}

/// What the file is, whatever its name says.
fn format(bytes: &[u8]) -> Option<PictureFormat> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(PictureFormat::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(PictureFormat::Webp);
    }
    let text = str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim_start();
    (text.starts_with('<') && text.contains("<svg")).then_some(PictureFormat::Svg)
}
