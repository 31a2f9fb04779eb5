use super::notes;

notes! {
    P01: STRINGS, ["FieldLengthExceeded"],
        "It is the label of the field in the designer. Without it, makers see the technical name.",
        "\"x-ms-summary\": \"Invoice Number\"";
    P02: STRINGS, [],
        "It is the hint in the field. It says what to enter.",
        "\"description\": \"The number of the invoice, such as 2024-17.\"";
    P03: EXTENSIONS, [],
        "Makers do not see an internal field, so that only its default can be sent.",
        "{\"x-ms-visibility\": \"internal\", \"required\": true, \"default\": \"2.0\"}";
    P04: EXTENSIONS, ["PropertyMustBeRequired", "InternalPropertyWithDefaultOptional"],
        "The platform leaves out optional fields that makers do not see.",
        "{\"x-ms-visibility\": \"internal\", \"required\": true, \"default\": \"2.0\"}";
    P05: VALIDATOR, ["DefaultValueMustMatchType", "InvalidEnumValue", "EnumMustContainAtLeastOneElement"],
        "A number at type string is refused. A text that converts is accepted, but other tools refuse \
         it.",
        "{\"type\": \"integer\", \"default\": 10}";
    P06: VALIDATOR, [
            "ConnectionIdParameterNotAllowed", "InvalidFormDataParameterName",
            "OperationParametersAreNotUnique", "OperationParametersContainDuplicateParameter",
            "PathParametersContainDuplicateParameter"
        ],
        "Flows keep values by the names of parameters; connectionId is the platform's own.",
        "{\"name\": \"limit\", \"in\": \"query\", \"type\": \"integer\"}";
    P07: SWAGGER, [
            "BodyParameterSchemaRequired", "BodyParameterPropertyNotValid",
            "NonBodyParameterSchemaNotValid"
        ],
        "Swagger 2.0 describes a body with a schema and other parameters with a type.",
        "{\"name\": \"body\", \"in\": \"body\", \"schema\": {\"$ref\": \"#/definitions/Invoice\"}}";
    P08: SWAGGER, ["FileParameterMustBeInFormData", "InvalidStringBinaryProperty"],
        "A file is sent as a form field or as the whole body, not within JSON.",
        "{\"name\": \"picture\", \"in\": \"formData\", \"type\": \"file\"}";
    P09: SWAGGER, ["AllowEmptyValueOnlyValidForQueryFormData"],
        "A path or header cannot be empty.",
        "{\"name\": \"flag\", \"in\": \"query\", \"type\": \"boolean\", \"allowEmptyValue\": true}";
}
