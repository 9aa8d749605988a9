//! All pages and letters: examined one by one, and shown in `docs/gallery/`.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use gatehouse_tests::{Chromium, Script};
use serde_json::{Value, json};

use crate::{
    exhibition::Exhibition,
    eye::{Eye, SCHEMES},
    looks::{WIDTHS, directory},
};

mod rooms;

use rooms::ROOMS;

/// How many tests share the work.
const PARTS: usize = 3;

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Whatever it says, everybody can use it: in light and dark, on a phone, with the long words of German, and from
/// right to left.
async fn examine_every(part: usize) {
    let exhibition = Exhibition::open().await;
    let browser = Chromium::start(Script::On).await;
    let eye = Eye(&browser);
    let names = exhibition.names();
    assert!(names.len() > 200, "{names:?}");
    for name in names.iter().skip(part).step_by(PARTS) {
        eye.resize(WIDTHS[0], 640).await;
        for locale in ["de", "ar"] {
            let file = format!("{name}.{locale}.html");
            browser.open(&exhibition.url(&file)).await;
            eye.check_width(&file, WIDTHS[0]).await;
        }
        browser.open(&exhibition.url(&format!("{name}.en.html"))).await;
        eye.fit(name, WIDTHS[0]).await;
        for scheme in SCHEMES {
            eye.light_up(scheme).await;
            examine(&eye, &format!("{name} in {scheme}")).await;
        }
        eye.weigh(name).await;
    }
}

