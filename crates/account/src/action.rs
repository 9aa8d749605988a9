//! What apps send people to the account page for (MSC4191). A redirect to a page is all that comes of it.

use serde::Deserialize;
use url::form_urlencoded;

/// The query of `/account/`.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ActionQuery {
    pub action: Option<String>,
    pub device_id: Option<String>,
}

/// The page that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Screen {
    Profile,
    Devices,
    Device,
    EndDevice,
    ResetCrossSigning,
    Deactivate,
}

/// Names of the specification, and those that apps used before (M4191-13).
const ACTIONS: [(Screen, &[&str]); 6] = [
    (Screen::Profile, &["org.matrix.profile", "profile"]),
    (
        Screen::Devices,
        &["org.matrix.devices_list", "org.matrix.sessions_list", "sessions_list"],
    ),
    (
        Screen::Device,
        &["org.matrix.device_view", "org.matrix.session_view", "session_view"],
    ),
    (
        Screen::EndDevice,
        &["org.matrix.device_delete", "org.matrix.session_end", "session_end"],
    ),
    (
        Screen::ResetCrossSigning,
        &["org.matrix.cross_signing_reset", "cross_signing_reset"],
    ),
    (
        Screen::Deactivate,
        &["org.matrix.account_deactivate", "account_deactivate"],
    ),
];

/// The path of the page that is asked for; none when that is the account page, as it is for what we don't know.
pub(crate) fn target(query: &ActionQuery) -> Option<String> {
    let action = query.action.as_deref()?;
    let (screen, _) = ACTIONS.iter().find(|(_, names)| names.contains(&action))?;
    // M4191-09: the others ignore it.
    let device = query.device_id.as_deref().filter(|device| !device.is_empty());
    Some(match (screen, device) {
        (Screen::Profile, _) => return None,
        (Screen::Device, Some(device)) => device_path(device),
        (Screen::EndDevice, Some(device)) => format!("{}?sign_out=1", device_path(device)),
        // The person picks one.
        (Screen::Devices | Screen::Device | Screen::EndDevice, _) => "/account/sessions".to_owned(),
        (Screen::ResetCrossSigning, _) => "/account/reset-cross-signing".to_owned(),
        (Screen::Deactivate, _) => "/account/deactivate".to_owned(),
    })
}

/// The page of a device; its id may hold a slash, which stays within its segment.
pub(crate) fn device_path(device: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(device.as_bytes()).collect();
    // A path knows no plus for a space.
    format!("/account/devices/{}", encoded.replace('+', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(action: &str, device: Option<&str>) -> Option<String> {
        target(&ActionQuery {
            action: Some(action.to_owned()),
            device_id: device.map(str::to_owned),
        })
    }

    // M4191-13, M4191-15
    #[test]
    fn every_action_has_its_page_under_all_its_names() {
        for (screen, names) in ACTIONS {
            let pages: Vec<_> = names.iter().map(|name| asked(name, Some("AB/C+D"))).collect();
            assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{screen:?}: {pages:?}");
        }
        assert_eq!(asked("org.matrix.profile", Some("x")), None);
        assert_eq!(asked("x.y", None), None);
        assert_eq!(target(&ActionQuery::default()), None);
    }

    // M4191-09
    #[test]
    fn a_device_is_named_by_an_id_of_any_letters() {
        let device = Some("AB/C+D?#% é");
        let path = "/account/devices/AB%2FC%2BD%3F%23%25%20%C3%A9";
        assert_eq!(asked("org.matrix.device_view", device).as_deref(), Some(path));
        assert_eq!(
            asked("org.matrix.device_delete", device),
            Some(format!("{path}?sign_out=1"))
        );
        for device in [None, Some("")] {
            assert_eq!(
                asked("org.matrix.device_view", device).as_deref(),
                Some("/account/sessions")
            );
        }
        assert_eq!(
            asked("org.matrix.account_deactivate", device).as_deref(),
            Some("/account/deactivate")
        );
    }
}
