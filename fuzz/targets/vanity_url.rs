#![no_main]

// The first line is a pattern for the list, the rest is the pasted text.
libfuzzer_sys::fuzz_target!(|input: &str| {
    let (pattern, text) = input.split_once('\n').unwrap_or(("", input));
    prowfm_auth_fuzz::vanity_url::hold(pattern, text);
});
