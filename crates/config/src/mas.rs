//! Keys of Matrix Authentication Service that Gatehouse does not have.

/// What becomes of such a key.
#[derive(Clone, Copy)]
pub(crate) enum Verdict {
    /// Nothing is lost without it.
    Ignored(&'static str),
    /// Going on without it would not do what the file asks for.
    Unsupported(&'static str),
}

use Verdict::{Ignored, Unsupported};

/// `*` stands for any one part of the path.
const KEYS: &[(&str, Verdict)] = &[
    (
        "captcha",
        Unsupported("this version does not support the section `captcha` yet"),
    ),
    (
        "policy",
        Unsupported("this version does not support the section `policy` yet"),
    ),
    (
        "upstream_oauth2",
        Unsupported("this version does not support the section `upstream_oauth2` yet"),
    ),
    (
        "templates.assets_manifest",
        Ignored("assets need no manifest: they stand in the folder `assets` of `templates.path`"),
    ),
    (
        "templates.translations_path",
        Ignored("texts stand in the folder `locales` of `templates.path`, in the format Fluent"),
    ),
    (
        "experimental.inactive_session_expiration",
        Unsupported("this version cannot end inactive sessions yet"),
    ),
    (
        "experimental.session_limit",
        Unsupported("this version cannot limit the number of sessions yet"),
    ),
    (
        "experimental.plan_management_iframe_uri",
        Ignored("the account pages embed no other pages"),
    ),
    (
        "http.listeners.*.resources.*.path",
        Ignored("the files of the pages are part of the program"),
    ),
    (
        "http.listeners.*.resources.*.playground",
        Ignored("there is no GraphQL API"),
    ),
    (
        "http.listeners.*.resources.*.undocumented_oauth2_access",
        Ignored("there is no GraphQL API"),
    ),
    ("telemetry.tracing", Ignored("this version exports no traces")),
    ("telemetry.metrics", Ignored("this version exports no metrics")),
    ("telemetry.sentry", Ignored("this version reports nothing to Sentry")),
];

/// What becomes of the key at this path, if Matrix Authentication Service has it.
pub(crate) fn verdict(path: &str) -> Option<Verdict> {
    KEYS.iter()
        .find(|(pattern, _)| matches(pattern, path))
        .map(|(_, verdict)| *verdict)
}

/// Why a value that Matrix Authentication Service allows is not allowed here.
pub(crate) fn value_verdict(path: &str, value: &str) -> Option<&'static str> {
    match (path, value) {
        ("matrix.kind", "synapse_legacy") => Some(
            "`synapse_legacy` is not supported: current Synapse no longer has the API it speaks; \
             use `synapse` with Synapse 1.136 or newer",
        ),
        _ => None,
    }
}

fn matches(pattern: &str, path: &str) -> bool {
    let mut path = path.split('.');
    pattern
        .split('.')
        .all(|part| path.next().is_some_and(|step| part == "*" || part == step))
        && path.next().is_none()
}
