//! What attackers write where a vanity URL belongs. None of it is called.

use prowfm_auth::tenant::InvalidVanityUrl::{self, *};
use prowfm_auth::tenant::{AllowList, VanityUrl};

fn all_are(kind: InvalidVanityUrl, texts: &[&str]) {
    for text in texts {
        assert_eq!(VanityUrl::parse(text), Err(kind), "{text}");
    }
}

#[test]
fn ip_addresses_are_refused_in_every_spelling() {
    all_are(
        IpAddress,
        &[
            "https://127.0.0.1",
            "https://127.0.0.1:443/",
            "https://8.8.8.8",
            "https://169.254.169.254/latest/meta-data",
            "https://127.1",
            "https://127.0.1",
            "https://2130706433",
            "https://017700000001",
            "https://0177.0.0.1",
            "https://0300.0250.0.1",
            "https://0x7f.1",
            "https://0x7f000001",
            "https://0X7F.0X0.0X0.0X1",
            "https://0x7f.0.0x0.01",
            "https://0",
            "https://0x",
            "https://256.256.256.256",
            "https://1.2.3.4.5",
            "https://99999999999",
            "https://acme.mykronos.com.1",
            "https://acme.mykronos.0x",
            "https://acme.mykronos.com.0x7f",
            "https://[::1]",
            "https://[::]",
            "https://[::ffff:127.0.0.1]:443",
            "https://[fe80::1%25eth0]",
            "https://[fd00:ec2::254]/",
            "https://[acme.mykronos.com]",
            "::1",
            "2606:4700::1",
            "[::1]",
        ],
    );
    // In digits that are none of ASCII's, and with separators that are no dots.
    all_are(
        Internationalised,
        &[
            "https://①②⑦.⓪.⓪.①",
            "https://１２７.0.0.1",
            "https://127。0。0。1",
            "https://127．0．0．1",
        ],
    );
    all_are(Malformed, &["https://127.0.0.1%2emykronos.com", "https://%31%32%37.0.0.1"]);
    all_are(TrailingDot, &["https://127.0.0.1.", "https://2130706433."]);
}

#[test]
fn user_information_is_refused_wherever_the_host_seems_to_be() {
    all_are(
        UserInformation,
        &[
            "https://user@acme.mykronos.com",
            "https://user:hunter2@acme.mykronos.com",
            "https://@acme.mykronos.com",
            "https://:@acme.mykronos.com",
            "https://acme.mykronos.com@evil.example.com",
            "https://acme.mykronos.com:443@evil.example.com",
            "https://acme.mykronos.com%40@evil.example.com",
            "https://evil.example.com\\@acme.mykronos.com",
            "https://evil.example.com@acme.mykronos.com@evil.example.com",
            "https://[::1]@acme.mykronos.com",
            "acme.mykronos.com@127.0.0.1",
            "//acme.mykronos.com@evil.example.com",
        ],
    );
    all_are(Malformed, &["https://acme.mykronos.com%40evil.example.com"]);
    all_are(Internationalised, &["https://acme.mykronos.com＠evil.example.com"]);
}

#[test]
fn other_ports_are_refused() {
    all_are(
        Port,
        &[
            "https://acme.mykronos.com:80",
            "https://acme.mykronos.com:22",
            "https://acme.mykronos.com:8443",
            "https://acme.mykronos.com:0",
            "https://acme.mykronos.com:0443",
            "https://acme.mykronos.com:4430",
            "https://acme.mykronos.com:65979",
            "https://acme.mykronos.com:99999",
        ],
    );
    all_are(
        Malformed,
        &[
            "https://acme.mykronos.com:443:80",
            "https://acme.mykronos.com:+443",
            "https://acme.mykronos.com:-1",
            "https://acme.mykronos.com: 443",
            "https://acme.mykronos.com:0x1bb",
            "https://acme.mykronos.com:４４３",
            "https://acme.mykronos.com:443\u{1}",
        ],
    );
}

#[test]
fn other_schemes_are_refused() {
    all_are(
        PlainHttp,
        &[
            "http://acme.mykronos.com",
            "HTTP://acme.mykronos.com",
            "hTTp://acme.mykronos.com:443",
            "https://http://acme.mykronos.com",
        ],
    );
    all_are(
        OtherScheme,
        &[
            "ftp://acme.mykronos.com",
            "file:///etc/passwd",
            "gopher://acme.mykronos.com",
            "ws://acme.mykronos.com",
            "httpss://acme.mykronos.com",
            "https ://acme.mykronos.com",
            "\u{1}https://acme.mykronos.com",
            "://acme.mykronos.com",
            "https://file://acme.mykronos.com",
            "view-source:https://acme.mykronos.com",
        ],
    );
    all_are(
        Malformed,
        &[
            "javascript:alert(1)",
            "data:text/html,acme.mykronos.com",
            "mailto:acme.mykronos.com",
            "https:\\\\acme.mykronos.com",
            "https:acme.mykronos.com",
        ],
    );
}

