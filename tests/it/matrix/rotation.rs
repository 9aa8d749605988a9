//! Lost answers, retries and replays: the same rules as for OAuth 2.0.

use gatehouse_testkit::{TestApp, both_databases};

use super::{OldApp, assert_matrix_error, refresh};

// LG-40
#[both_databases]
async fn an_answer_that_was_lost_can_be_asked_for_again(app: TestApp) {
    let first = OldApp::sign_in_to_refresh(&app, "alice").await;
    let token = first.refresh.unwrap();
    let lost = OldApp::from(refresh(&app, &token).send().await);
    let found = OldApp::from(refresh(&app, &token).send().await);
    assert!(!lost.is_active(&app).await && found.is_active(&app).await);
    let late = refresh(&app, &lost.refresh.unwrap()).send().await;
    assert_matrix_error(&late, 401, "M_UNKNOWN_TOKEN");
    assert!(found.is_active(&app).await);
}

// LG-40
#[both_databases]
async fn once_the_new_token_is_used_the_old_one_is_of_no_use(app: TestApp) {
    let first = OldApp::sign_in_to_refresh(&app, "alice").await;
    let token = first.refresh.unwrap();
    let second = OldApp::from(refresh(&app, &token).send().await);
    assert!(second.is_active(&app).await);
    assert_matrix_error(&refresh(&app, &token).send().await, 401, "M_UNKNOWN_TOKEN");
    // It is in two hands, so that session is over.
    assert!(!second.is_active(&app).await);
    app.run_jobs().await;
    assert!(app.homeserver.devices("alice").is_empty());
}
