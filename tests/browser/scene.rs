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

    /// What the page is about, without the marks that keep names in other scripts in their place.
    pub async fn heading(&self) -> String {
        self.browser.text("h1").await.replace(['\u{2068}', '\u{2069}'], "")
    }
}
