//! The rules for a new registration (RFC 7591 §2, MSC2966, OpenID Connect Registration §2).

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    ApplicationType, ClientMetadata, Members, MetadataError, RegistrationPolicy, ResponseType, jwks, openid,
    request_uris, text, web_uri,
};
use crate::{
    AuthMethod, GrantType, RedirectUri,
    redirect_uri::{InvalidRedirectUri, RegistrationRules},
};

const MAX_REDIRECT_URIS: usize = 32;
const MAX_CONTACTS: usize = 16;
/// Of grants and response types: far more than there are.
const MAX_NAMES: usize = 64;

/// RFC 7518 §3.1, RFC 8037 §3.1 and RFC 8812 §3.2: signatures with a key of the client that we can verify.
const KEY_ALGS: [&str; 10] = [
    "ES256", "ES256K", "ES384", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512",
];
/// Signatures with the client's secret.
const SECRET_ALGS: [&str; 3] = ["HS256", "HS384", "HS512"];
/// Known, though not for clients' keys.
const OTHER_ALGS: [&str; 1] = ["ES512"];

pub(super) fn read(members: &Members, policy: &RegistrationPolicy) -> Result<ClientMetadata, MetadataError> {
    let client = client_uri(members, policy)?;
    let (client_uri, client_host) = client.unzip();
    let client_host = client_host.as_deref().filter(|_| !policy.allow_host_mismatch);
    let page = |member| page_uri(members, member, client_host, policy);

    let method = auth_method(members)?;
    let grant_types = grant_types(members, method, policy)?;
    let response_types = response_types(members, &grant_types)?;
    let application_type = application_type(members)?;
    let rules = RegistrationRules {
        application_type,
        client_host,
        policy,
    };
    let redirect_uris = redirect_uris(members, &grant_types, &rules)?;
    let (jwks, jwks_uri) = keys(members, method, policy)?;

    let metadata = ClientMetadata {
        application_type,
        client_name: displayable(members, "client_name")?,
        client_uri,
        logo_uri: page("logo_uri")?,
        tos_uri: page("tos_uri")?,
        policy_uri: page("policy_uri")?,
        redirect_uris,
        response_types,
        grant_types,
        token_endpoint_auth_signing_alg: assertion_alg(members, method)?,
        id_token_signed_response_alg: answer_alg(members, "id_token_signed_response_alg", policy)?,
        userinfo_signed_response_alg: answer_alg(members, "userinfo_signed_response_alg", policy)?,
        request_object_signing_alg: request_object_alg(members.text("request_object_signing_alg")?)?,
        require_signed_request_object: members.flag("require_signed_request_object")?,
        request_uris: request_uris::read(members, policy)?,
        jwks,
        jwks_uri,
        contacts: contacts(members)?,
        software_id: displayable(members, "software_id")?,
        software_version: displayable(members, "software_version")?,
        default_max_age: members.seconds("default_max_age")?,
        require_auth_time: members.flag("require_auth_time")?,
        require_pkce: members.flag("require_pkce")?,
        ..ClientMetadata::new(method)
    };
    openid::read(members, metadata, &rules)
}

/// The text of `client_uri` and its host.
fn client_uri(members: &Members, policy: &RegistrationPolicy) -> Result<Option<(String, String)>, MetadataError> {
    let broken = |rule| MetadataError::member("client_uri", rule);
    match members.text("client_uri")? {
        Some(text) => {
            let url = web_uri::parse(text, policy).map_err(broken)?;
            let host = url.host_str().unwrap_or_default().to_owned();
            Ok(Some((text.to_owned(), host)))
        }
        None if policy.allow_missing_client_uri => Ok(None),
        None => Err(broken("is required")),
    }
}

/// A page or picture about the app.
fn page_uri(
    members: &Members,
    member: &'static str,
    client_host: Option<&str>,
    policy: &RegistrationPolicy,
) -> Result<Option<String>, MetadataError> {
    let Some(text) = members.text(member)? else {
        return Ok(None);
    };
    let broken = |rule| MetadataError::member(member, rule);
    let url = web_uri::parse(text, policy).map_err(broken)?;
    if client_host.is_some_and(|host| !web_uri::is_under(&url, host)) {
        return Err(broken("the host must be that of client_uri or a subdomain of it"));
    }
    Ok(Some(text.to_owned()))
}

fn application_type(members: &Members) -> Result<ApplicationType, MetadataError> {
    let Some(name) = members.text("application_type")? else {
        return Ok(ApplicationType::Web);
    };
    ApplicationType::from_name(name).ok_or_else(|| MetadataError::member("application_type", "must be web or native"))
}

fn auth_method(members: &Members) -> Result<AuthMethod, MetadataError> {
    let member = "token_endpoint_auth_method";
    let Some(name) = members.text(member)? else {
        return Ok(AuthMethod::ClientSecretBasic);
    };
    AuthMethod::from_name(name).ok_or_else(|| {
        let known: Vec<_> = AuthMethod::ALL.iter().map(|known| known.as_str()).collect();
        MetadataError::member(member, format!("must be one of {}", known.join(", ")))
    })
}

/// What the client asks for and the server offers; the rest is dropped (M2966-04, M2966-46).
fn grant_types(
    members: &Members,
    method: AuthMethod,
    policy: &RegistrationPolicy,
) -> Result<BTreeSet<GrantType>, MetadataError> {
    let broken = |rule| MetadataError::member("grant_types", rule);
    let Some(names) = members.texts("grant_types", MAX_NAMES)? else {
        return Ok(BTreeSet::from([GrantType::AuthorizationCode]));
    };
    let grants: BTreeSet<_> = names
        .into_iter()
        .filter_map(GrantType::from_name)
        .filter(|grant| policy.grants.contains(grant))
        .collect();
    if grants.is_empty() {
        Err(broken("none of the values is offered by this server"))
    } else if grants.contains(&GrantType::ClientCredentials) && method == AuthMethod::None {
        // RFC 6749 §4.4.
        Err(broken("client_credentials needs a client that authenticates"))
    } else {
        Ok(grants)
    }
}

