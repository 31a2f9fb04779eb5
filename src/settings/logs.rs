use clap::{Args, ValueEnum};

use crate::telemetry::LogFilter;

/// What is logged, and how.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Logging")]
pub struct LogSettings {
    /// How log lines look [default: text on a terminal, else json]
    #[arg(long, env = "PROWFM_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,

    /// What is logged: a level, or a list of module=level
    #[arg(long, env = "PROWFM_LOG", value_name = "LEVEL", default_value = "info")]
    pub log: LogFilter,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}
