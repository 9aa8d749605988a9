//! Sessions that an earlier homeserver began: their tokens go on as they are.

use chrono::TimeDelta;
use gatehouse_domain::{
    AccessTokenId, RefreshTokenId, RequestedClaims, Scope, Session, SessionId, SessionKind, TokenHash,
};
use gatehouse_storage::{
    access_tokens::{self, NewAccessToken},
    refresh_tokens::{self, NewRefreshToken},
    sessions,
};
use gatehouse_testkit::{TestApp, both_databases};

use super::{OldApp, assert_matrix_error, refresh};

const SYNAPSE: &str = "syt_YWxpY2U_AbCdEfGhIjKlMnOpQrSt_0aBcDe";
const REFRESH: &str = "syr_YWxpY2U_AbCdEfGhIjKlMnOpQrSt_0aBcDe";
/// Unpadded base64url of `0019location example.org\n…`.
const MACAROON: &str = "MDAxOWxvY2F0aW9uIGV4YW1wbGUub3JnCjAwMTNpZGVudGlmaWVyIGtleQo";

/// Inserts what the homeserver's database would bring: a session and its tokens.
async fn migrate(app: &TestApp, device: &str, access: &str, refresh: Option<&str>) -> SessionId {
    let user = app.user("alice").await;
    let homeserver = &app.cx.homeserver;
    homeserver.upsert_device("alice", device, None).await.unwrap();
    let now = app.cx.now();
    let entropy = TokenHash::of(access).as_bytes()[..10].try_into().unwrap();
    let session = Session {
        id: SessionId::new(now - TimeDelta::days(400), entropy),
        kind: SessionKind::Compat,
        user_id: Some(user.id),
        client_id: None,
        browser_session_id: None,
        scope: Scope::of_older_client(false),
        device_id: Some(device.parse().unwrap()),
        name: None,
        user_agent: None,
        claims: RequestedClaims::default(),
        authenticated_at: None,
        created_at: now - TimeDelta::days(400),
        last_active_at: None,
        ended_at: None,
    };
    let access = NewAccessToken {
        id: AccessTokenId::new(now, entropy),
        hash: TokenHash::of(access),
        session_id: session.id,
        created_at: session.created_at,
        expires_at: refresh.map(|_| now + TimeDelta::minutes(5)),
    };
    let refresh = refresh.map(|token| NewRefreshToken {
        id: RefreshTokenId::new(now, entropy),
        hash: TokenHash::of(token),
        session_id: session.id,
        access_token_id: access.id,
        created_at: session.created_at,
    });
    app.cx
        .db
        .write(async |tx| -> gatehouse_storage::Result<()> {
            sessions::insert(tx, &session, None).await?;
            access_tokens::insert(tx, &access).await?;
            if let Some(refresh) = &refresh {
                refresh_tokens::insert(tx, refresh).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
    session.id
}

async fn is_active(app: &TestApp, token: &str) -> bool {
    TestApp::is_active(&app.introspect(token).await)
}

// CS-13, HS-10
#[both_databases]
async fn a_token_of_an_earlier_homeserver_opens_what_it_opened(app: TestApp) {
    for (device, token) in [("my old phone", SYNAPSE), ("OLDDEVICE", MACAROON)] {
        migrate(&app, device, token, None).await;
        let introspected = app.introspect(token).await;
        assert_eq!(introspected["active"], true, "{token}");
        assert_eq!(introspected["device_id"], device);
        assert_eq!(introspected["username"], "alice");
        assert!(introspected.get("expires_in").is_none());
        for changed in [format!("{token}x"), token.replace('A', "B")] {
            assert!(!is_active(&app, &changed).await, "{changed}");
        }
    }
    // Both are there to be seen and signed out.
    let mut browser = app.signed_in("alice").await;
    let list = browser.get("/account/sessions").await.assert_status(200).body;
    assert!(list.contains("my old phone") && list.contains("OLDDEVICE"), "{list}");
}

#[both_databases]
async fn it_signs_out_as_it_did(app: TestApp) {
    for token in [SYNAPSE, MACAROON] {
        migrate(&app, "OLDDEVICE", token, None).await;
        let logout = || app.post("/_matrix/client/r0/logout").bearer(token).send();
        logout().await.assert_status(200);
        assert!(!is_active(&app, token).await);
        assert!(app.homeserver.devices("alice").is_empty());
        assert_matrix_error(&logout().await, 401, "M_UNKNOWN_TOKEN");
    }
}

// LG-40, LG-41
#[both_databases]
async fn its_refresh_token_is_exchanged_for_one_of_ours(app: TestApp) {
    migrate(&app, "OLDDEVICE", SYNAPSE, Some(REFRESH)).await;
    assert_eq!(app.introspect(SYNAPSE).await["expires_in"], 300);
    let next = OldApp::from(refresh(&app, REFRESH).send().await);
    let new_refresh = next.refresh.clone().unwrap();
    assert!(next.access.starts_with("mct_") && new_refresh.starts_with("mcr_"));
    assert!(!is_active(&app, SYNAPSE).await);
    // A lost answer loses nothing.
    let again = OldApp::from(refresh(&app, REFRESH).send().await);
    assert!(again.is_active(&app).await);
    assert_eq!(app.introspect(&again.access).await["device_id"], "OLDDEVICE");
    // Once the new pair is in use, nobody else gets one for the old token.
    assert_matrix_error(&refresh(&app, REFRESH).send().await, 401, "M_UNKNOWN_TOKEN");
}

// M4254-15
#[both_databases]
async fn it_can_be_revoked_by_either_token(app: TestApp) {
    for token in [SYNAPSE, REFRESH] {
        migrate(&app, "OLDDEVICE", SYNAPSE, Some(REFRESH)).await;
        let revoke = app.post("/oauth2/revoke").form([("token", token)]);
        revoke.send().await.assert_status(200);
        assert!(!is_active(&app, SYNAPSE).await);
        assert_matrix_error(&refresh(&app, REFRESH).send().await, 401, "M_UNKNOWN_TOKEN");
        assert!(app.homeserver.devices("alice").is_empty());
        forget(&app).await;
    }
}

/// So that the same tokens can be there once more.
async fn forget(app: &TestApp) {
    let later = app.cx.now() + TimeDelta::days(1);
    app.cx
        .db
        .write(async |tx| sessions::purge(tx, later).await)
        .await
        .unwrap();
}
