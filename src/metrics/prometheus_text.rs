use std::fmt::Write as _;

/// The text format of Prometheus, version 0.0.4, out of `OpenMetrics`. They differ in what stands before
/// the values: there, a counter is called as its values are, and there are no infos, units and end.
pub fn of_openmetrics(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut help = None;
    for line in text.lines() {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            // Comes before the type, which says what the name is.
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
