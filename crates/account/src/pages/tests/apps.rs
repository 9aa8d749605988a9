//! Apps that are allowed for good.

use super::*;

fn row(index: usize) -> AllowedAppRow {
    let id = format!("01K9ZJ6W3V4R8T2Y5M7N0R{index:04}");
    let apps = [
        (Some("Wiki"), "https://wiki.example.org/"),
        (
            Some("Bürgerinitiative für den Erhalt des alten Gemeinschaftsgartens"),
            "https://garten.example.org/",
        ),
        (None, "https://grafana.example.org/"),
    ];
    let (name, website) = apps[index % 3];
    let website = website.parse().unwrap();
    AllowedAppRow {
        withdraw_action: format!("/account/apps/{id}/withdraw"),
        app: App::new(name, Some(&website), &website),
        permissions: match index % 3 {
            0 => vec![Permission::OpenId, Permission::Email],
            1 => vec![Permission::OpenId, Permission::Email, Permission::OfflineAccess],
            _ => vec![Permission::OpenId],
        },
        granted_at: ago(i64::try_from(index * 9_000 + 30).unwrap()),
        id,
    }
}

fn list(count: usize) -> AllowedApps {
    AllowedApps {
        person: person(),
        notice: None,
        apps: (0..count).map(row).collect(),
    }
}

#[test]
fn the_access_of_every_app_can_be_revoked() {
    let renderer = check::renderer().unwrap();
    for (name, count) in [("apps", 3), ("apps-empty", 0), ("apps-many", 50)] {
        for html in check::page(&renderer, name, &list(count)).unwrap() {
            assert_eq!(html.matches("<form id=\"withdraw-").count(), count);
            assert!(html.contains("href=\"/account/security\""));
        }
    }
    for notice in [
        AllowedAppsNotice::Withdrawn,
        AllowedAppsNotice::WithdrawnLater,
        AllowedAppsNotice::Again,
    ] {
        let page = AllowedApps {
            notice: Some(notice),
            ..list(1)
        };
        for html in check::page(&renderer, &format!("apps-{notice:?}"), &page).unwrap() {
            assert!(html.contains("role=\"status\""));
        }
    }
}
