use proptest::prelude::*;
use prowfm_auth::tenant::VanityUrl;

use crate::invariants::vanity_url::hold;

/// Patterns that match now and then.
const PATTERN: &str = "(\\*\\.)?([a-z]{1,3}\\.)?(mykronos|example)\\.(com|org)|\\PC{0,20}";

/// A host that may be called, with what an attacker puts before and after it, and in between.
const HOSTILE: &str = "(https?://|HTTPS://|//|https:/|)?\
    ((evil\\.example\\.com|acme|dev|int|127\\.0\\.0\\.1|user:pass|xn--a|%2e|％|。|\\\\|\\[::1\\]|[a-z0-9.-]{1,5})[@:/?#.;,\\\\]?){0,4}\
    ((acme\\.|x\\.dev\\.|\\.|)(mykronos|example)\\.com)?\
    ([@:/?#.;,\\\\]([a-z0-9.@:]{0,8}|evil\\.example\\.com|443)?){0,3}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_text_is_accepted_as_one_host_or_refused(pattern in PATTERN, text in "\\PC{0,60}") {
        hold(&pattern, &text);
    }

    #[test]
    fn texts_that_look_like_urls_are_too(
        pattern in PATTERN,
        text in "(https://|HTTPS://|http://|//|)[a-zA-Z0-9.:@/?#%\\\\\\[\\] _-]{0,30}(\\.mykronos\\.com)?[a-z0-9.:@/?#%\\\\]{0,10}",
    ) {
        hold(&pattern, &text);
    }

    #[test]
    fn texts_that_hide_another_host_are_too(pattern in PATTERN, text in HOSTILE) {
        hold(&pattern, &text);
    }

    #[test]
    fn every_host_name_is_accepted_with_whatever_is_around_it(
        labels in prop::collection::vec("[a-z]([a-z0-9-]{0,10}[a-z0-9])?", 2..5),
        before in "(https://|HTTPS://|//|)",
        after in "(:443)?(/[ -~]{0,20})?",
    ) {
        let host = labels.join(".");
        prop_assume!(labels.iter().all(|label| !label.starts_with("xn--")));
        let text = format!(" {before}{host}{after} ");
        hold(&host, &text);
        let parsed = VanityUrl::parse(&text);
        prop_assert_eq!(parsed.map(|tenant| tenant.host().to_owned()), Ok(host));
    }
}
