use url::Url;

use super::Options;
use super::at::At;
use super::context::Context;
use super::place::Fields;
use crate::PublicUrl;
use crate::swagger::Scheme;

/// Stands for an address that is not known, until the connector is refused.
const UNKNOWN: &str = "https://host.invalid";

/// The address of the service. Swagger 2.0 has one; of several, the first one with TLS is taken.
pub fn address(cx: &mut Context<'_>, servers: Option<&At<'_>>, options: &Options) -> PublicUrl {
    let mut all = Vec::new();
    for at in servers.into_iter().flat_map(At::items) {
        let mut fields = Fields::new(&at);
        let url = fields.raw("url").unwrap_or_default();
        if let Some(text) = fields.take("description") {
            cx.leave_out(&text.pointer, "The description of a server is left out.");
        }
        let url = with_variables(cx, &mut fields, url, options);
        fields.finish(cx);
        all.push((at.pointer, parsed(&url)));
    }
    if let Some(address) = &options.address {
        for (pointer, url) in &all {
            if url.as_ref().is_none_or(|url| url != address) {
                cx.leave_out(pointer, "The connector calls another address than this server.");
            }
        }
        return address.clone();
    }
    let usable = || all.iter().filter_map(|(pointer, url)| Some((pointer, url.as_ref()?)));
    let secure = usable().find(|(_, url)| url.scheme() == Scheme::Https);
    if let Some((chosen, url)) = secure.or_else(|| usable().next()) {
        let (chosen, url) = (chosen.clone(), url.clone());
        for (pointer, _) in all.iter().filter(|(pointer, _)| *pointer != chosen) {
            cx.leave_out(pointer, "The connector calls another address than this server.");
        }
        return url;
    }
    cx.reject(
        "/servers",
        "There is no server with an absolute address.",
        "Give the address of the service with --address, or in connector.toml.",
    );
    UNKNOWN.parse().unwrap_or_else(|_| {
        PublicUrl::of_listener(Scheme::Https, std::net::SocketAddr::from(([127, 0, 0, 1], 443)))
    })
}

/// An absolute address; one without a host is of whoever serves the document.
fn parsed(url: &str) -> Option<PublicUrl> {
    let url = Url::parse(url).ok().filter(Url::has_host)?;
    url.as_str().parse().ok()
}

fn with_variables(
    cx: &mut Context<'_>,
    fields: &mut Fields<'_>,
    mut url: String,
    options: &Options,
) -> String {
    let Some(variables) = fields.take("variables") else { return url };
    for (name, at) in variables.members() {
        let mut fields = Fields::new(&at);
        fields.pass_over(&["description", "enum"]);
        let default = fields.raw("default");
        fields.finish(cx);
        let given = options.server_variables.get(name).cloned();
        if given.is_none() && options.address.is_none() {
            let name = name.escape_debug();
            cx.leave_out(&at.pointer, format!("The variable {name} keeps its default."));
        }
        if let Some(value) = given.or(default) {
            url = url.replace(&format!("{{{name}}}"), &value);
        }
    }
    url
}
