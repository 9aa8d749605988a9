//! Password hashing: bounded, off the runtime, and in step with the configured schemes.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use gatehouse_storage::user_passwords::StoredPassword;
use pbkdf2::Pbkdf2;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Semaphore, oneshot};
use unicode_normalization::UnicodeNormalization;

use crate::{Error, Result};

/// How many may wait for a hash before more are turned away.
const MAX_WAITING: usize = 512;
/// Longer ones cost time and add nothing.
const MAX_LENGTH: usize = 1024;

/// One way of hashing; its version is stored with each hash.
#[derive(Clone)]
pub struct Scheme {
    pub version: i64,
    pub algorithm: SchemeAlgorithm,
    /// Mixed into every hash, kept outside of the database.
    pub pepper: Option<SecretString>,
    /// NFKC before hashing, as Synapse does.
    pub unicode_normalization: bool,
}

/// The function of a [`Scheme`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeAlgorithm {
    Argon2id,
    Bcrypt { cost: u32 },
    Pbkdf2,
}

/// Hashes and checks passwords on a bounded pool. Cheap to clone.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    /// The scheme of new hashes first.
    schemes: Vec<Scheme>,
    slots: Arc<Semaphore>,
    waiting: Semaphore,
    threads: mpsc::Sender<Computation>,
}

type Computation = Box<dyn FnOnce() + Send>;

impl Inner {
    fn current(&self) -> Result<&Scheme> {
        self.schemes
            .first()
            .ok_or_else(|| Error::Internal("there is no password scheme".to_owned()))
    }

    fn check(&self, password: &SecretString, stored: Option<&StoredPassword>) -> Result<Checked> {
        if password.expose_secret().len() > MAX_LENGTH {
            return Ok(Checked::Wrong);
        }
        if let Some(stored) = stored
            && verify(&self.schemes, password, stored)?
        {
            let current = self.current()?;
            if current.version == stored.scheme_version {
                return Ok(Checked::Right);
            }
            return Ok(Checked::Outdated(StoredPassword {
                scheme_version: current.version,
                hash: hash(current, password)?,
            }));
        }
        // LG-17: each no costs what every scheme costs, or it would tell by which one the account, if any, is hashed.
        let computed = stored.map(|stored| stored.scheme_version);
        for scheme in self.schemes.iter().filter(|scheme| Some(scheme.version) != computed) {
            hash(scheme, password)?;
        }
        Ok(Checked::Wrong)
    }
}

/// What came of a check.
#[derive(Clone)]
pub enum Checked {
    Wrong,
    Right,
    /// Right, but hashed by an old scheme: here is the hash to store instead.
    Outdated(StoredPassword),
}

impl Passwords {
    /// `schemes` in any order; the highest version hashes new passwords. `parallel` hashes run at once.
    pub fn new(mut schemes: Vec<Scheme>, parallel: usize) -> Result<Self> {
        schemes.sort_by_key(|scheme| std::cmp::Reverse(scheme.version));
        if schemes.is_empty() {
            return Err(Error::Internal("there is no password scheme".to_owned()));
        }
        let parallel = parallel.max(1);
        Ok(Self(Arc::new(Inner {
            schemes,
            slots: Arc::new(Semaphore::new(parallel)),
            waiting: Semaphore::new(MAX_WAITING),
            threads: start(parallel)?,
        })))
    }

    /// Hashes a new password by the current scheme.
    pub async fn hash(&self, password: SecretString) -> Result<StoredPassword> {
        self.run(move |inner| {
            let scheme = inner.current()?;
            Ok(StoredPassword {
                scheme_version: scheme.version,
                hash: hash(scheme, &password)?,
            })
        })
        .await
    }

    /// Checks a password; without a stored one it takes as long and is wrong.
    pub async fn check(&self, password: SecretString, stored: Option<StoredPassword>) -> Result<Checked> {
        self.run(move |inner| inner.check(&password, stored.as_ref())).await
    }

