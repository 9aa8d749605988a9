//! The public keys of a client (RFC 7517 §5).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::MetadataError;

const MAX_KEYS: usize = 20;
/// RFC 7518 §6.2.2, §6.3.2 and §6.4: what only the owner of the key may know.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "dp", "dq", "k", "oth", "p", "q", "qi"];
/// RFC 7517 §4 and RFC 7518 §6: what is kept of a key.
const KEPT_MEMBERS: [&str; 14] = [
    "alg", "crv", "e", "key_ops", "kid", "kty", "n", "use", "x", "x5c", "x5t", "x5t#S256", "x5u", "y",
];
/// RFC 7518 §3.3 wants 2048 bits; a key of more than 8192 only costs time.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

type Key = Map<String, Value>;

/// The keys that we understand, without members that we don't (RFC 7517 §5).
pub(crate) fn checked(jwks: &Value) -> Result<Value, MetadataError> {
    check(jwks).map_err(|rule| MetadataError::member("jwks", rule))
}

fn check(jwks: &Value) -> Result<Value, &'static str> {
    let keys = jwks.get("keys").and_then(Value::as_array);
    let keys = keys.ok_or("must be an object with an array named keys")?;
    if keys.len() > MAX_KEYS {
        return Err("at most 20 keys are allowed");
    }
    let mut kept = Vec::new();
    for key in keys {
        let key = key.as_object().ok_or("each key must be an object")?;
        if PRIVATE_MEMBERS.iter().any(|name| key.contains_key(*name)) {
            return Err("a key holds private members; send public keys only");
        }
        if is_understood(key)? {
            let members = key.iter().filter(|(name, _)| KEPT_MEMBERS.contains(&name.as_str()));
            let members = members.map(|(name, value)| (name.clone(), value.clone()));
            kept.push(Value::Object(members.collect()));
        }
    }
    if kept.is_empty() {
        return Err("holds no RSA key, no EC key on P-256, P-384 or secp256k1, and no Ed25519 key");
    }
    let set = Map::from_iter([("keys".to_owned(), Value::Array(kept))]);
    Ok(Value::Object(set))
}

fn is_understood(key: &Key) -> Result<bool, &'static str> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    match (text("kty"), text("crv")) {
        (None, _) => Err("a key has no kty"),
        (Some("RSA"), _) => check_rsa(key).map(|()| true),
        (Some("EC"), Some("P-256" | "secp256k1")) => check_point(key, &["x", "y"], 32).map(|()| true),
        (Some("EC"), Some("P-384")) => check_point(key, &["x", "y"], 48).map(|()| true),
        (Some("OKP"), Some("Ed25519")) => check_point(key, &["x"], 32).map(|()| true),
        _ => Ok(false),
    }
}

fn check_rsa(key: &Key) -> Result<(), &'static str> {
    let modulus = bytes(key, "n").ok_or("an RSA key needs n in base64url")?;
    bytes(key, "e").ok_or("an RSA key needs e in base64url")?;
    let length = modulus.iter().skip_while(|byte| **byte == 0).count();
    if RSA_BYTES.contains(&length) {
        Ok(())
    } else {
        Err("an RSA key must have 2048 to 8192 bits")
    }
}

fn check_point(key: &Key, names: &[&str], length: usize) -> Result<(), &'static str> {
    let is_whole = |name: &&str| bytes(key, name).is_some_and(|bytes| bytes.len() == length);
    if names.iter().all(is_whole) {
        Ok(())
    } else {
        Err("a coordinate of a key is missing or has the wrong length")
    }
}

fn bytes(key: &Key, name: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(key.get(name)?.as_str()?).ok()
}
