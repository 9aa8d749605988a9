//! A browser without a screen: cookies, redirects, forms.

use std::collections::BTreeMap;

use axum::{
    Router,
    http::{Method, header},
};

use crate::{TestRequest, TestResponse};

/// Keeps cookies and remembers the page it is on.
#[derive(Clone)]
pub struct TestBrowser {
    router: Router,
    cookies: BTreeMap<String, String>,
    ip: Option<&'static str>,
    user_agent: Option<&'static str>,
    /// The last page.
    pub page: String,
}

impl TestBrowser {
    pub(crate) const fn new(router: Router) -> Self {
        Self {
            router,
            cookies: BTreeMap::new(),
            ip: None,
            user_agent: None,
            page: String::new(),
        }
    }

    /// The same browser at an address, as a proxy tells it.
    #[must_use]
    pub const fn coming_from(mut self, ip: &'static str) -> Self {
        self.ip = Some(ip);
        self
    }

    /// The same browser with this `User-Agent`.
    #[must_use]
    pub const fn calling_itself(mut self, user_agent: &'static str) -> Self {
        self.user_agent = Some(user_agent);
        self
    }

    /// Goes to an address; redirects are not followed.
    pub async fn get(&mut self, uri: &str) -> TestResponse {
        let request = self.request(Method::GET, uri);
        self.take(request).await
    }

    /// Goes to an address and on, as long as it leads to pages of ours.
    pub async fn follow(&mut self, uri: &str) -> TestResponse {
        let mut response = self.get(uri).await;
        for _ in 0..10 {
            match response.header(header::LOCATION) {
                Some(path) if path.starts_with('/') => {
                    let path = path.to_owned();
                    response = self.get(&path).await;
                }
                _ => return response,
            }
        }
        panic!("a redirect loop");
    }

    /// Fills in a form of the last page and posts it; redirects are not followed.
    pub async fn submit<'a>(
        &mut self,
        form_id: &str,
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> TestResponse {
        let form = self.form(form_id);
        let action = attribute(&form, "action").unwrap_or_else(|| panic!("the form {form_id} has no action"));
        let csrf = self.csrf(form_id);
        let typed = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let all: Vec<(String, String)> = typed.chain([("csrf".to_owned(), csrf)]).collect();
        let request = self.request(Method::POST, &action).form(all);
        self.take(request).await
    }

    /// A request with the cookies of this browser.
    pub fn request(&self, method: Method, uri: &str) -> TestRequest {
        let mut request = TestRequest::new(self.router.clone(), method, uri);
        if let Some(ip) = self.ip {
            request = request.header("x-forwarded-for", ip);
        }
        if let Some(user_agent) = self.user_agent {
            request = request.header("user-agent", user_agent);
        }
        if self.cookies.is_empty() {
            return request;
        }
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        request.header("cookie", &pairs.join("; "))
    }

    /// The CSRF token of a form of the last page.
    pub fn csrf(&self, form_id: &str) -> String {
        let form = self.form(form_id);
        let at = form
            .find("name=\"csrf\"")
            .unwrap_or_else(|| panic!("the form {form_id} has no CSRF token"));
        attribute(&form[at..], "value").expect("a token")
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// The source of a form of the last page.
    #[track_caller]
    pub fn form(&self, id: &str) -> String {
        let mut forms = self.page.split("<form ").skip(1);
        let form = forms.find(|form| form.starts_with(&format!("id=\"{id}\"")));
        let form = form.unwrap_or_else(|| panic!("no form {id} on the page: {}", self.page));
        form.split("</form>").next().unwrap_or_default().to_owned()
    }

    async fn take(&mut self, request: TestRequest) -> TestResponse {
        let response = request.send().await;
        for line in response.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a cookie");
            let (name, rest) = line.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        self.page.clone_from(&response.body);
        response
    }
}

/// The value of the first attribute of this name.
fn attribute(html: &str, name: &str) -> Option<String> {
    let start = html.find(&format!("{name}=\""))? + name.len() + 2;
    let value = html[start..].split('"').next()?;
    Some(
        value
            .replace("&amp;", "&")
            .replace("&#x2F;", "/")
            .replace("&quot;", "\"")
            .replace("&#x27;", "'"),
    )
}
