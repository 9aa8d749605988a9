//! Private keys in every encoding that a configuration may hold.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gatehouse_tokens::{KeyError, KeyKind, KeySource, Keystore, KeystoreError};
use pem::Pem;
use pkcs1::{RsaPrivateKey, UintRef};
use pkcs8::{
    PrivateKeyInfoRef, SecretDocument,
    pkcs5::{pbes2, scrypt},
};
use sec1::EcPrivateKey;

use crate::support::{generate_der, source};

const PASSWORD: &str = "correct horse";

/// `openssl ecparam -name prime256v1 -genkey`, which writes the parameters as a block of their own.
const OPENSSL_SEC1: &str = "-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIA0GjEldkc7+F7FqQFCAgr0Vp9SfqtYjJYQnDgP1KBsqoAoGCCqGSM49
AwEHoUQDQgAE0YuzbgUbB2ajQbC+GoEM24V52EsB7AiExWwlLs5z0UGmJrjdP9uk
GZwneEziUPdoXg9XcfjPHw/8gXWF8Wzo9A==
-----END EC PRIVATE KEY-----
";
/// The same key after `openssl pkcs8 -topk8 -passout pass:hunter2`.
const OPENSSL_ENCRYPTED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi6vr/3fAgBAgICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELAigrXphHt7W7yWbubkZOoEgZDT
vi4stR8kmT/zMvj3cxLQPE23BqAaeijoBTCtjjB9EUCoNyPSeW47CDEeD6ruTGof
PoXx1r7cgfYixLXRjgxviMrkHEUx5RNW42mcGo6yQJ3bSiKH5/NhuaIeilu1hqlE
pCRy+Vm5XpvXMFPN4UcT/IniftS9tgogYQxZ8y8B5YBMsGPNERb34aHeT0gCvWY=
-----END ENCRYPTED PRIVATE KEY-----
";
/// The same key after `openssl ec -aes128 -passout pass:hunter2`.
const OPENSSL_LEGACY: &str = "-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,E2CF7FE71F6A2850A96E64CC9142E212

dhHYaU+PbNYztPP6hKaD0Kvxosb7RHP0WTOu6+OjnPiFg4YNqrJ8wazuvWvONlbw
2VNQUOapXtnlQVG1gw8cPk/+IJuoURKm2i7biIA4P4b0kbMjzdj4LG6Fip/sutbc
GJ7ppLDDmc4njjwNEa6czPrxd6cmY4EBFBsIsMoPQBk=
-----END EC PRIVATE KEY-----
";
/// Its thumbprint, computed elsewhere.
const OPENSSL_THUMBPRINT: &str = "OXh0jwZun9MOZIrCA5Zp72SXpq53zBOZKyWYQBglmOY";

const SECP256K1: &str = "-----BEGIN EC PRIVATE KEY-----
MHQCAQEEIGN765INXt9ETHVFj71SNxQgnWIxGeAE1UkwVZSdFNT/oAcGBSuBBAAK
oUQDQgAEzrU1np9aEVyk2diTSSAWi6mkuW2TtO7+Ua4aDPcK8fN0w2Kp1/A+Avkp
6XeHBA8+urcjjwG4O9Ohln7pvrfblg==
-----END EC PRIVATE KEY-----
";
const ED25519: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIKQOcHPbKwp9WRbEcV2i6wqkp+CwpW5PmPZaBgap91wA
-----END PRIVATE KEY-----
";
const P521: &str = "-----BEGIN PRIVATE KEY-----
MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIB0b0K8zslffaYFlUx
h68ZwWC/ZVYrDXhZt9TTfRK9lCC0S+5/HO7htCzxte65EBhE2egK3ynW3NG14qNK
ZOTIRGmhgYkDgYYABAEFAzZ/y2czpXVX9ThycS3K6a4t1XwB1SFIvBDzCMjIMdjK
lYQ2q/8dttPHk9Qo9WeoeSqxjgKBLrY4sIqDTwD0CACPbKX3LwclfFl9LdZezWOB
KhSEd1I0XGcGQ3GuL/Efo99cQEymoVJG6NrMEYybQhAxd+yjxg3X8I8jbFA6Z1wZ
uw==
-----END PRIVATE KEY-----
";

fn with_password(mut source: KeySource, password: &str) -> KeySource {
    source.password = Some(password.into());
    source
}

fn kid(source: KeySource) -> String {
    let origin = source.origin.clone();
    match Keystore::load(vec![source]) {
        Ok(keystore) => keystore.jwks()["keys"][0]["kid"].as_str().unwrap().to_owned(),
        Err(error) => panic!("{origin}: {error}"),
    }
}

