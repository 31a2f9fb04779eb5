use super::notes;

notes! {
    C01: SWAGGER, [
            "RequiredPropertyArrayEmpty", "RequiredPropertyNotOnObject",
            "RequiredPropertyDefinitionMissing"
        ],
        "A required name without a property can never be given.",
        "{\"type\": \"object\", \"required\": [\"id\"], \"properties\": {\"id\": {\"type\": \"string\"}}}";
    C02: VALIDATOR, ["RequiredReadOnlyPropertyNotAllowedAsInput"],
        "What only the service sets cannot be required of a maker.",
        "Leave id out of required where it is readOnly.";
    C03: SWAGGER, ["ArrayHasNoItems"],
        "Without items, makers cannot use the values of the list.",
        "{\"type\": \"array\", \"items\": {\"type\": \"string\"}}";
    C04: VALIDATOR, ["UnrecognizedTypeFormat"],
        "An unknown format is ignored: a maker can enter anything.",
        "{\"type\": \"string\", \"format\": \"date-time\"}";
    C05: SWAGGER, [
            "PatternShouldBeValidRegularExpression", "MinimumShouldBeLessThanOrEqualToMaximum",
            "MinLengthShouldBeLessThanOrEqualToMaxLength",
            "MinItemsShouldBeLessThanOrEqualToMaxItems", "MaxItemsMustBeGreaterThanOrEqualToZero",
            "MaxLengthMustBeGreaterThanOrEqualToZero",
            "MaxPropertiesMustBeGreaterThanOrEqualToZero",
            "MinItemsMustBeGreaterThanOrEqualToZero", "MinLengthMustBeGreaterThanOrEqualToZero",
            "MinPropertiesMustBeGreaterThanOrEqualToZero", "ExclusiveMaximumRequiresMaximum",
            "ExclusiveMinimumRequiresMinimum", "MultipleOfMustBeGreaterThanZero"
        ],
        "A limit that no value keeps makes the field useless.",
        "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 100}";
    C06: STRINGS, [],
        "The texts are what makers see of a field in the designer and in the list of outputs.",
        "\"x-ms-summary\": \"Total\", \"description\": \"The total with tax.\"";
    C07: EXTENSIONS, [],
        "Important fields are shown at once, advanced ones behind a menu.",
        "\"x-ms-visibility\": \"advanced\"";
    C08: CERTIFICATION, [],
        "Makers build on the fields that they see. A field that never comes breaks their flows.",
        "Compare the schema with a real response.";
    C09: SWAGGER, ["DiscriminatorMustBeARequiredStringProperty"],
        "The property tells which schema a value has, so each value needs it.",
        "{\"discriminator\": \"kind\", \"required\": [\"kind\"], \"properties\": {\"kind\": \
         {\"type\": \"string\"}}}";
    C10: SWAGGER, ["SchemaTypeFileNotValid"],
        "JSON cannot contain a file.",
        "\"schema\": {\"type\": \"file\"} of a response";
}
