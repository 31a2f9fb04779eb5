//! Failures in plain words.

use crate::upstream::{NotConnected, UpstreamFailure};

/// Why there is no connection to an address.
pub fn not_connected(fault: NotConnected) -> &'static str {
    match fault {
        NotConnected::Refused => "refuses connections",
        NotConnected::TimedOut => "does not answer within --connect-timeout",
        NotConnected::Network => "cannot be reached from this network",
        NotConnected::Tls => "no TLS: the handshake failed",
        NotConnected::TlsTimedOut => "connects, but TLS did not start within --connect-timeout",
        NotConnected::Certificate(_) => "connects, but its certificate is not valid",
    }
}

/// Why there is no response, after a connection could be made.
pub fn no_response(failure: &UpstreamFailure) -> &'static str {
    match failure {
        UpstreamFailure::TimedOut => "no response within --tenant-timeout",
        UpstreamFailure::Certificate(_) => "its certificate is not valid",
        UpstreamFailure::AddressRefused => "an address that may not be called",
        UpstreamFailure::UnexpectedResponse { .. } => "the response is not HTTP",
        UpstreamFailure::Unreachable(_)
        | UpstreamFailure::Refused { .. }
        | UpstreamFailure::RefusedByGateway { .. }
        | UpstreamFailure::Throttled { .. }
        | UpstreamFailure::Failed { .. }
        | UpstreamFailure::NotCalled(_) => "the connection ended without a response",
    }
}

/// A text of the other side for a terminal or a log: on one line, not too long.
pub fn printable(text: &str) -> String {
    const MAX: usize = 100;
    let visible = text.chars().filter(|c| !c.is_control() && !is_invisible(*c));
    visible.take(MAX).collect()
}

/// Characters without a width, and those that change the direction of what follows.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
