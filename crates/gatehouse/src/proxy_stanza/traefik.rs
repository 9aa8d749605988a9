use super::site::{COMPAT, Site};

pub fn stanza(site: &Site) -> String {
    let path = &site.path;
    let rule = if path.is_empty() {
        format!("Host(`{}`)", site.host)
    } else {
        // Not `/authority` for `/auth`.
        format!("Host(`{}`) && (Path(`{path}`) || PathPrefix(`{path}/`))", site.host)
    };
    let (entry_point, tls) = if site.is_https {
        ("websecure", "      tls: {}\n")
    } else {
        ("web", "")
    };
    let (mut names, mut middlewares) = (Vec::new(), Vec::new());
    let (routers, services, matrix_middlewares) = matrix(site, entry_point, tls);
    middlewares.extend(matrix_middlewares);
    if site.path != site.upstream.prefix {
        let steps = [
            (
                "gatehouse-strip",
                "stripPrefix",
                format!("prefixes: [\"{path}\"]"),
                path,
            ),
            (
                "gatehouse-add",
                "addPrefix",
                format!("prefix: \"{}\"", site.upstream.prefix),
                &site.upstream.prefix,
            ),
        ];
        for (name, kind, option, path) in steps {
            if !path.is_empty() {
                names.push(name);
                middlewares.push(format!("    {name}:\n      {kind}:\n        {option}\n"));
            }
        }
    }
    let used = uses(&names);
    let defined = if middlewares.is_empty() {
        String::new()
    } else {
        format!("  middlewares:\n{}", middlewares.concat())
    };
    format!(
        "\
http:
  routers:
    gatehouse:
      rule: \"{rule}\"
      entryPoints: [{entry_point}]
{used}      service: gatehouse
{tls}{routers}{defined}  services:
    gatehouse:
      loadBalancer:
        servers:
          - url: {scheme}://{authority}
{services}",
        scheme = site.upstream.scheme(),
        authority = site.upstream.authority().unwrap_or("127.0.0.1:8080"),
    )
}

fn uses(middlewares: &[&str]) -> String {
    if middlewares.is_empty() {
        String::new()
    } else {
        format!("      middlewares: [{}]\n", middlewares.join(", "))
    }
}

/// What clients ask for by `/_matrix`, some of it here: routers, services and middlewares.
fn matrix(site: &Site, entry_point: &str, tls: &str) -> (String, String, Vec<String>) {
    let Some(homeserver) = &site.homeserver else {
        return Default::default();
    };
    let mut middlewares = Vec::new();
    let mut below = |name: &'static str, path: &str| {
        if path.is_empty() {
            return String::new();
        }
        middlewares.push(format!("    {name}:\n      addPrefix:\n        prefix: \"{path}\"\n"));
        uses(&[name])
    };
    let ours = below("gatehouse-compat", &site.upstream.prefix);
    let theirs = below("homeserver", &homeserver.path);
    let host = &site.host;
    let routers = format!(
        "    gatehouse-compat:
      rule: \"Host(`{host}`) && PathRegexp(`{COMPAT}`)\"
      priority: 2000
      entryPoints: [{entry_point}]
{ours}      service: gatehouse
{tls}    homeserver:
      rule: \"Host(`{host}`) && (PathPrefix(`/_matrix/`) || PathPrefix(`/_synapse/client/`))\"
      priority: 1000
      entryPoints: [{entry_point}]
{theirs}      service: homeserver
{tls}"
    );
    let url = homeserver.url();
    let services = format!("    homeserver:\n      loadBalancer:\n        servers:\n          - url: {url}\n");
    (routers, services, middlewares)
}
