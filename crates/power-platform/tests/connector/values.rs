//! The values that a solution and an icon are made with.

use power_platform::solution::{PublisherPrefix, SolutionVersion};
use power_platform::{BrandColor, InvalidBrandColor};

#[test]
fn prefixes_and_versions_are_checked() {
    for wrong in ["", "a", "ninechars", "Contoso", "1abc", "a_b", "mscrm", "mscrmx"] {
        assert!(wrong.parse::<PublisherPrefix>().is_err(), "{wrong}");
    }
    for wrong in ["", "1", "1.2.3.4.5", "1.x", "1..2", "-1.0", "+1.0", "99999999999.0"] {
        assert!(wrong.parse::<SolutionVersion>().is_err(), "{wrong}");
    }
    assert_eq!("1.0.7".parse::<SolutionVersion>().unwrap().to_string(), "1.0.7.0");
}

#[test]
fn colours_that_certification_refuses_are_refused_at_once() {
    for (text, error) in [
        ("#007ee5", InvalidBrandColor::Refused),
        ("#FFFFFF", InvalidBrandColor::Refused),
        ("005151", InvalidBrandColor::Form),
        ("#05151", InvalidBrandColor::Form),
        ("#00515g", InvalidBrandColor::Form),
        ("#+05151", InvalidBrandColor::Form),
    ] {
        assert_eq!(text.parse::<BrandColor>(), Err(error), "{text}");
    }
}
