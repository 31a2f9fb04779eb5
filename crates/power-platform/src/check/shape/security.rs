//! The structure of security definitions. Rule S02 checks API keys and the type.

use super::{Shape, Structure};
use Shape::{Any, By, Choice, Map, Object, Text};

pub(super) static DEFINITION: Shape = By(
    "type",
    &[
        ("apiKey", Any),
        ("basic", Object(&BASIC)),
        (
            "oauth2",
            By(
                "flow",
                &[
                    ("accessCode", Object(&ACCESS_CODE)),
                    ("implicit", Object(&IMPLICIT)),
                    ("application", Object(&TOKEN_ONLY)),
                    ("password", Object(&TOKEN_ONLY)),
                    ("", Object(&UNKNOWN_FLOW)),
                ],
            ),
        ),
        ("", Shape::Map(&Any)),
    ],
);

static BASIC: Structure = Structure {
    what: "a definition of type basic",
    members: &[&[("type", Any), ("description", Text)]],
    required: &[],
    extensible: true,
};

/// The members of all flows.
static OAUTH2: &[(&str, Shape)] = &[
    ("type", Any),
    ("flow", Choice(&["implicit", "password", "application", "accessCode"])),
    ("scopes", Map(&Text)),
    ("description", Text),
];

static ACCESS_CODE: Structure = Structure {
    what: "an OAuth 2.0 definition of this flow",
    members: &[OAUTH2, &[("authorizationUrl", Text), ("tokenUrl", Text)]],
    required: &["authorizationUrl", "tokenUrl"],
    extensible: true,
};

static IMPLICIT: Structure = Structure {
    what: "an OAuth 2.0 definition of this flow",
    members: &[OAUTH2, &[("authorizationUrl", Text)]],
    required: &["authorizationUrl"],
    extensible: true,
};

static TOKEN_ONLY: Structure = Structure {
    what: "an OAuth 2.0 definition of this flow",
    members: &[OAUTH2, &[("tokenUrl", Text)]],
    required: &["tokenUrl"],
    extensible: true,
};

static UNKNOWN_FLOW: Structure = Structure {
    what: "an OAuth 2.0 definition",
    members: &[OAUTH2, &[("authorizationUrl", Text), ("tokenUrl", Text)]],
    required: &["flow"],
    extensible: true,
};
