//! What templates can call: `t`, `moment`, `url` and `asset`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use fluent_bundle::{FluentArgs, FluentValue};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value, value::Key};

use super::{
    messages::{MessageError, Messages},
    moment::{self, Ago},
};
use crate::assets::Assets;

/// `url(path)`: an address on this server. `asset(path)`: the address of a file in `assets/`.
pub fn register_links(tera: &mut Tera, base: &Arc<str>, assets: &Arc<Assets>) {
    let root = Arc::clone(base);
    tera.register_function("url", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        Ok(format!("{root}{}", kwargs.must_get::<&str>("path")?))
    });
    let (root, assets) = (Arc::clone(base), Arc::clone(assets));
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let path = kwargs.must_get::<&str>("path")?;
        let name = assets
            .name(path)
            .ok_or_else(|| Error::message(format!("there is no asset {path}")))?;
        Ok(format!("{root}/assets/{name}"))
    });
}

/// `t(key, …)`: a text with its arguments. `moment(at, now)`: a time, as `iso`, `exact` and `ago`.
pub fn register_texts(tera: &mut Tera, messages: &Arc<Messages>, fallback: &Arc<Messages>) {
    let texts = Texts {
        messages: Arc::clone(messages),
        fallback: Arc::clone(fallback),
    };
    let moments = texts.clone();
    tera.register_function("t", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
        texts.say(kwargs.must_get::<&str>("key")?, &text_args(&kwargs)?)
    });
    tera.register_function("moment", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        moments.moment(time(&kwargs, "at")?, time(&kwargs, "now")?)
    });
}

/// A language, and the one that speaks where it is silent.
#[derive(Clone)]
struct Texts {
    messages: Arc<Messages>,
    fallback: Arc<Messages>,
}

impl Texts {
    fn say(&self, id: &str, args: &FluentArgs<'_>) -> TeraResult<String> {
        let messages = if self.messages.has(id) {
            &self.messages
        } else {
            &self.fallback
        };
        messages
            .format(id, args)
            .map_err(|error: MessageError| Error::message(error.to_string()))
    }

    fn moment(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> TeraResult<Value> {
        let ago = Ago::since(at, now);
        let mut parts = tera::Map::new();
        parts.insert(Key::from("iso"), moment::machine(at).into());
        parts.insert(
            Key::from("exact"),
            self.say("time-exact", &moment::date_args(at))?.into(),
        );
        parts.insert(Key::from("ago"), self.say(ago.message(), &ago.args())?.into());
        Ok(parts.into())
    }
}

/// Everything but the key. Only text and numbers have a place in a sentence.
fn text_args(kwargs: &Kwargs) -> TeraResult<FluentArgs<'static>> {
    kwargs
        .iter()
        .filter_map(|(name, value)| Some((name.as_str()?, value)))
        .filter(|(name, _)| *name != "key")
        .map(|(name, value)| {
            let argument = if let Some(text) = value.as_str() {
                FluentValue::from(text.to_owned())
            } else if let Some(number) = value.as_i64() {
                FluentValue::from(number)
            } else {
                return Err(Error::message(format!(
                    "the argument {name} of a text is of type {}",
                    value.name()
                )));
            };
            Ok((name.to_owned(), argument))
        })
        .collect()
}

fn time(kwargs: &Kwargs, name: &'static str) -> TeraResult<DateTime<Utc>> {
    let text = kwargs.must_get::<&str>(name)?;
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .map_err(|error| Error::message(format!("{name} is not a time: {error}")))
}
