//! What a maker can do about a request that is not complete or not valid.

use super::super::InvalidRequest;

pub fn hint(invalid: &InvalidRequest) -> &'static str {
    match invalid {
        InvalidRequest::Missing("grant_type") => {
            "Send password, refresh_token or client_credentials in it."
        }
        InvalidRequest::Missing(_) => "Fill in this field. Its name is the same in the action.",
        InvalidRequest::Repeated(_) => "Send each field once.",
        InvalidRequest::TooLong(_) => {
            "Shorten the value. The reference of this service says how long a field may be."
        }
        InvalidRequest::NotText(_) => {
            "Send the value as text in UTF-8; in JSON in quotes, also if it consists of digits."
        }
        InvalidRequest::NotEncoded(_) => {
            "Let the program that sends the form encode it, or send the fields as JSON."
        }
        InvalidRequest::InQuery(_) => {
            "Addresses are kept in logs, so others may know this value now: change it."
        }
        InvalidRequest::Header("Authorization") => {
            "Send it once, as HTTP Basic. The client id and secret of an OAuth client are form-encoded in \
             it: % is %25, + is %2B and : is %3A."
        }
        InvalidRequest::Header(_) => "Send this header once, with a value in printable characters.",
        InvalidRequest::MissingHeader("Authorization") => {
            "Send user name and password by HTTP Basic, as the connection does."
        }
        InvalidRequest::MissingHeader(_) => {
            "Fill in the field of the connection that this header is sent from, or send the header."
        }
        InvalidRequest::HoldsSecret(_) => {
            "Two fields may be swapped. Write the address of the tenant into this one, such as \
             https://acme.prd.mykronos.com."
        }
        InvalidRequest::Contradicts(_) => {
            "Leave it out, or send the same value everywhere in the call. If the value is right, ask the \
             operator of this service to correct the settings of the tenant."
        }
        InvalidRequest::WithoutTokenUrl(_) => {
            "Send the header X-WFM-Token-Url too, or ask the operator of this service to set the \
             token URL of the tenant."
        }
        InvalidRequest::Invalid(_) => {
            "Compare the value with the description of the field in the reference of this service."
        }
        InvalidRequest::TwoClients(_) => {
            "Send the client id and secret once: in the body or in the header Authorization."
        }
        InvalidRequest::Parameter(_) => "Leave it out, or send true or false, once.",
        InvalidRequest::NotJson => {
            "Send an object with the fields as text, such as {\"username\": \"…\"}, and check quotes and \
             commas. In a flow, build it from fields and not as text."
        }
        InvalidRequest::Compressed => "Send the body without Content-Encoding.",
        InvalidRequest::Incomplete => {
            "Nothing was sent to UKG. Try again; Content-Length must be the length of the body in bytes."
        }
        InvalidRequest::TooLarge => "Send nothing but the fields of the action.",
        InvalidRequest::UnsupportedMediaType => {
            "Set the header Content-Type to one of the two, as the connector does."
        }
        InvalidRequest::UnsupportedGrantType => {
            "Leave grant_type out, or use password or, for a refresh, refresh_token."
        }
        InvalidRequest::UnknownGrantType => {
            "Use password, refresh_token or client_credentials. This service cannot open a browser, \
             so there is no authorization_code."
        }
    }
}
