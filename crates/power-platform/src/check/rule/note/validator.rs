/// The rules of the platform's validator that no rule here checks, and why.
///
/// All others are among the [platform's names](super::super::Rule::platform_names) of a rule.
pub const NOT_CHECKED: [(&str, &str); 4] = [
    ("FilterFunctionsPropertyInvalidValue", "The functions that are supported are not published."),
    ("ProductionStatusOnBetaService", "The status of the service is not in the files."),
    ("ReservedParameterIsUsed", "The reserved names are not published, except connectionId (P06)."),
    ("TotalSchemaCountExceedsMaxAllowed", "The limit of all schemas together is not published."),
];
