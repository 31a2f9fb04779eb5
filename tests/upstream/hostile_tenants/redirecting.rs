//! Tenants that redirect calls: no redirect is followed.

use testing::{Act, NEIGHBOUR, ScriptedTenant, TENANT, raw_response};

use super::{Expected, FAILED, Row, UNEXPECTED, after_request, check, row, says};

const PATH: &str = "/api/authentication/access_token";

/// Redirects in every way that HTTP has, and in HTML.
fn to(status: u16, place: &str, expected: Expected) -> Row {
    let headers = [
        ("Location", place),
        ("Content-Location", place),
        ("Refresh", &format!("0; url={place}")),
        ("Alt-Svc", "h2=\"made-up.example:443\"; persist=1"),
        ("Set-Cookie", "made-up=1"),
    ];
    let page = format!("<html><meta http-equiv=refresh content='0; url={place}'>made-up");
    let act = Act::Answer(raw_response(status, &headers, &page));
    row(format!("{status} to {place}"), act, expected, 1).may_keep()
}

/// Redirects to other addresses and to this one.
pub(super) fn table(trap: &str) -> Vec<Row> {
    let kinds = [
        format!("http://{trap}{PATH}"),
        format!("https://{NEIGHBOUR}{PATH}?made-up"),
        format!("https://{TENANT}{PATH}"),
        "https://10.0.0.1/made-up".to_owned(),
    ];
    let further = [
        format!("https://{trap}{PATH}"),
        format!("http://{TENANT}{PATH}"),
        format!("//{NEIGHBOUR}{PATH}"),
        PATH.to_owned(),
        format!("https://{NEIGHBOUR}@{trap}/"),
        "https://[::1]/made-up".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/passwd".to_owned(),
        "made-up \\".to_owned(),
        String::new(),
    ];
    let statuses = [300, 301, 302, 303, 304, 305, 306, 307, 308, 399];
    let mut rows = Vec::new();
    for kind in &kinds {
        rows.extend(statuses.map(|status| to(status, kind, UNEXPECTED)));
    }
    for place in &further {
        rows.extend([302, 307].map(|status| to(status, place, UNEXPECTED)));
    }
    // None of these is a redirect.
    rows.extend([200, 201].map(|status| to(status, &kinds[1], UNEXPECTED)));
    rows.extend([to(503, &kinds[1], FAILED), to(401, &kinds[1], (401, "tenant_refused"))]);
    let hint = format!("HTTP/1.1 103 made-up\r\nLocation: https://{NEIGHBOUR}/\r\n\r\n");
    let moved = raw_response(302, &[("Location", PATH)], "");
    rows.push(after_request("103", [says(hint), says(moved)], UNEXPECTED).may_keep());
    rows
}

#[tokio::test]
async fn a_redirect_is_never_followed_wherever_it_leads() {
    let trap = ScriptedTenant::answering(Act::PlayInClear(Vec::new())).await;
    check(table(&trap.address().to_string())).await;
    assert_eq!(trap.connections(), 0);
}
