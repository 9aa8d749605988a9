//! Sign-ups, proofs, tickets and the log of an account: what may happen once happens once.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what a test can't set up ends it"
)]

use gatehouse_domain::{
    AccountEvent, AccountEventId, EmailChallenge, EmailChallengeId, Locale, Localpart, RecordedEvent, Recovery,
    RecoveryId, RecoveryTicket, Registration, RegistrationId, RegistrationToken, RegistrationTokenId, Timestamp,
    TokenHash, User, UserEmailId, UserId,
};
use gatehouse_storage::{
    account_events,
    email_challenges::{self, Proof},
    recoveries, recovery_tickets, registration_tokens, registrations, user_emails,
    user_passwords::StoredPassword,
    user_terms, users,
};
use gatehouse_testkit::{TestDb, both_databases};
use gatehouse_tokens::random;
use serde_json::json;

fn at(second: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + second, 0).unwrap()
}

async fn insert_user(test: &TestDb, name: &str) -> User {
    let user = User {
        id: UserId::new(at(0), random::entropy()),
        username: Localpart::historical(name.to_owned()),
        created_at: at(0),
        locked_at: None,
        deactivated_at: None,
        can_request_admin: false,
        locale: Some(Locale::German),
    };
    test.db.write(async |tx| users::insert(tx, &user).await).await.unwrap();
    user
}

/// How many of sixteen transactions at once say yes.
macro_rules! winners {
    ($test:expr, |$tx:ident| $work:expr) => {{
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let db = $test.db.clone();
            tasks.spawn(async move {
                db.write(async |$tx| -> gatehouse_storage::Result<bool> { $work.await })
                    .await
                    .unwrap()
            });
        }
        tasks.join_all().await.into_iter().filter(|won| *won).count()
    }};
}

fn registration() -> Registration {
    Registration {
        id: RegistrationId::new(at(0), random::entropy()),
        browser: TokenHash::of("browser"),
        username: Localpart::historical("ana".to_owned()),
        email: Some("ana@example.org".parse().unwrap()),
        display_name: None,
        display_name_settled: false,
        terms_uri: Some("https://example.org/terms".to_owned()),
        registration_token_id: None,
        continuation: json!({"kind": "account"}),
        locale: Locale::French,
        user_agent: Some("Firefox".to_owned()),
        ip: Some("192.0.2.1".to_owned()),
        created_at: at(0),
        expires_at: at(3600),
        completed_at: None,
    }
}

#[both_databases]
async fn a_sign_up_keeps_what_was_told_and_ends_once(test: TestDb) {
    let told = registration();
    let password = StoredPassword {
        scheme_version: 1,
        hash: "hash".to_owned(),
    };
    let id = told.id;
    test.db
        .write(async |tx| registrations::insert(tx, &told, Some(&password)).await)
        .await
        .unwrap();
    let mut db = test.db.read().await.unwrap();
    assert_eq!(registrations::find(&mut db, id).await.unwrap(), Some(told));
    let stored = registrations::find_password(&mut db, id).await.unwrap().unwrap();
    assert_eq!(stored.hash, "hash");
    drop(db);

    test.db
        .write(async |tx| -> gatehouse_storage::Result<_> {
            registrations::change_username(tx, id, &Localpart::historical("ana7".to_owned())).await?;
            registrations::change_email(tx, id, &"a@example.org".parse().unwrap()).await?;
            registrations::settle_display_name(tx, id, Some("Ana")).await
        })
        .await
        .unwrap();
    assert_eq!(winners!(test, |tx| registrations::complete(tx, id, at(1))), 1);
    let mut db = test.db.read().await.unwrap();
    let done = registrations::find(&mut db, id).await.unwrap().unwrap();
    assert_eq!(done.username.as_str(), "ana7");
    assert_eq!(done.email.unwrap().as_str(), "a@example.org");
    assert_eq!(done.display_name.as_deref(), Some("Ana"));
    assert!(done.display_name_settled && done.completed_at == Some(at(1)));
    assert!(registrations::find_password(&mut db, id).await.unwrap().is_none());
    drop(db);
    let purged = test.db.write(async |tx| registrations::purge(tx, at(3601)).await).await;
    assert_eq!(purged.unwrap(), 1);
}

