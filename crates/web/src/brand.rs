//! The operator's picture and color, and the style sheet that is made of them.

use std::{fmt::Write as _, str::FromStr};

use color::{Oklch, OpaqueColor, Srgb};

use crate::{assets::Assets, page::Branding};

/// The paths by which templates name them.
const LOGO: &str = "logo";
const STYLE_SHEET: &str = "brand.css";

/// A picture at the top of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    pub format: LogoFormat,
    pub bytes: Vec<u8>,
}

/// How a picture is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoFormat {
    Svg,
    Png,
    Webp,
}

impl LogoFormat {
    const fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }
}

/// What the operator would like links and buttons to look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AccentColor(OpaqueColor<Srgb>);

/// The text is not `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a color such as #0a6e6e")]
pub struct InvalidColor;

impl FromStr for AccentColor {
    type Err = InvalidColor;

    fn from_str(text: &str) -> Result<Self, InvalidColor> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let bits = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = bits.ok_or(InvalidColor)?.to_be_bytes();
        Ok(Self(OpaqueColor::from_rgb8(red, green, blue)))
    }
}

/// Makes assets of what the operator wants to be seen.
pub(crate) fn add(assets: &mut Assets, branding: &Branding) {
    if let Some(logo) = &branding.logo {
        assets.add(LOGO, logo.format.extension(), logo.bytes.clone());
    }
    if branding.logo.is_some() || branding.accent_color.is_some() {
        assets.add(STYLE_SHEET, "css", style_sheet(branding).into_bytes());
    }
}

/// What goes beyond `style.css`. Colors are written as the numbers that the contrast was computed of.
fn style_sheet(branding: &Branding) -> String {
    let mut css = String::new();
    if branding.logo.is_some() {
        css.push_str(
            ".brand img { display: block; block-size: 2.5rem; inline-size: auto; \
             max-inline-size: min(16rem, 100%); object-fit: contain; }\n",
        );
    }
    let Some(wanted) = branding.accent_color else {
        return css;
    };
    for theme in &THEMES {
        let Accent { color, lit, on } = theme.accent(wanted);
        let [color, lit, on] = [color, lit, on].map(hex);
        let rule = format!(":root {{ --accent: {color}; --accent-lit: {lit}; --on-accent: {on}; }}");
        // Writing to a String can't fail.
        let _ = match theme.media {
            None => writeln!(css, "{rule}"),
            Some(media) => writeln!(css, "@media {media} {{ {rule} }}"),
        };
    }
    css
}

fn hex(color: OpaqueColor<Srgb>) -> String {
    let color = color.to_rgba8();
    format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b)
}

/// A set of grounds of `style.css`, on which accents have to be read.
struct Theme {
    media: Option<&'static str>,
    is_dark: bool,
    /// WCAG 2.2, 1.4.3 and 1.4.6
    contrast: f32,
}

const THEMES: [Theme; 4] = [
    Theme {
        media: None,
        is_dark: false,
        contrast: 4.5,
    },
    Theme {
        media: Some("(prefers-color-scheme: dark)"),
        is_dark: true,
        contrast: 4.5,
    },
    Theme {
        media: Some("(prefers-contrast: more)"),
        is_dark: false,
        contrast: 7.0,
    },
    Theme {
        media: Some("(prefers-contrast: more) and (prefers-color-scheme: dark)"),
        is_dark: true,
        contrast: 7.0,
    },
];

/// The three colors of a theme.
struct Accent {
    color: OpaqueColor<Srgb>,
    /// Under the pointer.
    lit: OpaqueColor<Srgb>,
    /// Text on either of them.
    on: OpaqueColor<Srgb>,
}

/// How far the color moves under the pointer.
const LIT: f32 = 0.07;
const STEP: f32 = 0.005;

impl Theme {
    /// Lightness of a grey that is nearer to text than any ground of the theme.
    const fn ground(&self) -> f32 {
        if self.is_dark { 0.3 } else { 0.94 }
    }

    /// The wanted color, made darker, or lighter in the dark, until it can be read.
    fn accent(&self, wanted: AccentColor) -> Accent {
        let [lightness, chroma, hue] = wanted.0.convert::<Oklch>().components;
        let away = if self.is_dark { STEP } else { -STEP };
        let ground = shown(self.ground(), 0.0, hue);
        let mut lightness = lightness.clamp(0.0, 1.0);
        while (0.0..=1.0).contains(&lightness) && contrast(shown(lightness, chroma, hue), ground) < self.contrast {
            lightness += away;
        }
        // Where there is no room left for a darker one, the color under the pointer is a lighter one.
        let lit = if self.is_dark { lightness + LIT } else { lightness - LIT };
        let lit = if (0.1..=0.97).contains(&lit) {
            lit
        } else {
            2.0 * lightness - lit
        };
        let (on_lightness, on_chroma) = if self.is_dark { (0.2, 0.03) } else { (0.99, 0.005) };
        Accent {
            color: shown(lightness, chroma, hue),
            lit: shown(lit, chroma, hue),
            on: shown(on_lightness, chroma.min(on_chroma), hue),
        }
    }
}

/// The color as screens show it: as much of its chroma as they have at this lightness, in 256 steps.
fn shown(lightness: f32, chroma: f32, hue: f32) -> OpaqueColor<Srgb> {
    let color = |chroma| OpaqueColor::<Oklch>::new([lightness.clamp(0.0, 1.0), chroma, hue]).convert::<Srgb>();
    let fits = |color: OpaqueColor<Srgb>| color.components.iter().all(|part| (0.0..=1.0).contains(part));
    let (mut least, mut most) = (0.0, chroma);
    if !fits(color(chroma)) {
        for _ in 0..16 {
            let middle = f32::midpoint(least, most);
            if fits(color(middle)) {
                least = middle;
            } else {
                most = middle;
            }
        }
        most = least;
    }
    let shown = color(most).to_rgba8();
    OpaqueColor::from_rgb8(shown.r, shown.g, shown.b)
}

/// WCAG 2.2, "contrast ratio".
fn contrast(one: OpaqueColor<Srgb>, other: OpaqueColor<Srgb>) -> f32 {
    let (one, other) = (one.relative_luminance(), other.relative_luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests;
