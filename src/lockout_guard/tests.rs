use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::*;

/// A guard with a clock that a test moves, in minutes.
fn guard() -> (Arc<LockoutGuard>, Arc<AtomicU64>) {
    let minutes = Arc::new(AtomicU64::new(0));
    let now = Arc::clone(&minutes);
    let clock = Clock::new(move || Duration::from_mins(now.load(Ordering::SeqCst)));
    let keys = SealingKeys::random().unwrap();
    (Arc::new(LockoutGuard::new(keys, Duration::from_secs(10), clock, None)), minutes)
}

const PLACE: [&str; 2] = ["service", "realm"];

async fn permit(guard: &LockoutGuard, username: &str, password: &str) -> Result<Permit, Held> {
    let password = &Secret::from(password);
    guard.permit(Attempt { tenant: "tenant", username, password, place: PLACE }).await
}

async fn attempt(guard: &LockoutGuard, user: &str, password: &str, verdict: Verdict) -> bool {
    match permit(guard, user, password).await {
        Ok(permit) => {
            guard.learn(permit, verdict).await;
            true
        }
        Err(_) => false,
    }
}

/// How many of twenty calls at once send this password, about which the tenant says this.
async fn sent_by_twenty(
    guard: &Arc<LockoutGuard>,
    password: &'static str,
    verdict: Verdict,
) -> usize {
    let sent = Arc::new(AtomicUsize::new(0));
    let calls = (0..20).map(|_| {
        let (guard, sent) = (Arc::clone(guard), Arc::clone(&sent));
        tokio::spawn(async move {
            let Ok(permit) = permit(&guard, "user", password).await else { return };
            sent.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(10)).await;
            guard.learn(permit, verdict).await;
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    sent.load(Ordering::SeqCst)
}

#[tokio::test]
async fn twenty_calls_at_once_with_a_refused_password_are_one() {
    let (guard, _) = guard();
    assert_eq!(sent_by_twenty(&guard, "wrong", Verdict::Refused).await, 1);
}

/// A flow that was right for long, and whose password was changed meanwhile.
#[tokio::test]
async fn twenty_calls_at_once_with_a_changed_password_are_one() {
    let (guard, minutes) = guard();
    assert!(attempt(&guard, "user", "old", Verdict::Accepted).await);
    minutes.store(1, Ordering::SeqCst);
    let sent = sent_by_twenty(&guard, "old", Verdict::Refused).await;
    assert_eq!(sent, 1);
    assert!(!attempt(&guard, "user", "old", Verdict::Refused).await);
}

/// Another replica may find out first that a password was changed.
#[tokio::test]
async fn a_password_that_was_right_is_held_back_once_another_replica_saw_it_refused() {
    let (guard, minutes) = guard();
    let permit = permit(&guard, "user", "old").await.ok().unwrap();
    let (user, password) = (permit.user, permit.password);
    guard.learn(permit, Verdict::Accepted).await;
    minutes.store(2, Ordering::SeqCst);
    let mut record = Record::default();
    record.refused(&password, guard.now());
    guard.with(user, |user| user.record.learn(record));
    assert!(!attempt(&guard, "user", "old", Verdict::Refused).await);
}

/// If it is still right, the calls behind the first one need not wait for each other.
#[tokio::test]
async fn a_password_that_is_still_right_is_sent_by_all_after_the_first() {
    let (guard, minutes) = guard();
    assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
    for wrong in ["one", "two", "three"] {
        assert!(attempt(&guard, "user", wrong, Verdict::Refused).await);
    }
    minutes.store(5, Ordering::SeqCst);
    assert_eq!(sent_by_twenty(&guard, "right", Verdict::Accepted).await, 20);
}

#[tokio::test]
async fn a_password_that_was_accepted_is_sent_by_many_calls_at_once() {
    let (guard, _) = guard();
    assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
    let first = permit(&guard, "user", "right").await;
    let second = permit(&guard, "user", "right").await;
    assert!(first.is_ok() && second.is_ok());
}

#[tokio::test]
async fn wrong_passwords_of_others_do_not_pause_the_right_one() {
    let (guard, _) = guard();
    assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
    for wrong in ["one", "two", "three"] {
        assert!(attempt(&guard, " USER ", wrong, Verdict::Refused).await);
    }
    assert!(!attempt(&guard, "user", "four", Verdict::Refused).await);
    assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
    assert!(attempt(&guard, "user", "one", Verdict::Refused).await, "a success clears all");
}

#[tokio::test]
async fn a_block_pauses_every_password_and_an_outage_none() {
    let (guard, minutes) = guard();
    assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
    assert!(attempt(&guard, "user", "right", Verdict::Blocked).await);
    assert!(!attempt(&guard, "user", "right", Verdict::Accepted).await);
    assert!(attempt(&guard, "other", "right", Verdict::Unknown).await);
    assert!(attempt(&guard, "other", "right", Verdict::Unknown).await);
    minutes.store(15, Ordering::SeqCst);
    assert!(attempt(&guard, "user", "right", Verdict::Accepted).await);
}

#[tokio::test]
async fn what_is_remembered_is_bounded() {
    let (guard, _) = guard();
    for number in 0..MAX_USERS + 100 {
        attempt(&guard, &number.to_string(), "wrong", Verdict::Refused).await;
    }
    assert_eq!(guard.users.lock().len(), MAX_USERS);
}

#[tokio::test]
async fn no_call_waits_longer_than_the_patience() {
    let keys = SealingKeys::random().unwrap();
    let guard = LockoutGuard::new(keys, Duration::from_millis(5), Clock::default(), None);
    let _permit = permit(&guard, "user", "any").await;
    assert!(matches!(permit(&guard, "user", "any").await, Err(Held::Busy)));
}

/// Neither calls that reach no tenant nor those that give up take room from refusals.
#[tokio::test]
async fn only_what_a_tenant_said_is_remembered() {
    let (guard, _) = guard();
    assert!(attempt(&guard, "user", "any", Verdict::Unknown).await);
    let held = permit(&guard, "user", "any").await.ok().unwrap();
    let given_up = tokio::time::timeout(Duration::from_millis(5), permit(&guard, "user", "any"));
    assert!(given_up.await.is_err());
    assert_eq!(guard.turns.users(), 1);
    drop(held);
    assert_eq!((guard.turns.users(), guard.users.lock().len()), (0, 0));
}

/// A maker who corrects the realm need not wait.
#[tokio::test]
async fn a_password_in_another_realm_is_another_one() {
    let (guard, _) = guard();
    assert!(attempt(&guard, "user", "password", Verdict::Refused).await);
    let password = &Secret::from("password");
    for (place, is_sent) in
        [(PLACE, false), (["service", "other"], true), (["other", "realm"], true)]
    {
        let attempt = Attempt { tenant: "tenant", username: "user", password, place };
        assert_eq!(guard.permit(attempt).await.is_ok(), is_sent, "{place:?}");
    }
}
