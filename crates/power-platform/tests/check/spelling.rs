//! A mistyped word is met with the one that was meant.

use power_platform::check::closest;
use serde_json::json;

use crate::mutant::{DEFINITION, PROPERTIES, found};
use crate::patch::{Change, add};

fn messages(file: &str, change: &Change) -> Vec<String> {
    found(file, change).into_iter().map(|finding| finding.message).collect()
}

#[test]
fn a_mistyped_key_or_choice_is_corrected_in_the_message() {
    let things = "/paths/~1things/get";
    for (file, pointer, value, meant) in [
        (DEFINITION, "/basepath".to_owned(), json!("/v1"), "basePath"),
        (DEFINITION, format!("{things}/sumary"), json!("x"), "summary"),
        (DEFINITION, format!("{things}/x-ms-trigger"), json!("singel"), "single"),
        (DEFINITION, format!("{things}/x-ms-sumary"), json!("x"), "x-ms-summary"),
        (PROPERTIES, "/properties/publischer".to_owned(), json!("x"), "publisher"),
    ] {
        let messages = messages(file, &add(pointer.clone(), value));
        let question = format!("Did you mean {meant}?");
        assert!(messages.iter().any(|message| message.ends_with(&question)), "{messages:?}");
    }
    let nothing_like_it = messages(DEFINITION, &add("/qqq", 1));
    assert!(
        nothing_like_it.iter().any(|message| message.contains("Remove it, or start it with x-"))
    );
}

#[test]
fn only_similar_words_are_offered() {
    assert_eq!(closest("H3", ["H03", "O23"]), ": did you mean H03");
    assert_eq!(closest("nothing", ["host", "info"]), "");
}