#[test]
fn look_alikes_and_encoded_names_are_refused() {
    all_are(
        Internationalised,
        &[
            "https://äcme.mykronos.com",
            // A Cyrillic а, ο of Greek, the long s, the sign of Kelvin.
            "https://\u{430}cme.mykronos.com",
            "https://acme.mykron\u{3bf}s.com",
            "https://acme.mykrono\u{17f}.com",
            "https://acme.my\u{212a}ronos.com",
            "https://acme.mykronos.ｃom",
            // Dots, slashes and question marks that are none.
            "https://acme。mykronos.com",
            "https://acme.mykronos.com\u{2044}.evil.example.com",
            "https://acme.mykronos.com\u{ff0f}.evil.example.com",
            "https://acme.mykronos.com\u{ff1f}.evil.example.com",
            "https://acme.mykronos.com\u{2024}evil.example.com",
            // What cannot be seen.
            "https://acme.my\u{ad}kronos.com",
            "https://acme.my\u{200b}kronos.com",
            "https://\u{202e}moc.sonorkym.emca",
            "https://\u{feff}acme.mykronos.com",
            "https://xn--cme-pla.mykronos.com",
            "https://XN--CME-PLA.mykronos.com",
            "https://acme.xn--mykrons-4nf.com",
        ],
    );
}

#[test]
fn encoded_and_broken_up_names_are_refused() {
    all_are(
        Malformed,
        &[
            "https://acme%2emykronos.com",
            "https://acme%2Emykronos%2Ecom",
            "https://acme%252emykronos.com",
            "https://%61cme.mykronos.com",
            "https://acme.mykronos.com%2f.evil.example.com",
            "https://acme.mykronos.com%00.evil.example.com",
            "https://acme.mykronos.com%23.evil.example.com",
            "https://evil.example.com%5c.mykronos.com",
            "https://evil.example.com\\.mykronos.com",
            "https://acme.mykronos.com\\evil",
            "https://evil.example.com\0.mykronos.com",
            "https://ac\tme.mykronos.com",
            "https://acme.mykronos.com\r\nHost: evil.example.com",
            "https://evil.example.com\r\n.mykronos.com",
            "https://acme.mykronos.com, evil.example.com",
            "https://acme.mykronos.com;evil.example.com",
            "https://acme.mykronos.com&evil.example.com",
            "https://${jndi:dns:evil.example.com}.mykronos.com",
            "https://{{host}}.mykronos.com",
            "https://'.mykronos.com",
        ],
    );
}

#[test]
fn trailing_dots_are_refused() {
    all_are(
        TrailingDot,
        &[
            "https://acme.mykronos.com.",
            "https://acme.mykronos.com./wfd",
            "https://acme.mykronos.com..",
            "https://acme.mykronos.com.:443",
            "acme.mykronos.com.?x",
            "localhost.",
        ],
    );
}

#[test]
fn overlong_names_are_refused_and_the_longest_ones_are_not() {
    // 254 characters and 253; labels of 64 and of 63.
    let host = |before: usize| {
        format!("{}{}mykronos.com", "a".repeat(before), ".abcdefghi".repeat(23) + ".")
    };
    let label = |length: usize| format!("https://{}.mykronos.com/", "a".repeat(length));
    let text = |length: usize| format!("https://acme.mykronos.com/{}", "x".repeat(length - 26));
    assert_eq!(host(10).len(), 253);
    for (longest, overlong) in
        [(host(10), host(11)), (label(63), label(64)), (text(2_048), text(2_049))]
    {
        assert!(VanityUrl::parse(&longest).is_ok(), "{longest}");
        all_are(TooLong, &[&overlong, &overlong.to_uppercase().replace("HTTPS", "https")]);
    }
    all_are(TooLong, &[&"a".repeat(100_000), &format!("https://{}", "a.".repeat(1_000))]);
}

/// Well-formed, but the host is not on the list, even if another part of the URL is.
#[test]
fn hosts_that_only_look_like_those_on_the_list_are_refused_by_the_list() {
    for (text, host) in [
        ("https://evil.example.com/acme.mykronos.com", "evil.example.com"),
        ("https://evil.example.com?acme.mykronos.com", "evil.example.com"),
        ("https://evil.example.com?@acme.mykronos.com", "evil.example.com"),
        ("https://evil.example.com#@acme.mykronos.com", "evil.example.com"),
        ("https://evil.example.com#.mykronos.com", "evil.example.com"),
        ("https://evil.example.com/\\@acme.mykronos.com", "evil.example.com"),
        ("https://evil.example.com:443/https://acme.mykronos.com", "evil.example.com"),
        ("https://acme.mykronos.com.evil.example.com", "acme.mykronos.com.evil.example.com"),
        ("https://acme-mykronos.com", "acme-mykronos.com"),
        ("https://acmemykronos.com", "acmemykronos.com"),
        ("https://acme.mykronos.co", "acme.mykronos.co"),
        ("https://acme.mykronos.com.co", "acme.mykronos.com.co"),
        ("https://acme.mykr0nos.com", "acme.mykr0nos.com"),
        ("https://acme.mykronos.corn", "acme.mykronos.corn"),
        ("https://mykronos.com", "mykronos.com"),
        ("https://metadata.google.internal", "metadata.google.internal"),
        ("https://kubernetes.default.svc", "kubernetes.default.svc"),
        ("https://127.0.0.1.nip.io", "127.0.0.1.nip.io"),
        ("https://x.int.dev.mykronos.com", "x.int.dev.mykronos.com"),
    ] {
        let tenant = VanityUrl::parse(text).unwrap();
        assert_eq!(tenant.host(), host, "{text}");
        assert!(!AllowList::default().allows(&tenant), "{text}");
    }
}
