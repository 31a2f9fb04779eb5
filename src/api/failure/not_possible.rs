//! What the login service of a tenant cannot be asked for.

use crate::token::NotPossible;

pub(super) fn code(reason: NotPossible) -> &'static str {
    match reason {
        NotPossible::ClientCredentials => "unsupported_grant_type",
        // RFC 7009, section 2.2.1.
        NotPossible::AccessTokenRevocation => "unsupported_token_type",
        NotPossible::NoRealm | NotPossible::NoOrganization => "invalid_request",
    }
}

pub(super) fn description(reason: NotPossible) -> &'static str {
    match reason {
        NotPossible::ClientCredentials => {
            "This tenant uses UKG's legacy login service, which issues no tokens without a user."
        }
        NotPossible::AccessTokenRevocation => {
            "An access token of UKG Authentication cannot be revoked."
        }
        NotPossible::NoRealm => "The realm of this tenant is not known.",
        NotPossible::NoOrganization => "The Organization ID of this tenant is not known.",
    }
}

pub(super) fn hint(reason: NotPossible) -> &'static str {
    match reason {
        NotPossible::ClientCredentials => {
            "If the tenant uses UKG Authentication now, ask the operator of this service to set its \
             token URL (--token-url), or send the header X-WFM-Token-Url. Otherwise get a token with \
             a user name and password."
        }
        NotPossible::AccessTokenRevocation => {
            "It expires by itself. Revoke the refresh token, so that it gives no new access token."
        }
        NotPossible::NoRealm | NotPossible::NoOrganization => {
            "UKG's Client Management shows the Organization ID beside the client. Ask the operator of \
             this service to set it (--organization), or send it in the header X-WFM-Organization."
        }
    }
}
