//! The list of rules.

use crate::check::gate::Severity;
use crate::check::rule::{CheckedBy, Entry, Group, note};

macro_rules! rules {
    ($($group:ident($module:ident) { $($id:ident: $checked_by:ident, [$($severity:ident),+], $text:literal;)+ })+) => {
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

            pub(super) const fn entry(self) -> Entry {
                match self {
                    $($(
                        Self::$id => Entry {
                            id: stringify!($id),
                            group: Group::$group,
                            checked_by: CheckedBy::$checked_by,
                            severities: &[$(Severity::$severity),+],
                            text: $text,
                            note: &note::$module::$id,
                        },
                    )+)+
                }
            }
        }
    };
}

// Id, checked_by, severities of its findings (the gravest first) and text of each rule.
rules! {
    Files(files) {
        F01: Program, [Custom, Warning], "Each file is JSON in UTF-8, without comments.";
        F02: Program, [Warning], "An object has each key only once.";
        F03: Program, [Warning], "settings.json has only settings that paconn reads.";
    }
    Document(document) {
        D01: Program, [Custom], "The definition is Swagger 2.0.";
        D02: Program, [Solution], "The file is smaller than 1 MB.";
        D03: Program, [Guidance],
            "Lines are indented by four spaces and have no spaces or tabs at the end.";
        D04: Program, [Review], "Top-level keys are in the usual order.";
        D05: Program, [Custom], "Keys that are not part of Swagger 2.0 start with x-.";
        D06: Program, [Warning], "Extensions that start with x-ms- are in Microsoft's schema.";
        D07: Program, [Warning], "A $ref has no other keys beside it.";
        D08: Program, [Custom],
            "References point to existing definitions, parameters and responses.";
        D09: Program, [Warning], "Keywords and collection formats are supported by the platform.";
        D10: Program, [Custom, Certification, Warning],
            "The number of operations, and the number and depth of schemas, are within the limits.";
        D11: Program, [Custom, Warning], "Tags are unique, and lists have no repeated values.";
        D12: Program, [Review],
            "Repeated parameters and objects are defined once and referred to.";
        D13: Program, [Custom, Warning], "Operations and other values are not empty.";
        D14: Program, [Review], "Texts are English, in ASCII characters.";
        D15: Program, [Warning], "The file has only ASCII characters and no byte order mark.";
        D16: Program, [Custom], "The definition has the structure of Swagger 2.0.";
    }
    Info(info) {
        I01: Program, [Custom, Solution, Certification], "The title has at most 30 characters.";
        I02: Program, [Certification, Warning],
            "The title does not contain \"API\", \"connector\" or the name of a product.";
        I03: Program, [Certification], "The title ends with a letter or a digit.";
        I04: Person, [Review],
            "The title is the name of the product, and no other connector has it.";
        I05: Program, [Custom, Solution, Certification], "The description has 30 to 500 characters.";
        I06: Program, [Certification, Warning], "The description does not name a Power Platform product.";
        I07: Program, [Guidance], "The description does not contain the word \"API\".";
        I08: Program, [Custom], "The connector has a version.";
        I09: Program, [Certification, Warning], "The contact has name, url and email.";
        I10: Program, [Review], "The metadata has Website, Privacy policy and Categories.";
        I11: Program, [Certification, Warning], "Website and Privacy policy are absolute web addresses.";
        I12: Program, [Certification, Warning], "The connector has one or two of the existing categories.";
        I13: Person, [Warning], "The metadata, which is published, contains nothing private.";
        I14: Program, [Certification], "No operation is in production while the connector is in preview.";
    }
    Host(host) {
        H01: Program, [Custom], "host is a host name, optionally with a port.";
        H02: Program, [Review], "The host is a production host.";
        H03: Program, [Custom, Warning], "basePath starts with a slash.";
        H04: Program, [Custom, Warning], "https is the only scheme.";
        H05: Program, [Custom, Warning], "Media types are supported by the platform.";
        H06: Program, [Custom, Warning], "Media types match the parameters.";
    }
    Security(security) {
        S01: Program, [Custom, Warning], "Each security requirement has a security definition.";
        S02: Program, [Custom], "An API key definition has type, in and name.";
        S03: Program, [Warning], "There is only one security definition.";
        S04: Program, [Certification], "OAuth 2.0 connections use the authorization code flow.";
        S05: Program, [Warning], "The definition has global security.";
        S06: Program, [Warning], "No header parameter is named Authorization.";
    }
    Operations(operations) {
        O01: Program, [Custom], "Each operation has a unique operationId.";
        O02: Program, [Warning], "An operationId has only letters and digits.";
        O03: Program, [Review], "An operationId is in Pascal case.";
        O04: Program, [Review], "An operationId has at most 60 characters.";
        O05: Program, [Certification, Guidance], "A summary has 1 to 80 characters.";
        O06: Program, [Certification], "A summary has no special characters.";
        O07: Program, [Review], "A summary is in sentence case and does not end with a full stop.";
        O08: Program, [Certification, Review, Guidance],
            "An operation has a description, which is a sentence.";
        O09: Program, [Review], "A description says more than the summary.";
        O10: Program, [Certification, Warning],
            "Summaries and descriptions do not name a Power Platform product.";
        O11: Program, [Custom, Warning], "x-ms-visibility is important, advanced or internal.";
        O12: Program, [Custom, Warning, Guidance], "Paths are valid and not ambiguous.";
        O13: Program, [Custom, Warning],
            "Path variables are declared, required, and specify their encoding.";
        O14: Program, [Warning], "Only path parameters have x-ms-url-encoding.";
        O15: Program, [Custom, Warning],
            "An operation has at most one body, or form fields; a GET has neither.";
        O16: Program, [Custom, Warning], "Each operation has a success response.";
        O17: Program, [Warning], "The response 200 or 201 has a schema.";
        O18: Program, [Warning], "The default response has no schema and is not the only response.";
        O19: Program, [Review], "Only one response has a schema.";
        O20: Program, [Review], "The usual error responses are listed.";
        O21: Program, [Custom], "The name of a response is an HTTP status or default.";
        O22: Program, [Certification, Warning], "Revisions and replacements of operations are consistent.";
        O23: Program, [Custom], "nextLinkName is nextLink or @odata.nextLink.";
        O24: Program, [Custom, Warning], "Examples belong to a media type that is produced.";
        O25: Program, [Custom], "The headers of a response are unique.";
    }
    Parameters(parameters) {
        P01: Program, [Certification], "Parameters have an x-ms-summary of at most 80 characters.";
        P02: Program, [Certification, Review],
            "Parameters have a description that says more than the x-ms-summary.";
        P03: Program, [Certification], "Required internal parameters and properties have a default.";
        P04: Program, [Warning], "Internal parameters and properties with a default are required.";
        P05: Program, [Custom, Warning], "Defaults and enum values have the declared type.";
        P06: Program, [Custom], "Parameter names are valid, unique and not reserved.";
        P07: Program, [Custom], "A body has a schema; other parameters have none.";
        P08: Program, [Custom, Warning], "Files are form fields.";
        P09: Program, [Custom], "Only query parameters and form fields may be empty.";
    }
    Schemas(schemas) {
        C01: Program, [Custom], "required lists existing properties of an object.";
        C02: Program, [Custom], "Required properties of a body are not readOnly.";
        C03: Program, [Custom, Warning], "Arrays have items.";
        C04: Program, [Warning], "Formats are supported by the platform.";
        C05: Program, [Custom, Warning], "Patterns, lengths and limits are valid.";
        C06: Program, [Review], "Properties have a title and a description.";
        C07: Person, [Review],
            "Fields that most makers need are important, and the others advanced.";
        C08: Person, [Review], "Schemas describe the actual responses.";
        C09: Program, [Warning], "A discriminator is a required text.";
        C10: Program, [Custom], "Only a whole response or a form field is a file.";
    }
    Extensions(extensions) {
        E01: Program, [Custom, Warning], "Extensions have the structure that the platform reads.";
        E02: Program, [Custom], "Dynamic values call an operation that exists.";
        E03: Program, [Custom], "Dynamic values give parameters that the operation has.";
        E04: Program, [Custom], "Dynamic values give the parameters that the operation requires.";
        E05: Program, [Warning], "The paths of dynamic values lead to values in the response.";
        E06: Program, [Warning, Guidance], "Dynamic values pass on existing parameters of the right type.";
        E07: Program, [Custom], "Dynamic values are at a place where the platform reads them.";
        E08: Program, [Warning],
            "The older extension for dynamic values has the newer one beside it where needed.";
        E09: Program, [Custom], "x-ms-enum-values names each value of enum once.";
        E10: Program, [Custom], "Editors and filters fit the schema.";
        E11: Program, [Custom, Warning],
            "The address for notifications is a required internal text in a body.";
        E12: Program, [Warning], "A webhook describes its notifications.";
        E13: Program, [Custom], "x-ms-notification names the webhook of a trigger.";
    }
    Assets(assets) {
        X01: Program, [Custom, Warning],
            "The connection test is a GET operation without required parameters.";
        X02: Program, [Certification, Guidance],
            "There is a brand colour that certification accepts.";
        X03: Program, [Custom, Review, Guidance], "The icon is a square PNG on the brand colour.";
        X04: Program, [Certification], "The connector has a publisher.";
        X05: Program, [Review], "The connector has a readme.";
        X06: Person, [Certification], "Each operation has been called ten times with success.";
    }
    Properties(properties) {
        A01: Program, [Custom, Warning],
            "The properties have the structure that the platform expects.";
        A02: Program, [Custom, Warning], "Expressions refer to existing connection parameters.";
        A03: Program, [Warning], "Policies do not set headers that the platform sets or removes.";
        A04: Program, [Warning], "Policies refer to existing operations.";
        A05: Program, [Warning], "Definition and properties agree about an API key.";
        A06: Program, [Warning], "Secrets are of type securestring.";
        A07: Program, [Warning], "The constraint required of a connection parameter is a text.";
        A08: Program, [Guidance], "stackOwner is used only for certification.";
        A09: Program, [Custom], "The brand colour is a text.";
        A10: Program, [Warning], "Policies do not add https:// to a value that already has it.";
        A11: Program, [Custom, Warning], "Policies have the parameters of their template.";
        A12: Program, [Custom, Warning], "OAuth settings name an identity provider and what it needs.";
        A13: Program, [Warning], "OAuth templates are complete, and their placeholders exist.";
        A14: Program, [Warning, Review], "OAuth settings have a redirect of their own.";
        A15: Program, [Warning], "The client secret is not part of the connector.";
        A16: Program, [Custom, Warning, Review],
            "Connection parameters have texts and known constraints.";
        A17: Program, [Warning], "A script handles existing operations.";
        A18: Program, [Custom, Warning], "Sets of connection parameters are complete.";
        A19: Program, [Warning], "Secrets are sent in headers.";
        A20: Program, [Warning], "Basic authentication uses username and password.";
        A21: Program, [Warning], "A policy that breaks a connection needs a connection test.";
    }
}
