use std::sync::Mutex;
use std::time::Duration;

use proptest::prelude::*;
use prowfm_auth::throttle::{Clock, LocalThrottle, Quota, Rate, Refused};

use super::model::{Model, SetClock, Verdict, assert_never_more, connection};

/// 2³² milliseconds, the modulus of the throttle's times.
const WRAP: Duration = Duration::from_millis(1 << 32);

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Wait(Duration),
    Call(usize),
    Check(usize),
}

fn steps(connections: usize) -> impl Strategy<Value = Vec<Step>> {
    let milliseconds = |range: std::ops::Range<u64>| range.prop_map(Duration::from_millis);
    let step = prop_oneof![
        12 => (0..connections).prop_map(Step::Call),
        1 => (0..connections).prop_map(Step::Check),
        3 => (0..3_000_000_u64).prop_map(|nanos| Step::Wait(Duration::from_nanos(nanos))),
        3 => milliseconds(0..600).prop_map(Step::Wait),
        1 => milliseconds(900..3_100).prop_map(Step::Wait),
        1 => Just(Step::Wait(WRAP.saturating_sub(Duration::from_millis(500)))),
    ];
    prop::collection::vec(step, 1..400)
}

fn beginnings() -> impl Strategy<Value = Duration> {
    prop_oneof![
        Just(Duration::ZERO),
        (0..5_000_u64).prop_map(|before| WRAP.saturating_sub(Duration::from_millis(before))),
        (0..5_000_u64)
            .prop_map(|before| (WRAP * 7).saturating_sub(Duration::from_micros(before * 1_003))),
    ]
}

