//! What may happen once happens once, and queries find what they should.
#![expect(clippy::unwrap_used, reason = "what a test can't set up ends it")]

use std::sync::Arc;

use chrono::TimeDelta;
use gatehouse_domain::{JobId, Timestamp, TokenHash, User, UserEmailId, UserId};
use gatehouse_storage::{Error, client_assertions, jobs, leases, user_emails, user_passwords, users};
use gatehouse_testkit::{TestDb, both_databases};
use gatehouse_tokens::random;

fn at(second: i64) -> Timestamp {
    Timestamp::from_timestamp(1_800_000_000 + second, 0).unwrap()
}

fn user(name: &str) -> User {
    User {
        id: UserId::new(at(0), random::entropy()),
        username: gatehouse_domain::Localpart::historical(name.to_owned()),
        created_at: at(0),
        locked_at: None,
        deactivated_at: None,
        can_request_admin: false,
        locale: None,
    }
}

async fn insert_user(test: &TestDb, name: &str) -> User {
    let user = user(name);
    test.db.write(async |tx| users::insert(tx, &user).await).await.unwrap();
    user
}

#[both_databases]
async fn a_username_is_taken_once_and_found_in_any_case(test: TestDb) {
    let alice = insert_user(&test, "alice").await;
    let shouting = insert_user(&test, "ALICE").await;
    let again = test
        .db
        .write(async |tx| users::insert(tx, &user("alice")).await)
        .await
        .unwrap_err();
    assert!(again.is_taken("username"), "{again:?}");

    let mut db = test.db.read().await.unwrap();
    for (typed, found) in [
        ("alice", Some(alice.id)),
        ("ALICE", Some(shouting.id)),
        ("Alice", Some(alice.id)),
        ("bob", None),
    ] {
        let user = users::find_by_username(&mut db, typed).await.unwrap();
        assert_eq!(user.map(|user| user.id), found, "{typed}");
    }
    assert_eq!(users::find(&mut db, alice.id).await.unwrap(), Some(alice));
}

#[both_databases]
async fn an_address_belongs_to_one_account(test: TestDb) {
    let alice = insert_user(&test, "alice").await;
    let id = || UserEmailId::new(at(0), random::entropy());
    test.db
        .write(async |tx| user_emails::insert(tx, id(), alice.id, "a@example.org", at(0)).await)
        .await
        .unwrap();
    let error = test
        .db
        .write(async |tx| user_emails::insert(tx, id(), alice.id, "A@Example.org", at(0)).await)
        .await
        .unwrap_err();
    assert!(error.is_taken("address"), "{error:?}");
    let listed = user_emails::list(&mut test.db.read().await.unwrap(), alice.id)
        .await
        .unwrap();
    let addresses: Vec<&str> = listed.iter().map(|email| email.address.as_str()).collect();
    assert_eq!(addresses, ["a@example.org"]);
}

#[both_databases]
async fn a_newer_password_is_not_overwritten_by_an_upgrade(test: TestDb) {
    let alice = insert_user(&test, "alice").await;
    let password = |version, hash: &str| user_passwords::StoredPassword {
        scheme_version: version,
        hash: hash.to_owned(),
    };
    let (old, new, upgraded) = (password(1, "old"), password(2, "new"), password(2, "upgraded"));
    test.db
        .write(async |tx| user_passwords::replace(tx, alice.id, &old, at(0)).await)
        .await
        .unwrap();
    test.db
        .write(async |tx| user_passwords::replace(tx, alice.id, &new, at(1)).await)
        .await
        .unwrap();
    let done = test
        .db
        .write(async |tx| user_passwords::upgrade(tx, alice.id, &old, &upgraded).await)
        .await
        .unwrap();
    assert!(!done);
    let stored = user_passwords::find(&mut test.db.read().await.unwrap(), alice.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.hash, "new");
}

#[both_databases]
async fn a_failed_transaction_leaves_nothing(test: TestDb) {
    let error: Result<(), Error> = test
        .db
        .write(async |tx| {
            users::insert(tx, &user("alice")).await?;
            users::insert(tx, &user("alice")).await
        })
        .await;
    assert!(error.is_err());
    assert!(!users::exist(&mut test.db.read().await.unwrap()).await.unwrap());
}

async fn enqueue(test: &TestDb, subject: &str, run_at: Timestamp) -> JobId {
    let id = JobId::new(at(0), random::entropy());
    let job = jobs::NewJob {
        id,
        payload: serde_json::json!({"n": 1}),
        subject,
        created_at: at(0),
        run_at,
    };
    test.db.write(async |tx| jobs::insert(tx, &job).await).await.unwrap();
    id
}

