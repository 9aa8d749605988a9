//! The hosts that an operator allows.

use url::Url;

use super::{ClientMetadata, MetadataError, RegistrationPolicy, web_uri};
use crate::RedirectUri;

/// Apps tell where they are at home, and lead people there or to the person's own device only.
pub(super) fn check(metadata: &ClientMetadata, policy: &RegistrationPolicy) -> Result<(), MetadataError> {
    if policy.allowed_hosts.is_empty() {
        return Ok(());
    }
    let is_listed = |url: &Url| policy.allowed_hosts.iter().any(|host| web_uri::is_under(url, host));
    let home = metadata.client_uri.as_deref().and_then(|uri| Url::parse(uri).ok());
    let home =
        home.ok_or_else(|| MetadataError::member("client_uri", "is required: this server allows listed hosts"))?;
    let rule = "the host is not one that this server allows";
    if !is_listed(&home) {
        return Err(MetadataError::member("client_uri", rule));
    }
    let is_allowed = |uri: &RedirectUri| {
        let hosts = &policy.allowed_hosts;
        uri.is_loopback() || is_listed(uri.url()) || hosts.iter().any(|host| uri.has_scheme_of(host))
    };
    if !metadata.redirect_uris.iter().all(is_allowed) {
        return Err(MetadataError::redirect_uri(rule));
    }
    if !metadata.post_logout_redirect_uris.iter().all(is_allowed) {
        return Err(MetadataError::member("post_logout_redirect_uris", rule));
    }
    Ok(())
}
