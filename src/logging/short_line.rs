use std::fmt::{self, Debug};
use std::time::SystemTime;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// The time of day in RFC 3339.
const TIME_OF_DAY: std::ops::Range<usize> = 11..19;

/// What a person at a terminal does not need of a call; the other formats have it.
const LEFT_OUT: [&str; 6] =
    ["trace_id", "user", "tenant_ms", "login_service", "kronos_tid", "auth0_request_id"];

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const NO_COLOUR: &str = "39";

/// Writes each event as a line that can be read on a terminal. It begins with the time of day in UTC. Of a call
/// follow status, error, operation and duration, as in
/// `18:54:14 400 invalid_grant GetAccessToken 2ms tenant=acme.mykronos.com`.
pub struct ShortLine;

impl<S, N> FormatEvent<S, N> for ShortLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut fields = Fields::default();
        event.record(&mut fields);
        // A time before 1970 would panic.
        let now = SystemTime::now().max(SystemTime::UNIX_EPOCH);
        let now = humantime::format_rfc3339_seconds(now).to_string();
        writer.write_str(now.get(TIME_OF_DAY).unwrap_or_default())?;
        match fields.take("status") {
            Some(status) => fields.write_call(&mut writer, &status)?,
            None => fields.write_event(&mut writer, *event.metadata().level())?,
        }
        for (name, value) in &fields.0 {
            write!(writer, " {name}={value}")?;
        }
        writer.write_char('\n')
    }
}

/// The fields of an event in their order. The values are quoted where they would not be clear, or could be
/// commands to the terminal.
#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| *known == name)?;
        Some(self.0.remove(place).1)
    }

    fn write_call(&mut self, writer: &mut Writer<'_>, status: &str) -> fmt::Result {
        let colour = match status.as_bytes().first() {
            Some(b'5') => RED,
            Some(b'4') => YELLOW,
            _ => GREEN,
        };
        coloured(writer, status, colour)?;
        self.take("message");
        let (method, route) = (self.take("method"), self.take("route"));
        let error = self.take("error");
        let what = match self.take("operation") {
            Some(operation) => [Some(operation), None],
            None => [method, route],
        };
        for word in [error].into_iter().chain(what).flatten() {
            write!(writer, " {word}")?;
        }
        let milliseconds = self.take("ms").and_then(|ms| ms.parse::<f64>().ok());
        if let Some(milliseconds) = milliseconds {
            write!(writer, " {milliseconds:.0}ms")?;
        }
        let request_id = self.take("request_id");
        self.0.retain(|(name, _)| !LEFT_OUT.contains(name));
        // The longest one last.
        self.0.extend(request_id.map(|id| ("request_id", id)));
        Ok(())
    }

    fn write_event(&mut self, writer: &mut Writer<'_>, level: Level) -> fmt::Result {
        let colour = match level {
            Level::ERROR => RED,
            Level::WARN => YELLOW,
            _ => NO_COLOUR,
        };
        coloured(writer, level.as_str(), colour)?;
        let message = self.take("message").unwrap_or_default();
        write!(writer, " {message}")
    }

    fn add(&mut self, field: &Field, value: &str, is_clear: impl Fn(char) -> bool) {
        // Raw identifiers have a prefix.
        let name = field.name();
        let name = name.strip_prefix("r#").unwrap_or(name);
        let value = if !value.is_empty() && value.chars().all(is_clear) {
            value.to_owned()
        } else {
            format!("{value:?}")
        };
        self.0.push((name, value));
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value, |c| !c.is_control() && !c.is_whitespace() && c != '"');
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field, &format!("{value:?}"), |c| !c.is_control());
    }
}

fn coloured(writer: &mut Writer<'_>, word: &str, colour: &str) -> fmt::Result {
    if writer.has_ansi_escapes() {
        write!(writer, " \x1b[{colour}m{word}\x1b[0m")
    } else {
        write!(writer, " {word}")
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::*;

    /// The line of an event, without the time.
    fn line_of(with_colours: bool, event: impl FnOnce()) -> String {
        let (mut reader, writer) = io::pipe().unwrap();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(with_colours)
            .event_format(ShortLine)
            .with_writer(move || writer.try_clone().unwrap());
        tracing::subscriber::with_default(subscriber.finish(), event);
        let mut line = String::new();
        reader.read_to_string(&mut line).unwrap();
        let (time, rest) = line.split_once(' ').unwrap();
        let parts: Vec<_> = time.split(':').map(str::len).collect();
        assert_eq!(parts, [2, 2, 2], "{time}");
        rest.to_owned()
    }

    #[test]
    fn a_call_begins_with_what_it_was_and_how_it_ended() {
        let call = || {
            tracing::info!(
                request_id = "7f9c",
                trace_id = None::<&str>,
                peer = %"192.0.2.1",
                method = "POST",
                route = "/api",
                operation = "GetAccessToken",
                tenant = "acme.mykronos.com",
                status = 400_u16,
                error = "invalid_grant",
                ms = 2.345,
                tenant_ms = 1.2,
                "call"
            );
        };
        let rest = "invalid_grant GetAccessToken 2ms peer=192.0.2.1 tenant=acme.mykronos.com \
                    request_id=7f9c\n";
        assert_eq!(line_of(false, call), format!("400 {rest}"));
        assert_eq!(line_of(true, call), format!("\x1b[33m400\x1b[0m {rest}"));
        let page =
            || tracing::info!(method = "GET", route = "/docs", status = 200, ms = 0.7, "call");
        assert_eq!(line_of(false, page), "200 GET /docs 1ms\n");
    }

    #[test]
    fn another_event_has_its_level_message_and_fields() {
        let event =
            || tracing::warn!(file = "a b", cause = %"\x1b[2J", r#type = "x", "it happened");
        assert_eq!(
            line_of(false, event),
            "WARN it happened file=\"a b\" cause=\"\\u{1b}[2J\" type=x\n"
        );
        let event = || tracing::info!("it happened");
        assert_eq!(line_of(false, event), "INFO it happened\n");
    }
}
