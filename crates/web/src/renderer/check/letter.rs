//! What every letter promises.

use gatehouse_domain::Locale;
use gatehouse_mail::{Letter, Message, Stationery, Written};

use super::{HOSTILE, shorten, texts, write};
use crate::renderer::{Renderer, samples};

/// Some mail programs cut off what is longer.
const LARGEST: usize = 20_000;

/// Write a letter in every language, with hostile text in each of its fields too; the words in the
/// order of [`Locale::ALL`], or what is wrong.
///
/// With `GATEHOUSE_PAGES` naming a folder, both forms are written there, to be looked at.
pub fn letter(renderer: &Renderer, name: &str, message: &Message) -> Result<Vec<Written>, String> {
    let mut letters = Vec::new();
    for locale in Locale::ALL {
        let written = words(renderer, message, locale)?;
        check(&written, locale).map_err(|wrong| format!("{name} in {locale:?}: {wrong}\n{}", shown(&written)))?;
        let file = |form: &str| format!("mail-{name}.{}.{form}", locale.tag());
        write(renderer, &file("html"), &written.html)
            .and_then(|()| write(renderer, &file("txt"), &shown(&written)))
            .map_err(|error| format!("{name} was not written: {error}"))?;
        letters.push(written);
    }
    let mut fields = serde_json::to_value(message).map_err(|error| error.to_string())?;
    shorten(&mut fields);
    samples::keep_letter(name, &fields)?;
    for pointer in texts(&fields) {
        let mut fields = fields.clone();
        if let Some(field) = fields.pointer_mut(&pointer) {
            *field = format!("{HOSTILE}\r\nSecond line").into();
        }
        // A time or a kind of letter can't be like that.
        if let Ok(message) = serde_json::from_value(fields) {
            hostile(&words(renderer, &message, Locale::English)?)
                .map_err(|wrong| format!("{name} {pointer}: {wrong}"))?;
        }
    }
    Ok(letters)
}

fn words(renderer: &Renderer, message: &Message, locale: Locale) -> Result<Written, String> {
    let letter = Letter {
        to: "ana@example.com".to_owned(),
        name: None,
        locale,
        message: message.clone(),
    };
    renderer.write(&letter).map_err(|error| error.to_string())
}

fn shown(written: &Written) -> String {
    format!("{}\n\n{}", written.subject, written.text)
}

fn check(written: &Written, locale: Locale) -> Result<(), String> {
    let Written { subject, text, html } = written;
    if subject.is_empty() || subject.contains(char::is_control) || subject.chars().count() > 100 {
        return Err("the subject is not one short line".to_owned());
    }
    let (lang, dir) = (locale.tag(), locale.direction());
    let opening = format!("<!doctype html>\n<html lang=\"{lang}\" dir=\"{dir}\">");
    if !html.starts_with(&opening) || !html.contains(&format!(" lang=\"{lang}\" dir=\"{dir}\" style=")) {
        return Err("it does not say its language and direction twice".to_owned());
    }
    for (mark, count) in [("<h1", 1), ("<title>", 1), ("</html>", 1)] {
        if html.matches(mark).count() != count {
            return Err(format!("{mark} is not there {count} times"));
        }
    }
    if html.matches("class=\"button\"").count() > 1 {
        return Err("there is more than one thing to do".to_owned());
    }
    // What would tell somebody that the letter was opened, or what mail programs refuse.
    for mark in [
        "src=",
        "url(",
        "@import",
        "<link",
        "<img",
        "<script",
        "<form",
        "javascript:",
    ] {
        if html.contains(mark) {
            return Err(format!("{mark} is not allowed"));
        }
    }
    if html.len() > LARGEST {
        return Err(format!("{} bytes are too many", html.len()));
    }
    if text.contains("&#") || text.contains("&amp;") || text.contains("&lt;") || text.contains("\n\n\n") {
        return Err("the text is not plain".to_owned());
    }
    // Whoever reads the text can do the same.
    for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let link = link.replace("&amp;", "&");
        if !text.lines().any(|line| line == link) {
            return Err(format!("the text lacks {link}"));
        }
    }
    Ok(())
}

fn hostile(written: &Written) -> Result<(), String> {
    let Written { subject, text, html } = written;
    if html.contains("<script>alert") || html.contains("\"'>") {
        return Err(format!("it is not escaped\n{html}"));
    }
    if subject.contains(char::is_control) || text.lines().any(|line| line.starts_with("Second line")) {
        return Err(format!("it begins a line of its own\n{}", shown(written)));
    }
    if [subject, text, html].iter().any(|form| form.contains('\u{202e}')) {
        return Err("it turns the words around it".to_owned());
    }
    Ok(())
}
