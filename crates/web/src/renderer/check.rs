//! What every page promises, whatever it says. For tests, of this crate and of the faces, and for trying an operator's
//! templates.

use std::{env, fs, path::Path};

use chrono::DateTime;
use serde_json::Value;
use tera::Context;
use url::Url;

use super::{LoadError, Renderer, samples};
use crate::brand::{Logo, LogoFormat};
use crate::page::{Branding, Page, View};
use gatehouse_domain::Locale;

mod letter;

pub use letter::letter;

/// Closes an attribute of either kind, and opens a tag.
const HOSTILE: &str = "\"'></a><script>alert(1)</script>\u{202e}";
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 32"><rect width="96" height="32" rx="6" fill="#7a3fc2"/></svg>"##;
/// A page and its style sheet arrive in the first round trips.
const LARGEST: usize = 32_000;

/// A renderer with every option of the branding set, below a path.
pub fn renderer() -> Result<Renderer, LoadError> {
    let link = |path: &str| Url::parse("https://example.org/").and_then(|url| url.join(path)).ok();
    let branding = Branding {
        service_name: "example.org".to_owned(),
        policy_uri: link("privacy"),
        tos_uri: link("terms"),
        imprint: Some("Example Ltd., Springfield".to_owned()),
        logo: Some(Logo {
            format: LogoFormat::Svg,
            bytes: LOGO.into(),
        }),
        accent_color: "#7a3fc2".parse().ok(),
    };
    let public_base = Url::parse("https://auth.example.org/")
        .map_err(|error| LoadError::Template(tera::Error::message(error.to_string())))?;
    Renderer::new(&branding, &public_base)
}

/// A view at a fixed time: 2026-05-28T20:26:40Z.
pub fn view(locale: Locale) -> View {
    View {
        locale,
        csrf: Some("csrf-of-this-browser".to_owned()),
        here: Some("/here?kind=x&id=y".to_owned()),
        now: DateTime::from_timestamp(1_780_000_000, 0).unwrap_or_default(),
    }
}

/// Render a sample in every language, with hostile text in each of its fields too; the HTML in
/// the order of [`Locale::ALL`], or what is wrong.
///
/// With `GATEHOUSE_PAGES` naming a folder, the pages are written there, to be looked at.
pub fn page<P: Page>(renderer: &Renderer, name: &str, sample: &P) -> Result<Vec<String>, String> {
    let mut pages = Vec::new();
    for locale in Locale::ALL {
        let html = renderer
            .render(sample, &view(locale))
            .map_err(|error| error.to_string())?;
        structure(&html, locale).map_err(|wrong| format!("{name} in {locale:?}: {wrong}\n{html}"))?;
        write(renderer, &format!("{name}.{}.html", locale.tag()), &html)
            .map_err(|error| format!("{name} was not written: {error}"))?;
        pages.push(html);
    }
    let mut fields = serde_json::to_value(sample).map_err(|error| error.to_string())?;
    shorten(&mut fields);
    samples::keep_page(name, P::TEMPLATE, &fields)?;
    for pointer in texts(&fields) {
        hostile(renderer, P::TEMPLATE, &fields, &pointer)?;
    }
    Ok(pages)
}

/// Whether a page stays within the budget; lists grow with their rows and are not asked.
pub fn is_small(renderer: &Renderer, html: &str) -> bool {
    let style = renderer.assets().name("style.css").map(str::to_owned);
    let style = style.and_then(|name| renderer.assets().body(&name).map(<[u8]>::len));
    style.is_some_and(|style| style + html.len() < LARGEST)
}

fn structure(html: &str, locale: Locale) -> Result<(), String> {
    let opening = format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">",
        locale.tag(),
        locale.direction()
    );
    if !html.starts_with(&opening) {
        return Err("it does not start with its language and direction".to_owned());
    }
    for (mark, count) in [("<h1", 1), ("<main", 1), ("<title>", 1), ("</html>", 1)] {
        let found = html.matches(mark).count();
        if found != count {
            return Err(format!("{mark} is there {found} times"));
        }
    }
    policy(html)?;
    let ids: Vec<&str> = html
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    if unique.len() != ids.len() {
        return Err("an id is there twice".to_owned());
    }
    Ok(())
}

/// What a Content-Security-Policy without `unsafe-*` refuses.
pub(super) fn policy(html: &str) -> Result<(), String> {
    for mark in ["<style", " style=", "<script>", " onclick=", " onload=", "javascript:"] {
        if html.contains(mark) {
            return Err(format!("{mark} is not allowed"));
        }
    }
    Ok(())
}

/// One field made hostile: the page refuses it, as it does what should be a name of ours or a
/// time, or shows it as text.
fn hostile(renderer: &Renderer, template: &str, fields: &Value, pointer: &str) -> Result<(), String> {
    let mut fields = fields.clone();
    if let Some(field) = fields.pointer_mut(pointer) {
        *field = Value::String(HOSTILE.to_owned());
    }
    let context = Context::from_serialize(&fields).map_err(|error| error.to_string())?;
    let Ok(html) = renderer.render_context(template, context, &view(Locale::default())) else {
        return Ok(());
    };
    if html.contains("<script>alert") || html.contains("\"'>") {
        return Err(format!("{template} does not escape {pointer}\n{html}"));
    }
    Ok(())
}

/// A list of a thousand rows says nothing that its first ones don't.
fn shorten(value: &mut Value) {
    match value {
        Value::Array(values) => {
            values.truncate(4);
            values.iter_mut().for_each(shorten);
        }
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The JSON pointers (RFC 6901) of everything that is text.
fn texts(value: &Value) -> Vec<String> {
    let below = |name: &str, value: &Value| -> Vec<String> {
        texts(value).into_iter().map(|rest| format!("/{name}{rest}")).collect()
    };
    match value {
        Value::String(_) => vec![String::new()],
        Value::Array(values) => values
            .iter()
            .enumerate()
            .flat_map(|(index, value)| below(&index.to_string(), value))
            .collect(),
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| below(name, value)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn write(renderer: &Renderer, name: &str, html: &str) -> std::io::Result<()> {
    let Some(folder) = env::var_os("GATEHOUSE_PAGES") else {
        return Ok(());
    };
    let folder = Path::new(&folder);
    write_assets(renderer, folder)?;
    fs::write(folder.join(name), html)
}

/// The style sheets and pictures, where pages that are opened from a file find them.
pub(super) fn write_assets(renderer: &Renderer, folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder.join("assets"))?;
    for path in renderer.assets().paths() {
        if let Some(name) = renderer.assets().name(path)
            && let Some(body) = renderer.assets().body(name)
        {
            fs::write(folder.join("assets").join(name), body)?;
        }
    }
    Ok(())
}
