use std::fmt;

use serde::{Serialize, Serializer};

use crate::check::Level;

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
    /// `X`: connection test, brand color, icon, publisher and readme.
    Assets,
    /// `A`: `apiProperties.json`.
    Properties,
}

/// Who can tell whether a connector keeps a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Judge {
    /// This library reports findings.
    Program,
    /// A reviewer: the rule is listed as a reminder and never reported.
    Person,
}

/// What the table says of one rule.
struct Entry {
    id: &'static str,
    group: Group,
    judge: Judge,
    levels: &'static [Level],
    text: &'static str,
}

macro_rules! rules {
    ($($group:ident { $($id:ident: $judge:ident, [$($level:ident),+], $text:literal;)+ })+) => {
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
                            judge: Judge::$judge,
                            levels: &[$(Level::$level),+],
                            text: $text,
                        },
                    )+)+
                }
            }
        }
    };
}

// Id, judge, levels of its findings (the gravest first) and text of each rule.
rules! {
    Files {
        F01: Program, [Error, Warning], "Each file is JSON in UTF-8, without comments.";
        F02: Program, [Warning], "A name stands once in an object.";
        F03: Program, [Warning], "The settings are those that paconn reads.";
    }
    Document {
        D01: Program, [Error], "The document is Swagger 2.0.";
        D02: Program, [Error], "The file is smaller than 1 MB.";
        D03: Program, [Guidance],
            "Lines are indented with four spaces and have no blanks at the end.";
        D04: Program, [Warning], "Top-level keys stand in the usual order.";
        D05: Program, [Error, Warning], "Keys that Swagger 2.0 does not have start with x-.";
        D06: Program, [Warning], "Extensions x-ms-… are those that Microsoft knows.";
        D07: Program, [Warning], "Nothing stands beside a $ref.";
        D08: Program, [Error],
            "References lead to definitions, parameters and responses that exist.";
        D09: Program, [Warning],
            "Keywords and list formats that the platform ignores are not used.";
        D10: Program, [Error, Warning],
            "Numbers of operations and schemas, and their depth, stay within limits.";
        D11: Program, [Error, Warning], "Tags are unique, lists have no value twice.";
        D12: Program, [Warning],
            "Repeated parameters and objects are written once and referred to.";
        D13: Program, [Error, Warning], "Operations are not empty, other values neither.";
        D14: Program, [Warning], "Texts are English in ASCII.";
        D15: Program, [Warning], "The file is ASCII without a byte-order mark.";
    }
    Info {
        I01: Program, [Error], "The title has at most 30 characters.";
        I02: Program, [Error], "The title has no \"API\", \"connector\" or product name.";
        I03: Program, [Error], "The title ends with a letter or a digit.";
        I04: Person, [Warning], "The title is the product's name, and no other connector has it.";
        I05: Program, [Error], "The description has 30 to 500 characters.";
        I06: Program, [Error], "The description names no product of Power Platform.";
        I07: Program, [Guidance], "The description has no \"API\".";
        I08: Program, [Error], "There is a version.";
        I09: Program, [Error, Warning], "The contact has name, url and email.";
        I10: Program, [Warning], "The metadata has Website, Privacy policy and Categories.";
        I11: Program, [Error], "Website and Privacy policy are absolute web addresses.";
        I12: Program, [Error], "There are one or two categories, of those that exist.";
        I13: Person, [Warning], "The metadata, which is published, holds nothing private.";
        I14: Program, [Error], "No operation is in production while the connector is in preview.";
    }
    Host {
        H01: Program, [Error], "host is a host name, with a port at most.";
        H02: Program, [Warning], "The host is one for production.";
        H03: Program, [Error, Warning], "basePath starts with a slash.";
        H04: Program, [Error, Warning], "schemes is https.";
        H05: Program, [Error, Warning], "Media types are supported ones.";
        H06: Program, [Error, Warning], "Media types fit the parameters.";
    }
    Security {
        S01: Program, [Error, Warning], "Each security requirement has its definition.";
        S02: Program, [Error, Warning], "An API key definition has type, in and name.";
        S03: Program, [Warning], "There is one security definition.";
        S04: Program, [Error], "OAuth 2.0 connections use the authorization code.";
        S05: Program, [Warning], "There is a global security.";
        S06: Program, [Warning], "No parameter is called Authorization.";
    }
    Operations {
        O01: Program, [Error], "Each operation has its own operationId.";
        O02: Program, [Warning], "An operationId has letters and digits only.";
        O03: Program, [Warning], "An operationId is in Pascal case.";
        O04: Program, [Warning], "An operationId has at most 60 characters.";
        O05: Program, [Error], "A summary has 1 to 80 characters.";
        O06: Program, [Error], "A summary has no special characters.";
        O07: Program, [Warning], "A summary is in sentence case and has no stop at the end.";
        O08: Program, [Error, Warning, Guidance], "An operation has a description, a sentence.";
        O09: Program, [Warning], "A description says more than the summary.";
        O10: Program, [Error, Warning], "Summaries and descriptions name no product.";
        O11: Program, [Error, Warning], "x-ms-visibility is important, advanced or internal.";
        O12: Program, [Error, Warning], "Paths are well-formed and can be told apart.";
        O13: Program, [Error, Warning],
            "Path variables are declared, required and say their encoding.";
        O14: Program, [Warning], "Query parameters have no x-ms-url-encoding.";
        O15: Program, [Error], "An operation has one body or form fields, a GET neither.";
        O16: Program, [Error, Warning], "Each operation has a response of success.";
        O17: Program, [Warning], "200 or 201 has a schema.";
        O18: Program, [Warning], "default has no schema and is not alone.";
        O19: Program, [Warning], "One response has a schema.";
        O20: Program, [Warning], "The usual failures are listed.";
        O21: Program, [Error], "Responses are named by status or default.";
        O22: Program, [Error, Warning], "Revisions and replacements of operations fit together.";
        O23: Program, [Warning], "nextLinkName is nextLink or @odata.nextLink.";
    }
    Parameters {
        P01: Program, [Error], "Parameters have an x-ms-summary of at most 80 characters.";
        P02: Program, [Error, Warning], "Parameters have a description that says more.";
        P03: Program, [Error], "What is internal and required has a default.";
        P04: Program, [Warning], "What is internal and has a default is required.";
        P05: Program, [Error], "Defaults and choices have the declared type.";
        P06: Program, [Error], "Parameter names are unique and free to take.";
        P07: Program, [Error, Warning], "A body has a schema, other parameters have none.";
        P08: Program, [Error, Warning], "Files are form fields.";
    }
    Schemas {
        C01: Program, [Warning], "required lists properties that exist, on objects.";
        C02: Program, [Error], "Nothing that must be sent is readOnly.";
        C03: Program, [Error, Warning], "Lists say what is in them.";
        C04: Program, [Warning], "Formats are those that the platform knows.";
        C05: Program, [Error, Warning], "Patterns, lengths and bounds make sense.";
        C06: Program, [Warning], "Properties have a name and a description.";
        C07: Person, [Warning], "What makers need is important, the rest advanced.";
        C08: Person, [Warning], "Schemas list what really comes back.";
    }
    Assets {
        X01: Program, [Error, Warning], "The test of a connection is a GET that needs nothing.";
        X02: Program, [Error, Warning, Guidance],
            "There is a brand colour that certification accepts.";
        X03: Program, [Error, Warning, Guidance], "The icon is a square PNG on the brand colour.";
        X04: Program, [Warning], "There is a publisher.";
        X05: Program, [Warning], "There is a readme.";
        X06: Person, [Error], "Each operation was called ten times with success.";
    }
    Properties {
        A01: Program, [Error, Warning], "The properties have the shape that the platform reads.";
        A02: Program, [Error, Warning], "Expressions read connection parameters that exist.";
        A03: Program, [Warning], "Policies set no header that the platform keeps for itself.";
        A04: Program, [Warning], "Policies name operations that exist.";
        A05: Program, [Warning], "Definition and properties agree about an API key.";
        A06: Program, [Warning], "Secrets are of type securestring.";
        A07: Program, [Warning], "required of a connection parameter is a text.";
        A08: Program, [Guidance], "stackOwner is for certification only.";
        A09: Program, [Error], "The brand colour is a text.";
        A10: Program, [Warning], "No scheme is added to what already has one.";
    }
}

impl Rule {
    /// The id that findings show, such as `O13`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.entry().id
    }

    /// The group that the letter of the id stands for.
    #[must_use]
    pub const fn group(self) -> Group {
        self.entry().group
    }

    /// Whether this library or a person checks it.
    #[must_use]
    pub const fn judge(self) -> Judge {
        self.entry().judge
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
