#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| prowfm_auth_fuzz::body::hold(body));
