use crate::check::finding::Level::{self, Error, Guidance, Warning};

/// Who can judge a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Judge {
    /// This program.
    Program,
    /// A person only.
    Person,
}

/// One rule of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// What its gravest finding weighs.
    pub level: Level,
    /// Who judges it.
    pub judge: Judge,
    /// What it wants.
    pub text: &'static str,
}

const fn rule(id: &'static str, level: Level, text: &'static str) -> Rule {
    Rule { id, level, judge: Judge::Program, text }
}

const fn for_people(id: &'static str, level: Level, text: &'static str) -> Rule {
    Rule { id, level, judge: Judge::Person, text }
}

/// All rules. `F…` are ours; the others have the ids of the catalogue.
pub const CATALOGUE: [Rule; 99] = [
    rule("F01", Error, "Each file is JSON in UTF-8, without comments."),
    rule("F02", Warning, "A name stands once in an object."),
    rule("F03", Warning, "The settings are those that paconn reads."),
    rule("D01", Error, "The document is Swagger 2.0."),
    rule("D02", Error, "The file is smaller than 1 MB."),
    rule("D03", Guidance, "Lines are indented with four spaces and have no blanks at the end."),
    rule("D04", Warning, "Top-level keys stand in the usual order."),
    rule("D05", Error, "Keys that Swagger 2.0 does not have start with x-."),
    rule("D06", Warning, "Extensions x-ms-… are those that Microsoft knows."),
    rule("D07", Warning, "Nothing stands beside a $ref."),
    rule("D08", Error, "References lead to definitions, parameters and responses that exist."),
    rule("D09", Warning, "Keywords and list formats that the platform ignores are not used."),
    rule("D10", Error, "Numbers of operations and schemas, and their depth, stay within limits."),
    rule("D11", Error, "Tags are unique, lists have no value twice."),
    rule("D12", Warning, "Repeated parameters and objects are written once and referred to."),
    rule("D13", Error, "Operations are not empty, other values neither."),
    rule("D14", Warning, "Texts are English in ASCII."),
    rule("D15", Warning, "The file is ASCII without a byte-order mark."),
    rule("I01", Error, "The title has at most 30 characters."),
    rule("I02", Error, "The title has no \"API\", \"connector\" or product name."),
    rule("I03", Error, "The title ends with a letter or a digit."),
    for_people("I04", Warning, "The title is the product's name, and no other connector has it."),
    rule("I05", Error, "The description has 30 to 500 characters."),
    rule("I06", Error, "The description names no product of Power Platform."),
    rule("I07", Guidance, "The description has no \"API\"."),
    rule("I08", Error, "There is a version."),
    rule("I09", Error, "The contact has name, url and email."),
    rule("I10", Warning, "The metadata has Website, Privacy policy and Categories."),
    rule("I11", Error, "Website and Privacy policy are absolute web addresses."),
    rule("I12", Error, "There are one or two categories, of those that exist."),
    for_people("I13", Warning, "The metadata, which is published, holds nothing private."),
    rule("I14", Error, "No operation is in production while the connector is in preview."),
    rule("H01", Error, "host is a host name, with a port at most."),
    rule("H02", Warning, "The host is one for production."),
    rule("H03", Error, "basePath starts with a slash."),
    rule("H04", Error, "schemes is https."),
    rule("H05", Error, "Media types are supported ones."),
    rule("H06", Error, "Media types fit the parameters."),
    rule("S01", Error, "Each security requirement has its definition."),
    rule("S02", Error, "An API key definition has type, in and name."),
    rule("S03", Warning, "There is one security definition."),
    rule("S04", Error, "OAuth 2.0 connections use the authorization code."),
    rule("S05", Warning, "There is a global security."),
    rule("S06", Warning, "No parameter is called Authorization."),
    rule("O01", Error, "Each operation has its own operationId."),
    rule("O02", Warning, "An operationId has letters and digits only."),
    rule("O03", Warning, "An operationId is in Pascal case."),
    rule("O04", Warning, "An operationId has at most 60 characters."),
    rule("O05", Error, "A summary has 1 to 80 characters."),
    rule("O06", Error, "A summary has no special characters."),
    rule("O07", Warning, "A summary is in sentence case and has no stop at the end."),
    rule("O08", Error, "An operation has a description, a sentence."),
    rule("O09", Warning, "A description says more than the summary."),
    rule("O10", Error, "Summaries and descriptions name no product."),
    rule("O11", Error, "x-ms-visibility is important, advanced or internal."),
    rule("O12", Error, "Paths are well-formed and can be told apart."),
    rule("O13", Error, "Path variables are declared, required and say their encoding."),
    rule("O14", Warning, "Query parameters have no x-ms-url-encoding."),
    rule("O15", Error, "An operation has one body or form fields, a GET neither."),
    rule("O16", Error, "Each operation has a response of success."),
    rule("O17", Warning, "200 or 201 has a schema."),
    rule("O18", Warning, "default has no schema and is not alone."),
    rule("O19", Warning, "One response has a schema."),
    rule("O20", Warning, "The usual failures are listed."),
    rule("O21", Error, "Responses are named by status or default."),
    rule("O22", Error, "Revisions and replacements of operations fit together."),
    rule("O23", Warning, "nextLinkName is nextLink or @odata.nextLink."),
    rule("P01", Error, "Parameters have an x-ms-summary of at most 80 characters."),
    rule("P02", Error, "Parameters have a description that says more."),
    rule("P03", Error, "What is internal and required has a default."),
    rule("P04", Warning, "What is internal and has a default is required."),
    rule("P05", Error, "Defaults and choices have the declared type."),
    rule("P06", Error, "Parameter names are unique and free to take."),
    rule("P07", Error, "A body has a schema, other parameters have none."),
    rule("P08", Error, "Files are form fields."),
    rule("C01", Warning, "required lists properties that exist, on objects."),
    rule("C02", Error, "Nothing that must be sent is readOnly."),
    rule("C03", Error, "Lists say what is in them."),
    rule("C04", Warning, "Formats are those that the platform knows."),
    rule("C05", Error, "Patterns, lengths and bounds make sense."),
    rule("C06", Warning, "Properties have a name and a description."),
    for_people("C07", Warning, "What makers need is important, the rest advanced."),
    for_people("C08", Warning, "Schemas list what really comes back."),
    rule("X01", Warning, "The test of a connection is a GET that needs nothing."),
    rule("X02", Error, "There is a brand colour that certification accepts."),
    rule("X03", Error, "The icon is a square PNG on the brand colour."),
    rule("X04", Warning, "There is a publisher."),
    rule("X05", Warning, "There is a readme."),
    for_people("X06", Error, "Each operation was called ten times with success."),
    rule("A01", Error, "The properties have the shape that the platform reads."),
    rule("A02", Error, "Expressions read connection parameters that exist."),
    rule("A03", Warning, "Policies set no header that the platform keeps for itself."),
    rule("A04", Warning, "Policies name operations that exist."),
    rule("A05", Warning, "Definition and properties agree about an API key."),
    rule("A06", Warning, "Secrets are of type securestring."),
    rule("A07", Warning, "required of a connection parameter is a text."),
    rule("A08", Guidance, "stackOwner is for certification only."),
    rule("A09", Error, "The brand colour is a text."),
    rule("A10", Warning, "No scheme is added to what already has one."),
];
