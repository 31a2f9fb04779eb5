/// The file of the program under test: `PROGRAM_UNDER_TEST` of the environment, as `scripts/test-shipped` sets
/// it, or what Cargo has built for this test.
#[macro_export]
macro_rules! program_file {
    () => {
        std::env::var_os("PROGRAM_UNDER_TEST")
            .map_or_else(|| env!("CARGO_BIN_EXE_prowfm-auth").into(), std::path::PathBuf::from)
    };
}
