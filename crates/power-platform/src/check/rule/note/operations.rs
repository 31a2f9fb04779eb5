use super::notes;

notes! {
    O01: VALIDATOR, ["OperationIdRequired", "OperationIdNotUnique"],
        "Flows keep an operation by its id.",
        "\"operationId\": \"SendInvoice\"";
    O02: VALIDATOR, ["OperationIdSanitized"],
        "The platform removes other characters, so that flows and definition have different names.",
        "\"operationId\": \"SendInvoice\"";
    O03: CODING, [],
        "Ids in one style are easier to read in expressions.",
        "\"operationId\": \"SendInvoice\"";
    O04: VALIDATOR, ["OperationIdTooLong"],
        "Long ids are refused. The limit is not published.",
        "\"operationId\": \"SendInvoice\"";
    O05: CERTIFICATION, ["OperationSummaryTooLong"],
        "The summary is the name of the action in the designer.",
        "\"summary\": \"Send an invoice\"";
    O06: CERTIFICATION, ["RestrictedCharactersInSummary"],
        "Certification refuses / \\ < > * % & and ? in names of actions.",
        "\"summary\": \"Send or cancel an invoice\"";
    O07: STRINGS, [],
        "Names of actions look alike in all connectors.",
        "\"summary\": \"Send an invoice\"";
    O08: CERTIFICATION, [],
        "The description tells makers, and agents, when to use the action.",
        "\"description\": \"Sends an invoice to a customer by email.\"";
    O09: STRINGS, [],
        "A repeated name tells no more to makers who do not know the service.",
        "\"description\": \"Sends an invoice to a customer by email.\"";
    O10: CERTIFICATION, ["ValueContainsRestrictedWords"],
        "The action works in several products of the platform.",
        "\"summary\": \"Send an invoice\"";
    O11: EXTENSIONS, ["JsonValueNotInEnum"],
        "Another value is refused or ignored, and the field is shown where it should not be.",
        "\"x-ms-visibility\": \"advanced\"";
    O12: VALIDATOR, [
            "OperationPathMustStartWithSlash", "OperationPathTemplateNotValid",
            "OperationPathContainsUnsupportedCharacters",
            "OperationPathMayNotContainQueryOrFragment", "OperationPathVariablesContainDefaults",
            "PathRedefined", "DuplicateOperationPath", "PartialDuplicateOperationPath"
        ],
        "The platform finds an operation by its path, without regard to case.",
        "\"/invoices/{id}\"";
    O13: VALIDATOR, [
            "OperationMissingPathParameter", "PathParameterMustBeRequired",
            "PathParameterNotDefinedInTemplate", "PathParameterMissingEncoding"
        ],
        "A value with / or ? leads to another path unless it is encoded.",
        "{\"name\": \"id\", \"in\": \"path\", \"type\": \"string\", \"required\": true, \
         \"x-ms-url-encoding\": \"single\"}";
    O14: VALIDATOR, ["QueryParameterEncodingNotSupported"],
        "The platform always encodes query parameters once.",
        "{\"name\": \"q\", \"in\": \"query\", \"type\": \"string\"}";
    O15: SWAGGER, [
            "BodyOrFormDataParameterInFetchOperationNotAllowed",
            "OperationParametersContainMultipleBodyParameters",
            "PathParametersContainMultipleBodyParameters", "ParameterListContainsFormDataAndBody"
        ],
        "A request has one body. Many services ignore the body of a GET.",
        "One parameter with \"in\": \"body\".";
    O16: SWAGGER, [
            "OperationMustHaveResponse", "OperationShouldHaveSuccessfulResponse", "5000.2.4.5"
        ],
        "Without a success response, makers get no outputs.",
        "\"responses\": {\"200\": {\"description\": \"The invoice.\"}}";
    O17: CERTIFICATION, ["SchemaDefinitionSetIncorrectly", "5000.2.4.4", "5000.2.4.6"],
        "The fields of the schema are the outputs that makers choose from.",
        "\"200\": {\"description\": \"The invoice.\", \"schema\": {\"$ref\": \"#/definitions/Invoice\"}}";
    O18: VALIDATOR, ["DefaultResponseHasSchema", "5000.2.4.2"],
        "The designer would show the fields of a failure as outputs.",
        "\"default\": {\"description\": \"Another failure.\"}";
    O19: VALIDATOR, ["OperationHasManyResponsesWithSchema"],
        "The designer shows the fields of one response only.",
        "A schema at 200, and only descriptions at the others.";
    O20: CODING, [],
        "Makers handle the failures that they know of.",
        "\"401\": {\"description\": \"The key is not valid.\"}";
    O21: SWAGGER, ["ResponseMustBeDefaultOrHttpStatusCode"],
        "A response is found by the status of the service.",
        "\"404\": {\"description\": \"There is no such invoice.\"}";
    O22: VALIDATOR, [
            "OperationFamilyHasDuplicateRevisions", "OperationFamilyHasManyActiveOperations",
            "OperationFamilyHasManyActiveProductionOperations",
            "OperationFamilyHasManyEmptyRevisions", "OperationRevisionEmpty",
            "OperationIdShouldEndWithRevision",
            "ApiAnnotationExtensionReplacementInfoForNonDeprecatedOperations",
            "ApiAnnotationExtensionReplacementInfoMissingApiProperty",
            "ApiAnnotationExtensionReplacementInfoMissingOperationIdProperty"
        ],
        "The designer offers the latest revision of a family and hides the others.",
        "\"x-ms-api-annotation\": {\"family\": \"SendInvoice\", \"revision\": 2}";
    O23: EXTENSIONS, ["InvalidNextLinkNameValue"],
        "The platform reads the next page from these two names only. A policy maps others.",
        "\"x-ms-pageable\": {\"nextLinkName\": \"nextLink\"}";
    O24: SWAGGER, ["ResponseExampleMustBeProducedByOperation"],
        "The key of an example in Swagger 2.0 is a media type, not a name.",
        "\"examples\": {\"application/json\": {\"id\": 7}}";
    O25: VALIDATOR, ["ResponseHeadersAreNotUnique"],
        "HTTP does not distinguish upper and lower case in names of headers.",
        "\"headers\": {\"X-Count\": {\"type\": \"integer\"}}";
}
