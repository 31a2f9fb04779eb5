use std::fmt::Write as _;

/// Converts `OpenMetrics`, the only format of the library, to the Prometheus text format, version 0.0.4,
/// which every scraper reads. They differ in the comment lines: in the latter, a counter has the name of
/// its values, and there are no infos, units and end.
pub fn of_openmetrics(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut help = None;
    for line in text.lines() {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            // Precedes the type, which decides the name.
            (Some("#"), Some("HELP"), Some(name), text) => help = Some((name, text)),
            (Some("#"), Some("TYPE"), Some(name), Some(kind)) => {
                let (suffix, kind) = match kind {
                    "counter" => ("_total", "counter"),
                    "info" => ("_info", "gauge"),
                    "unknown" => ("", "untyped"),
                    kind => ("", kind),
                };
                if let Some((_, text)) = help.take().filter(|(helped, _)| *helped == name) {
                    let _ = writeln!(plain, "# HELP {name}{suffix} {}", text.unwrap_or_default());
                }
                let _ = writeln!(plain, "# TYPE {name}{suffix} {kind}");
            }
            (Some("#"), ..) => {}
            _ => {
                plain.push_str(line);
                plain.push('\n');
            }
        }
    }
    plain
}
