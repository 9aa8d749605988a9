//! An app of the time of `r0`, by what it sends.

use gatehouse_testkit::both_databases;
use gatehouse_tests::Gatehouse;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use url::Url;

use crate::pair::{OneAddress, Pair};

/// Knows its token, and puts it into addresses.
struct R0 {
    http: Client,
    base: Url,
    token: Option<String>,
}

impl R0 {
    fn new(base: &Url) -> Self {
        Self {
            http: Client::builder().no_proxy().build().unwrap(),
            base: base.join("_matrix/").unwrap(),
            token: None,
        }
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.base.join(path).unwrap();
        if let Some(token) = &self.token {
            url.query_pairs_mut().append_pair("access_token", token);
        }
        url
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.http.get(self.url(path))).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        answer(self.http.post(self.url(path)).json(body)).await
    }

    async fn sign_in(&mut self, user: &str) -> Value {
        let body = json!({"type": "m.login.password", "user": user, "password": Gatehouse::PASSWORD});
        let (status, session) = self.post("client/r0/login", &body).await;
        assert_eq!(status, 200, "{session}");
        self.token = Some(text(&session["access_token"]));
        session
    }
}

async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Signs in by either form of the name, writes, reads, uploads and signs out.
pub async fn r0_lives_as_before(pair: &Pair) {
    let mut app = R0::new(pair.gatehouse.base());
    let (status, flows) = app.get("client/r0/login").await;
    assert_eq!(status, 200);
    let password = json!("m.login.password");
    assert!(
        flows["flows"]
            .as_array()
            .unwrap()
            .iter()
            .any(|flow| flow["type"] == password)
    );
    let wrong = json!({"type": "m.login.password", "user": "alice", "password": "wrong"});
    let (status, refusal) = app.post("client/r0/login", &wrong).await;
    assert_eq!((status, &refusal["errcode"]), (403, &json!("M_FORBIDDEN")));

    for user in ["alice", "@alice:test.localhost"] {
        let session = app.sign_in(user).await;
        assert_eq!(session["user_id"], "@alice:test.localhost");
        let (status, me) = app.get("client/r0/account/whoami").await;
        assert_eq!((status, &me["user_id"]), (200, &session["user_id"]), "{me}");

        let (status, room) = app.post("client/r0/createRoom", &json!({"name": "Old"})).await;
        assert_eq!(status, 200, "{room}");
        let room = text(&room["room_id"]);
        let path = format!("client/r0/rooms/{room}/send/m.room.message");
        let (status, sent) = app.post(&path, &json!({"msgtype": "m.text", "body": "As ever"})).await;
        assert_eq!(status, 200, "{sent}");
        let (status, news) = app.get("client/r0/sync?timeout=0").await;
        assert_eq!(status, 200, "{news}");
        let timeline = &news["rooms"]["join"][&room]["timeline"]["events"];
        assert!(timeline.to_string().contains("As ever"), "{timeline}");

        let upload = app.http.post(app.url("media/r0/upload?filename=a.txt"));
        let (status, media) = answer(upload.header("content-type", "text/plain").body("A picture")).await;
        assert_eq!(status, 200, "{media}");
        assert!(text(&media["content_uri"]).starts_with("mxc://test.localhost/"));

        // Without a body, as it was.
        let (status, _) = answer(app.http.post(app.url("client/r0/logout"))).await;
        assert_eq!(status, 200);
        let (status, refusal) = app.get("client/r0/account/whoami").await;
        assert_eq!((status, &refusal["errcode"]), (401, &json!("M_UNKNOWN_TOKEN")));
        app.token = None;
    }
}

// LG-01, LG-05, LG-12, LG-36
#[both_databases]
async fn an_app_of_the_time_of_r0_notices_nothing(place: OneAddress) {
    place.0.gatehouse.register("alice");
    r0_lives_as_before(&place.0).await;
}