#[both_databases]
async fn a_registration_token_is_used_as_often_as_it_allows(test: TestDb) {
    let token = |limit, expires_at| RegistrationToken {
        id: RegistrationTokenId::new(at(0), random::entropy()),
        username: Some("ana".to_owned()),
        email: Some("ana@example.org".parse().unwrap()),
        usage_limit: limit,
        times_used: 0,
        created_at: at(0),
        last_used_at: None,
        expires_at,
        revoked_at: None,
    };
    let cases = [
        ("once", token(Some(1), None), 1),
        ("thrice", token(Some(3), Some(at(10))), 3),
        ("unlimited", token(None, None), 16),
        ("expired", token(None, Some(at(1))), 0),
    ];
    for (text, token, uses) in cases {
        let id = token.id;
        test.db
            .write(async |tx| registration_tokens::insert(tx, &token, TokenHash::of(text), "sealed").await)
            .await
            .unwrap();
        assert_eq!(
            winners!(test, |tx| registration_tokens::spend(tx, id, at(1))),
            uses,
            "{text}"
        );
        let mut db = test.db.read().await.unwrap();
        let found = registration_tokens::find_by_hash(&mut db, TokenHash::of(text))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(usize::try_from(found.times_used).unwrap(), uses);
        assert_eq!(found.is_valid(at(1)), text == "unlimited");
        assert_eq!(registration_tokens::find(&mut db, id).await.unwrap(), Some(found));
    }
    let revoked = token(None, None);
    test.db
        .write(async |tx| -> gatehouse_storage::Result<_> {
            registration_tokens::insert(tx, &revoked, TokenHash::of("revoked"), "sealed").await?;
            assert!(registration_tokens::revoke(tx, revoked.id, at(1)).await?);
            assert!(!registration_tokens::revoke(tx, revoked.id, at(2)).await?);
            assert!(!registration_tokens::spend(tx, revoked.id, at(2)).await?);
            Ok(())
        })
        .await
        .unwrap();
    let again = test
        .db
        .write(async |tx| -> gatehouse_storage::Result<_> {
            let same = RegistrationToken {
                id: RegistrationTokenId::new(at(1), random::entropy()),
                ..revoked.clone()
            };
            registration_tokens::insert(tx, &same, TokenHash::of("revoked"), "sealed").await
        })
        .await
        .unwrap_err();
    assert!(again.is_taken("hash"), "{again:?}");
}