fn refusal(source: KeySource) -> KeyError {
    match Keystore::load(vec![source]) {
        Err(KeystoreError::Key { origin, error }) => {
            assert_eq!(origin, "keys[0]");
            error
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("the key was accepted"),
    }
}

fn encrypted(pkcs8: &[u8]) -> [SecretDocument; 2] {
    let info = PrivateKeyInfoRef::try_from(pkcs8).unwrap();
    let pbkdf2 = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(1000, b"saltsalt", [1; 16]).unwrap();
    let scrypt =
        pbes2::Parameters::generate_scrypt_aes256cbc(scrypt::Params::new(4, 8, 1).unwrap(), b"saltsalt", [2; 16])
            .unwrap();
    [pbkdf2, scrypt].map(|scheme| info.encrypt_with_params(scheme, PASSWORD).unwrap())
}

fn pem_of(label: &str, der: &[u8]) -> String {
    pem::encode(&Pem::new(label, der))
}

#[test]
fn an_rsa_key_is_the_same_in_every_encoding() {
    let pkcs8 = generate_der(KeyKind::Rsa2048);
    let expected = kid(source("PKCS#8 DER", pkcs8.clone()));
    let pkcs1 = PrivateKeyInfoRef::try_from(pkcs8.as_slice())
        .unwrap()
        .private_key
        .as_bytes();
    let crlf = pem_of("PRIVATE KEY", &pkcs8)
        .replace("\r\n", "\n")
        .replace('\n', "\r\n");
    let mut sources = vec![
        source("PKCS#8 PEM", pem_of("PRIVATE KEY", &pkcs8)),
        source("PKCS#8 PEM with CRLF", crlf),
        source("PKCS#1 DER", pkcs1),
        source("PKCS#1 PEM", pem_of("RSA PRIVATE KEY", pkcs1)),
        source("text before PEM", format!("# mine\n{}", pem_of("PRIVATE KEY", &pkcs8))),
    ];
    for document in encrypted(&pkcs8) {
        let pem = pem_of("ENCRYPTED PRIVATE KEY", document.as_bytes());
        sources.push(with_password(source("encrypted DER", document.as_bytes()), PASSWORD));
        sources.push(with_password(source("encrypted PEM", pem), PASSWORD));
    }
    for source in sources {
        let origin = source.origin.clone();
        assert_eq!(kid(source), expected, "{origin}");
    }
}

#[test]
fn an_ec_key_is_the_same_in_every_encoding() {
    for (kind, curve) in [
        (KeyKind::P256, "1.2.840.10045.3.1.7"),
        (KeyKind::P384, "1.3.132.0.34"),
        (KeyKind::Secp256k1, "1.3.132.0.10"),
    ] {
        let pkcs8 = generate_der(kind);
        let expected = kid(source("PKCS#8 DER", pkcs8.clone()));
        let inner = PrivateKeyInfoRef::try_from(pkcs8.as_slice())
            .unwrap()
            .private_key
            .as_bytes();
        let mut key = EcPrivateKey::try_from(inner).unwrap();
        key.parameters = Some(pkcs8::ObjectIdentifier::new(curve).unwrap().into());
        let sec1 = SecretDocument::try_from(&key).unwrap();
        let sec1 = sec1.as_bytes();
        key.public_key = None;
        let short = SecretDocument::try_from(&key).unwrap();
        let mut sources = vec![
            source("PKCS#8 PEM", pem_of("PRIVATE KEY", &pkcs8)),
            source("SEC1 DER", sec1),
            source("SEC1 PEM", pem_of("EC PRIVATE KEY", sec1)),
            source("SEC1 without public key", short.as_bytes()),
        ];
        for document in encrypted(&pkcs8) {
            let pem = pem_of("ENCRYPTED PRIVATE KEY", document.as_bytes());
            sources.push(with_password(source("encrypted DER", document.as_bytes()), PASSWORD));
            sources.push(with_password(source("encrypted PEM", pem), PASSWORD));
        }
        for source in sources {
            let origin = source.origin.clone();
            assert_eq!(kid(source), expected, "{kind:?} {origin}");
        }
    }
}

// RJOSE-02
#[test]
fn keys_from_openssl_have_their_thumbprint_as_kid() {
    assert_eq!(kid(source("SEC1", OPENSSL_SEC1)), OPENSSL_THUMBPRINT);
    let encrypted = with_password(source("PKCS#8", OPENSSL_ENCRYPTED), "hunter2");
    assert_eq!(kid(encrypted), OPENSSL_THUMBPRINT);
}

#[test]
fn a_secp256k1_key_of_openssl_signs() {
    let keystore = Keystore::load(vec![source("keys[0]", SECP256K1)]).ok().unwrap();
    assert_eq!(keystore.algorithm_names(), ["ES256K"]);
    let key = &keystore.jwks()["keys"][0];
    let point = [&key["crv"], &key["x"], &key["y"]];
    assert_eq!(
        point,
        [
            "secp256k1",
            "zrU1np9aEVyk2diTSSAWi6mkuW2TtO7-Ua4aDPcK8fM",
            "dMNiqdfwPgL5Kel3hwQPPrq3I48BuDvToZZ-6b6325Y"
        ]
    );
    let claims = serde_json::json!({ "sub": "x" });
    let jwt = keystore
        .sign(gatehouse_tokens::Algorithm::ES256K, None, &claims)
        .unwrap();
    assert_eq!(keystore.verify::<serde_json::Value>(None, &jwt).unwrap(), claims);
    let (signed, _) = jwt.rsplit_once('.').unwrap();
    for signature in [[0; 64].as_slice(), &[7; 64], &[], &[1; 63]] {
        let forged = format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
        assert!(keystore.verify::<serde_json::Value>(None, &forged).is_err());
    }
}

#[test]
fn an_ed25519_key_of_openssl_signs() {
    let keystore = Keystore::load(vec![source("keys[0]", ED25519)]).ok().unwrap();
    assert_eq!(keystore.algorithm_names(), ["EdDSA"]);
    let claims = serde_json::json!({ "sub": "x" });
    let jwt = keystore
        .sign(gatehouse_tokens::Algorithm::EdDSA, None, &claims)
        .unwrap();
    assert_eq!(keystore.verify::<serde_json::Value>(None, &jwt).unwrap(), claims);
}

// RJOSE-04
#[test]
fn an_rsa_key_below_2048_bits_is_refused() {
    let number = |bytes| UintRef::new(bytes).unwrap();
    let mut modulus = [0xff; 256];
    modulus[0] = 0x7f;
    for (modulus, bits) in [([0xff; 128].as_slice(), 1024), (modulus.as_slice(), 2047)] {
        let key = RsaPrivateKey {
            modulus: number(modulus),
            public_exponent: number(&[1, 0, 1]),
            private_exponent: number(&[3]),
            prime1: number(&[5]),
            prime2: number(&[7]),
            exponent1: number(&[3]),
            exponent2: number(&[3]),
            coefficient: number(&[3]),
            other_prime_infos: None,
        };
        let document = SecretDocument::try_from(&key).unwrap();
        let error = refusal(source("keys[0]", document.as_bytes()));
        assert!(matches!(error, KeyError::TooSmall(found) if found == bits), "{error}");
    }
}

#[test]
fn an_unusable_key_says_what_is_wrong_with_it() {
    let truncated = generate_der(KeyKind::P256);
    let (truncated, _) = truncated.split_at(truncated.len() - 5);
    let mut unsound = generate_der(KeyKind::Rsa2048);
    // Somewhere inside the modulus, so that it no longer is the product of the primes.
    unsound[100] ^= 0xff;
    let nameless = {
        let pkcs8 = generate_der(KeyKind::P256);
        let info = PrivateKeyInfoRef::try_from(pkcs8.as_slice()).unwrap();
        info.private_key.as_bytes().to_vec()
    };
    let broken = OPENSSL_SEC1.replace("MHcC", "M!cC");
    let table = [
        (source("keys[0]", ""), "neither PEM nor DER"),
        (source("keys[0]", "hello"), "neither PEM nor DER"),
        (source("keys[0]", truncated), "neither PEM nor DER"),
        (source("keys[0]", unsound), "not a sound key"),
        (source("keys[0]", nameless), "does not name its curve"),
        (source("keys[0]", broken), "not valid PEM"),
        (source("keys[0]", "-----BEGIN PRIVATE KEY-----\nMC4C"), "not valid PEM"),
        (source("keys[0]", pem_of("CERTIFICATE", b"x")), "only: CERTIFICATE"),
        (source("keys[0]", OPENSSL_LEGACY), "openssl pkcs8 -topk8"),
        (source("keys[0]", OPENSSL_ENCRYPTED), "no password"),
        (
            with_password(source("keys[0]", OPENSSL_ENCRYPTED), "wrong"),
            "can't be decrypted",
        ),
        (source("keys[0]", P521), "1.3.132.0.35"),
    ];
    for (source, expected) in table {
        let error = refusal(source).to_string();
        assert!(error.contains(expected), "{error} / {expected}");
    }
}
