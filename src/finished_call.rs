use std::net::IpAddr;
use std::time::Duration;

/// A finished call as the log, the traces and the metrics see it: codes, ids, addresses and host
/// names, never a text of the caller or of the tenant.
#[derive(Clone, Copy, Debug)]
pub struct FinishedCall<'a> {
    pub request_id: &'a str,
    /// The address of the caller.
    pub peer: Option<IpAddr>,
    /// One of HTTP's own methods, or `_OTHER`.
    pub method: &'static str,
    /// The path, if something is served there.
    pub route: Option<&'a str>,
    /// Whether supervisors ask for this path all the time: `/health/…`.
    pub is_probe: bool,
    /// Whether browsers load it: a page, or a part of one.
    pub is_page: bool,
    pub operation: Option<&'static str>,
    /// The name of the caller's API key.
    pub key: Option<&'a str>,
    /// A keyed hash of the user name.
    pub user: Option<&'a str>,
    /// The host of the tenant that the call is for.
    pub tenant: Option<&'a str>,
    /// The host of a tenant that must not be called.
    pub refused_tenant: Option<&'a str>,
    pub status: u16,
    /// One of a known few error codes, whatever the tenant sends.
    pub error: Option<&'static str>,
    /// The cause behind the error code.
    pub reason: Option<&'static str>,
    /// Whether the error is a fault of this program.
    pub is_fault: bool,
    pub tenant_status: Option<u16>,
    pub time: Duration,
    /// The part of the time that the tenant took.
    pub tenant_time: Option<Duration>,
    /// The login service of the tenant: `legacy` or `ukg`.
    pub login_service: Option<&'static str>,
    /// Where the token came from that was handed out: `kept`, `refresh` or `login`.
    pub token_from: Option<&'static str>,
    /// The tenant's `kronos-tid`.
    pub kronos_tid: Option<&'a str>,
    /// The `x-auth0-requestid` of UKG Authentication.
    pub auth0_request_id: Option<&'a str>,
}
