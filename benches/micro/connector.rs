//! Making a connector, and checking one.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use clap::ValueEnum;
use criterion::{BenchmarkId, Criterion};
use power_platform::check;
use prowfm_auth::connector::{Blueprint, Variant, definition, export};

pub fn all(criterion: &mut Criterion) {
    let blueprint =
        |variant| Blueprint::new(variant, "https://tokens.example.com".parse().unwrap());
    let mut group = criterion.benchmark_group("connector");
    group.bench_function("definition", |bencher| {
        let blueprint = blueprint(Variant::PowerPlatform);
        bencher.iter(|| definition(black_box(&blueprint)).unwrap());
    });
    for variant in Variant::value_variants() {
        let name = variant.to_possible_value().unwrap();
        group.bench_function(BenchmarkId::new("export", name.get_name()), |bencher| {
            let blueprint = blueprint(*variant);
            bencher.iter(|| export::files(black_box(&blueprint)).unwrap());
        });
    }
    // Of checking, reading the files is a part: there is no other way in.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["apiDefinition.swagger.json", "apiProperties.json"] {
        let path = root.join(file);
        group.bench_function(BenchmarkId::new("check", file), |bencher| {
            bencher.iter(|| check::check(black_box(&path)).unwrap());
        });
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checked-connector");
    fs::create_dir_all(&folder).unwrap();
    for file in export::files(&blueprint(Variant::LogicApps)).unwrap() {
        fs::write(folder.join(file.name), file.bytes).unwrap();
    }
    group.bench_function(BenchmarkId::new("check", "an exported folder"), |bencher| {
        bencher.iter(|| check::check(black_box(&folder)).unwrap());
    });
    group.finish();
}
