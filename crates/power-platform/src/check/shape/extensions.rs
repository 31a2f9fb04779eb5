//! The structure of the extensions that the platform reads, after Microsoft's JSON schema for
//! definitions and what certified connectors have. `Any` stands where a rule of its own says more
//! about the value.

use super::{Shape, Structure};
use Shape::{Any, Bool, Choice, List, Map, Object, OneOf, Text};

pub(super) static DOCUMENT: &[(&str, Shape)] = &[
    ("x-ms-capabilities", Map(&Map(&Any))),
    ("x-ms-connector-metadata", List(&Object(&METADATA))),
];

pub(super) static INFO: &[(&str, Shape)] = &[("x-ms-api-annotation", Object(&STATUS))];

pub(super) static PATH: &[(&str, Shape)] =
    &[("x-ms-notification-content", Object(&NOTIFICATION_CONTENT))];

pub(super) static OPERATION: &[(&str, Shape)] = &[
    ("x-ms-api-annotation", Object(&ANNOTATION)),
    ("x-ms-no-generic-test", Bool),
    ("x-ms-notification", Object(&NOTIFICATION)),
    ("x-ms-notification-content", Object(&NOTIFICATION_CONTENT)),
    ("x-ms-operation-context", Object(&OPERATION_CONTEXT)),
    ("x-ms-pageable", Object(&PAGEABLE)),
    ("x-ms-safe-operation", Bool),
    ("x-ms-summary", Text),
    ("x-ms-trigger", Choice(&["single", "batch"])),
    ("x-ms-trigger-hint", Text),
    ("x-ms-trigger-metadata", Object(&TRIGGER_METADATA)),
];

pub(super) static BODY: &[(&str, Shape)] = &[("x-ms-summary", Text)];

pub(super) static PARAMETER: &[(&str, Shape)] = DYNAMIC;

pub(super) static RESPONSE: &[(&str, Shape)] = &[("x-ms-summary", Text)];

pub(super) static SCHEMA: &[(&str, Shape)] = DYNAMIC;

/// The extensions of parameters and schemas.
static DYNAMIC: &[(&str, Shape)] = &[
    ("x-ms-summary", Text),
    ("x-ms-dynamic-values", Object(&VALUES)),
    ("x-ms-dynamic-list", Object(&LIST)),
    ("x-ms-dynamic-schema", Object(&SCHEMA_OF)),
    ("x-ms-dynamic-properties", Object(&PROPERTIES_OF)),
    ("x-ms-dynamic-tree", Object(&TREE)),
    ("x-ms-enum-values", List(&Object(&ENUM_VALUE))),
    ("x-ms-media-kind", Choice(&["image", "audio"])),
    ("x-ms-notification-url", OneOf(&[Bool, Text])),
    ("x-ms-trigger-value", Object(&TRIGGER_VALUE)),
];

static METADATA: Structure = Structure {
    what: "an entry of the metadata",
    members: &[&[("propertyName", Any), ("propertyValue", Any)]],
    required: &["propertyName", "propertyValue"],
    extensible: true,
};

static STATUS: Structure = Structure {
    what: "x-ms-api-annotation",
    members: &[&[("status", Choice(&["Production", "Preview"]))]],
    required: &[],
    extensible: false,
};

static ANNOTATION: Structure = Structure {
    what: "x-ms-api-annotation",
    members: &[&[
        ("family", Text),
        ("revision", Any),
        ("status", Choice(&["Production", "Preview"])),
        ("replacement", Any),
    ]],
    required: &[],
    extensible: false,
};

static NOTIFICATION: Structure = Structure {
    what: "x-ms-notification",
    members: &[&[("operationId", Text)]],
    required: &["operationId"],
    extensible: false,
};

static NOTIFICATION_CONTENT: Structure = Structure {
    what: "x-ms-notification-content",
    members: &[&[
        ("schema", Map(&Any)),
        ("description", Text),
        ("headers", Any),
        ("parameters", Any),
    ]],
    required: &[],
    extensible: false,
};

static OPERATION_CONTEXT: Structure = Structure {
    what: "x-ms-operation-context",
    members: &[&[("simulate", Object(&CALL))]],
    required: &["simulate"],
    extensible: false,
};

static CALL: Structure = Structure {
    what: "a call",
    members: &[&[("operationId", Text), ("parameters", Map(&Any))]],
    required: &["operationId"],
    extensible: false,
};

static PAGEABLE: Structure = Structure {
    what: "x-ms-pageable",
    members: &[&[("nextLinkName", Any)]],
    required: &["nextLinkName"],
    extensible: false,
};

static TRIGGER_METADATA: Structure = Structure {
    what: "x-ms-trigger-metadata",
    members: &[&[("kind", Text), ("mode", Text)]],
    required: &["kind", "mode"],
    extensible: false,
};

static TRIGGER_VALUE: Structure = Structure {
    what: "x-ms-trigger-value",
    members: &[&[("value-collection", Text), ("value-path", Text)]],
    required: &[],
    extensible: false,
};

static ENUM_VALUE: Structure = Structure {
    what: "an entry of x-ms-enum-values",
    members: &[&[("value", Any), ("displayName", Text)]],
    required: &["value"],
    extensible: false,
};

static VALUES: Structure = Structure {
    what: "x-ms-dynamic-values",
    members: &[&[
        ("operationId", Text),
        ("builtInOperation", Text),
        ("capability", Text),
        ("parameters", Map(&Any)),
        ("value-collection", Text),
        ("value-title", Text),
        ("value-path", Text),
    ]],
    required: &[],
    extensible: false,
};

static LIST: Structure = Structure {
    what: "x-ms-dynamic-list",
    members: &[&[
        ("operationId", Text),
        ("builtInOperation", Text),
        ("parameters", Map(&Map(&Any))),
        ("itemsPath", Text),
        ("itemTitlePath", Text),
        ("itemValuePath", Text),
    ]],
    required: &[],
    extensible: false,
};

static SCHEMA_OF: Structure = Structure {
    what: "x-ms-dynamic-schema",
    members: &[&[("operationId", Text), ("parameters", Map(&Any)), ("value-path", Text)]],
    required: &["operationId"],
    extensible: false,
};

static PROPERTIES_OF: Structure = Structure {
    what: "x-ms-dynamic-properties",
    members: &[&[("operationId", Text), ("parameters", Map(&Map(&Any))), ("itemValuePath", Text)]],
    required: &["operationId"],
    extensible: false,
};

static TREE: Structure = Structure {
    what: "x-ms-dynamic-tree",
    members: &[&[
        ("settings", Map(&Any)),
        ("open", Object(&TREE_CALL)),
        ("browse", Object(&TREE_CALL)),
    ]],
    required: &[],
    extensible: false,
};

static TREE_CALL: Structure = Structure {
    what: "a call of x-ms-dynamic-tree",
    members: &[&[
        ("operationId", Text),
        ("parameters", Map(&Any)),
        ("itemsPath", Text),
        ("itemTitlePath", Text),
        ("itemValuePath", Text),
        ("itemIsParent", Text),
        ("itemFullTitlePath", Text),
        ("selectableFilter", Text),
        ("selectedItemValuePath", Any),
    ]],
    required: &["operationId"],
    extensible: false,
};
