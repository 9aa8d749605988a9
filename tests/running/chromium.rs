//! Chromium, driven through chromedriver.

use std::{
    cell::Cell,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{
    ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, RequestData, SessionId, WebDriver, WebElement,
    common::command::FormatRequestData,
    error::{WebDriverError, WebDriverErrorInner},
    prelude::{By, ElementQueryable, ElementWaitable},
};
use url::Url;

use super::{gatehouse::Gatehouse, wait_until, without_proxies};

const HOW_TO_INSTALL: &str = "Chromium is missing: install Debian's packages chromium and chromium-driver";
const PATIENCE: Duration = Duration::from_secs(20);
const FLAGS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en",
];

/// Whether pages may run scripts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Script {
    On,
    Off,
}

impl Script {
    pub const BOTH: [Self; 2] = [Self::On, Self::Off];
}

/// A browser with a profile of its own, which ends with this value.
pub struct Chromium {
    /// Taken only by [`Drop`].
    session: Option<WebDriver>,
    driver: Child,
    port: u16,
    _output: BufReader<ChildStdout>,
    _profile: TempDir,
}

impl Chromium {
    pub async fn start(script: Script) -> Self {
        let mut command = Command::new("chromedriver");
        command.args(["--port=0", "--allowed-ips=127.0.0.1"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut driver = without_proxies(&mut command).spawn().expect(HOW_TO_INSTALL);
        let mut output = BufReader::new(driver.stdout.take().expect("its output"));
        let port = port(&mut output);
        let profile = tempfile::tempdir().expect("a temporary directory");
        let mut capabilities = DesiredCapabilities::chrome();
        let profile_flag = format!("--user-data-dir={}", profile.path().display());
        for flag in FLAGS.into_iter().chain([profile_flag.as_str()]) {
            capabilities.add_arg(flag).expect("a flag");
        }
        // Without it, the driver keeps no log of what a page does.
        for component in ["browser", "performance"] {
            capabilities
                .set_logging_prefs(component, LoggingPrefsLogLevel::All)
                .expect("a preference");
        }
        if script == Script::Off {
            capabilities
                .add_arg("--blink-settings=scriptEnabled=false")
                .expect("a flag");
        }
        let session = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .expect(HOW_TO_INSTALL);
        Self {
            session: Some(session),
            driver,
            port,
            _output: output,
            _profile: profile,
        }
    }

    pub fn session(&self) -> &WebDriver {
        self.session.as_ref().expect("the browser runs")
    }

    pub async fn open(&self, url: &Url) {
        self.session().goto(url.as_str()).await.expect("the page opens");
    }

    pub async fn url(&self) -> Url {
        self.session().current_url().await.expect("an address")
    }

    /// The first element that the selector finds, once it is there.
    #[track_caller]
    pub fn find(&self, selector: &str) -> impl Future<Output = WebElement> {
        let caller = std::panic::Location::caller();
        async move {
            let query = self
                .session()
                .query(By::Css(selector))
                .wait(PATIENCE, Duration::from_millis(20));
            match query.first().await {
                Ok(element) => element,
                Err(error) => {
                    let source = self.session().source().await.unwrap_or_default();
                    panic!("no {selector} for {caller} at {}: {error}\n{source}", self.url().await)
                }
            }
        }
    }

    pub async fn text(&self, selector: &str) -> String {
        self.find(selector).await.text().await.expect("its text")
    }

    /// Whether the page, which is there, has such an element.
    pub async fn has(&self, selector: &str) -> bool {
        self.session()
            .query(By::Css(selector))
            .nowait()
            .exists()
            .await
            .expect("an answer")
    }

    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.find(selector).await;
        field.clear().await.expect("the field is emptied");
        field.send_keys(text).await.expect("the text is typed");
    }

    /// Clicks on what leads to another page, and waits until this one is gone.
    pub async fn click(&self, selector: &str) {
        let element = self.tap(selector).await;
        let gone = element
            .wait_until()
            .wait(PATIENCE, Duration::from_millis(20))
            .stale()
            .await;
        gone.unwrap_or_else(|error| panic!("after a click on {selector}, the page stays: {error}"));
    }

    /// Clicks on what leaves the page where it is, such as a box to tick.
    pub async fn tap(&self, selector: &str) -> WebElement {
        let element = self.find(selector).await;
        element.scroll_into_view().await.expect("it is scrolled to");
        for _ in 0..5 {
            let place = self.resting_place(&element).await;
            match element.click().await.map_err(WebDriverError::into_inner) {
                Ok(()) => return element,
                // A busy machine may lay the page out again between looking and clicking. What hides an element that
                // has not moved, hides it from people as well.
                Err(WebDriverErrorInner::ElementClickIntercepted(_)) if self.place(&element).await != place => {}
                Err(error) => panic!("{selector} can't be clicked on: {error}"),
            }
        }
        panic!("{selector} does not stay where it is");
    }

    /// Where an element is seen, once it is there twice in succession.
    async fn resting_place(&self, element: &WebElement) -> Value {
        let last = Cell::new(Value::Null);
        wait_until("the element rests", PATIENCE, async || {
            let place = self.place(element).await;
            (last.replace(place.clone()) == place).then_some(place)
        })
        .await
    }

    async fn place(&self, element: &WebElement) -> Value {
        let script = "return arguments[0].getBoundingClientRect()";
        let element = element.to_json().expect("a reference");
        let place = self.session().execute(script, vec![element]).await;
        place.expect("its place").json().clone()
    }

    /// Fills in the sign-in page and sends it.
    pub async fn sign_in(&self, username: &str) {
        self.fill("#sign-in [name=username]", username).await;
        self.fill("#sign-in [name=password]", Gatehouse::PASSWORD).await;
        self.click("#sign-in [type=submit]").await;
    }

    /// Presses a button of the consent page.
    pub async fn decide(&self, action: &str) {
        self.click(&format!("#consent [name=action][value={action}]")).await;
    }

    /// Waits until the browser is at an address of the app's; what stands after `#` is there as well.
    pub async fn arrive_at(&self, redirect_uri: &str) -> Url {
        wait_until("the browser goes back to the app", PATIENCE, async || {
            let url = self.url().await;
            url.as_str().starts_with(redirect_uri).then_some(url)
        })
        .await
    }

    /// A command of Chromium's `DevTools` protocol, and its answer.
    pub async fn devtools(&self, command: &'static str, parameters: Value) -> Value {
        let command = DevTools { command, parameters };
        let answer = self.session().cmd(command).await.expect("the DevTools command");
        answer.value().expect("an answer")
    }

    /// Writes what is seen to a file.
    pub async fn screenshot(&self, path: &Path) {
        self.session().screenshot(path).await.expect("a screenshot");
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            let _ = session.leak();
        }
        // It ends its browsers before itself; a mere kill would leave them.
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request = format!(
                "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
                self.port
            );
            let _ = connection.set_read_timeout(Some(Duration::from_secs(5)));
            let _ = connection.write_all(request.as_bytes());
            let _ = connection.read_to_end(&mut Vec::new());
        }
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(5) {
            if !matches!(self.driver.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// `ChromeDriver was started successfully on port 41234.`
fn port(output: &mut BufReader<ChildStdout>) -> u16 {
    let mut line = String::new();
    while output.read_line(&mut line).expect("chromedriver's output") > 0 {
        if let Some((_, port)) = line.trim().trim_end_matches('.').rsplit_once("successfully on port ") {
            return port.parse().expect("a port");
        }
        line.clear();
    }
    panic!("chromedriver ended before it listened");
}

#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl FormatRequestData for DevTools {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new(http::Method::POST, format!("session/{session}/goog/cdp/execute"))
            .add_body(json!({"cmd": self.command, "params": self.parameters}))
    }
}
