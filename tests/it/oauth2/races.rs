//! Sixteen at once: one wins, or all get an answer and one thing is left.

use gatehouse_testkit::{TestApp, TestBrowser, TestClient, Tokens, both_databases, race};

const RACERS: usize = 16;

// M2964-23, R6749-15
#[both_databases]
async fn of_sixteen_redemptions_of_a_code_one_wins(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let flow = client.flow(TestClient::MATRIX);
    let code = client.code(&mut browser, &flow).await;
    let responses = race(|| client.exchange(&flow, &code)).await;
    let (won, lost): (Vec<_>, Vec<_>) = responses.into_iter().partition(|response| response.status == 200);
    assert_eq!(won.len(), 1);
    for loser in lost {
        loser.assert_oauth_error(400, "invalid_grant", "code used twice");
    }
    // The others were replays, so that session is over.
    let tokens = Tokens::from(won[0].clone());
    assert!(!TestApp::is_active(&app.introspect(&tokens.access).await));
}

// M2964-57
#[both_databases]
async fn of_sixteen_refreshes_of_a_token_one_branch_lives(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let first = client.tokens(&mut browser, TestClient::MATRIX).await;
    let responses = race(|| client.refresh(&first.refresh)).await;
    let branches: Vec<Tokens> = responses.into_iter().map(Tokens::from).collect();
    let mut active = Vec::new();
    for branch in &branches {
        if TestApp::is_active(&app.introspect(&branch.access).await) {
            active.push(branch);
        }
    }
    assert_eq!(active.len(), 1, "one usable access token");
    let mut usable = Vec::new();
    for branch in &branches {
        let response = client.refresh(&branch.refresh).send().await;
        if response.status == 200 {
            usable.push(Tokens::from(response));
        }
    }
    assert_eq!(usable.len(), 1, "one usable refresh token");
    assert!(TestApp::is_active(&app.introspect(&usable[0].access).await));
}

// M2964-57: two processes on one database
#[both_databases]
async fn refreshes_in_two_processes_leave_one_branch(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let first = client.tokens(&mut browser, TestClient::MATRIX).await;
    let (other, _) = app.another_process();
    let registered = gatehouse_auth::clients::find(&app.cx, &client.id)
        .await
        .unwrap()
        .unwrap();
    let racers: Vec<_> = (0..RACERS)
        .map(|number| {
            let cx = if number % 2 == 0 { app.cx.clone() } else { other.clone() };
            let (client, token) = (registered.clone(), first.refresh.clone());
            tokio::spawn(async move {
                gatehouse_auth::grants::refresh_token::refresh_token(&cx, &client, &token, None).await
            })
        })
        .collect();
    let mut branches = Vec::new();
    for racer in racers {
        branches.push(racer.await.unwrap().unwrap());
    }
    let mut active = 0;
    for branch in &branches {
        active += usize::from(TestApp::is_active(&app.introspect(branch.access_token.expose()).await));
    }
    assert_eq!(active, 1);
}

// R6749-15
#[both_databases]
async fn of_sixteen_consents_one_counts(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    browser.follow(&client.flow("openid").uri()).await.assert_status(200);
    let racers: Vec<_> = (0..RACERS)
        .map(|_| {
            let mut browser: TestBrowser = browser.clone();
            tokio::spawn(async move { browser.submit("consent", [("action", "allow")]).await })
        })
        .collect();
    let mut codes = 0;
    for racer in racers {
        let response = racer.await.unwrap();
        match response.status.as_u16() {
            303 => codes += 1,
            status => assert_eq!(status, 410, "{}", response.body),
        }
    }
    assert_eq!(codes, 1);
}

// M2966-38
#[both_databases]
async fn sixteen_equal_registrations_share_one_client(app: TestApp) {
    let metadata = serde_json::json!({
        "client_name": "Racer", "client_uri": "https://rp.test/", "redirect_uris": ["https://rp.test/cb"],
        "token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"],
    });
    let responses = race(|| app.post("/oauth2/registration").json(&metadata)).await;
    let mut ids: Vec<String> = responses
        .into_iter()
        .map(|response| {
            response.assert_status(201).json()["client_id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

// CS-12, M2964-35: two sign-ins with one device at once
#[both_databases]
async fn two_sign_ins_with_one_device_leave_one_session(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    let mut exchanges = Vec::new();
    for _ in 0..4 {
        let flow = client.flow(TestClient::MATRIX);
        let code = client.code(&mut browser, &flow).await;
        exchanges.push((flow, code));
    }
    let racers: Vec<_> = exchanges
        .iter()
        .map(|(flow, code)| tokio::spawn(client.exchange(flow, code).send()))
        .collect();
    let mut active = 0;
    let mut tokens = Vec::new();
    for racer in racers {
        tokens.push(Tokens::from(racer.await.unwrap()));
    }
    for pair in &tokens {
        active += usize::from(TestApp::is_active(&app.introspect(&pair.access).await));
    }
    assert_eq!(active, 1);
    app.run_jobs().await;
    assert_eq!(
        app.homeserver.devices("alice"),
        ["ABCDEFGHIJ"],
        "the device is still there"
    );
}

// HS-23, M4254-03: a sign-out races a sign-in that takes the device over
#[both_databases]
async fn a_sign_out_never_deletes_the_device_of_a_newer_session(app: TestApp) {
    let client = app.client().register().await;
    let mut browser = app.signed_in("alice").await;
    for _ in 0..8 {
        let old = client.tokens(&mut browser, TestClient::MATRIX).await;
        let flow = client.flow(TestClient::MATRIX);
        let code = client.code(&mut browser, &flow).await;
        let revocation = tokio::spawn(client.revoke(&old.access).send());
        let exchange = tokio::spawn(client.exchange(&flow, &code).send());
        revocation.await.unwrap().assert_status(200);
        let tokens = Tokens::from(exchange.await.unwrap());
        app.run_jobs().await;
        assert!(TestApp::is_active(&app.introspect(&tokens.access).await));
        assert_eq!(app.homeserver.devices("alice"), ["ABCDEFGHIJ"]);
    }
}
