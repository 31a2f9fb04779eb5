use super::notes;

notes! {
    H01: SWAGGER, ["HostNameNotValid"],
        "The platform calls this host. Without it, the import fails: \"Invalid Api definition object\".",
        "\"host\": \"api.contoso.com\"";
    H02: CERTIFICATION, [],
        "Certified connectors call the service that customers use.",
        "\"host\": \"api.contoso.com\"";
    H03: SWAGGER, ["BasePathNotValid"],
        "The platform puts host and basePath together.",
        "\"basePath\": \"/v1\"";
    H04: VALIDATOR, ["SchemesArrayEmpty", "SchemeNotValid", "SchemeNotSupported", "5000.3.1.6"],
        "With http, credentials and data are sent unencrypted.",
        "\"schemes\": [\"https\"]";
    H05: VALIDATOR, ["ConsumesMissing", "MimeTypeNotValid", "MimeTypeNotSupported"],
        "The platform writes JSON, text and forms only.",
        "\"consumes\": [\"application/json\"]";
    H06: VALIDATOR, [
            "MimeTypeNotCompatibleWithRequestContentSchemaType",
            "StringBinaryNotSupportedForFormUrlEncoded"
        ],
        "The media type says how the body is written: an object as JSON, fields as a form.",
        "\"consumes\": [\"multipart/form-data\"]";
}
