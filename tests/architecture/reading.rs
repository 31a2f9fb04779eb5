//! What the tests of this folder see of a source, and what they do not.

use std::path::PathBuf;

use crate::circles;
use crate::modules::{Modules, Target};

fn modules(files: &[(&str, &str)]) -> Modules {
    Modules::of(files.iter().map(|(file, text)| (PathBuf::from(file), (*text).to_owned())))
}

/// What the module `a` names.
fn named_by_a(text: &str) -> Vec<String> {
    let modules = modules(&[
        ("lib.rs", "mod a; mod b; mod c; pub use c::Moved;"),
        ("a.rs", text),
        ("a/child.rs", ""),
        ("b.rs", "pub use self::inner::Exported; mod inner;"),
        ("b/inner.rs", "pub struct Exported;"),
        ("c.rs", "pub struct Moved;"),
    ]);
    let targets = modules.mentions().filter(|mention| mention.from == &["a"]);
    targets
        .map(|mention| match mention.target {
            Target::Module(path) => path.join("::"),
            Target::Crate(name) => format!("extern {name}"),
        })
        .collect()
}

#[test]
fn every_way_to_name_another_module_is_seen() {
    for text in [
        "use crate::b;",
        "pub(crate) use crate::b::Other as Renamed;",
        "use crate::{b::{self}};",
        "use super::b::*;",
        "fn f() { crate::b::g(); }",
        "fn f(x: &super::b::T) {}",
        "fn f() -> Vec<crate::b::T> { todo!() }",
        "fn f() { assert_eq!(1, crate::b::ONE); }",
        "#[derive(X)] struct S { #[at(crate::b::x)] field: u8 }",
    ] {
        assert_eq!(named_by_a(text), ["b"], "{text}");
    }
    assert_eq!(named_by_a("use crate::b as x; fn f() { x::g() }"), ["b", "b"]);
    assert_eq!(named_by_a("fn f() { child::g() }"), ["a::child"]);
    assert_eq!(named_by_a("use reqwest::Client;"), ["extern reqwest"]);
}

#[test]
fn a_reexport_leads_to_its_owner() {
    assert_eq!(named_by_a("use crate::b::Exported;"), ["b::inner"]);
    assert_eq!(named_by_a("use crate::Moved;"), ["c"]);
}

#[test]
fn comments_and_strings_are_not_code() {
    for text in [
        "// crate::b::f()",
        "/// See [`crate::b`].\nfn f() {}",
        "/* use crate::b; */",
        r#"const S: &str = "crate::b::f";"#,
        "fn f() { self::g(); value.b::<u8>(); }",
        "fn f<'a>() -> impl Fn() + use<'a> { todo!() }",
    ] {
        assert_eq!(named_by_a(text), [""; 0], "{text}");
    }
}

#[test]
fn a_circle_is_found_however_long_it_is() {
    let around = modules(&[
        ("room.rs", "mod a; mod b; mod c; use a::A;"),
        ("room/a.rs", "use super::b::B; use super::helper; use crate::other::O;"),
        ("room/b.rs", "mod inside;"),
        ("room/b/inside.rs", "use crate::room::c::C;"),
        ("room/c.rs", "fn f() { super::a::g() }"),
        ("other.rs", "pub struct O;"),
    ]);
    let found = circles(&around);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[1], "room::b -> room::c: room/b/inside.rs (crate::room::c::C)");
    let straight = modules(&[
        ("room.rs", "mod a; mod b; use a::A;"),
        ("room/a.rs", "use super::b::B; use super::helper;"),
        ("room/b.rs", ""),
    ]);
    assert_eq!(circles(&straight), [""; 0]);
}
