//! Web addresses of what rules are based on.

pub(super) const API_KEY: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/connection-parameters";
pub(super) const CERTIFICATION: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/certification-submission";
pub(super) const CODING: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/coding-standards";
pub(super) const DATAVERSE: &str =
    "https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/connector";
pub(super) const DEFINITION_SCHEMA: &str = "https://github.com/microsoft/PowerPlatformConnectors/\
                                            blob/dev/schemas/apiDefinition.swagger.schema.json";
pub(super) const EXTENSIONS: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions";
pub(super) const FAQ: &str = "https://learn.microsoft.com/connectors/custom-connectors/faq";
pub(super) const JSON: &str = "https://www.rfc-editor.org/rfc/rfc8259";
pub(super) const MULTI_AUTH: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/multi-auth";
pub(super) const PACONN: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/paconn-cli";
pub(super) const POLICIES: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/policy-templates";
pub(super) const POLICY_CODES: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/certification-policy-errors";
pub(super) const PROPERTIES_SCHEMA: &str = "https://github.com/microsoft/PowerPlatformConnectors/\
                                            blob/dev/schemas/paconn-apiProperties.schema.json";
pub(super) const SCRIPT: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/write-code";
pub(super) const SETPROPERTY: &str =
    "https://github.com/microsoft/PowerPlatformConnectors/issues/2906";
pub(super) const STRINGS: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/connector-string-guidance";
pub(super) const SWAGGER: &str =
    "https://github.com/OAI/OpenAPI-Specification/blob/main/versions/2.0.md";
pub(super) const TEST: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/test-connection";
pub(super) const VALIDATOR: &str = "https://learn.microsoft.com/connectors/custom-connectors/\
                                    certification-swagger-validator-rules";
pub(super) const WEBHOOKS: &str =
    "https://learn.microsoft.com/connectors/custom-connectors/create-webhook-trigger";
