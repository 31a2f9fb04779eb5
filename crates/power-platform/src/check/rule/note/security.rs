use super::notes;

notes! {
    S01: VALIDATOR, [
            "SecurityRequirementMustBeDefined", "SecurityRequirementMustHaveValue",
            "SecurityRequirementMustHaveEmptyValue", "OAuthSecurityRequirementValueMustBeScopeName"
        ],
        "A requirement names how a call is authenticated; only OAuth 2.0 has scopes.",
        "\"security\": [{\"API Key\": []}]";
    S02: VALIDATOR, ["SecuritySchemePropertyRequired", "SecuritySchemePropertyNotValid"],
        "The platform must know in which header or query parameter the key is sent.",
        "\"API Key\": {\"type\": \"apiKey\", \"in\": \"header\", \"name\": \"X-API-Key\"}";
    S03: FAQ, [],
        "The platform uses the first definition only.",
        "One definition in securityDefinitions.";
    S04: FAQ, [],
        "A connection signs in with the authorization code flow. Other flows need a policy, a script \
         or an operation that gets a token.",
        "\"flow\": \"accessCode\"";
    S05: API_KEY, [],
        "Without global security, it is not clear that calls are authenticated.",
        "\"security\": [{\"API Key\": []}]";
    S06: FAQ, [],
        "The platform owns this header and drops a parameter of this name.",
        "A security definition, or the name X-Authorization and a policy that copies it.";
}
