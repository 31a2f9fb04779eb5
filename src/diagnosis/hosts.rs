//! Name, addresses, connections and certificate of a host.

use std::time::SystemTime;

use super::certificate::{self, CertificateFacts};
use super::check::{Check, Status};
use super::words;
use crate::tenant::{AllowList, InvalidVanityUrl, VanityUrl};
use crate::upstream::{CertificateFault, Connection, HostAddress, HostSeen, NotConnected};

const URL: &str = "url";
const NAME: &str = "name";
const CONNECTION: &str = "connection";

/// The address is not a vanity URL. Never shows it.
pub fn malformed(error: InvalidVanityUrl) -> Check {
    let advice = "Give the address at which people open UKG Pro WFM, such as \
                  https://acme.prd.mykronos.com.";
    Check { host: None, ..Check::ok(URL, "", error.to_string()) }.but(Status::Fault, advice)
}

/// Whether the host may be called, and is the one for calls.
pub fn allowed(tenant: &VanityUrl, allow_list: &AllowList, token_hosts: &AllowList) -> Check {
    let host = tenant.host();
    if !allow_list.allows(tenant) {
        let check = Check::ok(URL, host, "well-formed, but calls to this host are not allowed");
        let advice = if token_hosts.allows_host(host) {
            "This is a token host of UKG Authentication, which goes into --token-url. Give the address \
             at which people open UKG Pro WFM."
                .to_owned()
        } else {
            format!("If it is a host of your own tenant, add --allow-tenant {host}.")
        };
        return check.but(Status::Fault, advice);
    }
    match without_single_sign_on(host) {
        Some(other) => Check::ok(URL, host, "allowed, but a host for single sign-on (-sso)").but(
            Status::Warning,
            format!("Calls may get its login page. Use https://{other}, the host for API calls."),
        ),
        None => Check::ok(URL, host, "well-formed, and may be called"),
    }
}

/// The host for API calls beside one for single sign-on (`docs/ukg-wire.md`, vanity hosts).
fn without_single_sign_on(host: &str) -> Option<String> {
    let (label, domain) = host.split_once('.')?;
    let name = label.strip_suffix("-sso")?;
    Some(format!("{name}-nosso.{domain}"))
}

/// The checks of a host.
pub fn checks(host: &str, seen: &HostSeen, now: SystemTime) -> Vec<Check> {
    let connections = match seen {
        HostSeen::NoAddress => return vec![no_address(host)],
        HostSeen::Refused(addresses) => return vec![refused(host, addresses)],
        HostSeen::Connected(connections) => connections,
    };
    let mut checks = vec![name(host, connections)];
    let none = connections.iter().all(|connection| !reaches(connection));
    checks.extend(connections.iter().map(|it| connection(host, it, none)));
    checks.extend(judged(connections).map(|(facts, fault)| match facts {
        Some(facts) => certificate::check(host, &facts, fault, now),
        None => Check::ok("certificate", host, "cannot be read").but(
            fault.map_or(Status::Warning, |_| Status::Fault),
            "The operator of the host must replace it.",
        ),
    }));
    checks
}

/// The certificate that [`checks`] has judged.
pub fn certificate(seen: &HostSeen) -> Option<CertificateFacts> {
    let HostSeen::Connected(connections) = seen else { return None };
    judged(connections)?.0
}

fn no_address(host: &str) -> Check {
    Check::ok(NAME, host, "has no address, or no name server answers").but(
        Status::Fault,
        "Check the spelling, then the name servers of this machine. Without any, use --resolve.",
    )
}

fn refused(host: &str, addresses: &[HostAddress]) -> Check {
    let list = |allowed| {
        let addresses = addresses.iter().filter(|found| found.is_allowed == allowed);
        addresses.map(|found| found.address.ip().to_string()).collect::<Vec<_>>().join(", ")
    };
    let finding = match (list(false), list(true)) {
        (private, public) if public.is_empty() => format!("{private}: not public, never called"),
        (private, public) => {
            format!("{private}: not public, so that {public} is not called either")
        }
    };
    Check::ok(NAME, host, finding).but(
        Status::Fault,
        format!("If it is meant, pin it: --resolve {host}=IP:PORT. Otherwise check the name."),
    )
}

fn name(host: &str, connections: &[Connection]) -> Check {
    let is_pinned = connections.iter().any(|connection| connection.is_pinned);
    let addresses: Vec<_> = connections.iter().map(address).collect();
    let origin = if is_pinned { " (pinned by --resolve)" } else { "" };
    Check::ok(NAME, host, format!("{}{origin}", addresses.join(", ")))
}

/// As people know it: the port only where it is not the usual one.
fn address(connection: &Connection) -> String {
    match connection.address.port() {
        443 => connection.address.ip().to_string(),
        _ => connection.address.to_string(),
    }
}

/// Whether the other side was there, whatever its certificate.
fn reaches(connection: &Connection) -> bool {
    matches!(connection.handshake.outcome, Ok(_) | Err(NotConnected::Certificate(_)))
}

fn connection(host: &str, connection: &Connection, none_reaches: bool) -> Check {
    let address = address(connection);
    match connection.handshake.outcome {
        Ok(version) => Check::ok(CONNECTION, host, format!("{address}: {version}")),
        // The check of the certificate says the rest.
        Err(NotConnected::Certificate(_)) => {
            Check::ok(CONNECTION, host, format!("{address}: TLS, up to the certificate"))
        }
        Err(fault) => {
            let check =
                Check::ok(CONNECTION, host, format!("{address}: {}", words::not_connected(fault)));
            if none_reaches {
                check.but(Status::Fault, advice(fault))
            } else {
                check.but(
                    Status::Warning,
                    "The other addresses are used; connecting may take longer.",
                )
            }
        }
    }
}

fn advice(fault: NotConnected) -> &'static str {
    match fault {
        NotConnected::Refused | NotConnected::TimedOut | NotConnected::Network => {
            "Does a firewall let this machine out to port 443? A proxy for outgoing calls is not used."
        }
        NotConnected::Tls | NotConnected::TlsTimedOut | NotConnected::Certificate(_) => {
            "Something else than UKG's server may answer here, such as a proxy. TLS 1.2 or 1.3 with \
             HTTP/1.1, and no certificate of the client, are needed."
        }
    }
}

type Judged = (Option<CertificateFacts>, Option<CertificateFault>);

/// The certificate that was refused first, else the first one.
fn judged(connections: &[Connection]) -> Option<Judged> {
    let fault = |connection: &Connection| match connection.handshake.outcome {
        Err(NotConnected::Certificate(fault)) => Some(fault),
        _ => None,
    };
    let with_certificate = || connections.iter().filter(|it| it.handshake.certificate.is_some());
    let refused = with_certificate().find(|it| fault(it).is_some());
    let judged = refused.or_else(|| with_certificate().next())?;
    let der = judged.handshake.certificate.as_deref()?;
    Some((CertificateFacts::parse(der), fault(judged)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_for_single_sign_on_has_another_one_beside_it() {
        for (host, other) in [
            ("acme-sso.prd.mykronos.com", Some("acme-nosso.prd.mykronos.com")),
            ("acme-uat-sso.npr.mykronos.com", Some("acme-uat-nosso.npr.mykronos.com")),
            ("acme-nosso.prd.mykronos.com", None),
            ("espresso.prd.mykronos.com", None),
            ("acme.prd.mykronos.com", None),
        ] {
            assert_eq!(without_single_sign_on(host).as_deref(), other, "{host}");
        }
    }
}
