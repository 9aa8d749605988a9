//! Where a person is signed in, as one list.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what a test can't set up ends it"
)]

use std::collections::HashSet;

use gatehouse_storage::account_sessions::{self, AccountSessionId};
use gatehouse_testkit::{TestApp, TestClient, both_databases};

#[both_databases]
async fn apps_and_browsers_are_one_list_in_pages(app: TestApp) {
    let client = app.client().named("Element").register().await;
    let other = app.client().named("Fluffy 100%").register().await;
    let mut browser = app.signed_in("ana").await;
    for round in 0..3 {
        app.clock.advance(chrono::TimeDelta::seconds(1));
        let held = if round == 1 { &other } else { &client };
        held.tokens(&mut browser, "openid").await;
        app.clock.advance(chrono::TimeDelta::seconds(1));
        app.signed_in("ana").await;
    }
    client.tokens(&mut app.signed_in("bob").await, TestClient::MATRIX).await;
    let ana = gatehouse_auth::users::find_by_username(&app.cx, "ana").await.unwrap();

    let mut db = app.cx.db.read().await.unwrap();
    let everything = account_sessions::list(&mut db, ana.id, None, 100).await.unwrap();
    assert_eq!(everything.len(), 7, "three apps and four browsers");
    assert!(everything.is_sorted_by_key(|session| std::cmp::Reverse(session.created_at)));
    let first = account_sessions::list(&mut db, ana.id, None, 4).await.unwrap();
    let rest = account_sessions::list(&mut db, ana.id, Some(first[3].id.uuid()), 4)
        .await
        .unwrap();
    let ids: HashSet<_> = first.iter().chain(&rest).map(|session| session.id.uuid()).collect();
    assert_eq!(ids.len(), 7);

    for (text, found) in [("element", 2), ("FLUFFY 100%", 1), ("%", 1), ("_", 0), ("nobody", 0)] {
        let rows = account_sessions::search(&mut db, ana.id, text, None, 100)
            .await
            .unwrap();
        assert_eq!(rows.len(), found, "{text}");
        for row in rows {
            assert!(matches!(row.id, AccountSessionId::App(_)));
            assert!(row.client.unwrap().client_name.is_some());
        }
    }
}
