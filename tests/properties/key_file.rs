use proptest::prelude::*;
use prowfm_auth::access::Digest;

use crate::invariants::key_file::hold;

/// A line of a key file, or nearly one.
fn line() -> impl Strategy<Value = String> {
    let digest = "[a-c]?".prop_map(|key| Digest::of(key.as_bytes()).to_hexadecimal());
    let digest = prop_oneof![
        8 => digest.clone(),
        1 => digest.prop_map(|digest| digest.to_uppercase()),
        1 => "[0-9a-g]{60,66}".boxed(),
    ];
    let name = "[a-d]|[A-Za-z0-9._-]{1,70}|\\PC{0,5}";
    let blank = "[ \t\r\u{a0}\u{b}]{1,2}";
    let tenant = "|[ \t]tenant=\\*|( |\t)(tenant=)?(https://|http://|)(ACME\\.|acme\\.|)(mykronos|example)\\.com(/wfd)?( hunter2)?";
    prop_oneof![
        8 => (name, blank, "(sha256:)?", digest, tenant)
            .prop_map(|(name, blank, sha256, digest, tenant)| format!("{name}{blank}{sha256}{digest}{tenant}")),
        1 => "[ \t\r]{0,3}(#\\PC{0,20})?".boxed(),
        1 => "\\PC{0,40}".boxed(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_a_key_file_or_an_error_that_shows_nothing(
        file in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        hold(&file);
    }

    #[test]
    fn what_a_key_file_holds_can_be_written_and_read_again(
        mark in "\u{feff}?", lines in prop::collection::vec(line(), 0..4),
    ) {
        hold(format!("{mark}{}", lines.join("\n")).as_bytes());
    }

    #[test]
    fn every_key_of_a_valid_file_is_accepted(
        keys in prop::collection::btree_map("[A-Za-z0-9._-]{1,64}", "prowfm_[0-9a-f]{8}", 0..4),
    ) {
        // A comment with the keys in it lets the statement try them.
        let comment = keys.values().fold("#".to_owned(), |all, key| format!("{all} {key}"));
        let lines = keys.iter().map(|(name, key)| {
            format!("{name} sha256:{} tenant=*\n", Digest::of(key.as_bytes()).to_hexadecimal())
        });
        hold(format!("{comment}\n{}", lines.collect::<String>()).as_bytes());
    }
}
