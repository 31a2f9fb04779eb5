use super::notes;

notes! {
    E01: DEFINITION_SCHEMA, ["JsonTypeIncorrect", "JsonValueNotInEnum", "OneOfPropertiesRequired"],
        "The platform refuses an extension with a wrong type or value, and ignores keys that it does \
         not know.",
        "\"x-ms-trigger\": \"single\"";
    E02: EXTENSIONS, ["OperationIdNotFound"],
        "The list or schema comes from another operation of the same connector.",
        "\"x-ms-dynamic-values\": {\"operationId\": \"ListCustomers\", \"value-path\": \"id\"}";
    E03: EXTENSIONS, ["OperationParameterNameNotFound"],
        "A value for a parameter that the called operation does not have stops the import.",
        "\"parameters\": {\"country\": {\"parameter\": \"country\"}}";
    E04: EXTENSIONS, ["OperationMissingRequiredProperty"],
        "Without a required value, the called operation fails and the list stays empty.",
        "\"parameters\": {\"country\": \"AT\"}";
    E05: EXTENSIONS, ["InvokedOperationShouldProduceArray", "InvokedOperationShouldProduceProperty"],
        "The designer finds no values at a path that the response does not have.",
        "\"value-collection\": \"customers\", \"value-path\": \"id\", \"value-title\": \"name\"";
    E06: EXTENSIONS, [
            "OperationParameterNameNotFound", "OperationParameterTypeMismatch",
            "OperationParameterStaticTypeMismatch", "OperationParameterRequiredMismatch",
            "SourcePropertyInternal"
        ],
        "What the maker entered in one field is passed to the called operation as it is.",
        "\"parameters\": {\"country\": {\"parameter\": \"country\"}}";
    E07: EXTENSIONS, [
            "DynamicExtensionDefinitionNotAllowedInParameter",
            "SelectedItemValuePathNotAllowedInThisPosition"
        ],
        "The platform reads dynamic extensions of a body in its schema only.",
        "\"schema\": {\"x-ms-dynamic-schema\": {\"operationId\": \"GetFields\"}}";
    E08: EXTENSIONS, [
            "DynamicListExtensionRequiredForNonParameterReferences",
            "DynamicListExtensionRequiredForAmbiguousReferences",
            "DynamicPropertiesExtensionRequiredForNonParameterReferences",
            "DynamicPropertiesExtensionRequiredForAmbiguousReferences",
            "DynamicPropertiesExtensionRequiredForPropertiesValuePath",
            "DynamicPropertiesItemValuePathMismatch", "DynamicTreeExtensionMissing",
            "OperationParameterNameIsAmbiguous"
        ],
        "The older extensions cannot name a field within a body. Designers read the newer one first.",
        "\"x-ms-dynamic-list\": {\"operationId\": \"ListCustomers\", \"parameters\": {\"country\": \
         {\"parameterReference\": \"body/country\"}}}";
    E09: EXTENSIONS, [
            "InvalidEnumValuesExtensionValue", "DuplicateEnumValuesInExtension",
            "MissingEnumValuesDisplayName"
        ],
        "Makers choose by displayName, and the value is sent.",
        "\"enum\": [\"l\"], \"x-ms-enum-values\": [{\"value\": \"l\", \"displayName\": \"Large\"}]";
    E10: VALIDATOR, [
            "InvalidCustomEditorExtensionDictionaryValue", "FilterFunctionsPropertyEmpty",
            "FilterFunctionsPropertyHasDuplicates", "FilterFunctionsPropertyInInputSchema"
        ],
        "A dictionary has keys that the maker chooses.",
        "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}, \
         \"x-ms-editor\": \"dictionary\"}";
    E11: WEBHOOKS, [
            "NotificationUrlNotInternal", "NotificationUrlNotRequired", "NotificationUrlNotString",
            "NotificationUrlNotAllowedInThisPosition"
        ],
        "The platform fills in the address to which the service sends notifications.",
        "\"url\": {\"type\": \"string\", \"x-ms-visibility\": \"internal\", \
         \"x-ms-notification-url\": true}";
    E12: WEBHOOKS, [
            "OperationMustHaveNotificationContentExtension",
            "WebhookOperationsMissingNotificationUrlProperty"
        ],
        "The fields of the notification are the outputs of the trigger.",
        "\"x-ms-notification-content\": {\"schema\": {\"$ref\": \"#/definitions/Event\"}}";
    E13: DEFINITION_SCHEMA, [
            "NotificationExtensionSupportedForTriggerOnly",
            "NotificationExtensionNotSupportedInWebhookOperation",
            "NotificationOperationMustBeWebhook",
            "ParamtersWithSameNameMustHaveSameTypeAndVisibility"
        ],
        "A webhook wakes the trigger, which then reads what is new with the same parameters.",
        "\"x-ms-notification\": {\"operationId\": \"Subscribe\"}";
}