    /// Whether a new password is hard enough to guess, by zxcvbn's score from 0 to 4.
    pub async fn is_strong_enough(
        &self,
        password: &SecretString,
        minimum_complexity: u8,
        about_the_person: &[&str],
    ) -> Result<bool> {
        let length = password.expose_secret().len();
        if length == 0 || length > MAX_LENGTH {
            return Ok(false);
        }
        Ok(self.strength(password, about_the_person).await? >= minimum_complexity)
    }

    /// How hard a password is to guess: zxcvbn's score from 0 to 4. It may take as long as hashing does.
    pub async fn strength(&self, password: &SecretString, about_the_person: &[&str]) -> Result<u8> {
        let password = head(password.expose_secret());
        let about: Vec<String> = about_the_person.iter().map(|text| head(text)).collect();
        self.run(move |_| {
            let about: Vec<&str> = about.iter().map(String::as_str).collect();
            Ok(zxcvbn::zxcvbn(&password, &about).score().into())
        })
        .await
    }

    /// Runs a computation in one of the slots, outside of the async runtime.
    ///
    /// The slot goes with the computation: a request that is dropped must not make room while it still computes.
    async fn run<T: Send + 'static>(&self, compute: impl FnOnce(&Inner) -> Result<T> + Send + 'static) -> Result<T> {
        let busy = || Error::Busy("password hashing");
        let _place = self.0.waiting.try_acquire().map_err(|_| busy())?;
        let slot = Arc::clone(&self.0.slots).acquire_owned().await.map_err(|_| busy())?;
        let died = || Error::Internal("password hashing died".to_owned());
        let inner = Arc::clone(&self.0);
        let (answer, computed) = oneshot::channel();
        let computation = move || {
            let computed = compute(&inner);
            drop(slot);
            // Whoever asked may be gone.
            let _ = answer.send(computed);
        };
        self.0.threads.send(Box::new(computation)).map_err(|_| died())?;
        computed.await.map_err(|_| died())?
    }
}

/// Threads that do nothing else, and end with the last sender: an allocator keeps the memory of a hash for the thread
/// that used it, and the runtime's pool would hash on ever other threads.
fn start(count: usize) -> Result<mpsc::Sender<Computation>> {
    let (sender, receiver) = mpsc::channel::<Computation>();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..count {
        let receiver = Arc::clone(&receiver);
        let next = move || receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let work = move || {
            while let Ok(computation) = next() {
                // One that panics drops its answer, and the thread goes on.
                let _ = catch_unwind(AssertUnwindSafe(computation));
            }
        };
        let started = thread::Builder::new().name("passwords".to_owned()).spawn(work);
        started.map_err(|error| Error::Internal(format!("no thread for password hashing: {error}")))?;
    }
    Ok(sender)
}

/// The estimate looks at every substring: the first hundred characters tell enough.
fn head(text: &str) -> String {
    text.chars().take(100).collect()
}

fn hash(scheme: &Scheme, password: &SecretString) -> Result<String> {
    let refused = |error: &dyn std::fmt::Display| Error::Internal(format!("password hashing failed: {error}"));
    let input = input(scheme, password);
    match scheme.algorithm {
        SchemeAlgorithm::Argon2id => {
            let hash = argon2(scheme).map_err(|error| refused(&error))?.hash_password(&input);
            hash.map(|hash| hash.to_string()).map_err(|error| refused(&error))
        }
        SchemeAlgorithm::Bcrypt { cost } => bcrypt::hash(&input, cost).map_err(|error| refused(&error)),
        SchemeAlgorithm::Pbkdf2 => {
            let hash = Pbkdf2::SHA256.hash_password(&input);
            hash.map(|hash| hash.to_string()).map_err(|error| refused(&error))
        }
    }
}

