//! Turns a letter into words: a template for each form of each message.

use std::fmt::Display;

use gatehouse_domain::Locale;
use gatehouse_mail::{Letter, Message, Stationery, Unwritable, Written};
use serde_json::{Value, json};
use tera::Context;

use super::Renderer;
use crate::pages::UserAgent;

#[cfg(test)]
mod tests;

/// Begins and ends what is told apart from the words around it, whichever way they run (UAX #9).
const ISOLATE: char = '\u{2068}';
const END_OF_ISOLATE: char = '\u{2069}';

impl Stationery for Renderer {
    /// The first line of `emails/….txt` is the subject.
    fn write(&self, letter: &Letter) -> Result<Written, Unwritable> {
        let fields = fields(&letter.message)?;
        let kind = fields.get("kind").and_then(Value::as_str).unwrap_or_default();
        let render = |form: &str| -> Result<String, Unwritable> {
            let context = Context::from_serialize(&fields).map_err(unwritable)?;
            let words = self.render_in(letter.locale, &format!("emails/{kind}.{form}"), context);
            Ok(without_needless_isolates(&words.map_err(unwritable)?, letter.locale))
        };
        let text = render("txt")?;
        let (subject, body) = text.trim_start().split_once('\n').unwrap_or_default();
        Ok(Written {
            subject: subject.trim().to_owned(),
            text: spaced(body),
            html: render("html")?,
        })
    }
}

fn unwritable(error: impl Display) -> Unwritable {
    Unwritable(error.to_string())
}

/// What templates know: the fields of the message, and the browser by its name.
fn fields(message: &Message) -> Result<Value, Unwritable> {
    // What not every message says, but the list of circumstances asks for.
    let mut fields = json!({"app": null, "host": null, "device": null, "at": null, "origin": {"ip": null}});
    let mut said = serde_json::to_value(message).map_err(unwritable)?;
    harmless(&mut said);
    let user_agent = said.pointer("/origin/user_agent").and_then(Value::as_str);
    let browser = user_agent.map(UserAgent::from).unwrap_or_default();
    if let (Some(fields), Value::Object(said)) = (fields.as_object_mut(), said) {
        fields.insert("browser".to_owned(), json!(browser));
        fields.extend(said);
    }
    Ok(fields)
}

/// Somebody else may have chosen the name of an app or of a device: it stays on its line and does
/// not turn the words around it.
fn harmless(value: &mut Value) {
    match value {
        Value::String(text) => {
            text.retain(|letter| !is_bidi_control(letter));
            *text = text.replace(char::is_control, " ");
        }
        Value::Array(values) => values.iter_mut().for_each(harmless),
        Value::Object(fields) => fields.values_mut().for_each(harmless),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

const fn is_bidi_control(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Letters that run from right to left, as the blocks of Unicode have them.
const fn runs_leftwards(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Between words of its own direction a name needs no isolation, and mail is copied and searched:
/// a character that nobody sees would be in the way.
fn without_needless_isolates(text: &str, locale: Locale) -> String {
    if locale.direction() == "rtl" {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut open = Vec::new();
    for letter in text.chars() {
        if letter == ISOLATE {
            open.push(plain.len());
        }
        if letter != END_OF_ISOLATE {
            plain.push(letter);
            continue;
        }
        match open.pop() {
            Some(start)
                if plain
                    .get(start..)
                    .is_some_and(|inside| !inside.contains(runs_leftwards)) =>
            {
                plain.remove(start);
            }
            _ => plain.push(letter),
        }
    }
    plain
}

/// No space at the ends of lines, and one empty line at most between two paragraphs.
fn spaced(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    let mut text = lines.join("\n").trim_end().to_owned();
    text.push('\n');
    text
}
