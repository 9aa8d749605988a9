//! Every version that an app may write into a path.

use gatehouse_testkit::{TestApp, both_databases};
use http::Method;
use serde_json::json;

use super::{
    OldApp, assert_matrix_error, password,
    sso::{assert_page, path_of},
    with,
};

const VERSIONS: [&str; 5] = ["r0", "v1", "v3", "unstable", "api/v1"];

// LG-01, LG-36, LG-39
#[both_databases]
async fn an_app_lives_by_any_of_them(app: TestApp) {
    app.user("alice").await;
    let body = with(password("alice"), json!({"refresh_token": true}));
    for version in VERSIONS {
        let post = |path: &str| app.post(&format!("/_matrix/client/{version}/{path}"));
        for sign_out in ["logout", "logout/all"] {
            let first = OldApp::from(post("login").json(&body).send().await);
            let spent = json!({"refresh_token": first.refresh.as_ref().unwrap()});
            let second = OldApp::from(post("refresh").json(&spent).send().await);
            assert!(second.is_active(&app).await, "{version}");
            post(sign_out).bearer(&second.access).send().await.assert_status(200);
            assert!(!second.is_active(&app).await, "{version} {sign_out}");
        }
    }
}

// LG-27
#[both_databases]
async fn people_are_sent_here_and_told_what_is_wrong_by_any_of_them(app: TestApp) {
    for version in VERSIONS {
        let path = format!("/_matrix/client/{version}/login/sso/redirect");
        for slash in ["", "/"] {
            let begun = format!("{path}{slash}?redirectUrl=https%3A%2F%2Fchat.example%2F");
            let question = path_of(&app.get(&begun).send().await.assert_status(303));
            assert!(question.starts_with("/complete-compat-sso/"), "{question}");
        }
        // People read pages, whatever it is that has no answer of its own.
        assert_page(&app.get(&path).send().await, 400, "redirectUrl is missing");
        assert_page(&app.get(&format!("{path}/github")).send().await, 404, "");
        assert_page(&app.request(Method::PUT, &path).send().await, 405, "");
    }
}

// XC-20
#[both_databases]
async fn what_is_below_our_paths_is_answered_in_json_by_any_of_them(app: TestApp) {
    for version in VERSIONS {
        for path in ["login/get_token", "logout/x", "refresh/x"] {
            let response = app.post(&format!("/_matrix/client/{version}/{path}")).send().await;
            assert_matrix_error(&response, 404, "M_UNRECOGNIZED");
        }
    }
}
