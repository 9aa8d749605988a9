//! `gatehouse config`, and where the configuration comes from.

use crate::installation::Installation;

#[test]
fn a_generated_configuration_is_private_and_good() {
    let here = Installation::new();
    here.done(&["config", "generate", "-o", "new.yaml"]);
    assert_eq!(here.mode("new.yaml"), 0o600);
    let out = here.done(&["-c", "new.yaml", "config", "check"]);
    assert!(out.contains("good"), "{out}");
    // It would be a pity about the keys.
    let said = here.run(&["config", "generate", "-o", "new.yaml"]);
    assert_eq!(said.code, 1);
    let first = here.done(&["config", "generate"]);
    assert_ne!(first, here.done(&["config", "generate"]), "keys are random");
    for part in [
        "BEGIN PRIVATE KEY",
        "encryption:",
        "secret:",
        "public_base:",
        "schemes:",
    ] {
        assert!(first.contains(part), "{part}");
    }
}

#[test]
fn a_server_runs_with_a_generated_configuration() {
    let here = Installation::new();
    here.done(&["config", "generate", "-o", "config.yaml"]);
    let mut command = here.command(&["database", "migrate"]);
    assert!(
        command
            .env("GATEHOUSE__MATRIX__KIND", "none")
            .status()
            .unwrap()
            .success()
    );
    // config.yaml is read although nobody named it, and no keys are made beside those in it.
    let said = here.start().stop();
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{said:?}");
    assert!(!here.path("data/keys").exists());
}

#[test]
fn an_unknown_key_is_told_with_its_place_and_the_nearest_known_one() {
    let here = Installation::new();
    here.write("bad.yaml", "http:\n  public_bse: http://localhost/\n");
    for arguments in [
        &["-c", "bad.yaml", "config", "check"][..],
        &["config", "check", "-c", "bad.yaml"],
        &["-c", "bad.yaml"],
    ] {
        let said = here.run(arguments);
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.err.contains("bad.yaml:2:3: http.public_bse"), "{}", said.err);
        assert!(said.err.contains("did you mean `public_base`?"), "{}", said.err);
    }
}

#[test]
fn files_come_from_the_command_line_or_the_environment_or_the_working_directory() {
    let here = Installation::new();
    let named = |service: &str| format!("branding:\n  service_name: {service}\n");
    here.write("config.yaml", &named("default"));
    here.write("one.yaml", &named("one"));
    here.write("two.yaml", &named("two"));
    let dump = |arguments: &[&str], environment: Option<&str>| {
        let mut command = here.command(arguments);
        if let Some(files) = environment {
            command.env("GATEHOUSE_CONFIG", files);
        }
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    for (arguments, environment, expected) in [
        (&["config", "dump"][..], None, "default"),
        (&["config", "dump"], Some("one.yaml:two.yaml"), "two"),
        (
            &["-c", "two.yaml", "-c", "one.yaml", "config", "dump"],
            Some("two.yaml"),
            "one",
        ),
    ] {
        let out = dump(arguments, environment);
        assert!(
            out.contains(&format!("service_name: {expected}")),
            "{arguments:?}: {out}"
        );
    }
}

#[test]
fn a_dump_can_leave_secrets_out() {
    let here = Installation::new();
    here.write("secret.yaml", "matrix:\n  secret: tell-nobody\n");
    let shown = here.done(&["-c", "secret.yaml", "config", "dump"]);
    assert!(shown.contains("tell-nobody"));
    let hidden = here.done(&["-c", "secret.yaml", "config", "dump", "--hide-secrets"]);
    assert!(!hidden.contains("tell-nobody"), "{hidden}");
    here.write("dump.yaml", "");
    here.done(&["-c", "secret.yaml", "config", "dump", "-o", "dump.yaml"]);
    assert_eq!(here.mode("dump.yaml"), 0o600);
    here.done(&["-c", "dump.yaml", "config", "check"]);
}

#[test]
fn clients_are_brought_in_and_pruned() {
    let here = Installation::new();
    let id = "01JAYS74TCG3BTWKADN5Q4518C";
    here.write(
        "with.yaml",
        &format!(
            "clients:\n  - client_id: {id}\n    client_auth_method: client_secret_basic\n    client_secret: hush\n    \
             redirect_uris: [https://app.example.org/callback]\n"
        ),
    );
    here.write("without.yaml", "clients: []\n");
    let said = here.run(&["-c", "with.yaml", "config", "sync"]);
    assert!(said.code == 1 && said.err.contains("database migrate"), "{said:?}");
    here.done(&["database", "migrate"]);
    let with = |flag: &[&str]| here.done(&[&["-c", "with.yaml", "config", "sync"], flag].concat());
    let without = |flag: &[&str]| here.done(&[&["-c", "without.yaml", "config", "sync"], flag].concat());
    assert!(with(&["--dry-run"]).contains(&format!("{id}: would be brought in")));
    assert!(with(&[]).contains(&format!("{id}: brought in")));
    assert!(with(&[]).contains("Nothing to change"));
    assert!(without(&[]).contains("stays"));
    assert!(without(&["--prune", "--dry-run"]).contains("would be removed"));
    assert!(without(&["--prune"]).contains(&format!("{id}: removed")));
    assert!(without(&[]).contains("Nothing to change"));
}

#[test]
fn own_templates_are_tried_before_anybody_sees_them() {
    let here = Installation::new();
    let good = "locales/en/ours.ftl";
    std::fs::create_dir_all(here.path("own/locales/en")).unwrap();
    std::fs::create_dir_all(here.path("own/pages")).unwrap();
    here.write(&format!("own/{good}"), "index-title = Our house\n");
    here.write(
        "config.yaml",
        "templates:\n  path: own\n  assets_manifest: manifest.json\n",
    );
    let out = here.done(&["-c", "config.yaml", "templates", "check", "--out-dir", "out"]);
    assert!(out.starts_with("All ") && out.contains("can be rendered"), "{out}");
    let page = std::fs::read_to_string(here.path("out/index.en.html")).unwrap();
    assert!(page.contains("Our house"), "{page}");
    assert!(here.path("out/mail-recovery.de.txt").exists());
    let said = here.run(&["-c", "config.yaml", "config", "check"]);
    assert!(
        said.code == 0 && (said.out + &said.err).contains("assets_manifest"),
        "a warning"
    );

    here.write("own/pages/index.html", "<h1>\n{{ no_such_field }}");
    let said = here.run(&["-c", "config.yaml", "templates", "check"]);
    assert!(said.code == 1 && said.out.contains("pages/index.html:2"), "{said:?}");
    let said = here.run(&["-c", "config.yaml"]);
    assert!(said.code == 1 && said.err.contains("pages/index.html:2"), "{said:?}");

    here.write("own/pages/index.html", "<h1>\n{{ broken");
    let said = here.run(&["-c", "config.yaml", "templates", "check"]);
    assert!(said.code == 1 && said.err.contains("pages/index.html:2"), "{said:?}");
    here.write("config.yaml", "templates:\n  path: nowhere\n");
    let said = here.run(&["-c", "config.yaml", "config", "check"]);
    assert!(
        said.code == 1 && said.err.contains("nowhere is not a directory"),
        "{said:?}"
    );
}
