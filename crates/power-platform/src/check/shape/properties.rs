//! The structure of `apiProperties.json`, after Microsoft's JSON schema for it and what published
//! connectors have beside that. `Any` stands where a rule of its own says more about the value.

use super::{Shape, Structure};
use Shape::{Any, Bool, List, Map, Number, Object, OneOf, Text};

pub(crate) static PROPERTIES: Shape = Object(&Structure {
    what: "properties",
    members: &[&[
        ("iconBrandColor", Any),
        ("publisher", Text),
        ("stackOwner", Text),
        ("capabilities", List(&Text)),
        ("connectionParameters", Map(&Object(&PARAMETER))),
        ("connectionParameterSets", Object(&SETS)),
        ("policyTemplateInstances", List(&Object(&POLICY))),
        ("scriptOperations", List(&Text)),
        ("redirectMode", Text),
    ]],
    required: &[],
    extensible: false,
});

/// Rule A18 says more about sets.
static SETS: Structure = Structure {
    what: "connectionParameterSets",
    members: &[&[("uiDefinition", Map(&Any)), ("values", OneOf(&[List(&Object(&SET)), Any]))]],
    required: &[],
    extensible: false,
};

static SET: Structure = Structure {
    what: "a set of connection parameters",
    members: &[&[
        ("name", Any),
        ("uiDefinition", Map(&Any)),
        ("parameters", Map(&Object(&PARAMETER))),
        ("metadata", Map(&Any)),
    ]],
    required: &[],
    extensible: false,
};

static PARAMETER: Structure = Structure {
    what: "a connection parameter",
    members: &[&[
        ("type", Any),
        ("defaultValue", Any),
        ("allowedValues", List(&Map(&Any))),
        ("metadata", Map(&Any)),
        ("oAuthSettings", Object(&OAUTH)),
        ("uiDefinition", Object(&UI)),
    ]],
    required: &[],
    extensible: false,
};

static UI: Structure = Structure {
    what: "uiDefinition",
    members: &[&[
        ("displayName", Text),
        ("description", Text),
        ("tooltip", Text),
        ("tabIndex", Number),
        ("schema", Map(&Any)),
        ("credentialType", Text),
        ("constraints", Object(&CONSTRAINTS)),
    ]],
    required: &[],
    extensible: false,
};

/// Rule A07 checks `required` and `hidden`. Exports add the last five.
pub(crate) static CONSTRAINTS: Structure = Structure {
    what: "the constraints of a connection parameter",
    members: &[&[
        ("clearText", OneOf(&[Bool, Text])),
        ("required", Any),
        ("hidden", Any),
        ("tabIndex", OneOf(&[Number, Text])),
        ("capability", List(&Text)),
        ("allowedValues", List(&Object(&ALLOWED_VALUE))),
        ("dependencies", Map(&Any)),
        ("default", Any),
        ("editor", Any),
        ("location", Any),
        ("propertyPath", Any),
        ("urlEncoding", Any),
    ]],
    required: &[],
    extensible: false,
};

static ALLOWED_VALUE: Structure = Structure {
    what: "an allowed value",
    members: &[&[("value", Any), ("text", Text)]],
    required: &["value"],
    extensible: false,
};

/// Rules A12 to A15 say more about OAuth.
static OAUTH: Structure = Structure {
    what: "oAuthSettings",
    members: &[&[
        ("identityProvider", Any),
        ("clientId", Any),
        ("ClientId", Any),
        ("clientSecret", Any),
        ("ClientSecret", Any),
        ("redirectMode", Any),
        ("redirectUrl", Any),
        ("scopes", List(&Text)),
        ("properties", Map(&Any)),
        ("additionalParameters", Map(&Any)),
        ("customParameters", Map(&Map(&Any))),
    ]],
    required: &[],
    extensible: false,
};

/// Rules A01 and A11 check the template and its parameters. Exports of solutions have the names in
/// Pascal case.
static POLICY: Structure = Structure {
    what: "a policy",
    members: &[&[
        ("templateId", Any),
        ("title", Text),
        ("type", Text),
        ("parameters", Map(&Any)),
        ("TemplateId", Any),
        ("Title", Any),
        ("Type", Any),
        ("Parameters", Map(&Any)),
    ]],
    required: &[],
    extensible: false,
};
