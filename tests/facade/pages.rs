//! The pages for people: their headers, their size, and that everything on them comes from somewhere.

use std::collections::BTreeSet;

use prowfm_auth::page::{SampleFailure, Samples, TryIt};
use prowfm_auth::sandbox::Scenario;
use testing::{Kind, RunningFacade, Start};

const PAGES: [&str; 2] = ["/", "/docs"];
/// All pages and assets together, before compression.
const MOST_BYTES: usize = 90 * 1024;

fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    page.split(&begin).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// Where links, scripts, images and downloads of a page lead, but for places on the page itself.
fn targets(page: &str) -> BTreeSet<String> {
    let all = ["href", "src", "data-path"].into_iter().flat_map(|name| values(page, name));
    let elsewhere = all.filter(|target| !target.starts_with('#'));
    let elsewhere = elsewhere.map(|target| target.split('#').next().unwrap());
    elsewhere.map(|target| format!("/{}", target.trim_start_matches("./"))).collect()
}

pub async fn page(facade: &RunningFacade, path: &str) -> String {
    let answer = facade.get(path).send().await;
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    answer.body
}

pub fn samples() -> TryIt {
    let fields = ["username", "password", "client_id", "client_secret"];
    let fields = fields.map(|name| (name, "sample-canary")).to_vec();
    let failures = Scenario::ALL.map(|(scenario, user_name, meaning)| SampleFailure {
        title: scenario.title(),
        user_name,
        meaning,
    });
    TryIt::WithSamples(Samples { fields, failures: failures.to_vec() })
}

