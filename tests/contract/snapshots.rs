use insta::assert_snapshot;
use power_platform::print;

use crate::{definition, properties};

#[test]
fn the_definition() {
    assert_snapshot!(print(&definition()));
}

#[test]
fn the_properties() {
    assert_snapshot!(print(&properties()));
}
