//! The error page, and what holds for all templates and texts.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use fluent_bundle::FluentArgs;
use fluent_syntax::{ast, parser};

use super::{Renderer, check, messages::Messages, sources::Sources};
use crate::{
    page::{Branding, Page},
    pages::{App, ErrorKind, ErrorPage, Locked, OpenApp, Over, OverReason, Person, WayBackLabel},
};
use gatehouse_domain::Locale;

#[test]
fn every_error_has_a_page_in_every_language() {
    let renderer = check::renderer().unwrap();
    for kind in ErrorKind::ALL {
        let name = serde_json::to_value(kind).unwrap();
        let name = format!("error-{}", name.as_str().unwrap());
        let mut page = ErrorPage::new(kind).id("01K9ZJ6W3V4R8T2Y5M7N0P1QSD");
        page = match kind {
            ErrorKind::BadRequest => {
                page.detail("redirect_uri: https://evil.example/ is not one that the client registered")
            }
            ErrorKind::NotFound => page.way_back(WayBackLabel::Home, "/"),
            _ => page.way_back(WayBackLabel::TryAgain, "https://auth.example.org/login"),
        };
        for html in check::page(&renderer, &name, &page).unwrap() {
            assert!(html.contains("01K9ZJ6W3V4R8T2Y5M7N0P1QSD"));
            assert!(check::is_small(&renderer, &html));
        }
        check::page(&renderer, &format!("{name}-plain"), &ErrorPage::new(kind)).unwrap();
    }
    for label in [
        WayBackLabel::App,
        WayBackLabel::SignIn,
        WayBackLabel::TryAgain,
        WayBackLabel::Home,
    ] {
        let page = ErrorPage::new(ErrorKind::Internal).way_back(label, "/");
        check::page(&renderer, &format!("error-{label:?}"), &page).unwrap();
    }
}

#[test]
fn links_keep_the_path_of_the_public_base() {
    let branding = Branding::new("example.org");
    let base = url::Url::parse("https://example.org/auth/").unwrap();
    let renderer = Renderer::new(&branding, &base).unwrap();
    let html = renderer
        .render(&ErrorPage::new(ErrorKind::NotFound), &check::view(Locale::default()))
        .unwrap();
    assert!(html.contains("href=\"/auth/\""), "{html}");
    assert!(html.contains("href=\"/auth/assets/style-"), "{html}");
}

#[test]
fn a_page_without_a_field_that_its_template_names_does_not_render() {
    #[derive(serde::Serialize)]
    struct Empty {}
    impl Page for Empty {
        const TEMPLATE: &'static str = "pages/error.html";
    }
    let renderer = check::renderer().unwrap();
    let error = renderer.render(&Empty {}, &check::view(Locale::German)).unwrap_err();
    assert!(
        error.to_string().contains("pages/error.html did not render in de"),
        "{error}"
    );
}

/// The ids of a language, each with the variables that it names.
fn texts(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut texts = BTreeMap::new();
    let sources = Sources::read(None).unwrap();
    for source in sources.own(&format!("locales/{}", locale.tag())) {
        let path = &source.path;
        let resource = parser::parse(source.text().unwrap()).unwrap_or_else(|_| panic!("{path}"));
        for entry in resource.body {
            if let ast::Entry::Message(message) = entry {
                let mut variables = BTreeSet::new();
                note_variables(&message.value.unwrap(), &mut variables);
                let known = texts.insert(message.id.name.to_owned(), variables);
                assert!(known.is_none(), "{path}: {} is there twice", message.id.name);
            }
        }
    }
    texts
}

fn note_variables(pattern: &ast::Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression } = element else {
            continue;
        };
        let inline = match expression {
            ast::Expression::Inline(inline) => inline,
            ast::Expression::Select { selector, variants } => {
                for variant in variants {
                    note_variables(&variant.value, variables);
                }
                selector
            }
        };
        match inline {
            ast::InlineExpression::VariableReference { id } => {
                variables.insert(format!("${}", id.name));
            }
            ast::InlineExpression::MessageReference { id, .. } => {
                variables.insert(id.name.to_owned());
            }
            _ => {}
        }
    }
}

#[test]
fn every_language_says_the_same_things() {
    let english = texts(Locale::English);
    assert!(english.len() > 100);
    for locale in Locale::ALL {
        // A plural of two or of yesterday may say the number by its word alone, but never names
        // something that English does not have.
        let translated = texts(locale);
        let missing: Vec<_> = english.keys().filter(|id| !translated.contains_key(*id)).collect();
        let extra: Vec<_> = translated.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{locale:?} lacks {missing:?}, has {extra:?}"
        );
        for (id, variables) in &english {
            assert_eq!(variables, &translated[id], "{id} in {locale:?}");
        }
    }
}

