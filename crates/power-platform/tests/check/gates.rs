use power_platform::check::{Gate, Level, Severity};

use crate::mutant::{DEFINITION, found_for};
use crate::patch::{remove, replace};

const SUMMARY: &str = "/paths/~1things/get/summary";

#[test]
fn what_a_gate_refuses_the_later_gates_refuse_too() {
    for severity in [Severity::Custom, Severity::Solution, Severity::Certification] {
        let first = severity.refused_by().unwrap();
        for gate in Gate::ALL {
            let expected = if gate < first { Level::Warning } else { Level::Error };
            assert_eq!(severity.level(gate), expected, "{severity:?} for {gate}");
        }
    }
}

#[test]
fn advice_is_a_warning_only_where_reviewers_ask() {
    let levels = |severity: Severity| Gate::ALL.map(|gate| severity.level(gate));
    assert_eq!(levels(Severity::Warning), [Level::Warning; 3]);
    assert_eq!(levels(Severity::Review), [Level::Guidance, Level::Guidance, Level::Warning]);
    assert_eq!(levels(Severity::Guidance), [Level::Guidance; 3]);
}

#[test]
fn a_gate_is_parsed_from_the_name_that_it_shows() {
    for gate in Gate::ALL {
        assert_eq!(gate.to_string().parse::<Gate>().unwrap(), gate);
    }
    assert!("Custom".parse::<Gate>().is_err());
    assert_eq!(Gate::default(), Gate::Custom);
}

#[test]
fn an_error_of_a_later_gate_is_a_warning_that_names_the_gate() {
    let change = remove(SUMMARY);
    for (gate, level, later) in [
        (Gate::Custom, Level::Warning, Some(Gate::Certification)),
        (Gate::Solution, Level::Warning, Some(Gate::Certification)),
        (Gate::Certification, Level::Error, None),
    ] {
        let findings = found_for(gate, DEFINITION, &change);
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].level, findings[0].later_gate()), (level, later), "{gate}");
    }
    let refused = found_for(Gate::Custom, DEFINITION, &replace("/swagger", "3.0"));
    assert_eq!((refused[0].level, refused[0].later_gate()), (Level::Error, None));
}
