//! The values of settings that are not set, for people who want to know what is in force.

use std::io::{self, IsTerminal};

use power_platform::PublicUrl;
use power_platform::swagger::Scheme;

use super::Serve;
use crate::settings::Derived;
use crate::tenant::{AllowList, Organization, Realm};

impl Serve {
    pub(super) fn derived(&self) -> Vec<Derived> {
        let of_text =
            |key, text: String, why: &str| Derived { key, value: text.into(), why: why.to_owned() };
        let mut derived = vec![
            hosts("allow-tenant", &AllowList::default()),
            hosts("allow-token-host", &AllowList::token_hosts()),
        ];
        if self.listen.listen.port() != 0 {
            let scheme = if self.listen.tls_cert.is_some() { Scheme::Https } else { Scheme::Http };
            let url = PublicUrl::of_listener(scheme, self.listen.listen);
            derived.push(of_text("public-url", url.to_string(), "the default, from listen"));
        }
        let is_terminal = io::stderr().is_terminal();
        let (format, why) = if is_terminal {
            ("text", "the default on a terminal")
        } else {
            ("json", "the default, because stderr is not a terminal")
        };
        derived.push(of_text("log-format", format.to_owned(), why));
        if let Some(login) = self.tenants.login.login() {
            let organization = login.organization.as_ref().map(Organization::as_str);
            let realm = login.realm.as_ref().map(Realm::as_str);
            let known = [
                ("organization", organization, "from token-url"),
                ("realm", realm, "from the organization"),
            ];
            let known = known
                .into_iter()
                .filter_map(|(key, value, why)| Some(of_text(key, value?.to_owned(), why)));
            derived.extend(known);
        }
        derived
    }
}

fn hosts(key: &'static str, list: &AllowList) -> Derived {
    let hosts: Vec<String> = list.patterns().collect();
    let without: Vec<_> = list.exceptions().iter().map(|domain| format!("*.{domain}")).collect();
    let why = match without.as_slice() {
        [] => "the default".to_owned(),
        without => format!("the default, without {}", without.join(", ")),
    };
    Derived { key, value: hosts.into(), why }
}
