//! Whether older apps, which ask the homeserver to sign them in, find us there.

use gatehouse_config::{AppPasswordsConfig, Config, ResourceName};
use serde_json::Value;
use url::Url;

use super::{
    finding::Finding,
    outside::below,
    setup::is_local,
    web::{Document, Web},
};

/// `base` is the address of the homeserver. None where there is nothing to be asked from here.
pub async fn check(web: &Web, config: &Config, base: &Url) -> Option<Finding> {
    let url = address(config, base)?;
    let found = match web.document(url.clone()).await {
        Ok(document) if is_ours(config, &document) => {
            return Some(Finding::ok(format!("{url} lets older apps sign in here")));
        }
        Ok(document) => format!("{url}: HTTP {}, and not our ways to sign in", document.status),
        Err(error) => format!("{url} can't be read: {error:#}"),
    };
    let remedy = if config.http.serves(ResourceName::Homeserver) {
        "see that `compat` is in the listener that has `homeserver`, and that the proxy passes on all of /_matrix"
    } else {
        "let the proxy of the homeserver send these paths here (`gatehouse doctor --proxy all`)"
    };
    Some(Finding::warn(format!("older apps can't sign in: {found}"), remedy))
}

/// Where older apps ask for the ways to sign in, unless they shall find none, or none from this machine.
fn address(config: &Config, base: &Url) -> Option<Url> {
    let compat = &config.compat;
    let takes_passwords =
        compat.app_passwords != AppPasswordsConfig::Off || (compat.password_login_enabled && config.passwords.enabled);
    let is_wanted = config.http.serves(ResourceName::Compat) && (takes_passwords || compat.sso_login_enabled);
    if !is_wanted || !compat.networks.is_empty() {
        return None;
    }
    let base = match base {
        // What the world asks is passed on from our own address.
        base if is_local(base) && config.http.serves(ResourceName::Homeserver) => &config.http.public_base,
        // The homeserver itself, before which nothing stands that could send anybody here.
        base if is_local(base) => return None,
        base => base,
    };
    below(base, "_matrix/client/v3/login")
}

/// A homeserver that signs people in itself does not say that others do (MSC3824).
fn is_ours(config: &Config, document: &Document) -> bool {
    let flows = document.body.get("flows").and_then(Value::as_array);
    flows.is_some_and(|flows| {
        let delegated =
            |flow: &Value| flow.get("org.matrix.msc3824.delegated_oidc_compatibility") == Some(&true.into());
        flows.iter().any(delegated) || (!config.compat.sso_login_enabled && !flows.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address asked with these settings, when the homeserver is at `base`.
    fn asked(base: &str, settings: &[(&str, &str)]) -> Option<String> {
        let public_base = ("HTTP__PUBLIC_BASE", "https://auth.example.org/");
        let settings = settings
            .iter()
            .copied()
            .chain([public_base, ("MATRIX__SECRET", "secret")]);
        let environment = settings.map(|(name, value)| (format!("GATEHOUSE__{name}"), value.to_owned()));
        let loaded = gatehouse_config::load(&[], environment).unwrap();
        address(&loaded.config, &base.parse().unwrap()).map(Into::into)
    }

    #[test]
    fn what_apps_use_is_asked() {
        let passes_on = [("HTTP__LISTENERS__0__RESOURCES__0__NAME", "homeserver")];
        let without_compat = [("HTTP__LISTENERS__0__RESOURCES__3__NAME", "oauth")];
        let (world, local) = ("https://matrix.example.org", "http://localhost:8008/");
        let theirs = Some("https://matrix.example.org/_matrix/client/v3/login");
        let ours = Some("https://auth.example.org/_matrix/client/v3/login");
        for (base, settings, expected) in [
            (world, &[][..], theirs),
            (world, &passes_on, theirs),
            (local, &passes_on, ours),
            (local, &[], None),
            (world, &without_compat, None),
            (world, &[("COMPAT__NETWORKS__0", "192.0.2.0/24")], None),
            (world, &[("COMPAT__SSO_LOGIN_ENABLED", "false")], theirs),
            (
                world,
                &[("COMPAT__SSO_LOGIN_ENABLED", "false"), ("COMPAT__APP_PASSWORDS", "off")],
                theirs,
            ),
            (
                world,
                &[
                    ("COMPAT__SSO_LOGIN_ENABLED", "false"),
                    ("COMPAT__APP_PASSWORDS", "off"),
                    ("PASSWORDS__ENABLED", "false"),
                ],
                None,
            ),
        ] {
            assert_eq!(asked(base, settings).as_deref(), expected, "{base} {settings:?}");
        }
    }
}
