//! The structure of Swagger 2.0, after its official JSON schema. `Any` stands where a rule of its
//! own says more about the value.

use super::{Shape, Structure};
use super::{extensions, security};
use Shape::{Any, Bool, By, Choice, List, Map, Number, Object, OneOf, Patterned, Text};

pub(crate) static DOCUMENT: Shape = Object(&Structure {
    what: "a Swagger 2.0 document",
    members: &[
        &[
            ("swagger", Any),
            ("info", Object(&INFO)),
            ("host", Any),
            ("basePath", Any),
            ("schemes", Any),
            ("consumes", List(&Text)),
            ("produces", List(&Text)),
            ("paths", Patterned(&Object(&PATH))),
            ("definitions", Map(&Object(&SCHEMA))),
            ("parameters", Map(&PARAMETER)),
            ("responses", Map(&RESPONSE)),
            ("securityDefinitions", Map(&security::DEFINITION)),
            ("security", List(&Map(&Any))),
            ("tags", List(&Object(&TAG))),
            ("externalDocs", Object(&EXTERNAL_DOCS)),
        ],
        extensions::DOCUMENT,
    ],
    required: &["paths"],
    extensible: true,
});

static INFO: Structure = Structure {
    what: "info",
    members: &[
        &[
            ("title", Any),
            ("description", Any),
            ("version", Any),
            ("termsOfService", Text),
            ("contact", Object(&CONTACT)),
            ("license", Object(&LICENSE)),
        ],
        extensions::INFO,
    ],
    required: &[],
    extensible: true,
};

static CONTACT: Structure = Structure {
    what: "a contact",
    members: &[&[("name", Text), ("url", Text), ("email", Text)]],
    required: &[],
    extensible: true,
};

static LICENSE: Structure = Structure {
    what: "a license",
    members: &[&[("name", Text), ("url", Text)]],
    required: &["name"],
    extensible: true,
};

static EXTERNAL_DOCS: Structure = Structure {
    what: "externalDocs",
    members: &[&[("description", Text), ("url", Text)]],
    required: &["url"],
    extensible: true,
};

static TAG: Structure = Structure {
    what: "a tag",
    members: &[&[("name", Text), ("description", Text), ("externalDocs", Object(&EXTERNAL_DOCS))]],
    required: &["name"],
    extensible: true,
};

static PATH: Structure = Structure {
    what: "a path",
    members: &[
        &[
            ("get", Object(&OPERATION)),
            ("put", Object(&OPERATION)),
            ("post", Object(&OPERATION)),
            ("delete", Object(&OPERATION)),
            ("options", Object(&OPERATION)),
            ("head", Object(&OPERATION)),
            ("patch", Object(&OPERATION)),
            ("parameters", List(&PARAMETER)),
        ],
        extensions::PATH,
    ],
    required: &[],
    extensible: true,
};

static OPERATION: Structure = Structure {
    what: "an operation",
    members: &[
        &[
            ("tags", List(&Text)),
            ("summary", Text),
            ("description", Text),
            ("externalDocs", Object(&EXTERNAL_DOCS)),
            ("operationId", Any),
            ("consumes", List(&Text)),
            ("produces", List(&Text)),
            ("parameters", List(&PARAMETER)),
            ("responses", Patterned(&RESPONSE)),
            ("schemes", List(&Choice(&["http", "https", "ws", "wss"]))),
            ("deprecated", Bool),
            ("security", List(&Map(&Any))),
        ],
        extensions::OPERATION,
    ],
    required: &[],
    extensible: true,
};

/// Keywords of parameters, headers, items and schemas.
static VALUE: &[(&str, Shape)] = &[
    ("format", Text),
    ("default", Any),
    ("enum", Any),
    ("maximum", Number),
    ("exclusiveMaximum", Bool),
    ("minimum", Number),
    ("exclusiveMinimum", Bool),
    ("maxLength", Any),
    ("minLength", Any),
    ("pattern", Any),
    ("maxItems", Any),
    ("minItems", Any),
    ("uniqueItems", Bool),
    ("multipleOf", Any),
];

/// The types of values that are not objects.
static SIMPLE_TYPES: &[&str] = &["string", "number", "integer", "boolean", "array"];

static PARAMETER: Shape =
    By("in", &[("body", Object(&BODY)), ("query", Object(&DECLARED_PARAMETER))]);

static BODY: Structure = Structure {
    what: "the parameter of a body",
    members: &[
        &[
            ("name", Any),
            ("in", Any),
            ("description", Text),
            ("required", Bool),
            ("schema", Object(&SCHEMA)),
            ("type", Any),
        ],
        extensions::BODY,
    ],
    required: &[],
    extensible: true,
};

static DECLARED_PARAMETER: Structure = Structure {
    what: "a parameter",
    members: &[DECLARED, VALUE, extensions::PARAMETER],
    required: &["type"],
    extensible: true,
};

/// The members of a parameter that is not a body. Rule P08 reports a file that is not a form field.
static DECLARED: &[(&str, Shape)] = &[
    ("type", Choice(&["string", "number", "integer", "boolean", "array", "file"])),
    ("name", Any),
    ("in", Any),
    ("description", Text),
    ("required", Bool),
    ("schema", Any),
    ("allowEmptyValue", Bool),
    ("items", Object(&ITEMS)),
    ("collectionFormat", Any),
];

static ITEMS: Structure = Structure {
    what: "the items of a list",
    members: &[
        &[("type", Choice(SIMPLE_TYPES)), ("items", Object(&ITEMS)), ("collectionFormat", Any)],
        VALUE,
    ],
    required: &[],
    extensible: true,
};

static RESPONSE: Shape = Object(&Structure {
    what: "a response",
    members: &[
        &[
            ("description", Text),
            ("schema", Object(&SCHEMA)),
            ("headers", Map(&Object(&HEADER))),
            ("examples", Map(&Any)),
        ],
        extensions::RESPONSE,
    ],
    required: &["description"],
    extensible: true,
});

static HEADER: Structure = Structure {
    what: "a header",
    members: &[
        &[
            ("type", Choice(SIMPLE_TYPES)),
            ("description", Text),
            ("items", Object(&ITEMS)),
            ("collectionFormat", Any),
        ],
        VALUE,
    ],
    required: &["type"],
    extensible: true,
};

static SCHEMA: Structure = Structure {
    what: "a schema",
    members: &[
        &[
            ("type", OneOf(&[Choice(SCHEMA_TYPES), List(&Choice(SCHEMA_TYPES))])),
            ("title", Text),
            ("description", Text),
            ("items", OneOf(&[Object(&SCHEMA), List(&Object(&SCHEMA))])),
            ("allOf", List(&Object(&SCHEMA))),
            ("properties", Map(&Object(&SCHEMA))),
            ("additionalProperties", OneOf(&[Object(&SCHEMA), Bool])),
            ("required", Any),
            ("maxProperties", Any),
            ("minProperties", Any),
            ("discriminator", Text),
            ("readOnly", Bool),
            ("xml", Any),
            ("externalDocs", Object(&EXTERNAL_DOCS)),
            ("example", Any),
        ],
        VALUE,
        extensions::SCHEMA,
    ],
    required: &[],
    extensible: true,
};

static SCHEMA_TYPES: &[&str] =
    &["array", "boolean", "integer", "null", "number", "object", "string", "file"];