fn verify(schemes: &[Scheme], password: &SecretString, stored: &StoredPassword) -> Result<bool> {
    let Some(scheme) = schemes.iter().find(|scheme| scheme.version == stored.scheme_version) else {
        return Err(Error::Internal(format!(
            "a password was hashed by scheme {}, which passwords.schemes no longer has",
            stored.scheme_version
        )));
    };
    let input = input(scheme, password);
    Ok(match scheme.algorithm {
        SchemeAlgorithm::Argon2id => {
            let argon2 = argon2(scheme).map_err(|error| Error::Internal(error.to_string()))?;
            argon2.verify_password(&input, stored.hash.as_str()).is_ok()
        }
        SchemeAlgorithm::Bcrypt { .. } => bcrypt::verify(&input, &stored.hash).unwrap_or(false),
        SchemeAlgorithm::Pbkdf2 => pbkdf2::phc::PasswordHash::new(&stored.hash)
            .is_ok_and(|parsed| Pbkdf2::SHA256.verify_password(&input, &parsed).is_ok()),
    })
}

/// Argon2id takes the pepper as its secret parameter, the others at the end of the password.
fn argon2(scheme: &Scheme) -> argon2::Result<Argon2<'_>> {
    match &scheme.pepper {
        Some(pepper) => Argon2::new_with_secret(
            pepper.expose_secret().as_bytes(),
            Algorithm::Argon2id,
            Version::V0x13,
            Params::default(),
        ),
        None => Ok(Argon2::default()),
    }
}

