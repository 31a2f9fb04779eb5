//! The paths that the pages link to: what the facade serves besides the operations.

pub const START: &str = "/";
pub const REFERENCE: &str = "/docs";
/// The definition for Power Automate, Power Apps and Copilot Studio.
pub const DEFINITION: &str = "/apiDefinition.swagger.json";
pub const PROPERTIES: &str = "/apiProperties.json";
pub const ICON: &str = "/icon.png";
pub const SOLUTION: &str = "/power-platform/solution.zip";
pub const LOGIC_APPS_DEFINITION: &str = "/logic-apps/apiDefinition.swagger.json";
/// The ARM template of a custom connector for Logic Apps.
pub const LOGIC_APPS_TEMPLATE: &str = "/logic-apps/azuredeploy.json";
pub const WORKFLOW_CONSUMPTION: &str = "/logic-apps/workflow.consumption.json";
pub const WORKFLOW_STANDARD: &str = "/logic-apps/workflow.standard.json";
/// The connector whose connections hold an account.
pub const ACCOUNT_DEFINITION: &str = "/account/apiDefinition.swagger.json";
pub const ACCOUNT_PROPERTIES: &str = "/account/apiProperties.json";
pub const ACCOUNT_ICON: &str = "/account/icon.png";
pub const ACCOUNT_SOLUTION: &str = "/account/power-platform/solution.zip";
pub const ACCOUNT_LOGIC_APPS_DEFINITION: &str = "/account/logic-apps/apiDefinition.swagger.json";
pub const ACCOUNT_LOGIC_APPS_TEMPLATE: &str = "/account/logic-apps/azuredeploy.json";
pub const ACCOUNT_WORKFLOW_CONSUMPTION: &str = "/account/logic-apps/workflow.consumption.json";
pub const ACCOUNT_WORKFLOW_STANDARD: &str = "/account/logic-apps/workflow.standard.json";
/// The connector whose account is on the server.
pub const PROFILE_DEFINITION: &str = "/profile/apiDefinition.swagger.json";
pub const PROFILE_PROPERTIES: &str = "/profile/apiProperties.json";
pub const PROFILE_ICON: &str = "/profile/icon.png";
pub const PROFILE_SOLUTION: &str = "/profile/power-platform/solution.zip";
pub const PROFILE_LOGIC_APPS_DEFINITION: &str = "/profile/logic-apps/apiDefinition.swagger.json";
pub const PROFILE_LOGIC_APPS_TEMPLATE: &str = "/profile/logic-apps/azuredeploy.json";
pub const PROFILE_WORKFLOW_CONSUMPTION: &str = "/profile/logic-apps/workflow.consumption.json";
pub const PROFILE_WORKFLOW_STANDARD: &str = "/profile/logic-apps/workflow.standard.json";
pub const OPENAPI: &str = "/openapi.json";
/// What OAuth libraries discover (RFC 8414, section 3).
pub const METADATA: &str = "/.well-known/oauth-authorization-server";

/// A relative link to a path: a proxy may serve the facade below a base path, and the page may also be
/// opened without the proxy. All pages are at the root, so the same link works on each.
#[must_use]
pub fn link(path: &str) -> &str {
    match path.strip_prefix('/') {
        Some("") | None => "./",
        Some(relative) => relative,
    }
}
