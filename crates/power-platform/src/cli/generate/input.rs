use std::error::Error;
use std::fs::File;
use std::io::{self, Read};
use std::time::Duration;

use url::{Host, Url};

use crate::openapi::MAX_DOCUMENT_BYTES;

/// How long a service on this machine may take to send its document.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The text of a document: of a file, of a service on this machine, or with `-` of stdin.
///
/// # Errors
///
/// If it cannot be read, is too large, or is on another machine.
pub fn read(document: &str) -> Result<String, Box<dyn Error>> {
    if document == "-" {
        return bounded(io::stdin()).map_err(|error| format!("stdin: {error}").into());
    }
    match Url::parse(document) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => fetch(&url),
        _ => {
            let text = File::open(document).and_then(bounded);
            text.map_err(|error| format!("{document}: {error}").into())
        }
    }
}

fn bounded(reader: impl Read) -> io::Result<String> {
    let mut text = String::new();
    // One byte more shows that the document is too large.
    let limit = u64::try_from(MAX_DOCUMENT_BYTES + 1).unwrap_or(u64::MAX);
    reader.take(limit).read_to_string(&mut text)?;
    Ok(text)
}

fn fetch(url: &Url) -> Result<String, Box<dyn Error>> {
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if !is_loopback || url.scheme() != "http" {
        return Err("only a service on this machine is asked, by http://127.0.0.1 or \
                    http://localhost; download the document and give the file"
            .into());
    }
    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .proxy(None)
        .build()
        .new_agent();
    let response = agent.get(url.as_str()).call();
    let mut response = response.map_err(|error| format!("{url}: {error}"))?;
    if response.status() != 200 {
        return Err(format!("{url}: the service responded with {}", response.status()).into());
    }
    bounded(response.body_mut().as_reader()).map_err(|error| format!("{url}: {error}").into())
}
