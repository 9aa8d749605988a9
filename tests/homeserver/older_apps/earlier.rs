//! Apps that signed in to the homeserver itself, before there was anything before it.

use chrono::DateTime;
use gatehouse_domain::{
    AccessTokenId, RequestedClaims, Scope, Session, SessionId, SessionKind, TokenHash, User, UserId,
};
use gatehouse_storage::{
    access_tokens::{self, NewAccessToken},
    sessions, users,
};
use gatehouse_testkit::{Engine, Fixture, both_databases};
use serde_json::{Value, json};

use crate::{pair::Pair, synapse::Synapse};

/// Someone who is signed in to a homeserver that has been given into care since.
struct TakenOver {
    pair: Pair,
    token: String,
    device: String,
}

impl Fixture for TakenOver {
    async fn start(engine: Engine) -> Self {
        let synapse = Synapse::on_its_own(Synapse::SERVER_NAME);
        let register = json!({
            "username": "alice",
            "password": "of old",
            "inhibit_login": true,
            "auth": {"type": "m.login.dummy"},
        });
        let registered = ask(&synapse, "register", &register).await;
        assert_eq!(registered["user_id"], "@alice:test.localhost");
        let login = json!({"type": "m.login.password", "user": "alice", "password": "of old"});
        let session = ask(&synapse, "login", &login).await;
        Self {
            pair: Pair::taking_over(synapse, engine).await,
            token: session["access_token"].as_str().unwrap().to_owned(),
            device: session["device_id"].as_str().unwrap().to_owned(),
        }
    }
}

async fn ask(synapse: &Synapse, path: &str, body: &Value) -> Value {
    let url = synapse.url().join("_matrix/client/v3/").unwrap().join(path).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = http.post(url).json(body).send().await.unwrap();
    let status = response.status();
    let body: Value = response.json().await.unwrap();
    assert_eq!(status, 200, "{path}: {body}");
    body
}

impl TakenOver {
    /// Inserts what the homeserver's database would bring: the person, their session and its token.
    async fn migrate(&self) {
        // Long ago, as such a database has it.
        let then = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let entropy = TokenHash::of(&self.token).as_bytes()[..10].try_into().unwrap();
        let user = User {
            id: UserId::new(then, entropy),
            username: "alice".parse().unwrap(),
            created_at: then,
            locked_at: None,
            deactivated_at: None,
            can_request_admin: false,
            locale: None,
        };
        let session = Session {
            id: SessionId::new(then, entropy),
            kind: SessionKind::Compat,
            user_id: Some(user.id),
            client_id: None,
            browser_session_id: None,
            scope: Scope::of_older_client(false),
            device_id: Some(self.device.parse().unwrap()),
            name: None,
            user_agent: None,
            claims: RequestedClaims::default(),
            authenticated_at: None,
            created_at: then,
            last_active_at: None,
            ended_at: None,
        };
        let token = NewAccessToken {
            id: AccessTokenId::new(then, entropy),
            hash: TokenHash::of(&self.token),
            session_id: session.id,
            created_at: then,
            expires_at: None,
        };
        let db = self.pair.database().await;
        let inserted = db.write(async |tx| -> gatehouse_storage::Result<()> {
            users::insert(tx, &user).await?;
            sessions::insert(tx, &session, None).await?;
            access_tokens::insert(tx, &token).await
        });
        inserted.await.unwrap();
        db.close().await;
    }
}

// CS-13, HS-10
#[both_databases]
async fn a_token_of_the_homeserver_itself_opens_what_it_opened(scene: TakenOver) {
    assert!(scene.token.starts_with("syt_"), "{}", scene.token);
    scene.migrate().await;
    let (status, me) = scene.pair.synapse.whoami(&scene.token).await;
    assert_eq!(
        (status, me),
        (
            200,
            json!({"user_id": "@alice:test.localhost", "device_id": scene.device, "is_guest": false})
        )
    );
    // The same device, and no other beside it.
    let devices = scene.pair.synapse.devices(&scene.token).await;
    assert_eq!(devices, [scene.device.as_str()]);
    let guess = format!("{}x", scene.token);
    assert_eq!(scene.pair.synapse.whoami(&guess).await.0, 401);

    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let logout = http.post(scene.pair.gatehouse.url("_matrix/client/v3/logout"));
    let answer = logout.bearer_auth(&scene.token).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(scene.pair.synapse.whoami(&scene.token).await.0, 401);
}
