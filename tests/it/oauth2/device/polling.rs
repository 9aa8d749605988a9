//! How often a device may ask, and what it is told until it is let in.

use gatehouse_auth::grants::device_code::device_code;
use gatehouse_domain::ErrorCode;

use super::*;

/// The device asks; the error it gets.
async fn told(client: &TestClient, asked: &Asked) -> String {
    let answer = client.poll(&asked.device_code).send().await.assert_status(400);
    assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
    answer.json()["error"].as_str().unwrap().to_owned()
}

// M4341-07, R8628-09
#[both_databases]
async fn who_asks_too_often_is_slowed_down(app: TestApp) {
    let client = television(&app).await;
    let asked = ask(&client, MATRIX).await;
    // Seconds since the last question, and the answer. Each refusal makes the interval five seconds longer.
    for (pause, expected) in [
        (0, "authorization_pending"),
        (5, "authorization_pending"),
        (1, "slow_down"),
        (5, "slow_down"),
        (15, "authorization_pending"),
        (14, "slow_down"),
        (20, "authorization_pending"),
        (20, "authorization_pending"),
    ] {
        app.advance(pause);
        assert_eq!(told(&client, &asked).await, expected, "after {pause} s");
    }
    // Whoever is let in gets in, however impatient.
    let mut browser = app.signed_in("alice").await;
    decide(&mut browser, &asked.user_code, "allow").await;
    let _ = Tokens::from(client.poll(&asked.device_code).send().await);
}

// R8628-09: processes share one interval
#[both_databases]
async fn another_process_counts_the_same_questions(app: TestApp) {
    let client = television(&app).await;
    let asked = ask(&client, MATRIX).await;
    let (other, _) = app.another_process();
    let known = gatehouse_auth::clients::find(&app.cx, &client.id)
        .await
        .unwrap()
        .unwrap();
    let requester = gatehouse_auth::Requester::default();
    assert_eq!(told(&client, &asked).await, "authorization_pending");
    for (pause, expected) in [(1, ErrorCode::SlowDown), (10, ErrorCode::AuthorizationPending)] {
        app.advance(pause);
        let answer = device_code(&other, &known, &asked.device_code, &requester).await;
        let error = answer.err().unwrap().into_oauth();
        assert_eq!(error.code(), expected, "{error}");
    }
    app.advance(9);
    assert_eq!(told(&client, &asked).await, "slow_down");
}

// R8628-09: of many at once, the first is pending and all others come too soon
#[both_databases]
async fn questions_at_the_same_time_all_count(app: TestApp) {
    let client = television(&app).await;
    let asked = ask(&client, MATRIX).await;
    let racers: Vec<_> = (0..16)
        .map(|_| tokio::spawn(client.poll(&asked.device_code).send()))
        .collect();
    let mut pending = 0;
    for racer in racers {
        let body = racer.await.unwrap().assert_status(400).json();
        pending += usize::from(body["error"] == "authorization_pending");
    }
    assert_eq!(pending, 1);
    let mut db = app.cx.db.read().await.unwrap();
    let interval: i64 = db.scalar("SELECT poll_interval FROM device_grants", &[]).await.unwrap();
    assert_eq!(interval, 5 + 15 * 5);
}

// M4341-12, R8628-11
#[both_databases]
async fn of_sixteen_exchanges_one_wins(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    for scope in [MATRIX, "openid"] {
        let asked = ask(&client, scope).await;
        decide(&mut browser, &asked.user_code, "allow").await;
        let racers: Vec<_> = (0..16)
            .map(|_| tokio::spawn(client.poll(&asked.device_code).send()))
            .collect();
        let mut won = Vec::new();
        for racer in racers {
            let response = racer.await.unwrap();
            if response.status == 200 {
                won.push(Tokens::from(response));
            } else {
                response.assert_oauth_error(400, "invalid_grant", "used twice");
            }
        }
        assert_eq!(won.len(), 1);
        assert!(TestApp::is_active(&app.introspect(&won[0].access).await));
    }
}

// M4341-07, R8628-10, R6749-24
#[both_databases]
async fn a_no_and_a_code_that_is_too_old_are_told(app: TestApp) {
    let client = television(&app).await;
    let mut browser = app.signed_in("alice").await;
    let asked = ask(&client, MATRIX).await;
    decide(&mut browser, &asked.user_code, "deny").await.assert_status(200);
    for _ in 0..2 {
        assert_eq!(told(&client, &asked).await, "access_denied");
    }
    let forgotten = ask(&client, MATRIX).await;
    let allowed = ask(&client, MATRIX).await;
    decide(&mut browser, &allowed.user_code, "allow")
        .await
        .assert_status(200);
    app.advance(1199);
    assert_eq!(told(&client, &forgotten).await, "authorization_pending");
    app.advance(1);
    for asked in [&forgotten, &allowed] {
        assert_eq!(told(&client, asked).await, "expired_token");
    }
    assert!(app.homeserver.devices("alice").is_empty());
}
