//! The connection that holds an account. The platform sends `username` and `password` by HTTP Basic, as
//! the definition says; policies send the rest.

use power_platform::properties::{ConnectionParameterType, Constraints};

use super::{Parameters, Policies, VANITY_URL, parameter, set_header};
use crate::api::{
    API_KEY_HEADER, CLIENT_ID_HEADER, CLIENT_SECRET_HEADER, ORGANIZATION_HEADER, REALM_HEADER,
    TOKEN_URL_HEADER, VANITY_URL_HEADER,
};
use crate::connector::listing as texts;
use crate::connector::options::{ConnectorOptions, Variant};

/// A field of the connection.
struct Field {
    key: &'static str,
    /// Name, placeholder, text on hover.
    texts: (&'static str, &'static str, &'static str),
    /// Whether it is never shown again.
    secret: bool,
    /// Whether it is readable while it is typed.
    clear: bool,
    required: bool,
    /// The header that a policy sends it in, and the policy's title.
    sent: Option<(&'static str, &'static str)>,
}

/// The keys of these two are those that the platform sends by HTTP Basic.
const BASIC: [Field; 2] = [
    Field {
        key: "username",
        texts: (texts::USERNAME_NAME, texts::USERNAME_DESCRIPTION, texts::USERNAME_TOOLTIP),
        secret: true,
        clear: true,
        required: true,
        sent: None,
    },
    Field {
        key: "password",
        texts: (texts::PASSWORD_NAME, texts::PASSWORD_DESCRIPTION, texts::PASSWORD_TOOLTIP),
        secret: true,
        clear: false,
        required: true,
        sent: None,
    },
];

/// The same fields for an API key with its name.
const NAME_AND_KEY: [Field; 2] = {
    let [username, password] = BASIC;
    [
        Field {
            texts: (texts::KEY_NAME_NAME, texts::KEY_NAME_DESCRIPTION, texts::KEY_NAME_TOOLTIP),
            ..username
        },
        Field {
            texts: (texts::API_KEY_NAME, texts::API_KEY_DESCRIPTION, texts::API_KEY_TOOLTIP),
            ..password
        },
    ]
};

const TENANT_AND_CLIENT: [Field; 3] = [
    Field {
        key: VANITY_URL,
        texts: (texts::VANITY_URL_NAME, texts::VANITY_URL_DESCRIPTION, texts::VANITY_URL_TOOLTIP),
        secret: false,
        clear: true,
        required: true,
        sent: Some((VANITY_URL_HEADER, "Send the vanity URL")),
    },
    Field {
        key: "clientId",
        texts: (texts::CLIENT_ID_NAME, texts::CLIENT_ID_DESCRIPTION, texts::CLIENT_ID_TOOLTIP),
        secret: false,
        clear: true,
        required: true,
        sent: Some((CLIENT_ID_HEADER, "Send the client ID")),
    },
    Field {
        key: "clientSecret",
        texts: (
            texts::CLIENT_SECRET_NAME,
            texts::CLIENT_SECRET_DESCRIPTION,
            texts::CLIENT_SECRET_TOOLTIP,
        ),
        secret: true,
        clear: false,
        required: true,
        sent: Some((CLIENT_SECRET_HEADER, "Send the client secret")),
    },
];

/// The key cannot be a security definition, which HTTP Basic is already.
const KEY: Field = Field {
    key: "apiKey",
    texts: (texts::API_KEY_NAME, texts::API_KEY_DESCRIPTION, texts::API_KEY_TOOLTIP),
    secret: true,
    clear: false,
    required: true,
    sent: Some((API_KEY_HEADER, "Send the API key")),
};

const LOGIN_SERVICE: [Field; 3] = [
    Field {
        key: "tokenUrl",
        texts: (texts::TOKEN_URL_NAME, texts::TOKEN_URL_DESCRIPTION, texts::TOKEN_URL_TOOLTIP),
        secret: false,
        clear: true,
        required: false,
        sent: Some((TOKEN_URL_HEADER, "Send the token URL")),
    },
    Field {
        key: "organization",
        texts: (
            texts::ORGANIZATION_NAME,
            texts::ORGANIZATION_DESCRIPTION,
            texts::ORGANIZATION_TOOLTIP,
        ),
        secret: false,
        clear: true,
        required: false,
        sent: Some((ORGANIZATION_HEADER, "Send the Organization ID")),
    },
    Field {
        key: "realm",
        texts: (texts::REALM_NAME, texts::REALM_DESCRIPTION, texts::REALM_TOOLTIP),
        secret: false,
        clear: true,
        required: false,
        sent: Some((REALM_HEADER, "Send the realm")),
    },
];

/// In Logic Apps, which has no policies, a connection holds user name and password alone.
pub fn parameters_and_policies(options: &ConnectorOptions) -> (Parameters, Policies) {
    let mut fields = Vec::from(BASIC);
    if options.variant != Variant::LogicApps {
        fields.extend(TENANT_AND_CLIENT);
        fields.extend(options.with_api_key.then_some(KEY));
        fields.extend(LOGIN_SERVICE);
    }
    let policies = fields.iter().filter_map(Field::policy).collect();
    (parameters(&fields), policies)
}

/// A connection that sends the name of an API key and the key by HTTP Basic.
pub fn name_and_key() -> Parameters {
    parameters(&NAME_AND_KEY)
}

/// A new connection asks for its name first.
fn parameters(fields: &[Field]) -> Parameters {
    (2..).zip(fields).map(|(tab, field)| field.parameter(tab)).collect()
}

impl Field {
    fn parameter(&self, tab_index: u8) -> (String, super::ConnectionParameter) {
        let type_ = if self.secret {
            ConnectionParameterType::Securestring
        } else {
            ConnectionParameterType::String
        };
        let required = self.required.to_string();
        let constraints = Constraints { tab_index, clear_text: self.clear, required };
        (self.key.to_owned(), parameter(self.texts, type_, constraints))
    }

    /// The empty default is for a field that is left empty: an empty header counts as absent.
    fn policy(&self) -> Option<super::PolicyTemplateInstance> {
        let (header, title) = self.sent?;
        Some(set_header(title, header, format!("@connectionParameters('{}','')", self.key)))
    }
}
