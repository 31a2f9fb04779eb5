//! Every error code, explained for the reference: the place that `error_uri` leads to.

/// An error code that a caller may see.
pub struct ErrorCode {
    /// Also the anchor in the reference. A tenant's `server_error` is `tenant_server_error`, and a code that
    /// no login service of UKG is known to send is `another_oauth_error`.
    pub code: &'static str,
    pub cause: &'static str,
    pub remedy: &'static str,
}

const fn of(code: &'static str, cause: &'static str, remedy: &'static str) -> ErrorCode {
    ErrorCode { code, cause, remedy }
}

/// The codes of this service.
pub const OWN: [ErrorCode; 25] = [
    of(
        "invalid_request",
        "The request is not complete or not valid, or a credential is in the address.",
        "error_description names the field. Correct it in the flow.",
    ),
    of(
        "unsupported_grant_type",
        "grant_type has a value that the address or the tenant's login service does not support.",
        "Leave grant_type out, or use one that the hint names.",
    ),
    of(
        "invalid_vanity_url",
        "The vanity URL is missing or is no address of a tenant.",
        "Write it as https://<hostname>.mykronos.com, as the browser shows it after you log in.",
    ),
    of(
        "unsupported_token_type",
        "An access token of UKG Authentication cannot be revoked.",
        "Revoke the refresh token. The access token expires by itself.",
    ),
    of(
        "invalid_api_key",
        "The API key of this service is missing or wrong.",
        "Enter the key in the connection, or send it in the header X-API-Key.",
    ),
    of(
        "tenant_not_allowed",
        "This service may not call this host, or not with this API key.",
        "Check the vanity URL. The operator allows further tenants.",
    ),
    of(
        "no_profile",
        "The service keeps no account for this API key.",
        "Ask the operator for a key with a profile.",
    ),
    of(
        "cross_site_refused",
        "A browser sent the call for a page of another site.",
        "Call from a flow or a program.",
    ),
    of(
        "login_paused",
        "UKG has just refused this password. It was not sent again, so that the user is not locked out.",
        "Correct the password. The hint says when the next try is let through.",
    ),
    of(
        "not_found",
        "Nothing is served at this address.",
        "Compare it with the addresses on this page.",
    ),
    of(
        "method_not_allowed",
        "The address supports another HTTP method.",
        "Use one that the header Allow names.",
    ),
    of(
        "unsupported_media_type",
        "The content type of the body is not supported.",
        "Send application/json or application/x-www-form-urlencoded, in UTF-8.",
    ),
    of(
        "throttled",
        "The connection has used up its calls for now.",
        "Use a token until it expires. Wait as long as Retry-After says.",
    ),
    of("server_error", "A fault of this service.", "Give the request id to the operator."),
    of("overloaded", "Too many calls are in progress.", "Wait as long as Retry-After says."),
    of(
        "tenant_refused",
        "A gateway of UKG, or WFM itself, refused the call.",
        "Follow the hint, or ask your UKG administrator.",
    ),
    of(
        "tenant_throttled",
        "UKG accepts no more calls for a while.",
        "Wait as long as Retry-After says, and get tokens less often.",
    ),
    of(
        "tenant_error",
        "UKG has a fault or is in maintenance.",
        "Try again later. Nothing is wrong with the flow.",
    ),
    of(
        "tenant_unexpected_answer",
        "The host answered something else, such as a login page.",
        "Use the host for API calls, often with -nosso in its name.",
    ),
    of(
        "tenant_unreachable",
        "No connection to the tenant was possible, or it broke.",
        "Check the vanity URL, and try again later. The operator runs prowfm-auth diagnose.",
    ),
    of(
        "tenant_certificate",
        "The tenant's certificate is not valid, or not trusted here. No password was sent.",
        "Check the vanity URL. The operator runs prowfm-auth diagnose.",
    ),
    of("tenant_timeout", "The tenant did not answer in time.", "Try again in a few minutes."),
    of(
        "tenant_unavailable",
        "The tenant failed again and again a moment ago, so it was not called.",
        "Wait as long as Retry-After says.",
    ),
    of(
        "tenant_server_error",
        "error is server_error: UKG's login service could not finish the login.",
        "Log in once in a browser: the user may have to change the password.",
    ),
    of(
        "another_oauth_error",
        "error is a code that is not in this list: UKG refused the call.",
        "error_description has UKG's words. Ask your UKG administrator.",
    ),
];

/// The codes of UKG's login services, passed on unchanged.
pub const OF_UKG: [ErrorCode; 20] = [
    of(
        "invalid_grant",
        "User name or password is wrong, the user is locked, or the refresh token has ended.",
        "Check them before the next try: wrong passwords lock the user.",
    ),
    of(
        "invalid_user_password",
        "User name or password is wrong.",
        "Check both before the next try.",
    ),
    of(
        "invalid_client",
        "client_id or client_secret is wrong, or of another tenant.",
        "Check both. Those of a test tenant do not work in production.",
    ),
    of(
        "unauthorized_client",
        "The client may not be used in this way.",
        "Ask your UKG administrator for the right kind of client.",
    ),
    of(
        "access_denied",
        "UKG Authentication refused the client or the user.",
        "Check client and Organization ID, then ask your UKG administrator.",
    ),
    of(
        "too_many_attempts",
        "UKG has blocked the user, or calls from this service, after too many wrong passwords.",
        "Stop the flow, have the user unblocked, then correct the password.",
    ),
    of(
        "too_many_logins",
        "UKG has seen too many logins of this user.",
        "Stop the flow for a while.",
    ),
    of("too_many_requests", "UKG has seen too many requests.", "Stop the flow for a while."),
    of(
        "mfa_required",
        "The user must confirm a second factor, which a flow cannot.",
        "Use a user for the API alone, or a client without a user.",
    ),
    of(
        "password_leaked",
        "The password is in a list of stolen passwords.",
        "Change it in UKG, then here.",
    ),
    of(
        "requires_verification",
        "UKG finds the login suspicious.",
        "Log in once as this user in a browser.",
    ),
    of(
        "requires_validation",
        "UKG finds the login suspicious.",
        "Log in once as this user in a browser.",
    ),
    of("blocked_user", "The user is blocked.", "Ask your UKG administrator."),
    of(
        "unauthorized",
        "The user may not log in.",
        "Ask your UKG administrator whether the user is blocked.",
    ),
    of(
        "invalid_scope",
        "The scope is not one of the client's.",
        "Leave scope out, or ask the operator to check the settings of the tenant.",
    ),
    of("invalid_token", "UKG does not know the token, or it has ended.", "Get a new token."),
    of(
        "unknown_client",
        "UKG does not know the client.",
        "Check client_id, and that it belongs to this tenant.",
    ),
    of(
        "unsupported_response_type",
        "UKG does not support this way to get a token.",
        "Check the token URL of the tenant.",
    ),
    of("endpoint_disabled", "This host does not issue tokens in this way.", "Check the token URL."),
    of(
        "temporarily_unavailable",
        "UKG's login service is busy or in maintenance.",
        "Try again later.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::token::{registered_code, registered_codes};

    #[test]
    fn each_code_is_explained_once() {
        let all: Vec<_> = OWN.iter().chain(&OF_UKG).map(|known| known.code).collect();
        let different: BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        for known in OF_UKG {
            assert_eq!(registered_code(known.code), Some(known.code));
        }
        let missing: Vec<_> = registered_codes()
            .filter(|code| *code != "server_error" && !different.contains(code))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
