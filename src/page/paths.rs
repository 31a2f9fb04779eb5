//! Where everything is that the pages link to: what the facade serves beside the operations.

/// The start page.
pub const START: &str = "/";
/// The reference.
pub const REFERENCE: &str = "/docs";
/// The definition for Power Automate, Power Apps and Copilot Studio.
pub const DEFINITION: &str = "/apiDefinition.swagger.json";
/// Its connector properties.
pub const PROPERTIES: &str = "/apiProperties.json";
/// The connector's icon.
pub const ICON: &str = "/icon.png";
/// The connector as a solution.
pub const SOLUTION: &str = "/power-platform/solution.zip";
/// The definition for Logic Apps.
pub const LOGIC_APPS_DEFINITION: &str = "/logic-apps/apiDefinition.swagger.json";
/// The ARM template of a custom connector for Logic Apps.
pub const LOGIC_APPS_TEMPLATE: &str = "/logic-apps/azuredeploy.json";
/// A workflow for the consumption plan.
pub const WORKFLOW_CONSUMPTION: &str = "/logic-apps/workflow.consumption.json";
/// A workflow for the standard plan.
pub const WORKFLOW_STANDARD: &str = "/logic-apps/workflow.standard.json";
/// The OpenAPI document.
pub const OPENAPI: &str = "/openapi.json";

/// An address for a link on a page. Relative, because a proxy may serve the facade below a base path,
/// or someone may open it past the proxy; all pages lie at the root, so that one form fits them all.
#[must_use]
pub fn link(path: &str) -> &str {
    match path.strip_prefix('/') {
        Some("") | None => "./",
        Some(relative) => relative,
    }
}