#[both_databases]
async fn an_address_is_proved_once_and_in_time(test: TestDb) {
    let user = insert_user(&test, "ana").await;
    let challenge = |second| EmailChallenge {
        id: EmailChallengeId::new(at(second), random::entropy()),
        address: "ana@example.org".parse().unwrap(),
        registration_id: None,
        user_id: Some(user.id),
        created_at: at(second),
        expires_at: at(second + 600),
        confirmed_at: None,
    };
    let proof = |code: &str| Proof {
        code: code.as_bytes().to_vec(),
        link: TokenHash::of(code),
    };
    let first = challenge(0);
    let id = first.id;
    test.db
        .write(async |tx| -> gatehouse_storage::Result<_> {
            email_challenges::insert(tx, &first, &proof("1")).await?;
            email_challenges::replace_proof(tx, &first, &proof("2")).await
        })
        .await
        .unwrap();
    let mut db = test.db.read().await.unwrap();
    assert_eq!(
        email_challenges::find_by_link(&mut db, TokenHash::of("1"))
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        email_challenges::find_by_link(&mut db, TokenHash::of("2"))
            .await
            .unwrap(),
        Some(first)
    );
    assert_eq!(email_challenges::find_code(&mut db, id).await.unwrap(), b"2");
    drop(db);
    assert_eq!(
        winners!(test, |tx| email_challenges::confirm(
            tx,
            id,
            &"ana@example.org".parse().unwrap(),
            at(600)
        )),
        0,
        "too late"
    );
    assert_eq!(
        winners!(test, |tx| email_challenges::confirm(
            tx,
            id,
            &"bea@example.org".parse().unwrap(),
            at(599)
        )),
        0,
        "it is not this address that was proved"
    );
    assert_eq!(
        winners!(test, |tx| email_challenges::confirm(
            tx,
            id,
            &"ana@example.org".parse().unwrap(),
            at(599)
        )),
        1
    );
    let again = challenge(300);
    let again = EmailChallenge { id, ..again };
    let replaced = test
        .db
        .write(async |tx| email_challenges::replace_proof(tx, &again, &proof("3")).await)
        .await
        .unwrap();
    assert!(!replaced, "what is proved stays as it is");

    let mut told = registration();
    told.email = None;
    let of_sign_up = EmailChallenge {
        registration_id: Some(told.id),
        user_id: None,
        ..challenge(1)
    };
    test.db
        .write(async |tx| -> gatehouse_storage::Result<_> {
            registrations::insert(tx, &told, None).await?;
            email_challenges::insert(tx, &of_sign_up, &proof("3")).await
        })
        .await
        .unwrap();
    let mut db = test.db.read().await.unwrap();
    assert_eq!(
        email_challenges::find_of_registration(&mut db, told.id).await.unwrap(),
        Some(of_sign_up)
    );
    assert!(
        email_challenges::find(&mut db, id)
            .await
            .unwrap()
            .unwrap()
            .confirmed_at
            .is_some()
    );
    drop(db);
    let purged = test.db.write(async |tx| email_challenges::purge(tx, at(5)).await).await;
    assert_eq!(purged.unwrap(), 2);
}

#[both_databases]
async fn a_recovery_ticket_is_spent_once(test: TestDb) {
    let user = insert_user(&test, "ana").await;
    let recovery = Recovery {
        id: RecoveryId::new(at(0), random::entropy()),
        address: "ana@example.org".parse().unwrap(),
        locale: Locale::Arabic,
        user_agent: None,
        created_at: at(0),
    };
    let ticket = RecoveryTicket {
        recovery_id: recovery.id,
        user_id: user.id,
        created_at: at(0),
        expires_at: at(600),
        spent_at: None,
    };
    test.db
        .write(async |tx| -> gatehouse_storage::Result<_> {
            recoveries::insert(tx, &recovery, Some("192.0.2.1")).await?;
            recovery_tickets::insert(tx, &ticket, TokenHash::of("one")).await?;
            recovery_tickets::insert(tx, &ticket, TokenHash::of("two")).await
        })
        .await
        .unwrap();
    assert_eq!(
        winners!(test, |tx| recovery_tickets::spend(tx, TokenHash::of("one"), at(600))),
        0
    );
    assert_eq!(
        winners!(test, |tx| recovery_tickets::spend(tx, TokenHash::of("one"), at(1))),
        1
    );
    assert_eq!(
        test.db
            .write(async |tx| recovery_tickets::spend_all(tx, user.id, at(2)).await)
            .await
            .unwrap(),
        1
    );
    let mut db = test.db.read().await.unwrap();
    assert_eq!(recoveries::find(&mut db, recovery.id).await.unwrap(), Some(recovery));
    let second = recovery_tickets::find(&mut db, TokenHash::of("two"))
        .await
        .unwrap()
        .unwrap();
    assert!(second.spent_at == Some(at(2)) && second.is_expired(at(600)) && !second.is_expired(at(599)));
    drop(db);
    test.db
        .write(async |tx| recoveries::purge(tx, at(1)).await)
        .await
        .unwrap();
    let mut db = test.db.read().await.unwrap();
    assert_eq!(
        recovery_tickets::find(&mut db, TokenHash::of("two")).await.unwrap(),
        None
    );
}

