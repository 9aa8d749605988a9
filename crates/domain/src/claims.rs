//! What an app may learn about a person (OpenID Connect Core §5).

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Scope, client::named};

named! {
    /// A claim that this server can make about a person.
    Claim {
        /// How strong the proof was by which they signed in.
        Acr = "acr",
        Email = "email",
        EmailVerified = "email_verified",
        Locale = "locale",
        /// The display name.
        Name = "name",
        PreferredUsername = "preferred_username",
    }
}

/// The claims of the scope `profile`, as far as accounts have them (§5.4).
const PROFILE: [Claim; 3] = [Claim::Locale, Claim::Name, Claim::PreferredUsername];
const EMAIL: [Claim; 2] = [Claim::Email, Claim::EmailVerified];

/// Longer than any request for the claims that there are.
const MAX_LENGTH: usize = 8192;

/// The `claims` parameter is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("claims is not the JSON object that it should be")]
pub struct InvalidClaims;

/// Claims that an app asked for one by one (§5.5). Those that nobody can make are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestedClaims {
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub userinfo: BTreeSet<Claim>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub id_token: BTreeSet<Claim>,
    /// The person that has to be signed in, by the subject that the app knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

impl RequestedClaims {
    /// Reads the parameter. Whether a claim is essential makes no difference: what there is, is told.
    pub fn parse(text: &str) -> Result<Self, InvalidClaims> {
        if text.len() > MAX_LENGTH {
            return Err(InvalidClaims);
        }
        let Ok(Value::Object(members)) = serde_json::from_str(text) else {
            return Err(InvalidClaims);
        };
        let asked = |place: &str| match members.get(place) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(claims)) => Ok(Some(claims)),
            Some(_) => Err(InvalidClaims),
        };
        let (userinfo, id_token) = (asked("userinfo")?, asked("id_token")?);
        let known = |claims: Option<&serde_json::Map<String, Value>>| {
            let names = claims.into_iter().flat_map(serde_json::Map::keys);
            names.filter_map(|name| Claim::from_name(name)).collect()
        };
        let subject = [id_token, userinfo]
            .into_iter()
            .flatten()
            .find_map(|claims| claims.get("sub")?.get("value")?.as_str());
        // Nobody has such a subject, and PostgreSQL keeps no NUL in JSON.
        if subject.is_some_and(|subject| subject.contains(char::is_control)) {
            return Err(InvalidClaims);
        }
        Ok(Self {
            userinfo: known(userinfo),
            id_token: known(id_token),
            subject: subject.map(str::to_owned),
        })
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// All that userinfo tells, by scope or one by one.
    pub fn for_userinfo(&self, scope: &Scope) -> BTreeSet<Claim> {
        let mut claims = self.userinfo.clone();
        for (name, members) in [("profile", &PROFILE[..]), ("email", &EMAIL[..])] {
            if scope.contains(name) {
                claims.extend(members);
            }
        }
        claims
    }

    /// The scope that stands for all that the app will know: what the person is asked for.
    #[must_use]
    pub fn disclosed(&self, scope: &Scope) -> Scope {
        let asked = || self.userinfo.union(&self.id_token);
        let mut scope = scope.clone();
        for (name, members) in [("profile", &PROFILE[..]), ("email", &EMAIL[..])] {
            if asked().any(|claim| members.contains(claim)) {
                scope = scope.with(name);
            }
        }
        scope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // OCORE-24
    #[test]
    fn what_is_asked_for_one_by_one() {
        let parsed = RequestedClaims::parse(
            r#"{"userinfo": {"name": {"essential": true}, "birthdate": null}, "id_token": {"email": null, "sub": {"value": "x"}}}"#,
        )
        .unwrap();
        assert_eq!(parsed.userinfo, BTreeSet::from([Claim::Name]));
        assert_eq!(parsed.id_token, BTreeSet::from([Claim::Email]));
        assert_eq!(parsed.subject.as_deref(), Some("x"));
        assert!(RequestedClaims::parse("{}").unwrap().is_empty());
        for bad in [
            "",
            "[]",
            "{",
            r#"{"userinfo": []}"#,
            r#"{"id_token": "name"}"#,
            r#"{"id_token": {"sub": {"value": "\u0000"}}}"#,
            &" ".repeat(9000),
        ] {
            assert_eq!(RequestedClaims::parse(bad), Err(InvalidClaims), "{bad}");
        }
    }

    // OCORE-22
    #[test]
    fn scopes_stand_for_claims() {
        let none = RequestedClaims::default();
        for (scope, claims) in [
            ("openid", &[][..]),
            ("openid email", &EMAIL[..]),
            ("openid profile address phone", &PROFILE[..]),
        ] {
            let expected: BTreeSet<Claim> = claims.iter().copied().collect();
            assert_eq!(none.for_userinfo(&scope.parse().unwrap()), expected, "{scope}");
        }
    }

    #[test]
    fn the_person_is_asked_for_claims_as_for_their_scope() {
        let claims = RequestedClaims::parse(r#"{"id_token": {"email": null, "acr": null}}"#).unwrap();
        let disclosed = claims.disclosed(&"openid".parse().unwrap());
        assert_eq!(disclosed, "email openid".parse().unwrap());
    }
}
