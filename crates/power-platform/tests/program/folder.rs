//! `reference` and `package`, which open a connector folder.

use std::fs;

use power_platform::Connector;
use power_platform::solution::{Solution, SolutionVersion, package};
use tempfile::TempDir;

use crate::{THINGS, run};

#[test]
fn the_reference_page_is_printed() {
    let (code, stdout, stderr) = run(&["reference", THINGS]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    insta::assert_snapshot!(stdout, @r#"
    # All of Our Things (v2)

    Stores & finds "things", as long as they are <small>.
    It's fast.

    | Contact |  |
    | --- | --- |
    | Name | Contoso |
    | URL | https://contoso.com/support |
    | Email | help@contoso.com |

    | Connector Metadata |  |
    | --- | --- |
    | Publisher | Contoso &lt;Things> & "Sons"' own |
    | Website | https://contoso.com/ |

    ## Creating a connection

    | Name | Type | Description | Required |
    | --- | --- | --- | --- |
    | Shelf | string | cellar | True |

    ## Actions

    | Action | Description |
    | --- | --- |
    | Store a thing | Stores a thing, or replaces the one of the same name. |

    ### Store a thing

    Operation ID: `StoreThing`

    Stores a thing, or replaces the one of the same name.

    #### Parameters

    | Name | Key | Required | Type | Description |
    | --- | --- | --- | --- | --- |
    | Shelf | X-Shelf |  | string | Where it is to be found \| left. |
    | Keep the old one | keep |  | boolean | Whether a thing of the same name stays. |
    | name | name | True | string | What it is called. |
    | number | number |  | integer | How many there are. |

    #### Returns

    | Name | Path | Type | Description |
    | --- | --- | --- | --- |
    | name | name | string | What it is called. |
    | number | number | integer | How many there are. |
    "#);
}

#[test]
fn the_solution_is_written() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("things.zip");
    let out = out.to_str().unwrap();
    let arguments = ["package", THINGS, "--out", out, "--publisher-prefix", "contoso"];
    let (code, stdout, stderr) = run(&arguments);
    assert_eq!((code, stdout.as_str(), stderr.trim_end()), (0, "", out));
    let solution = Solution {
        prefix: "contoso".parse().unwrap(),
        version: SolutionVersion::default(),
        generated_by: "power-connector".to_owned(),
        host_variable: None,
    };
    let connector = Connector::open(THINGS.as_ref()).unwrap();
    assert!(fs::read(out).unwrap() == package(&connector, &solution).unwrap());
}

#[test]
fn a_folder_that_cannot_be_opened_ends_with_an_error_and_wrong_usage_with_2() {
    let good = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/check/good");
    let (code, stdout, stderr) = run(&["reference", good]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    insta::assert_snapshot!(stderr.replace(good, "[good]"), @"error: [good]/apiDefinition.swagger.json holds something that this version does not support: data did not match any variant of untagged enum Parameter at line 54 column 17");
    let (code, _, stderr) = run(&["package", "/nowhere", "--out", "x", "--publisher-prefix", "ab"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(stderr, @"error: /nowhere/apiDefinition.swagger.json cannot be read: No such file or directory (os error 2)");
    assert_eq!(run(&["package", THINGS, "--out", "x"]).0, 2);
    assert_eq!(run(&["reference"]).0, 2);
}

#[test]
fn any_folder_is_packaged_for_a_solution_or_for_certification() {
    let good = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/check/good");
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out.zip");
    let out = out.to_str().unwrap();
    let package = |options: &[&str]| {
        let arguments = ["package", good, "--out", out, "--publisher-prefix", "contoso"];
        run(&[&arguments, options].concat())
    };
    assert_eq!(package(&[]), (0, String::new(), format!("{out}\n")));
    assert_eq!(run(&["check", out, "--for", "solution"]).0, 0, "the checker reads it back");
    assert_eq!(package(&["--host-variable", "contoso_Host"]).0, 0);
    let (code, _, stderr) = package(&["--flow-solution", out]);
    assert_eq!((code, stderr.as_str()), (1, "error: --flow-solution is for --for certification\n"));
    let (code, _, stderr) = package(&["--for", "certification", "--flow-solution", out]);
    assert_eq!(code, 1);
    assert!(
        stderr.ends_with(
            "it must contain the flow and the connector: the folders Workflows and Connector\n"
        ),
        "{stderr}"
    );
    let (code, _, stderr) = package(&["--for", "certification"]);
    assert_eq!(code, 0);
    assert!(stderr.starts_with("note: certification also asks for"), "{stderr}");
}
