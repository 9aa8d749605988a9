//! SIGKILL, again and again, while apps sign in and refresh.
//!
//! An app that gets no answer repeats its request, as apps do: a refresh with the token it has, a code exchange by
//! starting over. At the end each sign-in has one usable refresh token and one active access token.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use gatehouse_tests::{Answer, App, AppRequest, Gatehouse, Person, Setup};
use url::Url;

use crate::pair::Sitting;

const PEOPLE: [&str; 4] = ["ana", "bo", "chidi", "dora"];
const APPS_OF_EACH: usize = 5;
const REFRESHES: usize = 5;
/// How long the server lives, each time.
const LIVES: [u64; 6] = [900, 700, 1100, 600, 800, 1000];

#[tokio::test(flavor = "multi_thread")]
async fn kills_leave_every_app_with_one_usable_token_on_sqlite() {
    storm(Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_leave_every_app_with_one_usable_token_on_postgresql() {
    let uri = gatehouse_testkit::fresh_postgres_uri().await;
    storm(Setup {
        database_uri: Some(uri),
        ..Setup::default()
    })
    .await;
}

/// What all apps know of each other.
#[derive(Default)]
struct Weather {
    is_over: AtomicBool,
    lost_refreshes: AtomicUsize,
    lost_exchanges: AtomicUsize,
}

/// One sign-in: every token that the app ever received, oldest first.
#[derive(Default)]
struct SignIn {
    access: Vec<String>,
    refresh: Vec<String>,
}

impl SignIn {
    fn receive(&mut self, answer: &Answer) {
        self.access.push(answer.text("access_token"));
        self.refresh.push(answer.text("refresh_token"));
    }

    fn newest(&self) -> (&str, &str) {
        (self.access.last().unwrap(), self.refresh.last().unwrap())
    }
}

async fn storm(setup: Setup) {
    let mut gatehouse = Gatehouse::start(&setup).await;
    for username in PEOPLE {
        gatehouse.register(username);
    }
    let app = App::register(gatehouse.base(), "App in a storm").await;
    let weather = Arc::new(Weather::default());
    let mut apps = Vec::new();
    for username in PEOPLE {
        for _ in 0..APPS_OF_EACH {
            let (app, weather, issuer) = (app.clone(), Arc::clone(&weather), gatehouse.base().clone());
            apps.push(tokio::spawn(live(app, Person::new(username), issuer, weather)));
        }
    }
    for life in LIVES {
        tokio::time::sleep(Duration::from_millis(life)).await;
        gatehouse.kill();
        gatehouse.start_again().await;
    }
    weather.is_over.store(true, Ordering::Relaxed);
    let mut sign_ins = Vec::new();
    for app in apps {
        sign_ins.extend(app.await.unwrap());
    }
    assert!(weather.lost_refreshes.load(Ordering::Relaxed) > 0, "no refresh was hit");
    assert!(
        weather.lost_exchanges.load(Ordering::Relaxed) > 0,
        "no code exchange was hit"
    );
    assert!(
        sign_ins.len() >= PEOPLE.len() * APPS_OF_EACH,
        "{} sign-ins",
        sign_ins.len()
    );
    for sign_in in sign_ins {
        check(&app, sign_in).await;
    }
}

/// Signs in and refreshes, until the storm is over.
async fn live(app: App, mut person: Person, issuer: Url, weather: Arc<Weather>) -> Vec<SignIn> {
    let mut finished = Vec::new();
    while !weather.is_over.load(Ordering::Relaxed) {
        let mut sign_in = SignIn::default();
        let Some(tokens) = begin(&app, &mut person, &issuer, &weather).await else {
            pause().await;
            continue;
        };
        sign_in.receive(&tokens);
        for round in 0..REFRESHES {
            if round % 3 == 1 {
                // Using a token has an effect on what a refresh does next; an answer that is lost does no harm.
                let _ = app.try_userinfo(sign_in.newest().0).await;
            }
            let refreshed = refresh(&app, sign_in.newest().1, &weather).await;
            sign_in.receive(&refreshed);
        }
        finished.push(sign_in);
    }
    finished
}

/// A person signs in; none when something was lost on the way, and then the app starts over.
async fn begin(app: &App, person: &mut Person, issuer: &Url, weather: &Weather) -> Option<Answer> {
    let request: AppRequest = app.request("openid", Sitting::REDIRECT_URI, &[]);
    let came_back_to = person.allow(&request.url).await?;
    let code = request.code(&came_back_to, issuer);
    let answer = app.try_exchange(&request, &code).await;
    if answer.is_none() {
        weather.lost_exchanges.fetch_add(1, Ordering::Relaxed);
    }
    let answer = answer.filter(|answer| answer.status != 503)?;
    Some(answer.assert_status(200))
}

/// Repeats a refresh until it is answered; a 503 says to come back later.
async fn refresh(app: &App, token: &str, weather: &Weather) -> Answer {
    loop {
        match app.try_refresh(token).await {
            Some(answer) if answer.status == 503 => {}
            Some(answer) => return answer.assert_status(200),
            None => {
                weather.lost_refreshes.fetch_add(1, Ordering::Relaxed);
            }
        }
        pause().await;
    }
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(30)).await;
}

/// One usable refresh token, one active access token, among all that were ever seen.
async fn check(app: &App, mut sign_in: SignIn) {
    for _ in 0..2 {
        let refreshed = app.refresh(sign_in.newest().1).await.assert_status(200);
        sign_in.receive(&refreshed);
    }
    let mut active = Vec::new();
    for token in &sign_in.access {
        if app.try_userinfo(token).await.expect("the server answers").status == 200 {
            active.push(token.as_str());
        }
    }
    assert_eq!(active, [sign_in.newest().0]);
    let (_, older) = sign_in.refresh.split_last().unwrap();
    for token in older {
        app.refresh(token).await.assert_error(400, "invalid_grant");
    }
}