#[test]
fn every_text_is_used_and_every_used_text_exists() {
    let known = texts(Locale::English);
    let mut used: BTreeSet<String> = known
        .values()
        .flatten()
        .filter(|name| !name.starts_with('$'))
        .cloned()
        .collect();
    // The functions of Rust say these.
    used.extend(known.keys().filter(|id| id.starts_with("time-")).cloned());
    for (path, source) in super::templates(&Sources::read(None).unwrap()).unwrap() {
        for call in source.split("t(key=\"").skip(1) {
            let (id, rest) = call.split_once('"').unwrap();
            // `"error-" ~ kind ~ "-title"` names a family; the samples show that each member exists.
            if let Some(rest) = rest.strip_prefix(" ~ ") {
                let end = rest.split([')', '}']).next().unwrap();
                let suffix = end
                    .split_once("~ \"")
                    .map_or("", |(_, suffix)| suffix.trim_end_matches('"'));
                let family: Vec<_> = known
                    .keys()
                    .filter(|key| key.starts_with(id) && key.ends_with(suffix))
                    .cloned()
                    .collect();
                assert!(!family.is_empty(), "{path} names {id}…{suffix}");
                used.extend(family);
            } else {
                assert!(known.contains_key(id), "{path} names {id}");
                used.insert(id.to_owned());
            }
        }
    }
    let unused: Vec<_> = known.keys().filter(|id| !used.contains(*id)).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn a_name_cannot_turn_the_words_around_it() {
    let messages = Messages::load(Locale::English, &Sources::read(None).unwrap()).unwrap();
    let args = FluentArgs::from_iter([("app", "\u{202e}tnemelE")]);
    let text = messages.format("consent-title", &args).unwrap();
    assert_eq!(text, "Allow \u{2068}\u{202e}tnemelE\u{2069} to use your account?");
}

#[test]
fn a_text_without_its_argument_is_an_error() {
    let messages = Messages::load(Locale::English, &Sources::read(None).unwrap()).unwrap();
    assert!(messages.format("consent-title", &FluentArgs::new()).is_err());
    assert!(messages.format("no-such-text", &FluentArgs::new()).is_err());
}

#[test]
fn everything_is_read_in_no_time() {
    let before = Instant::now();
    check::renderer().unwrap();
    // 20 ms when optimised, which a debug build on a busy machine is far from.
    let limit = if cfg!(debug_assertions) { 2_000 } else { 20 };
    let taken = before.elapsed().as_millis();
    assert!(taken < limit, "{taken} ms");
}

#[test]
fn a_locked_person_can_sign_out_and_a_late_one_can_go_on() {
    let renderer = check::renderer().unwrap();
    let locked = Locked {
        person: Person {
            matrix_id: "@ana:example.org".into(),
            display_name: None,
        },
        sign_out_action: "/logout".into(),
    };
    for html in check::page(&renderer, "locked", &locked).unwrap() {
        assert!(html.contains("<form id=\"sign-out\" method=\"post\" action=\"/logout\""));
        assert!(check::is_small(&renderer, &html));
    }
    let website: url::Url = "https://app.element.io/".parse().unwrap();
    for (name, reason, website) in [
        ("over-answered", OverReason::Answered, Some(website.clone())),
        ("over-too-late", OverReason::TooLate, None),
        ("over-denied", OverReason::Denied, Some(website.clone())),
    ] {
        let app = App::new(
            Some("Element"),
            website.as_ref(),
            &"io.element.app:/cb".parse().unwrap(),
        );
        let is_linked = website.is_some();
        for html in check::page(
            &renderer,
            name,
            &Over {
                reason,
                app: app.clone(),
                website: website.clone(),
            },
        )
        .unwrap()
        {
            assert_eq!(html.contains("href=\"https://app.element.io/\""), is_linked);
            assert!(html.contains("href=\"/account/\""));
            assert!(check::is_small(&renderer, &html));
        }
    }
}

// R8252-07
#[test]
fn the_way_back_to_a_native_app_is_a_link_to_the_letter() {
    let renderer = check::renderer().unwrap();
    let page = |name, is_allowed| OpenApp {
        href: "io.element.app:/callback?code=abc&state=a%20b&iss=https%3A%2F%2Fauth.example.org%2F".to_owned(),
        app: App::new(name, None, &"io.element.app:/callback".parse().unwrap()),
        is_allowed,
    };
    for (name, page) in [
        ("open-app", page(Some("Element X"), true)),
        ("open-app-denied", page(None, false)),
    ] {
        for html in check::page(&renderer, name, &page).unwrap() {
            let link = "id=\"open-app\" class=\"button primary\" href=\"io.element.app:/callback?code=abc&amp;state=";
            assert!(html.contains(link), "{html}");
            assert!(check::is_small(&renderer, &html));
        }
    }
}
