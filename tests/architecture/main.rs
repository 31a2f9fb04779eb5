//! Which room may import which, and that nothing runs in circles. `docs/architecture.md` says why.
//!
//! A room is a module at the top of `src`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod documents;
mod modules;
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use modules::{Modules, Target, files};

/// The rooms from the ground up, each with the rooms that it may import.
const ROOMS: [(&str, &str); 32] = [
    ("clock", ""),
    ("error_chain", ""),
    ("file", ""),
    ("finished_call", ""),
    ("tenant", ""),
    ("whole_seconds", ""),
    ("wiped_buffer", ""),
    ("secret", "wiped_buffer"),
    ("listener", ""),
    ("reload", "file"),
    ("process_limits", ""),
    ("trusted_proxies", ""),
    ("metrics", "finished_call"),
    ("traces", "error_chain finished_call tenant"),
    ("logging", "secret"),
    ("token", "secret tenant"),
    ("throttle", "clock secret whole_seconds"),
    ("sealing", "secret"),
    ("shared_store", "sealing"),
    ("kept_tokens", "clock sealing secret shared_store token wiped_buffer"),
    ("lockout_guard", "clock sealing secret shared_store"),
    ("access", "clock secret tenant throttle"),
    ("profiles", "access secret tenant token"),
    ("upstream", "file secret tenant token whole_seconds wiped_buffer"),
    ("diagnosis", "tenant upstream"),
    ("sandbox", "listener tenant token upstream"),
    (
        "api",
        "access kept_tokens lockout_guard logging profiles sealing secret tenant throttle token traces \
         upstream wiped_buffer",
    ),
    ("connector", "api throttle token"),
    ("page", "api connector throttle"),
    (
        "facade",
        "access api connector diagnosis finished_call kept_tokens listener lockout_guard logging \
         metrics page profiles reload tenant throttle traces trusted_proxies upstream",
    ),
    (
        "settings",
        "access clock file listener logging profiles reload sealing secret shared_store tenant throttle traces \
         trusted_proxies upstream",
    ),
    (
        "cli",
        "access api clock connector diagnosis error_chain facade kept_tokens listener lockout_guard \
         logging page process_limits profiles reload sandbox sealing settings tenant throttle traces \
         upstream",
    ),
];

/// Modules, and the crates and modules that they must not name.
const STRANGERS: [(&str, &[&str]); 10] = [
    ("secret", &["poem", "poem_openapi", "reqwest"]),
    ("tenant", &["poem", "poem_openapi", "reqwest"]),
    ("token", &["poem", "poem_openapi", "reqwest"]),
    ("access", &["poem", "poem_openapi", "reqwest"]),
    ("throttle", &["poem", "poem_openapi", "reqwest"]),
    ("upstream", &["poem", "poem_openapi"]),
    ("diagnosis", &["poem", "poem_openapi", "reqwest"]),
    ("api", &["reqwest"]),
    ("api::body", &["crate::api::failure"]),
    ("page", &["poem", "reqwest"]),
];

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn a_room_imports_only_the_rooms_that_it_may() {
    let modules = Modules::read(&folder("src"));
    // Which room imports which, and one of the places.
    let mut imports = BTreeMap::new();
    for mention in modules.mentions() {
        let Target::Module(to) = &mention.target else { continue };
        if let (Some(from), Some(to)) = (mention.from.first(), to.first())
            && from != to
        {
            imports.insert((from.clone(), to.clone()), mention.to_string());
        }
    }
    let rooms = BTreeMap::from(ROOMS);
    let unknown: Vec<_> = modules.at_the_top().filter(|room| !rooms.contains_key(room)).collect();
    assert!(unknown.is_empty(), "not in the list of rooms: {unknown:?}");
    let forbidden: Vec<_> = imports
        .iter()
        .filter(|((from, to), _)| !rooms[from.as_str()].split(' ').any(|room| room == to))
        .map(|((from, to), place)| format!("{from} may not import {to}: {place}"))
        .collect();
    assert!(forbidden.is_empty(), "\n{}", forbidden.join("\n"));
    for (floor, (room, allowed)) in ROOMS.iter().enumerate() {
        for other in allowed.split_whitespace() {
            let is_below = ROOMS[..floor].iter().any(|(lower, _)| *lower == other);
            assert!(is_below, "{other} is not below {room}");
            let is_used = imports.contains_key(&((*room).to_owned(), other.to_owned()));
            assert!(is_used, "{room} no longer imports {other}: take it out of the list");
        }
    }
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    for src in [
        "src",
        "crates/power-platform/src",
        "crates/testing/src",
        "tools/bench/src",
        "tools/soak/src",
    ] {
        let src = folder(src);
        let circles = circles(&Modules::read(&src));
        assert!(circles.is_empty(), "{}:\n{}", src.display(), circles.join("\n"));
    }
}

#[test]
fn strangers_stay_strangers() {
    let modules = Modules::read(&folder("src"));
    for (room, strangers) in STRANGERS {
        let of_room: Vec<_> = modules
            .mentions()
            .filter(|mention| is_within(&mention.from.join("::"), room))
            .collect();
        assert!(!of_room.is_empty(), "there is no {room}");
        for stranger in strangers {
            let known = of_room.iter().find(|mention| match &mention.target {
                Target::Crate(name) => name == stranger,
                Target::Module(path) => is_within(&format!("crate::{}", path.join("::")), stranger),
            });
            if let Some(mention) = known {
                panic!("{room} must not know {stranger}: {mention}");
            }
        }
    }
}

#[test]
fn the_library_for_connectors_knows_nothing_of_this_service() {
    for file in files(&folder("crates/power-platform/src"), "rs") {
        let text = fs::read_to_string(&file).unwrap().to_lowercase();
        for word in ["ukg", "kronos", "prowfm"] {
            assert!(!text.contains(word), "{} says {word}", file.display());
        }
    }
}

fn is_within(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The imports between modules side by side that are part of a circle or lie between two circles. A
/// module counts with all that is inside it, and its imports from its own inside do not count.
fn circles(modules: &Modules) -> Vec<String> {
    let mut imports = BTreeMap::new();
    for mention in modules.mentions() {
        let Target::Module(to) = &mention.target else { continue };
        let shared = mention.from.iter().zip(to).take_while(|(from, to)| from == to).count();
        if mention.from.len() > shared && to.len() > shared {
            let (from, to) = (&mention.from[..=shared], &to[..=shared]);
            imports.insert((from.join("::"), to.join("::")), mention.to_string());
        }
    }
    // A module without an import in one of the two directions is in no circle.
    loop {
        let before = imports.len();
        let from: BTreeSet<String> = imports.keys().map(|(from, _)| from.clone()).collect();
        let to: BTreeSet<String> = imports.keys().map(|(_, to)| to.clone()).collect();
        imports.retain(|(start, end), _| to.contains(start) && from.contains(end));
        if imports.len() == before {
            return imports.into_iter().map(|((a, b), at)| format!("{a} -> {b}: {at}")).collect();
        }
    }
}