/// RFC 7591 §2.1: `code` goes with `authorization_code`; unknown values are dropped (M2966-05).
fn response_types(members: &Members, grants: &BTreeSet<GrantType>) -> Result<BTreeSet<ResponseType>, MetadataError> {
    let by_code = grants.contains(&GrantType::AuthorizationCode);
    let Some(names) = members.texts("response_types", MAX_NAMES)? else {
        return Ok(by_code.then_some(ResponseType::Code).into_iter().collect());
    };
    let kinds: BTreeSet<_> = names.into_iter().filter_map(ResponseType::from_name).collect();
    let broken = |rule| Err(MetadataError::member("response_types", rule));
    match (by_code, kinds.contains(&ResponseType::Code)) {
        (true, false) => broken("the grant type authorization_code needs the response type code"),
        (false, true) => broken("the response type code needs the grant type authorization_code"),
        _ => Ok(kinds),
    }
}

fn redirect_uris(
    members: &Members,
    grants: &BTreeSet<GrantType>,
    rules: &RegistrationRules<'_>,
) -> Result<Vec<RedirectUri>, MetadataError> {
    let uris = checked_uris(members, "redirect_uris", rules)?
        .map_err(|error| MetadataError::redirect_uri(error.to_string()))?;
    if uris.is_empty() && grants.contains(&GrantType::AuthorizationCode) {
        return Err(MetadataError::redirect_uri(
            "the grant type authorization_code needs at least one",
        ));
    }
    Ok(uris)
}

/// The redirect URIs of `member`.
pub(super) fn checked_uris(
    members: &Members,
    member: &str,
    rules: &RegistrationRules<'_>,
) -> Result<Result<Vec<RedirectUri>, InvalidRedirectUri>, MetadataError> {
    let texts = members.texts(member, MAX_REDIRECT_URIS)?.unwrap_or_default();
    let uris = texts.into_iter().map(|text| {
        let uri = RedirectUri::parse(text)?;
        uri.check_registration(rules)?;
        Ok(uri)
    });
    Ok(uris.collect())
}

/// RFC 7591 §2: the keys, or where they are.
fn keys(
    members: &Members,
    method: AuthMethod,
    policy: &RegistrationPolicy,
) -> Result<(Option<Value>, Option<String>), MetadataError> {
    match (members.value("jwks"), members.text("jwks_uri")?) {
        (Some(_), Some(_)) => Err(MetadataError::member("jwks", "can't be sent together with jwks_uri")),
        (Some(keys), None) => Ok((Some(jwks::checked(keys)?), None)),
        (None, Some(uri)) => {
            web_uri::parse(uri, policy).map_err(|rule| MetadataError::member("jwks_uri", rule))?;
            Ok((None, Some(uri.to_owned())))
        }
        (None, None) if method == AuthMethod::PrivateKeyJwt => Err(MetadataError::member(
            "token_endpoint_auth_method",
            "private_key_jwt needs jwks or jwks_uri",
        )),
        (None, None) => Ok((None, None)),
    }
}

/// The algorithm of the client's own assertions.
fn assertion_alg(members: &Members, method: AuthMethod) -> Result<Option<String>, MetadataError> {
    let member = "token_endpoint_auth_signing_alg";
    let Some(name) = members.text(member)? else {
        return Ok(None);
    };
    let fits = match method {
        AuthMethod::ClientSecretJwt => SECRET_ALGS.contains(&name),
        AuthMethod::PrivateKeyJwt => KEY_ALGS.contains(&name),
        _ => SECRET_ALGS.contains(&name) || KEY_ALGS.contains(&name),
    };
    if fits {
        Ok(Some(name.to_owned()))
    } else {
        let rule = format!("is not an algorithm for {method}");
        Err(MetadataError::member(member, rule))
    }
}

/// The algorithm of requests that the client signs (OpenID Connect Registration §2); unsigned ones are not taken.
pub(crate) fn request_object_alg(name: Option<&str>) -> Result<Option<String>, MetadataError> {
    if name.is_some_and(|name| !KEY_ALGS.contains(&name)) {
        let rule = format!("must be one of {}", KEY_ALGS.join(", "));
        return Err(MetadataError::member("request_object_signing_alg", rule));
    }
    Ok(name.map(str::to_owned))
}

/// The algorithm of what we sign: if we have no key for it, our own choice (RFC 7591 §2).
fn answer_alg(members: &Members, member: &str, policy: &RegistrationPolicy) -> Result<Option<String>, MetadataError> {
    let Some(name) = members.text(member)? else {
        return Ok(None);
    };
    let mut known = KEY_ALGS.iter().chain(&SECRET_ALGS).chain(&OTHER_ALGS);
    if !known.any(|known| *known == name) {
        return Err(MetadataError::member(member, "is not a known algorithm"));
    }
    let mut offered = policy.signing_algs.iter();
    let same = offered.clone().find(|alg| *alg == name);
    Ok(same.or_else(|| offered.next()).cloned())
}

fn contacts(members: &Members) -> Result<Vec<String>, MetadataError> {
    let texts = members.texts("contacts", MAX_CONTACTS)?.unwrap_or_default();
    let texts = texts
        .into_iter()
        .map(|contact| text::displayable("contacts", contact).transpose());
    texts.flatten().collect()
}

fn displayable(members: &Members, member: &str) -> Result<Option<String>, MetadataError> {
    let text = members.text(member)?;
    text.map_or(Ok(None), |text| text::displayable(member, text))
}
