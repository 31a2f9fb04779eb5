use std::fmt;

use serde::{Serialize, Serializer};

use crate::check::level::Level;

/// The groups of rules, by what they are about.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Group {
    /// `F`: files as such, whatever they contain.
    Files,
    /// `D`: the definition as a document.
    Document,
    /// `I`: `info` and the connector's metadata.
    Info,
    /// `H`: host, base path, schemes and media types.
    Host,
    /// `S`: security definitions and requirements.
    Security,
    /// `O`: operations, their paths and responses.
    Operations,
    /// `P`: parameters.
    Parameters,
    /// `C`: schemas.
    Schemas,
    /// `X`: connection test, brand colour, icon, publisher and readme.
    Assets,
    /// `A`: `apiProperties.json`.
    Properties,
}

/// Who can tell whether a connector keeps a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CheckedBy {
    /// This library reports findings.
    Program,
    /// A reviewer: the rule is listed as a reminder and never reported.
    Person,
}

/// What the table says of one rule.
struct Entry {
    id: &'static str,
    group: Group,
    checked_by: CheckedBy,
    levels: &'static [Level],
    text: &'static str,
}

macro_rules! rules {
    ($($group:ident { $($id:ident: $checked_by:ident, [$($level:ident),+], $text:literal;)+ })+) => {
        /// A rule for connectors, named by its id.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Rule {
            $($(
                #[doc = $text]
                $id,
            )+)+
        }

        impl Rule {
            /// All rules, by group and number.
            pub const ALL: &[Self] = &[$($(Self::$id,)+)+];

            const fn entry(self) -> Entry {
                match self {
                    $($(
                        Self::$id => Entry {
                            id: stringify!($id),
                            group: Group::$group,
                            checked_by: CheckedBy::$checked_by,
                            levels: &[$(Level::$level),+],
                            text: $text,
                        },
                    )+)+
                }
            }
        }
    };
}