#[tokio::test]
async fn pages_and_assets_are_locked_down() {
    let facade = Start::alone().run().await;
    let asset = targets(&page(&facade, "/").await).into_iter().find(|t| Kind::of(t) == Kind::Asset);
    for path in ["/", "/docs", &asset.unwrap()] {
        let answer = facade.get(path).send().await;
        let policy = answer.header("content-security-policy").unwrap();
        let directives: Vec<_> = policy.split("; ").collect();
        for directive in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(directives.contains(&directive), "{path}: {directive}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[tokio::test]
async fn pages_have_nothing_that_their_policy_forbids() {
    let facade = Start::alone().set(|settings| settings.try_it = samples()).run().await;
    for path in PAGES {
        let page = page(&facade, path).await;
        assert!(!page.contains("<style") && !page.contains(" style="), "{path}");
        assert!(!page.contains("javascript:"), "{path}");
        let mut named_on = page.split(" on").map(|it| it.trim_start_matches(char::is_alphabetic));
        assert!(named_on.all(|rest| !rest.starts_with('=')), "{path}: a handler of an event");
        let scripts = page.matches("<script").count();
        assert_eq!(scripts, page.matches("<script type=\"module\" src=\"assets/").count());
    }
}

/// No browser follows a link to another host by itself, but no page needs one.
#[tokio::test]
async fn every_link_asset_and_download_is_here() {
    let facade = Start::alone().set(|settings| settings.try_it = samples()).run().await;
    for path in PAGES {
        let page = page(&facade, path).await;
        let ids = values(&page, "id");
        let targets = targets(&page);
        assert!(targets.len() >= 8, "{targets:?}");
        for target in targets {
            let response = facade.get(&target).send().await;
            // An operation is there, and wants to be called in its own way.
            let is_path = ["/api/", "/oauth/"].iter().any(|start| target.starts_with(start));
            let is_operation = is_path && [400, 403, 405].contains(&response.status);
            assert!(response.status == 200 || is_operation, "{path}: {target}");
        }
        let places = ["href", "data-copy", "aria-describedby", "aria-labelledby", "for"];
        for name in places.into_iter().flat_map(|name| values(&page, name)) {
            let id = name.trim_start_matches('#');
            assert!(ids.contains(&id) || targets_elsewhere(name), "{path}: {name}");
        }
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{path}: {ids:?}");
    }
}

/// Whether a link leads away from the page.
fn targets_elsewhere(link: &str) -> bool {
    !link.starts_with('#') && (link.contains('.') || link.starts_with("docs"))
}

#[tokio::test]
async fn pages_and_assets_are_small() {
    let facade = Start::alone().set(|settings| settings.try_it = samples()).run().await;
    let mut bytes = 0;
    let mut assets = BTreeSet::new();
    for path in PAGES {
        let page = page(&facade, path).await;
        bytes += page.len();
        assets.extend(targets(&page).into_iter().filter(|t| Kind::of(t) == Kind::Asset));
    }
    assert_eq!(assets.len(), 3);
    for asset in assets {
        bytes += facade.get(&asset).send().await.bytes.len();
    }
    assert!(bytes < MOST_BYTES, "{bytes}");
}

#[tokio::test]
async fn an_address_of_an_asset_changes_with_its_content() {
    let facade = Start::alone().run().await;
    let start = page(&facade, "/").await;
    for asset in targets(&start).into_iter().filter(|t| Kind::of(t) == Kind::Asset) {
        let hash = asset.split('.').nth(1).unwrap();
        assert!(hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{asset}");
        let other = asset.replace(hash, "0000000000000000");
        assert_eq!(facade.get(&other).send().await.status, 404);
        assert_eq!(facade.request("HEAD", &asset).send().await.status, 200);
    }
}

/// The text as a template escapes it.
fn escaped(text: &str) -> String {
    text.replace('&', "&#38;").replace('\'', "&#39;").replace('<', "&#60;").replace('>', "&#62;")
}

#[tokio::test]
async fn every_operation_field_and_status_of_the_openapi_document_is_in_the_reference() {
    let facade = Start::alone().run().await;
    let reference = page(&facade, "/docs").await;
    let openapi = facade.get("/openapi.json").send().await.json();
    for (path, item) in openapi["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            for text in
                [&operation["operationId"], &operation["summary"], &operation["description"]]
            {
                // The page has a description in one line.
                let text = escaped(&text.as_str().unwrap().replace('\n', " "));
                assert!(reference.contains(&text), "{text}");
            }
            assert!(reference.contains(path));
            for (status, response) in operation["responses"].as_object().unwrap() {
                let meaning = escaped(response["description"].as_str().unwrap());
                assert!(reference.contains(&meaning), "{status}");
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                assert!(reference.contains(&format!("<dt>{name} ")), "{name}");
            }
        }
    }
    for (schema, object) in openapi["components"]["schemas"].as_object().unwrap() {
        for (name, field) in object["properties"].as_object().into_iter().flatten() {
            let description = escaped(field["description"].as_str().unwrap());
            let is_shown = reference.contains(&format!("<dt>{name} "));
            assert!(is_shown && reference.contains(&description), "{schema}.{name}");
        }
    }
}

#[tokio::test]
async fn what_the_operator_sets_cannot_break_out_of_a_page() {
    let hostile = "https://tokens.example.com/'\"><script>alert(1)</script>&amp;";
    let facade = Start::alone().public_url(hostile).run().await;
    for path in PAGES {
        let page = page(&facade, path).await;
        assert!(!page.contains("<script>") && !page.contains("'\">"), "{path}");
        assert!(page.contains("https://tokens.example.com/"), "{path}");
    }
}

#[tokio::test]
async fn a_sample_cannot_break_out_of_its_attribute() {
    let hostile = Samples {
        fields: vec![("username", "\"><b>")],
        failures: vec![SampleFailure { title: "<u>", user_name: "<b>", meaning: "<s>" }],
    };
    let facade =
        Start::alone().set(|settings| settings.try_it = TryIt::WithSamples(hostile)).run().await;
    let start = page(&facade, "/").await;
    assert!(
        !["<u>", "<b>", "<s>"].iter().any(|tag| start.contains(tag))
            && start.contains("&#34;&#62;&#60;b&#62;")
    );
}

#[tokio::test]
async fn without_forms_there_is_nothing_to_type_into() {
    let facade = Start::alone().set(|settings| settings.try_it = TryIt::Off).run().await;
    for path in PAGES {
        let page = page(&facade, path).await;
        assert!(!page.contains("<form") && !page.contains("<input"), "{path}");
    }
    assert!(!page(&facade, "/").await.contains("#try"));
}

/// A browser that ignores the script, and the policy, still puts nothing into an address.
#[tokio::test]
async fn no_form_sends_its_fields_in_an_address_and_no_field_is_filled_in() {
    let facade = Start::alone().set(|settings| settings.try_it = samples()).run().await;
    for path in PAGES {
        let page = page(&facade, path).await;
        assert_eq!(page.matches("<form").count(), page.matches("method=\"post\"").count());
        for input in page.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
            assert!(!input.contains(" name=") && !input.contains(" value="), "{input}");
            let is_open = [
                "username",
                "client_id",
                "X-WFM-Vanity-Url",
                "grant_type",
                "token_type_hint",
                "scope",
                "realm",
                "organization",
                "audience",
            ];
            let is_open = is_open.iter().any(|name| input.contains(&format!("=\"{name}\"")));
            assert_eq!(!input.contains("type=\"password\""), is_open, "{input}");
        }
    }
}

#[tokio::test]
async fn a_page_says_who_is_called_and_how_often() {
    let start = page(&Start::alone().run().await, "/").await;
    assert!(start.contains("each connection names its own") && start.contains("X-WFM-Vanity-Url"));
    let facade = Start::alone().default_tenant("acme.mykronos.com").run().await;
    let start = page(&facade, "/").await;
    assert!(start.contains("<code>acme.mykronos.com</code>"));
    assert!(!start.contains("X-WFM-Vanity-Url"));
    assert!(start.contains("<dt>Throttle</dt><dd>none</dd>"));
    assert!(start.contains("<dt>API key</dt><dd>not needed</dd>"));
}

#[tokio::test]
async fn a_page_warns_of_an_address_that_no_cloud_reaches() {
    let start = page(&Start::alone().run().await, "/").await;
    assert!(start.contains("Microsoft’s cloud cannot reach"));
    let facade = Start::alone().public_url("https://tokens.example.com").run().await;
    assert!(!page(&facade, "/").await.contains("cloud cannot reach"));
}

#[tokio::test]
async fn pages_are_read_and_nothing_else() {
    let facade = Start::alone().run().await;
    for path in PAGES {
        let response = facade.request("HEAD", path).send().await;
        assert_eq!((response.status, response.bytes.len()), (200, 0));
        for method in ["POST", "OPTIONS", "DELETE"] {
            let response = facade.request(method, path).send().await;
            assert_eq!((response.status, response.header("allow")), (405, Some("GET, HEAD")));
        }
    }
}
