use super::*;

fn read(query: &str) -> Next {
    let pairs: serde_json::Map<String, Value> = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
        .collect();
    Next::from(NextQuery::deserialize(Value::from(pairs)).unwrap())
}

// R6749-36
#[test]
fn nobody_is_led_to_another_site() {
    for path in [
        "https://evil.example/",
        "//evil.example",
        "/account//evil.example",
        "/account/../login",
        "/account/\\evil",
        "/account/\u{9}x",
        "/accounts/",
        "/logout",
        "",
    ] {
        let query = form_urlencoded::Serializer::new("kind=account_page&".to_owned())
            .append_pair("path", path)
            .finish();
        assert_eq!(read(&query), Next::Account, "{path}");
    }
}

#[test]
fn what_was_not_kept_by_us_leads_to_the_account() {
    for kept in [
        Value::Null,
        7.into(),
        "".into(),
        "kind=account_page&path=//evil.example".into(),
    ] {
        assert_eq!(Next::kept(&kept), Next::Account, "{kept}");
    }
}

#[test]
fn what_comes_next_survives_the_way() {
    for next in [
        Next::Account,
        Next::ChangePassword,
        Next::AuthorizationGrant("01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap()),
        Next::DeviceGrant("01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap()),
        Next::Manage {
            action: "org.matrix.device_view".to_owned(),
            device_id: Some("AB/C+D".to_owned()),
        },
        Next::Manage {
            action: "x&y=z".to_owned(),
            device_id: None,
        },
        Next::Page("/account/sessions?q=phone".to_owned()),
        Next::Manage {
            action: "no\0text".to_owned(),
            device_id: Some(String::new()),
        },
    ] {
        let path = next.after("/login");
        assert_eq!(read(path.split_once('?').map_or("", |(_, query)| query)), next);
        assert_eq!(Next::kept(&next.keep()), next);
    }
}