/// What the function of the scheme is computed of, once.
fn input(scheme: &Scheme, password: &SecretString) -> Vec<u8> {
    #[cfg(test)]
    tests::note(scheme);
    let password = password.expose_secret();
    let mut input = if scheme.unicode_normalization {
        password.nfkc().collect::<String>().into_bytes()
    } else {
        password.as_bytes().to_vec()
    };
    if scheme.algorithm != SchemeAlgorithm::Argon2id {
        input.extend(scheme.pepper.iter().flat_map(|pepper| pepper.expose_secret().bytes()));
    }
    input
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn scheme(version: i64, algorithm: SchemeAlgorithm, pepper: Option<&str>) -> Scheme {
        Scheme {
            version,
            algorithm,
            pepper: pepper.map(SecretString::from),
            unicode_normalization: false,
        }
    }

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    thread_local! {
        /// The versions of the schemes that were computed on this thread.
        static COMPUTED: RefCell<Vec<i64>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn note(scheme: &Scheme) {
        COMPUTED.with_borrow_mut(|computed| computed.push(scheme.version));
    }

    // LG-17
    #[test]
    fn each_no_costs_the_same_and_a_yes_no_more_than_it_needs() {
        let schemes = vec![
            scheme(1, SchemeAlgorithm::Bcrypt { cost: 4 }, None),
            scheme(2, SchemeAlgorithm::Pbkdf2, None),
            scheme(3, SchemeAlgorithm::Argon2id, None),
        ];
        let stored = |version: usize| StoredPassword {
            scheme_version: i64::try_from(version).unwrap(),
            hash: hash(&schemes[version - 1], &secret("hunter2")).unwrap(),
        };
        let [bcrypt, pbkdf2, argon2] = [stored(1), stored(2), stored(3)];
        let passwords = Passwords::new(schemes.clone(), 1).unwrap();
        let long = "a".repeat(MAX_LENGTH + 1);
        for (typed, stored, expected) in [
            ("wrong", None, vec![1, 2, 3]),
            ("wrong", Some(&bcrypt), vec![1, 2, 3]),
            ("wrong", Some(&pbkdf2), vec![1, 2, 3]),
            ("wrong", Some(&argon2), vec![1, 2, 3]),
            (&long, None, vec![]),
            (&long, Some(&bcrypt), vec![]),
            ("hunter2", Some(&argon2), vec![3]),
            // The new hash.
            ("hunter2", Some(&bcrypt), vec![1, 3]),
        ] {
            COMPUTED.take();
            let checked = passwords.0.check(&secret(typed), stored).unwrap();
            let mut computed = COMPUTED.take();
            computed.sort_unstable();
            assert_eq!(computed, expected, "{typed}");
            assert_eq!(matches!(checked, Checked::Wrong), typed != "hunter2");
        }
    }

    #[tokio::test]
    async fn every_scheme_checks_its_own_hashes() {
        for algorithm in [
            SchemeAlgorithm::Argon2id,
            SchemeAlgorithm::Bcrypt { cost: 4 },
            SchemeAlgorithm::Pbkdf2,
        ] {
            for pepper in [None, Some("pepper")] {
                let passwords = Passwords::new(vec![scheme(1, algorithm, pepper)], 1).unwrap();
                let stored = passwords.hash(secret("hunter2")).await.unwrap();
                let right = passwords.check(secret("hunter2"), Some(stored.clone())).await.unwrap();
                assert!(matches!(right, Checked::Right), "{algorithm:?}");
                let wrong = passwords.check(secret("hunter3"), Some(stored.clone())).await.unwrap();
                assert!(matches!(wrong, Checked::Wrong), "{algorithm:?}");
                let elsewhere = Passwords::new(vec![scheme(1, algorithm, Some("salt"))], 1).unwrap();
                let other_pepper = elsewhere.check(secret("hunter2"), Some(stored)).await.unwrap();
                assert!(matches!(other_pepper, Checked::Wrong), "{algorithm:?}");
            }
        }
    }

    #[tokio::test]
    async fn an_old_hash_is_replaced_when_the_password_is_right() {
        let old = scheme(1, SchemeAlgorithm::Bcrypt { cost: 4 }, Some("pepper"));
        let stored = Passwords::new(vec![old.clone()], 1)
            .unwrap()
            .hash(secret("hunter2"))
            .await
            .unwrap();
        let passwords = Passwords::new(vec![old, scheme(2, SchemeAlgorithm::Argon2id, None)], 1).unwrap();
        let Checked::Outdated(new) = passwords.check(secret("hunter2"), Some(stored.clone())).await.unwrap() else {
            panic!("not replaced");
        };
        assert_eq!(new.scheme_version, 2);
        assert!(matches!(
            passwords.check(secret("hunter2"), Some(new)).await.unwrap(),
            Checked::Right
        ));
        assert!(matches!(
            passwords.check(secret("wrong"), Some(stored)).await.unwrap(),
            Checked::Wrong
        ));
    }

    #[tokio::test]
    async fn hashes_of_other_software_are_read() {
        for (algorithm, password, hash) in [
            // bcrypt(1) of OpenBSD's test vectors; RFC 9106's reference implementation.
            (
                SchemeAlgorithm::Bcrypt { cost: 12 },
                "abc",
                "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
            ),
            (
                SchemeAlgorithm::Argon2id,
                "password",
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            ),
        ] {
            let passwords = Passwords::new(vec![scheme(1, algorithm, None)], 1).unwrap();
            let stored = StoredPassword {
                scheme_version: 1,
                hash: hash.to_owned(),
            };
            let checked = passwords.check(secret(password), Some(stored)).await.unwrap();
            assert!(matches!(checked, Checked::Right), "{algorithm:?}");
        }
    }

    #[tokio::test]
    async fn no_password_and_a_huge_one_are_wrong() {
        let passwords = Passwords::new(vec![scheme(1, SchemeAlgorithm::Argon2id, None)], 1).unwrap();
        let stored = passwords.hash(secret("hunter2")).await.unwrap();
        assert!(matches!(
            passwords.check(secret("hunter2"), None).await.unwrap(),
            Checked::Wrong
        ));
        let huge = secret(&"a".repeat(1 << 20));
        assert!(matches!(
            passwords.check(huge, Some(stored)).await.unwrap(),
            Checked::Wrong
        ));
    }

    #[tokio::test]
    async fn strength_is_measured() {
        let passwords = Passwords::new(vec![scheme(1, SchemeAlgorithm::Argon2id, None)], 1).unwrap();
        let endless = "correct horse battery staple ".repeat(100);
        let foreign = "ä".repeat(100_000);
        for (typed, minimum, about, is_enough) in [
            ("password", 1, "", false),
            ("", 0, "", false),
            ("correct horse battery staple", 4, "", true),
            ("password", 0, "", true),
            ("alice-example", 3, "alice-example", false),
            (&endless, 0, "", false),
            ("correct horse battery staple", 4, &foreign, true),
        ] {
            let measured = passwords.is_strong_enough(&secret(typed), minimum, &[about]).await;
            assert_eq!(measured.unwrap(), is_enough, "{typed}");
        }
    }
}
