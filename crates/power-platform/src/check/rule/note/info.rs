use super::notes;

notes! {
    I01: CERTIFICATION, ["FieldLengthExceeded", "5000.2.2.1"],
        "The title is the name of the connector in lists, which show 30 characters. In \
         Dataverse it has at most 200.",
        "\"title\": \"Contoso Invoices\"";
    I02: CERTIFICATION, ["ValueContainsRestrictedWords", "5000.2.2.2"],
        "Each entry in the list is a connector, so the word says nothing; names of products are \
         Microsoft's.",
        "\"title\": \"Contoso Invoices\"";
    I03: CERTIFICATION, ["ValueMustEndWithAlphanumeric", "5000.2.2.3"],
        "Certification refuses other endings.",
        "\"title\": \"Contoso Invoices\"";
    I04: CERTIFICATION, [],
        "Makers choose by the name, so two connectors cannot have the same.",
        "\"title\": \"Contoso Invoices\"";
    I05: CERTIFICATION, ["FieldLengthNotInRange", "5000.2.3.4"],
        "Without a description paconn stops with KeyError: 'description'. Certification asks for 30 to \
         500 characters; Dataverse holds 1,000.",
        "\"description\": \"Contoso Invoices sends, lists and cancels invoices.\"";
    I06: CERTIFICATION, ["ValueContainsRestrictedWords", "5000.2.3.5"],
        "The connector works in several products of the platform.",
        "\"description\": \"Contoso Invoices sends, lists and cancels invoices.\"";
    I07: STRINGS, [],
        "Makers need not know what an API is.",
        "\"description\": \"Contoso Invoices sends, lists and cancels invoices.\"";
    I08: SWAGGER, ["RequiredPropertyMissing"],
        "Swagger 2.0 requires a version.",
        "\"version\": \"1.0\"";
    I09: CERTIFICATION, ["ContactEmailNotValid", "UrlNotValid", "5000.3.1.4"],
        "The contact is published as the address for support.",
        "\"contact\": {\"name\": \"Contoso\", \"url\": \"https://contoso.com/help\", \
         \"email\": \"help@contoso.com\"}";
    I10: CERTIFICATION, ["ConnectorMetadataPropertiesMissing", "5000.3.1.3", "5000.3.1.5"],
        "Website, privacy policy and categories are part of the published page.",
        "\"x-ms-connector-metadata\": [{\"propertyName\": \"Website\", \"propertyValue\": \
         \"https://contoso.com\"}]";
    I11: CERTIFICATION, ["UrlNotValid", "5000.3.1.3", "5000.3.1.5"],
        "The addresses become links on the published page.",
        "{\"propertyName\": \"Website\", \"propertyValue\": \"https://contoso.com\"}";
    I12: CERTIFICATION, ["InvalidConnectorCategory", "TooManyConnectorCategories"],
        "The list of connectors is filtered by category.",
        "{\"propertyName\": \"Categories\", \"propertyValue\": \"Finance;Data\"}";
    I13: CERTIFICATION, [],
        "The metadata is published with the connector.",
        "No internal host names, names of employees or keys.";
    I14: VALIDATOR, ["OperationStatusAheadOfConnector"],
        "An operation cannot be more mature than its connector.",
        "\"x-ms-api-annotation\": {\"status\": \"Preview\"}";
}
