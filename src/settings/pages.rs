use clap::Args;
use clap::builder::BoolishValueParser;

/// What the pages for people offer.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Pages")]
pub struct PageSettings {
    /// Leave out the forms that try the operations on the start page and in the reference
    #[arg(long, env = "PROWFM_NO_TRY", value_parser = BoolishValueParser::new())]
    pub no_try: bool,
}
