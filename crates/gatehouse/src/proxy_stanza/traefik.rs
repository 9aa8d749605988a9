use super::site::Site;

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
    let (used, defined) = if names.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!("      middlewares: [{}]\n", names.join(", ")),
            format!("  middlewares:\n{}", middlewares.concat()),
        )
    };
    format!(
        "\
http:
  routers:
    gatehouse:
      rule: \"{rule}\"
      entryPoints: [{entry_point}]
{used}      service: gatehouse
{tls}{defined}  services:
    gatehouse:
      loadBalancer:
        servers:
          - url: {scheme}://{authority}
",
        scheme = site.upstream.scheme(),
        authority = site.upstream.authority().unwrap_or("127.0.0.1:8080"),
    )
}
