//! A server without a homeserver, an app, and a browser.

use gatehouse_tests::{App, AppRequest, Callback, Chromium, Gatehouse, Script, Setup};

pub struct Scene {
    pub gatehouse: Gatehouse,
    pub browser: Chromium,
    pub app: App,
    pub callback: Callback,
}

impl Scene {
    pub const SCOPE: &str = "openid urn:matrix:client:api:* urn:matrix:client:device:TEAPOT0001";

    pub async fn start(script: Script) -> Self {
        Self::with(&Setup::default(), script).await
    }

    /// The same on a server that is set up otherwise.
    pub async fn with(setup: &Setup, script: Script) -> Self {
        let gatehouse = Gatehouse::start(setup).await;
        gatehouse.register("alice");
        let app = App::register(gatehouse.base(), "Teapot").await;
        Self {
            browser: Chromium::start(script).await,
            callback: Callback::listen().await,
            gatehouse,
            app,
        }
    }

    /// The app sends its person to the server.
    pub async fn begin(&self, more: &[(&str, &str)]) -> AppRequest {
        let request = self.app.request(Self::SCOPE, &self.callback.redirect_uri(), more);
        self.browser.open(&request.url).await;
        request
    }

    /// The person is back at the app, which gets its code.
    pub async fn code(&mut self, request: &AppRequest) -> String {
        let came_back_to = self.callback.visit().await;
        request.code(&came_back_to, self.gatehouse.base())
    }

    pub async fn go_to(&self, path: &str) {
        self.browser.open(&self.gatehouse.url(path)).await;
    }

    /// What an element says, without the marks that keep names in other scripts in their place.
    pub async fn text(&self, selector: &str) -> String {
        self.browser.text(selector).await.replace(['\u{2068}', '\u{2069}'], "")
    }

    /// What the page is about.
    pub async fn heading(&self) -> String {
        self.text("h1").await
    }

    #[track_caller]
    pub fn says<'a>(&'a self, selector: &'a str, words: &'a str) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let said = self.text(selector).await;
            assert!(said.contains(words), "{caller}: {words} is not in: {said}");
        }
    }

    /// No script, style or form was blocked by the pages' own policy since it was asked last.
    pub async fn assert_nothing_was_blocked(&self) {
        let log = self.browser.session().browser_log().await.unwrap();
        let complaints = log.into_iter().map(|entry| entry.message);
        let blocked: Vec<String> = complaints
            .filter(|line| line.contains("Content Security Policy"))
            .collect();
        assert!(blocked.is_empty(), "{blocked:?}");
    }
}
