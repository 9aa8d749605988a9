//! The members of a registration request, read with their types checked.

use serde_json::{Map, Value};

use super::{ClientMetadata, MetadataError};

/// A JSON object of which only the members that are asked for are read.
///
/// Unknown members, and localised ones (`client_name#fr`), are thereby dropped.
pub(super) struct Members(Map<String, Value>);

impl Members {
    pub(super) fn parse(body: &[u8]) -> Result<Self, MetadataError> {
        if body.len() > ClientMetadata::MAX_BODY_LENGTH {
            return Err(MetadataError::unreadable("the client metadata is too long"));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(MetadataError::unreadable("the body is not a JSON object")),
            Err(error) => Err(MetadataError::unreadable(format!("the body is not JSON: {error}"))),
        }
    }

    /// The member; `null` is absent.
    pub(super) fn value(&self, member: &str) -> Option<&Value> {
        self.0.get(member).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, member: &str) -> Result<Option<&str>, MetadataError> {
        self.read(member, Value::as_str, "must be a string")
    }

    pub(super) fn flag(&self, member: &str) -> Result<Option<bool>, MetadataError> {
        self.read(member, Value::as_bool, "must be true or false")
    }

    pub(super) fn seconds(&self, member: &str) -> Result<Option<u64>, MetadataError> {
        self.read(member, Value::as_u64, "must be a whole number of seconds")
    }

    /// An array of at most `limit` strings, each of which counts once.
    pub(super) fn texts(&self, member: &str, limit: usize) -> Result<Option<Vec<&str>>, MetadataError> {
        let texts = self.read(
            member,
            |value| value.as_array()?.iter().map(Value::as_str).collect(),
            "must be an array of strings",
        )?;
        match texts {
            Some(texts) if Vec::len(&texts) > limit => Err(MetadataError::member(
                member,
                format!("at most {limit} values are allowed"),
            )),
            texts => Ok(texts.map(distinct)),
        }
    }

    fn read<'a, T>(
        &'a self,
        member: &str,
        read: impl Fn(&'a Value) -> Option<T>,
        rule: &str,
    ) -> Result<Option<T>, MetadataError> {
        self.value(member)
            .map(|value| read(value).ok_or_else(|| MetadataError::member(member, rule)))
            .transpose()
    }
}

fn distinct(texts: Vec<&str>) -> Vec<&str> {
    let mut distinct = Vec::with_capacity(texts.len());
    for text in texts {
        if !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    distinct
}
