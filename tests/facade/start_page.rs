//! What the start page leads with, and where its lines lead.

use prowfm_auth::sandbox::Scenario;
use testing::Start;

use super::pages::{page, samples};

#[tokio::test]
async fn every_operation_has_one_line_on_the_start_page_that_leads_to_the_reference() {
    let facade = Start::alone().run().await;
    let (start, reference) = (page(&facade, "/").await, page(&facade, "/docs").await);
    let lines = start.split("id=\"actions\"").nth(1).unwrap();
    let openapi = facade.get("/openapi.json").send().await.json();
    let mut operations = 0;
    for (path, item) in openapi["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let (id, summary) = (operation["operationId"].as_str(), operation["summary"].as_str());
            let (id, method) = (id.unwrap(), method.to_uppercase());
            let link = format!("<a href=\"docs#{id}\">{}</a>", summary.unwrap());
            assert!(lines.contains(&format!("{link} <code>{method} {path}</code>")), "{id}");
            assert!(reference.contains(&format!("<section id=\"{id}\"")), "{id}");
            operations += 1;
        }
    }
    assert_eq!(lines.matches("<li>").count(), operations);
    assert!(lines.contains("GET /api/connection/access_token"));
}

/// What a visitor can do stands first: with a simulated tenant that is the form, else the connector.
#[tokio::test]
async fn the_start_page_leads_with_what_its_state_calls_for() {
    let order = |start: &str| {
        let place = |id| start.find(&format!("<section id=\"{id}\"")).unwrap();
        place("try") < place("connect")
    };
    let facade = Start::alone().set(|settings| settings.try_it = samples()).run().await;
    let start = page(&facade, "/").await;
    assert!(order(&start) && start.contains(">Sandbox</span>"));
    let chips = Scenario::ALL.map(|(_, name, _)| format!("data-username=\"{name}\""));
    assert!(chips.iter().all(|chip| start.contains(chip)));
    let start = page(&Start::alone().run().await, "/").await;
    assert!(!order(&start) && !start.contains("Sandbox") && !start.contains("data-username"));
}
