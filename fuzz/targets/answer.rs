#![no_main]

use prowfm_auth_fuzz::answer::Answer;

// A line for each secret, for the status and for the two headers; the rest is the body.
libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let mut lines = input.splitn(6, |byte| *byte == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let secrets = [next(), next()].map(std::str::from_utf8);
    let status = std::str::from_utf8(next()).ok().and_then(|status| status.parse().ok());
    if let ([Ok(one), Ok(other)], Some(status)) = (secrets, status) {
        let (retry_after, tracking_id, body) = (next(), next(), next());
        Answer { secrets: [one, other], status, retry_after, tracking_id, body }.holds();
    }
});
