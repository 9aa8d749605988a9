//! Whether the homeserver and we can ask each other.

use gatehouse_config::{Config, HomeserverKind};
use gatehouse_homeserver::{HomeserverError, Synapse, Timeouts, TokenCheck};
use gatehouse_tokens::random;

use super::{PATIENCE, finding::Finding};
use crate::wiring;

pub async fn check(config: &Config) -> Vec<Finding> {
    let timeouts = Timeouts {
        connect: PATIENCE,
        total: PATIENCE,
        delete_user: PATIENCE,
    };
    let synapse = match wiring::synapse(config, timeouts) {
        Ok(Some(synapse)) => synapse,
        Ok(None) => {
            return vec![Finding::ok(
                "no homeserver is configured: this is an OpenID provider without Matrix",
            )];
        }
        Err(error) => return vec![Finding::fail(format!("{error:#}"), "mend the section `matrix`")],
    };
    let mut findings = Vec::new();
    if config.matrix.kind == HomeserverKind::SynapseReadOnly {
        findings.push(Finding::warn(
            "matrix.kind is synapse_read_only: nobody can sign in to the homeserver",
            "set it to synapse when the trial is over",
        ));
    }
    let endpoint = synapse.endpoint();
    if let Err(error) = synapse.versions().await {
        let remedy = format!("see that it runs and that matrix.endpoint, {endpoint}, leads to it");
        findings.push(Finding::fail(error.to_string(), remedy));
        // The other questions would fail the same way.
        return findings;
    }
    findings.push(Finding::ok(format!("the homeserver answers at {endpoint}")));
    let (secret, way_back) = tokio::join!(secret(&synapse), way_back(&synapse));
    findings.extend([secret, way_back]);
    findings
}

async fn secret(synapse: &Synapse) -> Finding {
    let Err(error) = synapse.check_secret().await else {
        return Finding::ok("the homeserver accepts our secret");
    };
    let remedy = match &error {
        HomeserverError::WrongSecret { .. } => {
            "make matrix.secret here and matrix_authentication_service.secret of Synapse the same"
        }
        HomeserverError::NoSuchEndpoint { .. } => {
            "set matrix_authentication_service.enabled in Synapse, 1.136 or newer, and let matrix.endpoint lead to its \
             main process"
        }
        _ => "look at matrix.endpoint and at the log of the homeserver",
    };
    Finding::fail(error.to_string(), remedy)
}

/// Synapse has to ask us about a token that nobody has ever seen.
async fn way_back(synapse: &Synapse) -> Finding {
    match synapse.whoami_with_bogus_token(&random::alphanumeric(32)).await {
        Ok(TokenCheck::Refused) => Finding::ok("the homeserver asks us about tokens"),
        Ok(TokenCheck::CannotIntrospect) => Finding::fail(
            "the homeserver can't ask us about tokens: it does not reach us, or its secret is not ours",
            "see that the server runs, that matrix_authentication_service.endpoint of Synapse leads to it, and that the \
             secrets are the same",
        ),
        Ok(TokenCheck::Accepted) => Finding::fail(
            "the homeserver accepts a token that nobody issued",
            "see what matrix.endpoint leads to: this is no Synapse that asks us",
        ),
        Err(error) => Finding::fail(error.to_string(), "look at the log of the homeserver"),
    }
}
