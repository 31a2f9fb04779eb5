//! Examples of calls and responses, from the fields of an operation.

use super::field::Field;

/// A call by curl. The script of the page reads it to show the same call in other languages. Capitals stand
/// for what a caller fills in.
pub fn curl(url: &str, by_basic: bool, headers: &[&Field], body: &[Field]) -> String {
    // This character would end the shell's quotes, and every address can do without it.
    let mut call = format!("curl -s '{}'", url.replace('\'', "%27"));
    if by_basic {
        call += " -u 'USERNAME:PASSWORD'";
    }
    for header in headers {
        let value = header.name.trim_start_matches("X-").to_uppercase().replace('-', "_");
        call += &format!(" \\\n  -H '{}: {value}'", header.name);
    }
    if body.is_empty() {
        return call;
    }
    let sent = body.iter().filter(|field| field.default.is_none());
    let sent =
        sent.filter(|field| field.required || ["username", "password"].contains(&&*field.name));
    let values: Vec<_> = sent
        .map(|field| match field.name.as_str() {
            "grant_type" => "\"grant_type\":\"password\"".to_owned(),
            name => format!("\"{name}\":\"{}\"", name.to_uppercase()),
        })
        .collect();
    call + &format!(
        " \\\n  -H 'Content-Type: application/json' \\\n  -d '{{{}}}'",
        values.join(",")
    )
}

/// A response with these fields, as JSON.
pub fn response(fields: &[Field]) -> String {
    let value = |field: &Field| match field.name.as_str() {
        "expires_in" => "1799".to_owned(),
        name => format!("\"{}\"", text(name)),
    };
    let lines = fields.iter().map(|field| format!("  \"{}\": {}", field.name, value(field)));
    match lines.collect::<Vec<_>>().join(",\n") {
        lines if lines.is_empty() => "{}".to_owned(),
        lines => format!("{{\n{lines}\n}}"),
    }
}

fn text(name: &str) -> &'static str {
    match name {
        "token_type" => "Bearer",
        "scope" => "openid profile",
        "status" => "ok",
        "error" => "invalid_grant",
        "error_description" => "The user name or the password is wrong.",
        "hint" => "Check the user name and the password.",
        _ => "…",
    }
}
