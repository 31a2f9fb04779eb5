#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| prowfm_auth_fuzz::token_url::hold(text));
