use std::collections::BTreeMap;

use color::parse_color;
use url::Url;

use super::*;

const STYLE: &str = include_str!("../../../../templates/assets/style.css");

fn branding(accent_color: Option<AccentColor>, logo: Option<Logo>) -> Branding {
    Branding {
        logo,
        accent_color,
        ..Branding::new("example.org")
    }
}

/// The colors of each theme, in the order of [`THEMES`], as a browser puts them together.
fn themes(css: &str) -> Vec<BTreeMap<String, OpaqueColor<Srgb>>> {
    let rules: Vec<_> = css
        .split(":root {")
        .skip(1)
        .map(|rule| colors(rule.split('}').next().unwrap()))
        .collect();
    let [light, dark, more, more_dark] = rules.as_slice() else {
        panic!("{} themes", rules.len());
    };
    [
        vec![light],
        vec![light, dark],
        vec![light, more],
        vec![light, dark, more, more_dark],
    ]
    .map(|layers| {
        layers
            .into_iter()
            .flatten()
            .map(|(name, color)| (name.clone(), *color))
            .collect()
    })
    .to_vec()
}

fn colors(rule: &str) -> BTreeMap<String, OpaqueColor<Srgb>> {
    let declarations = rule
        .split(';')
        .filter_map(|declaration| declaration.trim().split_once(": "));
    let color = |value| {
        parse_color(value)
            .ok()
            .map(|color| color.to_alpha_color().discard_alpha())
    };
    declarations
        .filter_map(|(name, value)| Some((name.to_owned(), color(value)?)))
        .collect()
}

/// Every hue, in every lightness and saturation that a screen can show.
fn wanted() -> Vec<OpaqueColor<Srgb>> {
    let mut wanted = Vec::new();
    for hue in (0_u16..360).step_by(5) {
        for lightness in [0.0, 0.1, 0.3, 0.5, 0.65, 0.8, 0.95, 1.0] {
            for chroma in [0.0, 0.05, 0.15, 0.4] {
                wanted.push(shown(lightness, chroma, f32::from(hue)));
            }
        }
    }
    wanted
}

#[test]
fn every_color_can_be_read_on_every_ground() {
    let plain = themes(STYLE);
    let is_ground = |name: &str| ["--ground", "--surface", "--sunk"].contains(&name) || name.ends_with("-ground");
    for wanted in wanted() {
        let css = style_sheet(&branding(Some(AccentColor(wanted)), None));
        for ((theme, plain), brand) in THEMES.iter().zip(&plain).zip(themes(&css)) {
            let (accent, lit, on) = (brand["--accent"], brand["--accent-lit"], brand["--on-accent"]);
            assert_ne!(accent, lit, "{wanted:?}");
            let grounds: Vec<_> = plain.iter().filter(|(name, _)| is_ground(name)).collect();
            assert_eq!(grounds.len(), 6);
            for color in [accent, lit] {
                for (name, ground) in grounds.iter().copied().chain([(&"--on-accent".to_owned(), &on)]) {
                    let found = contrast(color, *ground);
                    assert!(
                        found >= theme.contrast,
                        "{} on {name} has {found} in {:?}, for {}",
                        hex(color),
                        theme.media,
                        hex(wanted)
                    );
                }
            }
        }
    }
}

#[test]
fn a_color_that_can_be_read_stays_as_it_is() {
    let css = style_sheet(&branding("#0a6e6e".parse().ok(), None));
    assert_eq!(hex(themes(&css)[0]["--accent"]), "#0a6e6e");
    // Its hue stays in the dark.
    let [_, _, hue] = themes(&css)[1]["--accent"].convert::<Oklch>().components;
    let [_, _, wanted] = OpaqueColor::<Srgb>::from_rgb8(0x0a, 0x6e, 0x6e)
        .convert::<Oklch>()
        .components;
    assert!((hue - wanted).abs() < 2.0, "{hue} {wanted}");
}

#[test]
fn the_themes_come_in_the_order_of_the_style_sheet() {
    let css = style_sheet(&branding("#0a6e6e".parse().ok(), None));
    let media = |css: &str| -> Vec<String> {
        let rules = css.split("@media ").skip(1).filter(|rule| rule.contains(":root"));
        rules.map(|rule| rule.split(" {").next().unwrap().to_owned()).collect()
    };
    assert_eq!(media(&css), media(STYLE.split("*, ::before").next().unwrap()));
    assert!(css.len() < 700, "{css}");
}

#[test]
fn only_six_digits_are_a_color() {
    for text in [
        "", "#", "#fff", "0a6e6e", "#0a6e6e0", "#0a6e6g", "#+a6e6e", "teal", "#0a6é6",
    ] {
        assert_eq!(text.parse::<AccentColor>(), Err(InvalidColor), "{text}");
    }
    assert_eq!("#0A6e6E".parse::<AccentColor>(), "#0a6e6e".parse());
}

#[test]
fn nothing_is_served_without_branding() {
    let mut assets = Assets::default();
    add(&mut assets, &branding(None, None));
    assert!(assets.name(LOGO).is_none() && assets.name(STYLE_SHEET).is_none());
}

#[test]
fn the_logo_takes_the_place_of_the_name() {
    let logo = |format, bytes: &[u8]| Logo {
        format,
        bytes: bytes.to_vec(),
    };
    let base = Url::parse("https://example.org/auth/").unwrap();
    for (format, extension) in [
        (LogoFormat::Svg, "svg"),
        (LogoFormat::Png, "png"),
        (LogoFormat::Webp, "webp"),
    ] {
        let branding = Branding {
            service_name: "Ana & \"Bob\"".to_owned(),
            ..branding(None, Some(logo(format, b"a picture")))
        };
        let renderer = crate::renderer::Renderer::new(&branding, &base).unwrap();
        let page = crate::pages::ErrorPage::new(crate::pages::ErrorKind::NotFound);
        let html = renderer
            .render(&page, &crate::renderer::check::view(gatehouse_domain::Locale::German))
            .unwrap();
        let name = renderer.assets().name(LOGO).unwrap();
        assert!(name.starts_with("logo-") && name.ends_with(extension), "{name}");
        assert_eq!(renderer.assets().body(name), Some(&b"a picture"[..]));
        let image = format!("<img src=\"/auth/assets/{name}\" alt=\"Ana &amp; &quot;Bob&quot;\">");
        assert!(html.contains(&image), "{html}");
        let top = html
            .split("class=\"brand\"")
            .nth(1)
            .unwrap()
            .split("</header>")
            .next()
            .unwrap();
        assert!(!top.contains("<svg") && !top.contains("<bdi>"), "{top}");
        let sheet = renderer.assets().name(STYLE_SHEET).unwrap();
        let after = html.split("style-").nth(1).unwrap();
        assert!(
            after.contains(&format!("<link rel=\"stylesheet\" href=\"/auth/assets/{sheet}\">")),
            "{html}"
        );
    }
}