#[both_databases]
async fn one_address_of_an_account_is_the_primary_one(test: TestDb) {
    let user = insert_user(&test, "ana").await;
    let ids: Vec<UserEmailId> = (0..3)
        .map(|second| UserEmailId::new(at(second), random::entropy()))
        .collect();
    test.db
        .write(async |tx| -> gatehouse_storage::Result<_> {
            for (id, address) in ids.iter().zip(["a@x.org", "b@x.org", "c@x.org"]) {
                user_emails::insert(tx, *id, user.id, address, at(0)).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let primary = async || {
        let listed = user_emails::list(&mut test.db.read().await.unwrap(), user.id)
            .await
            .unwrap();
        assert_eq!(listed.iter().filter(|email| email.is_primary).count(), 1);
        listed[0].address.clone()
    };
    assert_eq!(primary().await, "a@x.org");
    let made = test
        .db
        .write(async |tx| user_emails::make_primary(tx, user.id, ids[2]).await)
        .await;
    assert!(made.unwrap());
    assert_eq!(primary().await, "c@x.org");
    let removed = test
        .db
        .write(async |tx| user_emails::remove(tx, user.id, ids[2]).await)
        .await;
    assert!(removed.unwrap());
    assert_eq!(primary().await, "a@x.org");
    let removed = test
        .db
        .write(async |tx| user_emails::remove(tx, user.id, ids[1]).await)
        .await;
    assert!(removed.unwrap());
    assert_eq!(primary().await, "a@x.org");
    let found = user_emails::find_user(&mut test.db.read().await.unwrap(), &"A@X.org".parse().unwrap()).await;
    assert_eq!(found.unwrap(), Some(user.clone()));
    test.db
        .write(async |tx| user_emails::remove_all(tx, user.id).await)
        .await
        .unwrap();
    assert!(
        user_emails::list(&mut test.db.read().await.unwrap(), user.id)
            .await
            .unwrap()
            .is_empty()
    );
}

#[both_databases]
async fn what_happened_is_listed_newest_first_and_goes_with_the_account(test: TestDb) {
    let user = insert_user(&test, "ana").await;
    let events = [
        AccountEvent::SignedUp,
        AccountEvent::EmailAdded {
            address: "a@x.org".to_owned(),
        },
        AccountEvent::PasswordChanged,
    ];
    test.db
        .write(async |tx| -> gatehouse_storage::Result<_> {
            for (second, event) in (0..).zip(&events) {
                let recorded = RecordedEvent {
                    id: AccountEventId::new(at(second), random::entropy()),
                    event: event.clone(),
                    ip: Some("192.0.2.1".to_owned()),
                    user_agent: None,
                    created_at: at(second),
                };
                account_events::insert(tx, user.id, &recorded).await?;
            }
            user_terms::insert(tx, user.id, "https://example.org/terms", at(0)).await?;
            user_terms::insert(tx, user.id, "https://example.org/terms", at(1)).await?;
            users::change_locale(tx, user.id, None).await
        })
        .await
        .unwrap();
    let mut db = test.db.read().await.unwrap();
    let page = account_events::list(&mut db, user.id, None, 2).await.unwrap();
    assert_eq!(page[0].event, AccountEvent::PasswordChanged);
    let rest = account_events::list(&mut db, user.id, Some(page[1].id), 2)
        .await
        .unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].event, AccountEvent::SignedUp);
    assert_eq!(
        user_terms::list(&mut db, user.id).await.unwrap(),
        [("https://example.org/terms".to_owned(), at(0))]
    );
    assert_eq!(users::find(&mut db, user.id).await.unwrap().unwrap().locale, None);
    drop(db);
    let purged = test.db.write(async |tx| account_events::purge(tx, at(1)).await).await;
    assert_eq!(purged.unwrap(), 1);
    assert!(test.db.write(async |tx| users::purge(tx, user.id).await).await.unwrap());
    let mut db = test.db.read().await.unwrap();
    assert!(
        account_events::list(&mut db, user.id, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(users::find(&mut db, user.id).await.unwrap(), None);
}
