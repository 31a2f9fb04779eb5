use insta::assert_snapshot;
use prowfm_auth::connector;

use crate::{definition, properties};

#[test]
fn the_definition() {
    assert_snapshot!(connector::print(&definition()));
}

#[test]
fn the_properties() {
    assert_snapshot!(connector::print(&properties()));
}
