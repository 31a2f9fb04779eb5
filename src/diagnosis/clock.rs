use std::time::SystemTime;

use super::check::{Check, Status};
use crate::upstream::ClockReading;

/// From this difference on, in seconds, it is worth a warning: lifetimes of tokens and the validity of
/// certificates are judged by the clock.
const MAX_DIFFERENCE: u64 = 60;
/// A difference that the whole seconds of the header and the way of the response explain.
const UNCERTAIN: u64 = 2;

/// How far the clock here is ahead, in seconds.
pub fn ahead(reading: ClockReading) -> i64 {
    let seconds = |later: SystemTime, earlier| {
        let difference = later.duration_since(earlier).unwrap_or_default();
        i64::try_from(difference.as_secs()).unwrap_or(i64::MAX)
    };
    seconds(reading.here, reading.there) - seconds(reading.there, reading.here)
}

pub fn check(host: &str, reading: ClockReading) -> Check {
    let ahead = ahead(reading);
    let (difference, direction) = match ahead {
        0.. => (ahead.unsigned_abs(), "ahead of"),
        _ => (ahead.unsigned_abs(), "behind"),
    };
    if difference <= UNCERTAIN {
        return Check::ok("clock", host, "this machine and the tenant agree");
    }
    let finding = format!("this machine is {difference} seconds {direction} the tenant");
    let check = Check::ok("clock", host, finding);
    if difference < MAX_DIFFERENCE {
        return check;
    }
    check.but(
        Status::Warning,
        "Set the clock of this machine (NTP). Tokens end earlier or later than it thinks, and \
         certificates may seem invalid.",
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(here: i64) -> (i64, Check) {
        let there = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let offset = Duration::from_secs(here.unsigned_abs());
        let here = if here < 0 { there - offset } else { there + offset };
        let reading = ClockReading { here, there };
        (ahead(reading), check("acme.prd.mykronos.com", reading))
    }

    #[test]
    fn a_difference_of_a_minute_is_a_warning_in_both_directions() {
        for (here, status, words) in [
            (0, Status::Ok, "agree"),
            (-2, Status::Ok, "agree"),
            (59, Status::Ok, "59 seconds ahead of"),
            (60, Status::Warning, "60 seconds ahead of"),
            (-60, Status::Warning, "60 seconds behind"),
            (-90_000, Status::Warning, "90000 seconds behind"),
        ] {
            let (ahead, check) = at(here);
            assert_eq!((ahead, check.status), (here, status), "{check:?}");
            assert!(check.finding.contains(words), "{check:?}");
        }
    }
}
