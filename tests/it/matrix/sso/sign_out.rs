//! What a token is worth once its person has signed out.

use std::time::Duration;

use gatehouse_testkit::{Mood, TestApp, both_databases};

use super::{SITE, answer, redeem, token_in};
use crate::matrix::assert_matrix_error;

#[both_databases]
async fn everything_else_takes_it_along(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let allowed = answer(&app, &mut browser, SITE, "allow").await;
    let mine = token_in(allowed.location());
    let allowed = answer(&app, &mut app.signed_in("bob").await, SITE, "allow").await;
    let of_bob = token_in(allowed.location());
    // The browser stays signed in, and what was allowed in it goes as the apps do.
    browser.get("/account/sessions/end-others").await.assert_status(200);
    browser.submit("end-others", []).await.assert_status(303);
    assert_matrix_error(&redeem(&app, &mine).await, 403, "M_FORBIDDEN");
    redeem(&app, &of_bob).await.assert_status(200);
}

// LG-33
#[both_databases]
async fn a_sign_out_while_the_homeserver_is_asked_comes_in_time(app: TestApp) {
    let mut browser = app.signed_in("alice").await;
    let allowed = answer(&app, &mut browser, SITE, "allow").await;
    let token = token_in(allowed.location());
    browser.get("/account/").await.assert_status(200);
    app.homeserver.be(Mood::Slow(Duration::from_secs(3)));
    let sign_out = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        browser.submit("sign-out", []).await.assert_status(303);
    };
    let (refused, ()) = tokio::join!(redeem(&app, &token), sign_out);
    assert_matrix_error(&refused, 403, "M_FORBIDDEN");
}
