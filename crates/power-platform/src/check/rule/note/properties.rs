use super::notes;

notes! {
    A01: PROPERTIES_SCHEMA, [],
        "The platform refuses wrong types and ignores keys that it does not know.",
        "{\"properties\": {\"connectionParameters\": {}, \"iconBrandColor\": \"#005151\"}}";
    A02: POLICIES, [],
        "An expression with an unknown name is sent as it is, or empty.",
        "\"@connectionParameters('shop','')\"";
    A03: POLICIES, [],
        "The platform sets these headers itself.",
        "\"x-ms-apimTemplateParameter.name\": \"X-Shop\"";
    A04: POLICIES, [],
        "A policy for an operation that does not exist is never used.",
        "\"x-ms-apimTemplate-operationName\": [\"SendInvoice\"]";
    A05: API_KEY, [],
        "The definition says how the key is sent, the properties ask the maker for it.",
        "\"api_key\": {\"type\": \"securestring\"}";
    A06: API_KEY, [],
        "A string can be read again by everyone who can edit the connection.",
        "\"password\": {\"type\": \"securestring\"}";
    A07: PROPERTIES_SCHEMA, [],
        "Certification refuses true without quotes here.",
        "\"constraints\": {\"required\": \"true\"}";
    A08: PACONN, [],
        "paconn update refuses a file with stackOwner. Keep two files.",
        "\"stackOwner\": \"Contoso, Ltd.\" in the file for certification";
    A09: PROPERTIES_SCHEMA, ["5000.2.1.1"],
        "A colour without quotes is not JSON's type for it.",
        "\"iconBrandColor\": \"#005151\"";
    A10: POLICIES, [],
        "The request goes to https://https://…, which fails.",
        "\"description\": \"shop.contoso.com, without https://\"";
    A11: POLICIES, [],
        "A template without a parameter that it needs stops the import; an unknown one is ignored.",
        "{\"templateId\": \"dynamichosturl\", \"parameters\": \
         {\"x-ms-apimTemplateParameter.urlTemplate\": \"https://@connectionParameters('host')\"}}";
    A12: PROPERTIES_SCHEMA, [],
        "The identity provider decides which settings are read.",
        "\"oAuthSettings\": {\"identityProvider\": \"oauth2\"}";
    A13: PROPERTIES_SCHEMA, [],
        "The platform fills in its own placeholders and the connection parameters token:Name. What \
         it sends without a template for the renewal lacks the client secret.",
        "\"tokenUrlTemplate\": {\"value\": \"https://{Site}/token\"}, with \"token:Site\"";
    A14: CERTIFICATION, [],
        "With a redirect of its own, a connector cannot receive the codes of another one.",
        "\"redirectMode\": \"GlobalPerConnector\"";
    A15: CERTIFICATION, [],
        "Everyone who has the files could act as the connector, and an import loses the secret.",
        "\"clientId\": \"[[client id]]\", and no clientSecret";
    A16: POLICY_CODES, ["5000.2.6.9", "5000.2.6.10"],
        "The texts are the dialog in which makers create a connection.",
        "\"uiDefinition\": {\"displayName\": \"Shop\", \"description\": \"shop.contoso.com\"}";
    A17: SCRIPT, [],
        "Without the script, calls of these operations fail.",
        "\"scriptOperations\": [\"SendInvoice\"]";
    A18: MULTI_AUTH, [],
        "The maker chooses a set by its name; the parameters of the others stay empty.",
        "\"values\": [{\"name\": \"key\", \"uiDefinition\": {\"displayName\": \"API key\"}, \
         \"parameters\": {}}]";
    A19: SETPROPERTY, [],
        "Addresses are written to logs, and setproperty does not evaluate expressions.",
        "A setheader policy with the secret.";
    A20: API_KEY, [],
        "The platform takes user name and password from the parameters with these keys.",
        "\"username\": {\"type\": \"string\"}, \"password\": {\"type\": \"securestring\"}";
    A21: TEST, [],
        "Only the test tells the platform that a connection works again.",
        "\"x-ms-capabilities\": {\"testConnection\": {\"operationId\": \"TestConnection\"}}";
}
