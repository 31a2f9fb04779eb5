use super::notes;

notes! {
    D01: SWAGGER, ["SpecificationVersionIncorrect", "5000.2.6.3"],
        "The platform reads Swagger 2.0 only. OpenAPI 3 must be converted first.",
        "\"swagger\": \"2.0\"";
    D02: DATAVERSE, [],
        "A definition is a column in Dataverse that holds 1,000,000 characters, and certification \
         accepts files below 1 MB.",
        "Split the connector, or shorten descriptions.";
    D03: CODING, [],
        "Microsoft's coding standards ask for it, so that changes are easy to compare.",
        "{\n    \"swagger\": \"2.0\"\n}";
    D04: CODING, [],
        "Reviewers know where to look in files with the usual order.",
        "swagger, info, host, basePath, schemes, consumes, produces, paths, definitions, …";
    D05: SWAGGER, ["AdditionalPropertyNotAllowed", "ExtensionNameNotValid"],
        "The platform refuses a definition with keys that Swagger 2.0 does not have, such as those of \
         OpenAPI 3.",
        "\"x-nullable\": true instead of \"nullable\": true";
    D06: DEFINITION_SCHEMA, [],
        "A misspelled extension is ignored without a message.",
        "\"x-ms-visibility\": \"advanced\"";
    D07: SWAGGER, ["AdditionalPropertyNotAllowedAdjacentToRef"],
        "What is beside a $ref is ignored: a description there is never shown.",
        "{\"$ref\": \"#/definitions/Thing\"}";
    D08: SWAGGER, [
            "SchemaReferenceNotFound", "SchemaReferenceNotValid", "SchemaRefLoopNotAllowed",
            "ParameterReferenceNotFound", "ParameterReferenceNotValid",
            "ParameterRefLoopNotAllowed", "ResponseReferenceNotFound",
            "ResponseReferenceNotValid", "ResponseRefLoopNotAllowed", "PathItemRefNotSuppored",
            "JsonPointerNotValid", "RequiredLoopInSchemaNotAllowed"
        ],
        "A reference without a target stops the import, sometimes with nothing but status 500. In a \
         name, write / as ~1 and ~ as ~0.",
        "\"schema\": {\"$ref\": \"#/definitions/v1~1Thing\"}";
    D09: VALIDATOR, ["SwaggerKeywordNotSupported", "CollectionFormatValueNotSupported"],
        "The platform ignores these keywords or, at some places, refuses them.",
        "\"collectionFormat\": \"csv\"";
    D10: FAQ, [
            "TotalOperationsCountExceedsMaxAllowed", "BodySchemaCountExceedsMaxAllowed",
            "OperationSchemaCountExceedsMaxAllowed", "SchemaTooDeep"
        ],
        "The platform has limits: 256 operations, 512 schemas in a body, 16,384 in an operation.",
        "Split the connector, and leave out fields that makers do not use.";
    D11: VALIDATOR, ["TagRedefined", "ArrayDuplicateValue"],
        "A repeated value is mostly a slip for another one.",
        "\"enum\": [\"large\", \"small\"]";
    D12: CODING, [],
        "A part that is written once is corrected once.",
        "\"parameters\": [{\"$ref\": \"#/parameters/Limit\"}]";
    D13: CERTIFICATION, ["RequiredValueEmpty"],
        "An empty operation cannot be called, and an empty text is shown as an empty line.",
        "\"title\": \"Name\", or no title";
    D14: CERTIFICATION, ["ValueMustBeInEnglish", "5000.2.3.6"],
        "Texts of certified connectors are English. Microsoft translates them.",
        "\"description\": \"Lists all things of the user.\"";
    D15: PACONN, [],
        "paconn reads files in the encoding of the computer, so that a letter can become two others.",
        "\"Caf\\u00e9\"";
    D16: SWAGGER, [
            "JsonTypeIncorrect", "JsonValueNotInEnum", "RequiredPropertyMissing",
            "OneOfPropertiesRequired", "5000.2.6.3"
        ],
        "The platform refuses a definition that is not valid against the JSON schema of Swagger 2.0: \
         \"JSON is valid against no schemas from 'oneOf'\".",
        "{\"name\": \"limit\", \"in\": \"query\", \"type\": \"integer\", \"required\": true}";
}
