//! Tenants with an invalid certificate, or without TLS: they never see credentials.

use testing::{Act, Fault, Step, TENANT, TOKENS, json, raw_response};

use super::{CERTIFICATE, Row, UNREACHABLE, check, row, says};

fn certificates() -> Vec<Row> {
    let faults = [
        ("a certificate for another host", Fault::WrongHost, CERTIFICATE),
        ("a certificate for the level above", Fault::TooWide, CERTIFICATE),
        ("a certificate with the host in its subject", Fault::NameInSubject, CERTIFICATE),
        ("an expired certificate", Fault::Expired, CERTIFICATE),
        ("a certificate that is not valid yet", Fault::NotYetValid, CERTIFICATE),
        ("a certificate that vouches for itself", Fault::SelfSigned, CERTIFICATE),
        ("a certificate of a forged authority", Fault::ForgedAuthority, CERTIFICATE),
        ("a certificate for clients", Fault::ForClients, CERTIFICATE),
        ("a certificate of an authority", Fault::IsAuthority, CERTIFICATE),
        ("the wish for a certificate", Fault::WantsCertificate, UNREACHABLE),
        ("HTTP/2 only", Fault::OnlyHttp2, UNREACHABLE),
    ];
    let rows = faults
        .map(|(name, fault, expected)| Row { fault, ..row(name, json(200, TOKENS), expected, 0) });
    rows.into()
}

/// The first 16 KiB of a message of 16 MiB.
fn endless_hello() -> Vec<u8> {
    [&[22, 3, 3, 0x40, 0][..], &[2, 0xff, 0xff, 0xff], &[3; 0x3ffc]].concat()
}

fn without_tls() -> Vec<Row> {
    let page = raw_response(200, &[("Server", "made-up")], TOKENS);
    let hello = Step::ReadUntil(TENANT);
    let clear = |name, steps: Vec<Step>| row(name, Act::PlayInClear(steps), UNREACHABLE, 0);
    vec![
        clear("HTTP at once", vec![says(&page)]),
        clear("HTTP as an answer", vec![hello.clone(), says(&page)]),
        clear("HTTP and the end", vec![hello.clone(), says(&page), Step::Close]),
        clear("HTTP without end", vec![Step::Flood(page)]),
        clear("SSH", vec![says("SSH-2.0-OpenSSH_9.6 made-up\r\n")]),
        clear("SMTP", vec![says("220 made-up.example ESMTP\r\n")]),
        clear("zeros", vec![Step::Flood(vec![0; 1024])]),
        clear("an alert", vec![hello.clone(), says([21, 3, 3, 0, 2, 2, 40])]),
        clear("the end of TLS", vec![hello.clone(), says([21, 3, 3, 0, 2, 1, 0])]),
        clear("SSL 2", vec![hello.clone(), says([0x80, 0x2e, 4, 0, 1, 0, 2])]),
        clear("what it was told", vec![hello.clone(), Step::Echo]),
        clear("half a record", vec![hello.clone(), says([22, 3, 3, 0, 99, 2])]),
        clear(
            "a record by drips",
            vec![hello.clone(), says([22, 3, 3, 0x40, 0, 2, 0, 0x3f]), Step::Drip(vec![3])],
        ),
        clear("a hello without end", vec![hello, Step::Flood(endless_hello())]),
    ]
}

pub(super) fn table() -> Vec<Row> {
    certificates().into_iter().chain(without_tls()).collect()
}

#[tokio::test]
async fn a_tenant_that_proves_nothing_gets_nothing() {
    check(table()).await;
}
