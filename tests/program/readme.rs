//! The lines of `README.md` that work with the sandbox.

use serde_json::Value;
use testing::needs;

use crate::process::{Service, shell};

const ADDRESS: &str = "http://127.0.0.1:8080";

#[test]
fn every_curl_line_of_the_readme_works_with_the_sandbox() {
    needs!("curl");
    let readme = include_str!("../../README.md").replace("\\\n", "");
    let lines: Vec<_> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("    curl "))
        .filter(|line| line.contains(ADDRESS))
        .collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    let service = Service::start(&["serve", "--sandbox", "--listen", "127.0.0.1:0"]);
    let (mut token, mut refresh_token) = (String::new(), String::new());
    for line in lines {
        // A field's name ends with a `=`.
        let line = line.replace("=REFRESH_TOKEN", &format!("={refresh_token}"));
        let line = line.replace("=TOKEN", &format!("={token}")).replace(ADDRESS, &service.url);
        let response: Value = serde_json::from_str(&shell(&format!("curl -m 20 {line}"))).unwrap();
        if line.contains("/revoke") {
            assert_eq!(response, serde_json::json!({}), "{line}");
            continue;
        }
        let text = |field: &str| response[field].as_str().map(str::to_owned);
        token = text("access_token").unwrap_or_else(|| panic!("{line}: {response}"));
        refresh_token = text("refresh_token").unwrap_or(refresh_token);
    }
}