async fn examine(eye: &Eye<'_>, name: &str) {
    if name.starts_with("mail-") {
        eye.examine_letter(name).await;
    } else {
        eye.examine(name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_part_of_all_pages_and_letters_can_be_used_by_everybody() {
    examine_every(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_part_of_all_pages_and_letters_can_be_used_by_everybody() {
    examine_every(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_third_part_of_all_pages_and_letters_can_be_used_by_everybody() {
    examine_every(2).await;
}

/// The file name of a picture: the sample, and its language unless that is English.
fn stem(shown: &str) -> (&str, &str) {
    shown.split_once('@').unwrap_or((shown, "en"))
}

fn document() -> String {
    let mut text = "# Gallery

Every page and every letter, on a phone and on a desktop, light and dark, with made-up people. `./dev gallery` makes the
pictures anew from `templates/samples/`; `gatehouse templates check --out-dir DIR` writes the same pages as HTML, with
your own templates in place of ours where you have some.
"
    .to_owned();
    for (room, pictures) in ROOMS {
        write!(text, "\n## {room}\n").unwrap();
        for (shown, caption) in *pictures {
            let (name, locale) = stem(shown);
            write!(text, "\n{caption}\n\n![{caption}]({name}.{locale}.webp)\n").unwrap();
        }
    }
    text
}

/// What a sample is of.
fn subject(name: &str) -> String {
    let file = root().join(format!("templates/samples/{name}.json"));
    let text = fs::read_to_string(&file).unwrap_or_else(|error| unreachable!("{}: {error}", file.display()));
    let sample: Value = serde_json::from_str(&text).unwrap();
    let said = |pointer| sample.pointer(pointer).and_then(Value::as_str);
    match said("/template") {
        Some(page) => page.to_owned(),
        None => format!("emails/{}.html", said("/message/kind").unwrap()),
    }
}

#[test]
fn the_gallery_shows_every_page_and_every_letter() {
    let shown: BTreeSet<String> = ROOMS
        .iter()
        .flat_map(|(_, pictures)| *pictures)
        .map(|(shown, _)| subject(stem(shown).0))
        .collect();
    let mut missing = Vec::new();
    for folder in ["pages", "emails"] {
        for file in fs::read_dir(root().join("templates").join(folder)).unwrap() {
            let template = format!("{folder}/{}", file.unwrap().file_name().to_str().unwrap());
            let is_part = template == "emails/facts.html" || template.rsplit('.').next() == Some("txt");
            if !is_part && !shown.contains(&template) {
                missing.push(template);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    let file = root().join("docs/gallery/README.md");
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::write(&file, document()).unwrap();
    }
    assert!(
        fs::read_to_string(&file).unwrap_or_default() == document(),
        "run `./dev gallery`"
    );
    let named: BTreeSet<String> = ROOMS
        .iter()
        .flat_map(|(_, pictures)| *pictures)
        .map(|(shown, _)| stem(shown))
        .map(|(name, locale)| format!("{name}.{locale}.webp"))
        .collect();
    let hung: BTreeSet<String> = fs::read_dir(root().join("docs/gallery"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|file| file != "README.md")
        .collect();
    let missing: Vec<_> = named.difference(&hung).collect();
    assert!(missing.is_empty(), "run `./dev gallery` for {missing:?}");
    let left: Vec<_> = hung.difference(&named).collect();
    assert!(left.is_empty(), "remove {left:?}");
}

// `./dev gallery`; GALLERY names what is to be painted, by the beginnings of names.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it writes docs/gallery/"]
async fn paint() {
    let wanted = std::env::var("GALLERY").unwrap_or_default();
    let exhibition = Exhibition::open().await;
    let browser = Chromium::start(Script::On).await;
    let folder = root().join("docs/gallery");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("README.md"), document()).unwrap();
    for (shown, _) in ROOMS.iter().flat_map(|(_, pictures)| *pictures) {
        if !wanted.is_empty() && !wanted.split(',').any(|wanted| shown.starts_with(wanted)) {
            continue;
        }
        let (name, locale) = stem(shown);
        let picture = Picture {
            exhibition: &exhibition,
            browser: &browser,
            file: format!("{name}.{locale}"),
        };
        picture.paint(&folder).await;
    }
}

/// A page in four lights, side by side.
struct Picture<'a> {
    exhibition: &'a Exhibition,
    browser: &'a Chromium,
    file: String,
}

impl Picture<'_> {
    const FRAME: &'static str = "<!doctype html><style>html { overflow: hidden } body { margin: 0; padding: 24px; display: flex; gap: 24px;
        inline-size: max-content; align-items: flex-start; background: #8f8d8a } img { display: block; margin-block-end: 24px }
        .desktop { inline-size: 768px }</style>";

    async fn paint(&self, folder: &std::path::Path) {
        let eye = Eye(self.browser);
        let mut frame = Self::FRAME.to_owned();
        for width in WIDTHS {
            frame.push_str("<div>");
            for scheme in SCHEMES {
                eye.light_up(scheme).await;
                eye.resize(width, 640).await;
                let page = self.exhibition.url(&format!("{}.html", self.file));
                self.browser.open(&page).await;
                eye.fit(&self.file, width).await;
                let shot = format!("shot-{width}-{scheme}.png");
                self.exhibition.put(&shot, &self.shoot("png").await);
                let class = if width == WIDTHS[0] { "phone" } else { "desktop" };
                write!(frame, "<img class={class} src={shot}>").unwrap();
                if width == WIDTHS[0] && scheme == SCHEMES[0] {
                    frame.push_str("</div><div>");
                }
            }
            frame.push_str("</div>");
        }
        self.exhibition.put("frame.html", frame.as_bytes());
        eye.resize(WIDTHS[1], 640).await;
        self.browser.open(&self.exhibition.url("frame.html")).await;
        let width = eye.measure("return document.body.offsetWidth").await;
        eye.resize(u32::try_from(width).unwrap(), 640).await;
        let height = eye.measure("return document.body.offsetHeight").await;
        eye.resize(u32::try_from(width).unwrap(), height).await;
        fs::write(folder.join(format!("{}.webp", self.file)), self.shoot("webp").await).unwrap();
        let proof = directory("gallery").join(format!("{}.png", self.file));
        fs::write(proof, self.shoot("png").await).unwrap();
    }

    async fn shoot(&self, format: &str) -> Vec<u8> {
        // PNG has no use for a quality.
        let how = json!({"format": format, "quality": 60});
        let shot = self.browser.devtools("Page.captureScreenshot", how).await;
        let data = shot.get("data").and_then(Value::as_str);
        BASE64.decode(data.unwrap()).unwrap()
    }
}
