use super::notes;

notes! {
    F01: JSON, ["5000.2.6.3"],
        "A file that cannot be read is not saved. Comments, a comma after the last entry and other \
         encodings pass the portal, but paconn and other tools stop.",
        "{\n    \"swagger\": \"2.0\"\n}";
    F02: JSON, [],
        "Parsers keep one of the values, mostly the last one: the other text that you wrote is lost.",
        "{\"basePath\": \"/v1\"}";
    F03: PACONN, [],
        "paconn ignores what it does not know, so a misspelled setting has no effect.",
        "{\"apiDefinition\": \"apiDefinition.swagger.json\", \"icon\": \"icon.png\"}";
}
