//! The members by which a client takes part in pairwise subjects, sign-out and sign-in that others begin.

use url::Url;

use super::{ClientMetadata, Members, MetadataError, RegistrationPolicy, SubjectType, registration, web_uri};
use crate::{RedirectUri, redirect_uri::RegistrationRules};

impl ClientMetadata {
    /// OpenID Connect Core §8.1: the host that pairwise subjects are made for.
    ///
    /// None if the redirect URIs have several, or one that has no host or names everybody's own device.
    pub fn sector(&self) -> Option<String> {
        if let Some(uri) = &self.sector_identifier_uri {
            return Url::parse(uri).ok()?.host_str().map(str::to_owned);
        }
        let (first, others) = self.redirect_uris.split_first()?;
        let host = own_host(first)?;
        others
            .iter()
            .all(|other| own_host(other) == Some(host))
            .then(|| host.to_owned())
    }

    /// The client knows people by names that only its sector has.
    pub fn is_pairwise(&self) -> bool {
        self.subject_type == Some(SubjectType::Pairwise)
    }

    /// OpenID Connect Core §8.1: pairwise subjects need one sector (OCORE-30).
    pub(crate) fn check_sector(&self) -> Result<(), MetadataError> {
        if self.is_pairwise() && self.sector().is_none() {
            return Err(MetadataError::member(
                "sector_identifier_uri",
                "pairwise subjects need it unless all redirect URIs have one host",
            ));
        }
        Ok(())
    }
}

fn own_host(uri: &RedirectUri) -> Option<&str> {
    uri.url().host_str().filter(|_| !uri.is_loopback())
}

/// Fills in the members that `metadata` does not have yet.
pub(super) fn read(
    members: &Members,
    metadata: ClientMetadata,
    rules: &RegistrationRules<'_>,
) -> Result<ClientMetadata, MetadataError> {
    let metadata = ClientMetadata {
        subject_type: subject_type(members)?,
        sector_identifier_uri: uri(members, "sector_identifier_uri", rules.policy)?,
        post_logout_redirect_uris: post_logout_redirect_uris(members, rules)?,
        backchannel_logout_uri: uri(members, "backchannel_logout_uri", rules.policy)?,
        backchannel_logout_session_required: members.flag("backchannel_logout_session_required")?,
        initiate_login_uri: uri(members, "initiate_login_uri", rules.policy)?,
        ..metadata
    };
    metadata.check_sector()?;
    Ok(metadata)
}

fn subject_type(members: &Members) -> Result<Option<SubjectType>, MetadataError> {
    let Some(name) = members.text("subject_type")? else {
        return Ok(None);
    };
    let known = SubjectType::from_name(name);
    let broken = || MetadataError::member("subject_type", "must be public or pairwise");
    known.ok_or_else(broken).map(Some)
}

/// An address of the client that this server or a browser calls; it may be under any host.
fn uri(members: &Members, member: &str, policy: &RegistrationPolicy) -> Result<Option<String>, MetadataError> {
    let Some(text) = members.text(member)? else {
        return Ok(None);
    };
    check_uri(text, policy).map_err(|rule| MetadataError::member(member, rule))?;
    Ok(Some(text.to_owned()))
}

fn check_uri(text: &str, policy: &RegistrationPolicy) -> Result<(), &'static str> {
    web_uri::parse(text, policy)?;
    if text.contains('#') {
        return Err("a fragment is not allowed");
    }
    Ok(())
}

/// The rules are those of `redirect_uris` (RP-Initiated Logout §3.1), but none is needed.
fn post_logout_redirect_uris(
    members: &Members,
    rules: &RegistrationRules<'_>,
) -> Result<Vec<RedirectUri>, MetadataError> {
    let member = "post_logout_redirect_uris";
    registration::checked_uris(members, member, rules)?
        .map_err(|error| MetadataError::member(member, error.to_string()))
}
