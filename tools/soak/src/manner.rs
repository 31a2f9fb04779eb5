/// The statuses and error codes that are valid for a call.
pub type Allowed = &'static [(u16, &'static str)];

/// How a tenant behaves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Manner {
    /// Correctly, and keeps its connections.
    Steady,
    /// Correctly, but slowly.
    Late,
    /// Correctly, but holds its responses back until the run releases them.
    Holding,
    /// Closes the connection after each response without announcing it.
    Closing,
    /// Announces the end of its connections after a few responses.
    Retiring,
    /// Resets the connection once it has read the request.
    Resetting,
    /// Ends in the middle of its response.
    CuttingOff,
    /// Answers byte by byte, and never finishes in time.
    Dripping,
    Hanging,
    Html,
    /// Answers 500.
    Failing,
    /// Answers 503 with `Retry-After`.
    InMaintenance,
    Redirecting,
    Throttling,
    /// Answers with more than is read.
    Flooding,
    Refusing,
    WithoutTls,
    /// Accepts connections and sends nothing.
    Mute,
    /// Has a certificate of an unknown authority.
    Stranger,
    Absent,
}

/// The codes of calls that reached no tenant. They are valid for a failing tenant only.
pub const NOT_CALLED: [&str; 2] = ["tenant_unavailable", "overloaded"];

const UNAVAILABLE: (u16, &str) = (503, NOT_CALLED[0]);
const OVERLOADED: (u16, &str) = (503, NOT_CALLED[1]);

impl Manner {
    pub const ALL: [Self; 20] = [
        Self::Steady,
        Self::Late,
        Self::Holding,
        Self::Closing,
        Self::Retiring,
        Self::Resetting,
        Self::CuttingOff,
        Self::Dripping,
        Self::Hanging,
        Self::Html,
        Self::Failing,
        Self::InMaintenance,
        Self::Redirecting,
        Self::Throttling,
        Self::Flooding,
        Self::Refusing,
        Self::WithoutTls,
        Self::Mute,
        Self::Stranger,
        Self::Absent,
    ];

    /// The name of its row in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady tenant",
            Self::Late => "late tenant",
            Self::Holding => "in flight at SIGTERM",
            Self::Closing => "closes after each answer",
            Self::Retiring => "retires its connections",
            Self::Resetting => "resets",
            Self::CuttingOff => "cuts its answer off",
            Self::Dripping => "drips",
            Self::Hanging => "hangs",
            Self::Html => "login page",
            Self::Failing => "fails",
            Self::InMaintenance => "in maintenance",
            Self::Redirecting => "redirects",
            Self::Throttling => "throttles",
            Self::Flooding => "floods",
            Self::Refusing => "refuses the user",
            Self::WithoutTls => "speaks no TLS",
            Self::Mute => "accepts and says nothing",
            Self::Stranger => "unknown certificate",
            Self::Absent => "does not listen",
        }
    }

    pub fn host(self) -> String {
        format!("{self:?}.soak.mykronos.com").to_ascii_lowercase()
    }

    /// How often it is called, relative to the others.
    pub fn weight(self) -> usize {
        match self {
            Self::Steady => 400,
            Self::Retiring => 60,
            Self::Late | Self::Closing | Self::Refusing => 40,
            Self::Hanging => 25,
            Self::Resetting | Self::CuttingOff | Self::Throttling | Self::Flooding => 20,
            Self::Dripping | Self::Mute => 10,
            Self::Holding => 0,
            Self::Html
            | Self::Failing
            | Self::InMaintenance
            | Self::Redirecting
            | Self::WithoutTls
            | Self::Stranger
            | Self::Absent => 15,
        }
    }

    /// The valid responses to a call to it.
    pub fn allowed(self) -> Allowed {
        match self {
            Self::Steady | Self::Late | Self::Holding => &[(200, "")],
            // A request may cross the end of the connection, and is not sent twice.
            Self::Retiring => &[(200, ""), (502, "tenant_unreachable")],
            Self::Closing => &[(200, ""), (502, "tenant_unreachable"), UNAVAILABLE, OVERLOADED],
            Self::Resetting | Self::CuttingOff | Self::WithoutTls | Self::Mute | Self::Absent => {
                &[(502, "tenant_unreachable"), UNAVAILABLE, OVERLOADED]
            }
            Self::Stranger => &[(502, "tenant_certificate"), UNAVAILABLE, OVERLOADED],
            Self::Dripping | Self::Hanging => &[(504, "tenant_timeout"), UNAVAILABLE, OVERLOADED],
            Self::Html | Self::Redirecting | Self::Flooding => &[(502, "tenant_unexpected_answer")],
            Self::Failing => &[(502, "tenant_error")],
            Self::InMaintenance => &[(503, "tenant_error")],
            Self::Throttling => &[(429, "tenant_throttled")],
            Self::Refusing => &[(400, "invalid_grant")],
        }
    }
}
