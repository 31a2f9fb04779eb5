use proptest::prelude::*;
use prowfm_auth::tenant::TokenUrl;

use crate::invariants::token_url::hold;

/// What Client Management shows, with what an attacker puts before, after and in between.
const HOSTILE: &str = "(https?://|HTTPS://|//|https:/|)?\
    ((evil\\.example\\.com|127\\.0\\.0\\.1|user:pass|%2e|。|\\\\|\\[::1\\])[@:/?#.;,\\\\]?){0,2}\
    (welcome-(us|eval|eu)\\.ukg\\.(net|dev)|)\
    (:443|\\.|)(/oauth/token|/authorize|)\
    ([?&#;]([a-z]{0,3}|organization|%6frganization|ORGANIZATION)(=(org_[A-Za-z0-9_-]{0,6}|%6frg|[ -~]{0,5}))?){0,4}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_text_is_accepted_as_one_host_or_refused(text in "\\PC{0,60}") {
        hold(&text);
    }

    #[test]
    fn texts_that_hide_another_host_or_organization_are_too(text in HOSTILE) {
        hold(&text);
    }

    #[test]
    fn what_client_management_shows_is_understood(
        host in "(welcome-us|WELCOME-eval|login)\\.(ukg|example)\\.(net|com)",
        before in "(https://|HTTPS://|//|)",
        path in "(/oauth/token|/authorize|/)",
        id in "org_[A-Za-z0-9]{1,20}",
        other in "(client_id=[a-z0-9-]{1,10}&)?",
        fragment in "(#[ -~]{0,10})?",
    ) {
        let text = format!(" {before}{host}{path}?{other}organization={id}{fragment} ");
        hold(&text);
        let token_url = TokenUrl::parse(&text).unwrap();
        prop_assert_eq!(token_url.host(), host.to_lowercase());
        prop_assert_eq!(token_url.organization().unwrap().as_str(), id);
    }
}
