use super::notes;

notes! {
    X01: TEST, ["OperationIdNotFound"],
        "The platform calls the operation when a connection is made, so it must be harmless.",
        "\"x-ms-capabilities\": {\"testConnection\": {\"operationId\": \"TestConnection\"}}";
    X02: POLICY_CODES, ["5000.2.1.1"],
        "The colour is the background of the icon. Certification refuses white and the default.",
        "\"iconBrandColor\": \"#005151\"";
    X03: POLICY_CODES, ["5000.1.1.1", "5000.2.1.2", "5000.2.1.3", "5000.2.1.4", "5000.2.1.5"],
        "The icon is shown at each action in a flow.",
        "icon.png, square, 100 to 230 pixels, on the brand colour";
    X04: CERTIFICATION, [],
        "The page of a certified connector names its publisher.",
        "\"publisher\": \"Contoso, Ltd.\"";
    X05: POLICY_CODES, ["5000.1.1.2"],
        "The readme becomes the page of the connector.",
        "readme.md with publisher, prerequisites, operations, credentials and limits";
    X06: CERTIFICATION, [],
        "Certification asks for ten successful calls of each operation.",
        "Build a flow with all operations, and run it ten times.";
}
