use std::collections::BTreeSet;

use prowfm_auth::api::{ErrorCode, error_codes};
use serde_json::Value;
use testing::needs;

use super::{code, codes, compare_parts, reasons, table};
use crate::process::{Service, shell};

/// What an operator does when an error becomes frequent.
const FREQUENT: [(&[&str], &str); 14] = [
    (
        &[
            "invalid_request",
            "invalid_vanity_url",
            "unsupported_grant_type",
            "unsupported_token_type",
        ],
        "the caller; the description names the field",
    ),
    (
        &["not_found", "method_not_allowed", "unsupported_media_type"],
        "the caller: a wrong address, or a scanner; `peer` in the log says from where",
    ),
    (&["invalid_api_key"], "the caller; many: a key was removed, or someone guesses keys"),
    (
        &["no_profile"],
        "the operator: a key that names no profile, or one that is missing in `--profiles`",
    ),
    (
        &["cross_site_refused"],
        "a page of another site calls with someone's browser, or the name of this machine is missing: set \
         `--public-url`; the log's reason says which",
    ),
    (&["tenant_not_allowed"], "the caller, or a tenant that is missing in `--allow-tenant`"),
    (&["throttled"], "the caller gets a token for every call instead of one for its lifetime"),
    (
        &["login_paused"],
        "a flow with an old password: the log names its key, its tenant and the hash of its user. So it is \
         with `invalid_grant` and `too_many_attempts`",
    ),
    (
        &[
            "tenant_throttled",
            "tenant_error",
            "tenant_refused",
            "tenant_server_error",
            "another_oauth_error",
        ],
        "UKG; `kronos_tid` is in the log line",
    ),
    (
        &["tenant_timeout", "tenant_unreachable", "tenant_unavailable"],
        "UKG or the network: `prowfm-auth diagnose` on this machine says at which step; DNS, firewall, \
         `--resolve`. After 20 calls in a row that did not reach the tenant, one call every ten seconds tries it",
    ),
    (
        &["tenant_certificate"],
        "UKG, or a proxy that intercepts TLS: then `--tenant-ca`; `diagnose` shows the certificate",
    ),
    (
        &["tenant_unexpected_answer"],
        "usually a vanity URL for single sign-on, or a login page of a proxy; `diagnose` shows where it leads",
    ),
    (&["overloaded"], "too many calls at once: is a tenant slow? More replicas, or `--max-calls`"),
    (&["server_error"], "this program: the log line before it says where; please report it"),
];

#[test]
fn every_error_is_documented() {
    needs!("curl");
    let heading = ["`error`", "cause", "remedy"];
    let row =
        |error: &ErrorCode| [code(error.code), error.cause.to_owned(), error.remedy.to_owned()];
    // The tenant's `server_error` is the first code after this service's own.
    let own: BTreeSet<_> = FREQUENT.iter().flat_map(|(errors, _)| *errors).copied().collect();
    let (own, of_ukg): (Vec<_>, Vec<_>) = error_codes().partition(|known| own.contains(known.code));
    let listed: usize = FREQUENT.iter().map(|(errors, _)| errors.len()).sum();
    assert_eq!(own.len(), listed, "a code of no error, or in two rows");
    let frequent = FREQUENT.map(|(errors, what)| [codes(errors.iter().copied()), what.to_owned()]);
    compare_parts(
        "errors.md",
        &[
            ("statuses", table(["status", "meaning"], statuses())),
            ("own", table(heading, own.into_iter().map(row))),
            ("of-ukg", table(heading, of_ukg.into_iter().map(row))),
            ("frequent", table(["error", "cause, and what to do"], frequent)),
            ("reasons", table(["error", "`reason`", "what it is"], reasons::of_errors())),
            ("refused", table(["`reason`", "what it is"], reasons::of_refused_requests())),
        ],
    );
}

/// The statuses of failures, as the OpenAPI document describes them.
fn statuses() -> Vec<[String; 2]> {
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    let document = shell(&format!("curl -s -m 20 {}/openapi.json", service.url));
    let document: Value = serde_json::from_str(&document).unwrap();
    let operation = &document["paths"]["/api/authentication/access_token"]["post"];
    let responses = operation["responses"].as_object().unwrap();
    responses
        .iter()
        .filter(|(status, _)| !status.starts_with('2'))
        .map(|(status, response)| {
            [status.clone(), response["description"].as_str().unwrap().to_owned()]
        })
        .collect()
}