#[both_databases]
async fn of_sixteen_workers_one_takes_up_a_job(test: TestDb) {
    let id = enqueue(&test, "x", at(0)).await;
    let db = Arc::new(test.db.clone());
    let tries = (0..16).map(|_| {
        let db = Arc::clone(&db);
        tokio::spawn(async move {
            db.write(async |tx| jobs::take(tx, None, at(1), at(60)).await)
                .await
                .unwrap()
                .map(|job| job.id)
        })
    });
    let mut taken = Vec::new();
    for attempt in tries {
        taken.extend(attempt.await.unwrap());
    }
    assert_eq!(taken, [id]);
}

#[both_databases]
async fn a_job_whose_worker_died_is_taken_up_again(test: TestDb) {
    let id = enqueue(&test, "x", at(0)).await;
    let take = async |now| {
        test.db
            .write(async |tx| jobs::take(tx, None, at(now), at(now + 60)).await)
            .await
            .unwrap()
    };
    assert_eq!(take(1).await.unwrap().attempts, 1);
    assert!(take(30).await.is_none(), "the lease holds");
    assert_eq!(take(61).await.unwrap().attempts, 2, "the lease has lapsed");
    test.db
        .write(async |tx| jobs::finish(tx, id, at(62)).await)
        .await
        .unwrap();
    assert!(take(9999).await.is_none());
    assert!(
        jobs::pending(&mut test.db.read().await.unwrap(), "x")
            .await
            .unwrap()
            .is_empty()
    );
}

#[both_databases]
async fn a_worker_may_leave_some_jobs_to_others(test: TestDb) {
    enqueue(&test, "slow", at(0)).await;
    let quick = enqueue(&test, "quick", at(1)).await;
    let take = async || {
        let taken = test
            .db
            .write(async |tx| jobs::take(tx, Some("slow"), at(2), at(60)).await);
        taken.await.unwrap().map(|job| job.id)
    };
    assert_eq!(take().await, Some(quick));
    assert_eq!(take().await, None);
}

#[both_databases]
async fn jobs_wait_for_their_time_and_in_order(test: TestDb) {
    let later = enqueue(&test, "x", at(20)).await;
    let sooner = enqueue(&test, "x", at(10)).await;
    let take = async |now| {
        let job = test
            .db
            .write(async |tx| jobs::take(tx, None, at(now), at(now + 600)).await)
            .await
            .unwrap();
        job.map(|job| job.id)
    };
    assert_eq!(take(5).await, None);
    assert_eq!(take(30).await, Some(sooner));
    assert_eq!(take(30).await, Some(later));
    test.db
        .write(async |tx| jobs::postpone(tx, later, at(90), "busy").await)
        .await
        .unwrap();
    test.db
        .write(async |tx| jobs::fail(tx, sooner, at(90), "no").await)
        .await
        .unwrap();
    assert_eq!(take(50).await, None);
    let mut db = test.db.read().await.unwrap();
    assert_eq!(jobs::count_troubled(&mut db, at(95)).await.unwrap(), (1, 1));
    drop(db);
    assert_eq!(take(91).await, Some(later));
}

#[both_databases]
async fn a_lease_has_one_holder_until_it_lapses(test: TestDb) {
    let [first, second] = [random::bytes(), random::bytes()].map(uuid::Uuid::from_bytes);
    let take = async |holder, now| {
        test.db
            .write(async |tx| leases::take(tx, "x", holder, at(now), at(now + 60)).await)
            .await
            .unwrap()
    };
    assert!(take(first, 0).await);
    assert!(!take(second, 30).await);
    assert!(take(second, 60).await, "lapsed");
    test.db
        .write(async |tx| leases::release(tx, "x", first).await)
        .await
        .unwrap();
    assert!(!take(first, 61).await, "only the holder can release");
    test.db
        .write(async |tx| leases::release(tx, "x", second).await)
        .await
        .unwrap();
    assert!(take(first, 62).await);
}

#[both_databases]
async fn a_client_assertion_is_spent_once(test: TestDb) {
    let client = insert_client(&test).await;
    let jti = TokenHash::of("jti");
    let tries = (0..16).map(|_| {
        let db = test.db.clone();
        tokio::spawn(async move {
            db.write(async |tx| client_assertions::spend(tx, client, jti, at(60)).await)
                .await
                .unwrap()
        })
    });
    let mut wins = 0;
    for attempt in tries {
        wins += usize::from(attempt.await.unwrap());
    }
    assert_eq!(wins, 1);
    let purged = test
        .db
        .write(async |tx| client_assertions::purge(tx, at(0) + TimeDelta::hours(1)).await)
        .await
        .unwrap();
    assert_eq!(purged, 1);
}

async fn insert_client(test: &TestDb) -> gatehouse_domain::ClientId {
    use gatehouse_domain::{AuthMethod, Client, ClientId, ClientMetadata};
    let client = Client {
        id: ClientId::new(at(0), random::entropy()),
        metadata: ClientMetadata::new(AuthMethod::None),
        encrypted_secret: None,
        is_static: false,
        created_at: at(0),
    };
    test.db
        .write(async |tx| gatehouse_storage::clients::insert(tx, &client, TokenHash::of("management")).await)
        .await
        .unwrap();
    client.id
}
