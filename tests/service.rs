//! The service over real sockets on both sides: callers in clear, tenants over TLS. What the tenant
//! received is asserted as well as what the caller got. The folders are named as the rooms of `src`; they
//! are one program, because each further one takes seconds to link.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api {
    mod access;
    mod basic;
    mod bodies;
    mod failures;
    mod get_access_token;
    mod get_client_access_token;
    mod get_connection_access_token;
    mod get_profile_access_token;
    mod guard;
    mod headers;
    mod login_service;
    mod oauth_revoke;
    mod oauth_token;
    mod overload;
    mod query;
    mod refresh_access_token;
    mod replicas;
    mod revoke_token;
    mod secrets;
    mod tenants;
    mod throttle;
}
mod facade {
    mod cross_site;
    mod diagnosis;
    mod documents;
    mod downloads;
    mod metadata;
    mod metrics;
    mod opened;
    mod pages;
    mod platform;
    mod start_page;
    mod traces;
}
mod listener {
    mod conversations;
    pub mod hostile_requests;
    pub mod https;
    mod places;
    mod refusals;
    mod slow_callers;
    mod starting_and_stopping;
    mod unread_bodies;
}
mod sandbox {
    mod running;
    mod simulated_tenant;
    mod through_facade;
    mod token_host;
    mod token_host_requests;
    mod token_host_tokens;
    mod upgraded;
}
mod tenant {
    mod address;
    mod allow_list;
    pub mod hostile_token_urls;
    mod hostile_urls;
    mod pins;
    mod vanity_url;
}
mod upstream {
    pub mod hostile_tenants;
    mod login_services;
    mod once;
}