/// Checks a refusal: it lasts until then, and the wait is the shortest in whole seconds.
fn check_refusal(refused: Refused, full: bool, until: Duration, now: Duration) {
    assert_eq!(matches!(refused, Refused::Full { .. }), full);
    let wait = Duration::from_secs(refused.retry_after().into());
    let floor = Duration::from_millis(u64::try_from(now.as_millis()).unwrap());
    assert!(now + wait >= until, "a caller that waits {wait:?} passes");
    assert!(wait == Duration::from_secs(1) || floor + wait < until + Duration::from_secs(1));
    if let Refused::Exceeded { quota, .. } = refused {
        assert_eq!((quota.remaining, quota.reset), (0, until.saturating_sub(floor)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn it_decides_as_the_model_does(
        (calls, window) in (1..20_u32, 1_000..2_000_u64),
        beginning in beginnings(),
        room in 1..5_usize,
        steps in steps(6),
    ) {
        let rate = Rate::new(calls, Duration::from_millis(window)).unwrap();
        let (time, mut model) = (SetClock::at(beginning), Model::new(rate, room));
        let throttle = LocalThrottle::with_room_for(room, rate, time.clock());
        for step in steps {
            let now = time.now();
            let (number, decision) = match step {
                Step::Wait(duration) => {
                    time.forward(duration);
                    continue;
                }
                Step::Check(number) => (number, throttle.check(&connection(number))),
                Step::Call(number) => (number, throttle.admit(&connection(number))),
            };
            let verdict = model.ask(number, now);
            match (decision, verdict) {
                (Ok(quota), Verdict::Accept { remaining }) => {
                    let called = matches!(step, Step::Call(_));
                    prop_assert_eq!(quota.remaining, remaining - u32::from(called));
                    prop_assert_eq!(quota.rate.calls.get(), calls);
                    if called {
                        model.accept(number, now);
                    }
                }
                (Err(refused), Verdict::Exceeded { until }) => {
                    check_refusal(refused, false, until, now);
                }
                (Err(refused), Verdict::Full { until }) => check_refusal(refused, true, until, now),
                (decision, verdict) => prop_assert!(false, "{:?} {:?}", decision, verdict),
            }
        }
    }

    #[test]
    fn no_window_holds_more_than_the_rate_and_a_caller_that_waits_as_told_passes(
        (calls, window) in (1..20_u32, 1_000..2_000_u64),
        beginning in beginnings(),
        steps in prop::collection::vec((0..400_000_u64, 0..20_u8), 1..400),
    ) {
        let rate = Rate::new(calls, Duration::from_millis(window)).unwrap();
        let (time, id) = (SetClock::at(beginning), connection(0));
        let throttle = LocalThrottle::new(rate, time.clock());
        let mut accepted = Vec::new();
        for (microseconds, patience) in steps {
            time.forward(Duration::from_micros(microseconds));
            match throttle.admit(&id) {
                Ok(_) => accepted.push(time.now()),
                Err(refused) if patience == 0 => {
                    time.forward(Duration::from_secs(refused.retry_after().into()));
                    prop_assert!(throttle.admit(&id).is_ok());
                    accepted.push(time.now());
                }
                Err(_) => {}
            }
        }
        assert_never_more(rate, &accepted);
    }
}

#[test]
fn refused_calls_do_not_count() {
    let time = SetClock::default();
    let throttle = LocalThrottle::new(rate("2/60s"), time.clock());
    let call = || throttle.admit(&connection(0));
    let left = |remaining, seconds, more| {
        let reset = Duration::from_secs(seconds) + Duration::from_millis(more);
        Ok(Quota { rate: rate("2/60s"), remaining, reset })
    };
    assert_eq!(call(), left(1, 60, 1));
    time.forward(Duration::from_secs(20));
    assert_eq!(call(), left(0, 40, 1));
    for _ in 0..1_000 {
        assert_eq!(call().map_err(|refused| refused.retry_after()), Err(41));
    }
    time.forward(Duration::from_secs(41));
    assert_eq!(call(), left(0, 19, 1));
    assert!(call().is_err());
    assert!(throttle.admit(&connection(1)).is_ok(), "another connection has a quota of its own");
}

#[test]
fn idle_connections_are_forgotten_a_few_with_each_call() {
    let time = SetClock::default();
    let throttle = LocalThrottle::with_room_for(1_000, rate("2/60s"), time.clock());
    for number in 0..1_000 {
        throttle.admit(&connection(number)).unwrap();
    }
    time.forward(Duration::from_secs(61));
    for number in 0..250 {
        throttle.admit(&connection(number)).unwrap();
    }
    assert_eq!(throttle.connections(), 250, "each call forgets four");
    time.forward(Duration::from_secs(61));
    assert!(throttle.check(&connection(0)).is_ok());
    assert_eq!(throttle.connections(), 246);
}

#[test]
fn no_connection_in_use_is_forgotten_to_make_room() {
    let time = SetClock::default();
    let throttle = LocalThrottle::with_room_for(3, rate("2/60s"), time.clock());
    for number in 0..3 {
        throttle.admit(&connection(number)).unwrap();
        time.forward(Duration::from_secs(10));
    }
    let refused = throttle.admit(&connection(3)).unwrap_err();
    assert_eq!(refused, Refused::Full { retry_after: 31 });
    assert!(throttle.admit(&connection(0)).is_ok(), "a known connection goes on");
    assert!(throttle.admit(&connection(0)).is_err(), "and has not been forgotten");
    let refused = throttle.admit(&connection(3)).unwrap_err();
    assert_eq!(refused, Refused::Full { retry_after: 41 }, "the next to go is another");
    time.forward(Duration::from_secs(41));
    assert!(throttle.admit(&connection(3)).is_ok());
}

#[test]
fn the_largest_rate_holds_too() {
    let time = SetClock::at(WRAP.saturating_sub(Duration::from_hours(12)));
    let throttle = LocalThrottle::new(rate("10000/1day"), time.clock());
    let mut accepted = Vec::new();
    for _ in 0..30_000 {
        time.forward(Duration::from_millis(7_001));
        if throttle.admit(&connection(0)).is_ok() {
            accepted.push(time.now());
        }
    }
    assert_never_more(throttle.rate(), &accepted);
    assert!(accepted.len() > 20_000, "{}", accepted.len());
}

#[test]
fn threads_at_once_do_not_get_more_than_the_rate() {
    let throttle = LocalThrottle::new(rate("100/60s"), Clock::default());
    let accepted = Mutex::new([0; 3]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in (0..3).cycle().take(600) {
                    if throttle.admit(&connection(number)).is_ok() {
                        accepted.lock().unwrap()[number] += 1;
                    }
                }
            });
        }
    });
    assert_eq!(accepted.into_inner().unwrap(), [100; 3]);
}

#[test]
fn another_rate_counts_the_calls_of_before_and_says_when_there_is_room() {
    let time = SetClock::default();
    let wide = LocalThrottle::new(rate("5/60s"), time.clock());
    for _ in 0..4 {
        wide.admit(&connection(0)).unwrap();
        time.forward(Duration::from_secs(10));
    }
    let narrow = wide.with_rate(rate("2/60s"));
    // The calls of 0, 10, 20 and 30 seconds: one has room again once the third of them has left.
    let refused = narrow.admit(&connection(0)).unwrap_err();
    assert_eq!(refused.retry_after(), 41);
    time.forward(Duration::from_secs(41));
    assert_eq!(narrow.admit(&connection(0)).unwrap().remaining, 0);
    // Calls that are admitted at the old rate meanwhile count too, and back there is room at once.
    assert_eq!(wide.admit(&connection(0)).unwrap().remaining, 2);
    assert!(narrow.check(&connection(0)).is_err());
}