// Id, checked_by, levels of its findings (the gravest first) and text of each rule.
rules! {
    Files {
        F01: Program, [Error, Warning], "Each file is JSON in UTF-8, without comments.";
        F02: Program, [Warning], "An object has each key only once.";
        F03: Program, [Warning], "settings.json has only settings that paconn reads.";
    }
    Document {
        D01: Program, [Error], "The definition is Swagger 2.0.";
        D02: Program, [Error], "The file is smaller than 1 MB.";
        D03: Program, [Guidance],
            "Lines are indented by four spaces and have no spaces or tabs at the end.";
        D04: Program, [Warning], "Top-level keys are in the usual order.";
        D05: Program, [Error, Warning], "Keys that are not part of Swagger 2.0 start with x-.";
        D06: Program, [Warning], "Extensions that start with x-ms- are in Microsoft's schema.";
        D07: Program, [Warning], "A $ref has no other keys beside it.";
        D08: Program, [Error],
            "References point to existing definitions, parameters and responses.";
        D09: Program, [Warning], "Keywords and collection formats are supported by the platform.";
        D10: Program, [Error, Warning],
            "The number of operations, and the number and depth of schemas, are within the limits.";
        D11: Program, [Error, Warning], "Tags are unique, and lists have no repeated values.";
        D12: Program, [Warning],
            "Repeated parameters and objects are defined once and referred to.";
        D13: Program, [Error, Warning], "Operations and other values are not empty.";
        D14: Program, [Warning], "Texts are English, in ASCII characters.";
        D15: Program, [Warning], "The file has only ASCII characters and no byte order mark.";
    }
    Info {
        I01: Program, [Error], "The title has at most 30 characters.";
        I02: Program, [Error],
            "The title does not contain \"API\", \"connector\" or the name of a product.";
        I03: Program, [Error], "The title ends with a letter or a digit.";
        I04: Person, [Warning],
            "The title is the name of the product, and no other connector has it.";
        I05: Program, [Error], "The description has 30 to 500 characters.";
        I06: Program, [Error], "The description does not name a Power Platform product.";
        I07: Program, [Guidance], "The description does not contain the word \"API\".";
        I08: Program, [Error], "The connector has a version.";
        I09: Program, [Error, Warning], "The contact has name, url and email.";
        I10: Program, [Warning], "The metadata has Website, Privacy policy and Categories.";
        I11: Program, [Error], "Website and Privacy policy are absolute web addresses.";
        I12: Program, [Error], "The connector has one or two of the existing categories.";
        I13: Person, [Warning], "The metadata, which is published, contains nothing private.";
        I14: Program, [Error], "No operation is in production while the connector is in preview.";
    }
    Host {
        H01: Program, [Error], "host is a host name, optionally with a port.";
        H02: Program, [Warning], "The host is a production host.";
        H03: Program, [Error, Warning], "basePath starts with a slash.";
        H04: Program, [Error, Warning], "https is the only scheme.";
        H05: Program, [Error, Warning], "Media types are supported by the platform.";
        H06: Program, [Error, Warning], "Media types match the parameters.";
    }
    Security {
        S01: Program, [Error, Warning], "Each security requirement has a security definition.";
        S02: Program, [Error, Warning], "An API key definition has type, in and name.";
        S03: Program, [Warning], "There is only one security definition.";
        S04: Program, [Error], "OAuth 2.0 connections use the authorization code flow.";
        S05: Program, [Warning], "The definition has global security.";
        S06: Program, [Warning], "No header parameter is named Authorization.";
    }
    Operations {
        O01: Program, [Error], "Each operation has a unique operationId.";
        O02: Program, [Warning], "An operationId has only letters and digits.";
        O03: Program, [Warning], "An operationId is in Pascal case.";
        O04: Program, [Warning], "An operationId has at most 60 characters.";
        O05: Program, [Error], "A summary has 1 to 80 characters.";
        O06: Program, [Error], "A summary has no special characters.";
        O07: Program, [Warning], "A summary is in sentence case and does not end with a full stop.";
        O08: Program, [Error, Warning, Guidance],
            "An operation has a description, which is a sentence.";
        O09: Program, [Warning], "A description says more than the summary.";
        O10: Program, [Error, Warning],
            "Summaries and descriptions do not name a Power Platform product.";
        O11: Program, [Error, Warning], "x-ms-visibility is important, advanced or internal.";
        O12: Program, [Error, Warning], "Paths are valid and not ambiguous.";
        O13: Program, [Error, Warning],
            "Path variables are declared, required, and specify their encoding.";
        O14: Program, [Warning], "Only path parameters have x-ms-url-encoding.";
        O15: Program, [Error],
            "An operation has at most one body, or form fields; a GET has neither.";
        O16: Program, [Error, Warning], "Each operation has a success response.";
        O17: Program, [Warning], "The response 200 or 201 has a schema.";
        O18: Program, [Warning], "The default response has no schema and is not the only response.";
        O19: Program, [Warning], "Only one response has a schema.";
        O20: Program, [Warning], "The usual error responses are listed.";
        O21: Program, [Error], "The name of a response is an HTTP status or default.";
        O22: Program, [Error, Warning], "Revisions and replacements of operations are consistent.";
        O23: Program, [Warning], "nextLinkName is nextLink or @odata.nextLink.";
    }
    Parameters {
        P01: Program, [Error], "Parameters have an x-ms-summary of at most 80 characters.";
        P02: Program, [Error, Warning],
            "Parameters have a description that says more than the x-ms-summary.";
        P03: Program, [Error], "Required internal parameters and properties have a default.";
        P04: Program, [Warning], "Internal parameters and properties with a default are required.";
        P05: Program, [Error], "Defaults and enum values have the declared type.";
        P06: Program, [Error], "Parameter names are valid, unique and not reserved.";
        P07: Program, [Error, Warning], "A body has a schema; other parameters have none.";
        P08: Program, [Error, Warning], "Files are form fields.";
    }
    Schemas {
        C01: Program, [Warning], "required lists existing properties of an object.";
        C02: Program, [Error], "Required properties of a body are not readOnly.";
        C03: Program, [Error, Warning], "Arrays have items.";
        C04: Program, [Warning], "Formats are supported by the platform.";
        C05: Program, [Error, Warning], "Patterns, lengths and limits are valid.";
        C06: Program, [Warning], "Properties have a title and a description.";
        C07: Person, [Warning],
            "Fields that most makers need are important, and the others advanced.";
        C08: Person, [Warning], "Schemas describe the actual responses.";
    }
    Assets {
        X01: Program, [Error, Warning],
            "The connection test is a GET operation without required parameters.";
        X02: Program, [Error, Warning, Guidance],
            "There is a brand colour that certification accepts.";
        X03: Program, [Error, Warning, Guidance], "The icon is a square PNG on the brand colour.";
        X04: Program, [Warning], "The connector has a publisher.";
        X05: Program, [Warning], "The connector has a readme.";
        X06: Person, [Error], "Each operation has been called ten times with success.";
    }
    Properties {
        A01: Program, [Error, Warning],
            "The properties have the structure that the platform expects.";
        A02: Program, [Error, Warning], "Expressions refer to existing connection parameters.";
        A03: Program, [Warning], "Policies do not set headers that the platform sets or removes.";
        A04: Program, [Warning], "Policies refer to existing operations.";
        A05: Program, [Warning], "Definition and properties agree about an API key.";
        A06: Program, [Warning], "Secrets are of type securestring.";
        A07: Program, [Warning], "The constraint required of a connection parameter is a text.";
        A08: Program, [Guidance], "stackOwner is used only for certification.";
        A09: Program, [Error], "The brand colour is a text.";
        A10: Program, [Warning], "Policies do not add https:// to a value that already has it.";
    }
}

impl Rule {
    /// The id that findings show, such as `O13`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.entry().id
    }

    /// The group that the letter of the id names.
    #[must_use]
    pub const fn group(self) -> Group {
        self.entry().group
    }

    /// Whether this library or a person checks it.
    #[must_use]
    pub const fn checked_by(self) -> CheckedBy {
        self.entry().checked_by
    }

    /// The levels that its findings can have, the gravest first.
    #[must_use]
    pub const fn levels(self) -> &'static [Level] {
        self.entry().levels
    }

    /// The level of its findings, unless they are a milder case.
    #[must_use]
    pub const fn level(self) -> Level {
        self.entry().levels[0]
    }

    /// What a connector that keeps the rule is like, in one sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.entry().text
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
