//! Where a client keeps its request objects (`request_uris`, OpenID Connect Registration §2).

use url::Url;

use super::{Members, MetadataError, RegistrationPolicy, web_uri};

const MEMBER: &str = "request_uris";
const MAX_URIS: usize = 32;
/// OpenID Connect Core §6.2, in bytes.
const MAX_LENGTH: usize = 512;

/// Those of a registration, each once. They may be under any host, and their fragment names a version of the object.
pub(super) fn read(members: &Members, policy: &RegistrationPolicy) -> Result<Vec<String>, MetadataError> {
    let texts = members.texts(MEMBER, MAX_URIS)?.unwrap_or_default();
    let mut distinct = Vec::with_capacity(texts.len());
    for text in texts {
        let checked = parse(text).and_then(|url| web_uri::check(text, &url, policy));
        checked.map_err(broken)?;
        if !distinct.iter().any(|known| known == text) {
            distinct.push(text.to_owned());
        }
    }
    Ok(distinct)
}

/// Those that the operator named; which of them may be asked is said by the rules for downloads.
pub(crate) fn configured(texts: Vec<String>) -> Result<Vec<String>, MetadataError> {
    texts
        .iter()
        .try_for_each(|text| parse(text).map(drop))
        .map_err(broken)?;
    Ok(texts)
}

fn parse(text: &str) -> Result<Url, &'static str> {
    if text.len() > MAX_LENGTH {
        return Err("a request URI can't be longer than 512 bytes");
    }
    web_uri::check_text(text)?;
    Url::parse(text).map_err(|_| "not an absolute URI")
}

fn broken(rule: &'static str) -> MetadataError {
    MetadataError::member(MEMBER, rule)
}
