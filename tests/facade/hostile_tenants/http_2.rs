//! Tenants that misbehave over HTTP/2.

use h2::Reason;

use super::{FAILED, LATE, Row, TOKENS_ISSUED, UNEXPECTED, UNREACHABLE, check, row, says};
use crate::support::{Act, Http2, ScriptedTenant, Start, Step, TOKENS};

fn streams() -> Vec<Row> {
    let half = Http2::HalfBodyAndReset;
    let act = |name, act, expected, sent| row(name, Act::Http2(act), expected, sent).may_keep();
    vec![
        act("answers", Http2::Answer(200, TOKENS), TOKENS_ISSUED, 1),
        act("fails", Http2::Answer(503, "made-up"), FAILED, 1),
        act("sends elsewhere", Http2::Answer(307, "made-up"), UNEXPECTED, 1),
        act("goes away", Http2::GoAway, UNREACHABLE, 1),
        act("resets the stream", Http2::Reset, UNREACHABLE, 1),
        act("resets the stream after the header", Http2::HeaderAndReset, UNREACHABLE, 1),
        act("resets the stream in mid-body", half(Reason::INTERNAL_ERROR), UNREACHABLE, 1),
        act("cancels the stream in mid-body", half(Reason::CANCEL), UNREACHABLE, 1),
        act("resets the stream without a reason", half(Reason::NO_ERROR), UNREACHABLE, 1),
        act("hangs", Http2::Hang, LATE, 1),
        act("sends a header only", Http2::HeaderOnly, LATE, 1),
        act("floods", Http2::Flood, UNEXPECTED, 1),
        act("sends more than it says", Http2::Lie("01234567890"), UNREACHABLE, 1),
        act("sends less than it says", Http2::Lie("0"), UNREACHABLE, 1),
        act("sends large headers", Http2::Headers(40), UNREACHABLE, 1),
        act("sends preliminary answers for ever", Http2::Preliminary, LATE, 1),
    ]
}

/// A frame: its type, its flags, its stream, what it carries.
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let [_, length @ ..] = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[..], &[kind, flags, 0, 0, 0, stream], payload].concat()
}

/// Status 200 and a header, as HPACK writes them.
const HEADER: &[u8] = b"\x88\0\x09x-made-up\x07made-up";

/// Frames after the request. Nobody answers pings here.
fn frames() -> Vec<Row> {
    let settings = || frame(4, 0, 0, &[]);
    let ends = |name, frames: Vec<Step>, expected| {
        let start = [Step::ReadUntil("client_secret="), says(settings())];
        let steps = start.into_iter().chain(frames).collect();
        row(name, Act::PlayFrames(steps), expected, 1)
    };
    let asked = |name, frames| ends(name, frames, UNREACHABLE);
    let hangs = |name, frames| ends(name, frames, LATE);
    let header = || says(frame(1, 4, 1, HEADER));
    let half = || says(frame(0, 0, 1, br#"{"access_token": "made-up""#));
    let all = |end| says(frame(0, end, 1, TOKENS.as_bytes()));
    let flood = |frame: Vec<u8>| Step::Flood(frame.repeat(16 * 1024 / frame.len() + 1));
    // A header of 4,000 bytes, once, and 4,000 times the same by its number.
    let bomb = [&[0x88, 0x40, 1, b'x', 0x7f, 0xa1, 0x1e][..], &[b'x'; 4_000], &[0xbe; 4_000]];
    vec![
        hangs("vanishes", vec![]),
        asked("resets", vec![Step::Reset]),
        asked("resets after the header", vec![header(), Step::Reset]),
        asked("cuts after the header", vec![header(), Step::Cut]),
        asked("closes after the header", vec![header(), Step::Close]),
        asked("cuts in mid-body", vec![header(), half(), Step::Cut]),
        asked("closes in mid-body", vec![header(), half(), Step::Close]),
        asked("closes before the end is said", vec![header(), all(0), Step::Close]),
        asked("says that it took no request", vec![says(frame(7, 0, 0, &[0; 8]))]),
        asked("speaks HTTP/1.1 instead", vec![says("HTTP/1.1 200 OK\r\n\r\n")]),
        asked("answers before it is asked", vec![says(frame(1, 4, 3, HEADER))]),
        asked("answers what it was not asked", vec![says(frame(5, 4, 1, b"\0\0\0\x02\x82"))]),
        asked("sends no status", vec![says(frame(1, 5, 1, &HEADER[1..]))]).may_keep(),
        asked("sends two statuses", vec![says(frame(1, 5, 1, &[0x88, 0x88]))]).may_keep(),
        asked("sends a huge frame", vec![says([255, 255, 255, 0, 0, 0, 0, 0, 1])]),
        asked("sends a header that is none", vec![says(frame(1, 5, 1, &[0xff; 99]))]),
        asked("sends a header that grows", vec![says(frame(1, 5, 1, &bomb.concat()))]),
        asked(
            "sends a header without end",
            vec![says(frame(1, 0, 1, HEADER)), flood(frame(9, 0, 1, &HEADER[1..]))],
        ),
        asked(
            "sends a header of nothing without end",
            vec![says(frame(1, 0, 1, HEADER)), flood(frame(9, 0, 1, &[]))],
        ),
        asked("sends a body of nothing without end", vec![header(), flood(frame(0, 0, 1, &[]))]),
        hangs("sends settings without end", vec![flood(settings())]),
        hangs("sends pings without end", vec![flood(frame(6, 0, 0, &[7; 8]))]),
        asked("resets another stream without end", vec![flood(frame(3, 0, 3, &[0; 4]))]),
        asked("opens its window without end", vec![flood(frame(8, 0, 0, &[127, 255, 255, 255]))]),
    ]
}

pub(super) fn table() -> Vec<Row> {
    streams().into_iter().chain(frames()).collect()
}

#[tokio::test]
async fn http_2_makes_nothing_worse() {
    check(table()).await;
}

/// An empty answer would mean that the token is revoked. This one is not empty, it is not there.
#[tokio::test]
async fn a_revocation_whose_answer_is_cancelled_is_not_reported_as_success() {
    for reason in [Reason::NO_ERROR, Reason::CANCEL, Reason::INTERNAL_ERROR] {
        let tenant = ScriptedTenant::answering(Act::Http2(Http2::HalfBodyAndReset(reason))).await;
        let facade = Start::with(&tenant).run().await;
        let fields = [("token", "t"), ("client_id", "c"), ("client_secret", "s")];
        let answer = facade.post("/api/authentication/token/revoke").form(&fields).send().await;
        assert_eq!((answer.status, answer.error().as_str()), UNREACHABLE, "{reason:?}");
    }
}
