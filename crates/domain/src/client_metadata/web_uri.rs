//! The rules that all `https` URIs of a client share.

use psl::Psl;
use url::{Host, Url};

use super::RegistrationPolicy;

/// The longest URI that is kept, in bytes.
const MAX_LENGTH: usize = 2048;

/// RFC 3986 §2: the characters of a URI, so no spaces, backslashes or letters outside of ASCII.
pub(crate) fn check_text(text: &str) -> Result<(), &'static str> {
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    if text.len() > MAX_LENGTH {
        Err("a URI can't be longer than 2048 bytes")
    } else if text.bytes().all(is_known) {
        Ok(())
    } else {
        Err("the URI holds a character that has to be percent-encoded")
    }
}

/// Parses and checks a URI of a web page.
pub(super) fn parse(text: &str, policy: &RegistrationPolicy) -> Result<Url, &'static str> {
    check_text(text)?;
    let url = Url::parse(text).map_err(|_| "not an absolute URI")?;
    check(text, &url, policy)?;
    Ok(url)
}

/// A web address that anyone can reach and whose host belongs to somebody.
pub(crate) fn check(text: &str, url: &Url, policy: &RegistrationPolicy) -> Result<(), &'static str> {
    let is_allowed = match url.scheme() {
        "https" => true,
        "http" => policy.allow_insecure_uris,
        _ => false,
    };
    if !is_allowed {
        return Err("only https is allowed");
    }
    // A parser of the web takes `https:example.com` and `https:///example.com` as well.
    let authority = authority(text).ok_or("not written as https://host/path")?;
    if authority.contains('@') {
        return Err("a user name or password is not allowed");
    }
    match url.host() {
        Some(Host::Domain(name)) => check_domain(name, policy),
        Some(_) if policy.allow_insecure_uris => Ok(()),
        Some(_) => Err("the host must be a domain name, not an IP address"),
        None => Err("the host is missing"),
    }
}

/// The host equals `base` or is a subdomain of it, label by label.
pub(crate) fn is_under(url: &Url, base: &str) -> bool {
    url.host_str()
        .and_then(|host| host.strip_suffix(base))
        .is_some_and(|labels| labels.is_empty() || labels.ends_with('.'))
}

/// What stands between `//` and the path, if anything does.
pub(crate) fn authority(text: &str) -> Option<&str> {
    let after_scheme = text.split_once(':')?.1.strip_prefix("//")?;
    let end = after_scheme.find(['/', '?', '#']).unwrap_or(after_scheme.len());
    after_scheme.get(..end).filter(|authority| !authority.is_empty())
}

fn check_domain(name: &str, policy: &RegistrationPolicy) -> Result<(), &'static str> {
    if name.ends_with('.') {
        return Err("the host can't end in a dot");
    }
    let is_local = name == "localhost" || name.ends_with(".localhost");
    let suffix = psl::List.suffix(name.as_bytes());
    let is_whole = suffix.is_none_or(|suffix| suffix == name);
    let is_listed = suffix.is_some_and(|suffix| suffix.is_known());
    match (is_whole, policy.allow_insecure_uris) {
        // A network of one's own has names that no list knows.
        (_, true) if is_local || !is_listed => Ok(()),
        _ if is_local => Err("localhost is not allowed here"),
        (true, _) => Err("the host is a public suffix, which nobody owns"),
        (false, _) => Ok(()),
    }
}
