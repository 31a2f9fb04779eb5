//! Making a connector, and checking one.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion};
use power_platform::check::{self, Gate};
use prowfm_auth::connector::{ConnectorOptions, Variant, definition, export};

pub fn all(criterion: &mut Criterion) {
    let options =
        |variant| ConnectorOptions::new(variant, "https://tokens.example.com".parse().unwrap());
    let mut group = criterion.benchmark_group("connector");
    group.bench_function("definition", |bencher| {
        let options = options(Variant::PowerPlatform);
        bencher.iter(|| definition(black_box(&options)).unwrap());
    });
    for (name, variant) in [
        ("power-platform", Variant::PowerPlatform),
        ("certification", Variant::Certification),
        ("logic-apps", Variant::LogicApps),
    ] {
        group.bench_function(BenchmarkId::new("export", name), |bencher| {
            let options = options(variant);
            bencher.iter(|| export::files(black_box(&options)).unwrap());
        });
    }
    // Of checking, reading the files is a part: there is no other way in.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["apiDefinition.swagger.json", "apiProperties.json"] {
        let path = root.join(file);
        group.bench_function(BenchmarkId::new("check", file), |bencher| {
            bencher.iter(|| check::check(black_box(&path), Gate::Certification).unwrap());
        });
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checked-connector");
    fs::create_dir_all(&folder).unwrap();
    for file in export::files(&options(Variant::LogicApps)).unwrap() {
        fs::write(folder.join(file.name), file.bytes).unwrap();
    }
    group.bench_function(BenchmarkId::new("check", "an exported folder"), |bencher| {
        bencher.iter(|| check::check(black_box(&folder), Gate::Certification).unwrap());
    });
    group.finish();
}
