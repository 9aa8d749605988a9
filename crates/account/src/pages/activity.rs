//! `/account/activity`: what happened to the account.

use chrono::{DateTime, Datelike, Utc};
use gatehouse_domain::{AccountEvent, RecordedEvent};
use gatehouse_web::{page::Page, pages::Person};
use serde::Serialize;

use super::UserAgent;

/// One thing that happened.
#[derive(Debug, Clone, Serialize)]
pub struct ActivityEvent {
    pub event: AccountEvent,
    pub icon: &'static str,
    pub at: DateTime<Utc>,
    pub ip: Option<String>,
    pub user_agent: UserAgent,
}

impl From<RecordedEvent> for ActivityEvent {
    fn from(recorded: RecordedEvent) -> Self {
        Self {
            icon: icon(&recorded.event),
            event: recorded.event,
            at: recorded.created_at,
            ip: recorded.ip,
            user_agent: recorded.user_agent.as_deref().map(UserAgent::from).unwrap_or_default(),
        }
    }
}

const fn icon(event: &AccountEvent) -> &'static str {
    match event {
        AccountEvent::SignedUp | AccountEvent::DisplayNameChanged => "person",
        AccountEvent::SignedIn | AccountEvent::SignedOut | AccountEvent::BrowserSignedOut => "web",
        AccountEvent::AppSignedIn { .. }
        | AccountEvent::AppSignedOut { .. }
        | AccountEvent::ConsentWithdrawn { .. }
        | AccountEvent::EverythingSignedOut
        | AccountEvent::DeviceRenamed { .. } => "devices",
        AccountEvent::PasswordChanged
        | AccountEvent::PasswordRecovered
        | AccountEvent::PasswordSetByOperator
        | AccountEvent::AppPasswordMade { .. }
        | AccountEvent::AppPasswordRevoked { .. }
        | AccountEvent::CrossSigningReset => "key",
        AccountEvent::EmailAdded { .. }
        | AccountEvent::EmailRemoved { .. }
        | AccountEvent::PrimaryEmailChanged { .. } => "mail",
        AccountEvent::Unknown => "info",
        AccountEvent::LockedByOperator
        | AccountEvent::UnlockedByOperator
        | AccountEvent::Deactivated
        | AccountEvent::Reactivated => "alert",
    }
}

/// What happened on one day.
#[derive(Debug, Clone, Serialize)]
pub struct ActivityDay {
    pub year: i32,
    pub month: u32,
    pub day: u32,
    pub events: Vec<ActivityEvent>,
}

impl ActivityDay {
    /// Events, the newest first, by their days.
    pub fn group(events: Vec<RecordedEvent>) -> Vec<Self> {
        let mut days: Vec<Self> = Vec::new();
        for event in events {
            let date = event.created_at.date_naive();
            let event = ActivityEvent::from(event);
            match days.last_mut() {
                Some(day) if (day.year, day.month, day.day) == (date.year(), date.month(), date.day()) => {
                    day.events.push(event);
                }
                _ => days.push(Self {
                    year: date.year(),
                    month: date.month(),
                    day: date.day(),
                    events: vec![event],
                }),
            }
        }
        days
    }
}

/// `pages/activity.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Activity {
    pub person: Person,
    pub days: Vec<ActivityDay>,
    /// For how many days it is kept.
    pub kept_days: u64,
    /// The address of the page with older events.
    pub older: Option<String>,
    /// The address of the first page, on the others.
    pub newest: Option<String>,
}

impl Page for Activity {
    const TEMPLATE: &'static str = "pages/activity.html";
}
