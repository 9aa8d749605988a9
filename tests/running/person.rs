//! A person whose browser has no screen and no scripts: for tests with more people than Chromium has room for.

use std::collections::BTreeMap;

use url::{Url, form_urlencoded};

use super::{gatehouse::Gatehouse, http};

/// Keeps cookies, signs in where asked, and allows everything.
pub struct Person {
    http: reqwest::Client,
    username: String,
    cookies: BTreeMap<String, String>,
    sign_ins: u32,
}

/// A page or a redirect.
struct Reply {
    status: u16,
    location: Option<Url>,
    body: String,
}

impl Person {
    pub fn new(username: &str) -> Self {
        Self {
            http: http(),
            username: username.to_owned(),
            cookies: BTreeMap::new(),
            sign_ins: 0,
        }
    }

    /// How often the password had to be typed.
    pub const fn sign_ins(&self) -> u32 {
        self.sign_ins
    }

    /// Follows an app's request to where it leads outside; none when a connection broke on the way, or a page
    /// says that it is busy.
    pub async fn allow(&mut self, url: &Url) -> Option<Url> {
        let mut reply = self.send(url, None).await?;
        let mut here = url.clone();
        for _ in 0..10 {
            if let Some(target) = reply.location {
                if target.authority() != url.authority() {
                    return Some(target);
                }
                here = target;
                reply = self.send(&here, None).await?;
                continue;
            }
            if reply.status == 503 {
                return None;
            }
            assert_eq!(reply.status, 200, "{here}: {}", reply.body);
            reply = self.fill_in(&here, &reply.body, ("action", "allow")).await?;
        }
        panic!("{url} leads nowhere");
    }

    /// Types the code that another device shows on the page that it names, and lets it in.
    pub async fn let_in(&mut self, page: &Url, user_code: &str) {
        let mut here = page.clone();
        let mut reply = self.send(&here, None).await.expect("the page answers");
        for _ in 0..10 {
            if let Some(target) = reply.location {
                here = target;
                reply = self.send(&here, None).await.expect("the page answers");
                continue;
            }
            assert_eq!(reply.status, 200, "{here}: {}", reply.body);
            let answer = if reply.body.contains("id=\"link\"") {
                ("code", user_code)
            } else if reply.body.contains("id=\"device-consent\"") || reply.body.contains("id=\"sign-in\"") {
                ("action", "allow")
            } else {
                return;
            };
            reply = self
                .fill_in(&here, &reply.body, answer)
                .await
                .expect("the page answers");
        }
        panic!("{page} leads nowhere");
    }

    /// Signs in where a page asks for that, or else answers it.
    async fn fill_in(&mut self, here: &Url, page: &str, answer: (&str, &str)) -> Option<Reply> {
        let username = self.username.clone();
        let csrf = csrf(page).unwrap_or_else(|| panic!("no form at {here}: {page}"));
        let fields = if page.contains("id=\"sign-in\"") {
            self.sign_ins += 1;
            vec![
                ("csrf", csrf.as_str()),
                ("username", &username),
                ("password", Gatehouse::PASSWORD),
            ]
        } else {
            vec![("csrf", csrf.as_str()), answer]
        };
        self.send(here, Some(&fields)).await
    }

    /// Both forms post to the address of their page.
    async fn send(&mut self, url: &Url, fields: Option<&[(&str, &str)]>) -> Option<Reply> {
        let request = match fields {
            None => self.http.get(url.clone()),
            Some(fields) => {
                let form = form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(fields)
                    .finish();
                let request = self.http.post(url.clone());
                request
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(form)
            }
        };
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let response = request.header("cookie", cookies.join("; ")).send().await.ok()?;
        for line in response.headers().get_all("set-cookie") {
            let pair = line.to_str().ok()?.split(';').next()?;
            let (name, value) = pair.split_once('=')?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = response.headers().get("location").and_then(|value| value.to_str().ok());
        Some(Reply {
            status: response.status().as_u16(),
            location: location.map(|location| url.join(location).expect("a location")),
            body: response.text().await.ok()?,
        })
    }
}

/// The token in the last form of the page, which is the page's main form.
fn csrf(page: &str) -> Option<String> {
    let (_, after) = page.rsplit_once("name=\"csrf\" value=\"")?;
    after.split('"').next().map(ToOwned::to_owned)
}
