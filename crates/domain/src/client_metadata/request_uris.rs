//! Where a client keeps its request objects (`request_uris`, OpenID Connect Registration §2).

use url::Url;

use super::{Members, MetadataError, RegistrationPolicy, web_uri};

const MEMBER: &str = "request_uris";
/// Each is an address that anybody can make us ask, and again after a while.
const MAX_URIS: usize = 8;
/// OpenID Connect Core §6.2, in bytes.
const MAX_LENGTH: usize = 512;

/// Those of a registration. They may be under any host, and their fragment names a version of the object.
pub(super) fn read(members: &Members, policy: &RegistrationPolicy) -> Result<Vec<String>, MetadataError> {
    let texts = members.texts(MEMBER, MAX_URIS)?.unwrap_or_default();
    let checked = |text: &str| {
        web_uri::check(text, &parse(text)?, policy)?;
        Ok(text.to_owned())
    };
    let uris: Result<_, _> = texts.into_iter().map(checked).collect();
    uris.map_err(broken)
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
