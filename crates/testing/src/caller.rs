use std::net::SocketAddr;
use std::time::Duration;

use data_encoding::BASE64;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The only headers that a response may have. Checked on every response of every test.
const ALLOWED_HEADERS: [&str; 13] = [
    "allow",
    "cache-control",
    "content-length",
    "content-type",
    "date",
    "kronos-tid",
    "pragma",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "strict-transport-security",
    "www-authenticate",
    "x-request-id",
];

/// The headers that every response has, with values that are checked on every one.
const CHECKED_HEADERS: [&str; 5] =
    ["cache-control", "content-length", "date", "pragma", "x-request-id"];

/// The content type of what the operations answer.
const JSON: &str = "application/json; charset=utf-8";

/// The kind of resource at an address, which decides on its headers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// An operation, a probe or nothing.
    Call,
    /// A file of the connector.
    Document,
    /// A page for people.
    Page,
    /// What a page loads.
    Asset,
}

impl Kind {
    /// The kind of resource at this address.
    pub fn of(target: &str) -> Self {
        match target {
            "/" | "/docs" => Self::Page,
            _ if target.starts_with("/assets/") => Self::Asset,
            _ if [".json", ".zip", ".png", "/.well-known/"]
                .iter()
                .any(|end| target.contains(end)) =>
            {
                Self::Document
            }
            _ => Self::Call,
        }
    }

    /// The headers beside those of every response.
    fn headers(self) -> &'static [&'static str] {
        match self {
            Self::Call => &[],
            Self::Document => &[
                "access-control-allow-headers",
                "access-control-allow-methods",
                "access-control-allow-origin",
                "access-control-max-age",
            ],
            Self::Page | Self::Asset => &[
                "content-security-policy",
                "cross-origin-opener-policy",
                "cross-origin-resource-policy",
                "referrer-policy",
                "x-content-type-options",
            ],
        }
    }
}

/// An HTTP/1.1 request, byte for byte as the test wants it.
pub struct Caller {
    address: SocketAddr,
    method: &'static str,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
    /// `None` for a body that never comes.
    body: Option<Vec<u8>>,
    /// What HTTP Basic hides.
    basic: String,
}

impl Caller {
    pub fn new(address: SocketAddr, method: &'static str, target: &str) -> Self {
        Self {
            address,
            method,
            target: target.to_owned(),
            headers: Vec::new(),
            body: Some(Vec::new()),
            basic: String::new(),
        }
    }

    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    /// The client by HTTP Basic, as RFC 6749 has it.
    pub fn basic(self, id: &str, secret: &str) -> Self {
        let encoded = [id, secret]
            .map(|text| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
        self.plain_basic(&encoded.join(":"))
    }

    /// HTTP Basic with these credentials as they are.
    pub fn plain_basic(mut self, credentials: &str) -> Self {
        self.basic += credentials;
        self.header("Authorization", format!("Basic {}", BASE64.encode(credentials.as_bytes())))
    }

    pub fn body(mut self, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        self.body = Some(body.as_ref().to_vec());
        self.header("Content-Type", content_type)
    }

    /// Sends the header alone, without the body that it announces.
    pub fn without_body(mut self) -> Self {
        self.body = None;
        self
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body("application/x-www-form-urlencoded", body)
    }

    pub fn json(self, fields: &[(&str, &str)]) -> Self {
        let object: serde_json::Map<_, _> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        self.body("application/json", serde_json::to_vec(&object).unwrap())
    }

    /// All that the caller sends, as text.
    pub fn sent(&self) -> String {
        let headers = self.headers.iter().map(|(_, value)| String::from_utf8_lossy(value));
        let headers: String = headers.collect();
        format!(
            "{} {headers} {} {}",
            self.target,
            self.basic,
            String::from_utf8_lossy(self.body.as_deref().unwrap_or_default())
        )
    }

    pub async fn send(self) -> Response {
        let is_opened = self.method == "GET"
            && self
                .headers
                .iter()
                .any(|(name, value)| name == "accept" && value.starts_with(b"text/html"));
        let kind = if is_opened { Kind::Page } else { Kind::of(&self.target) };
        let without_body = self.method == "HEAD" || self.method == "OPTIONS";
        Response::parse(&self.exchange().await, without_body, kind)
    }

    /// Sends it to another listener than the callers' one and returns the response as it is.
    pub async fn send_plainly(self) -> String {
        String::from_utf8(self.exchange().await).unwrap()
    }

    async fn exchange(self) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let mut request = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request.extend(b"Host: localhost\r\n");
        }
        request.extend(b"Connection: close\r\n");
        for (name, value) in &self.headers {
            request.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        if let Some(body) = &self.body {
            request.extend(format!("Content-Length: {}\r\n", body.len()).into_bytes());
        }
        request.extend(b"\r\n");
        request.extend(self.body.iter().flatten());
        // The facade may answer and close before it has read everything.
        let _ = stream.write_all(&request).await;
        let mut response = Vec::new();
        let read = timeout(Duration::from_secs(40), stream.read_to_end(&mut response)).await;
        let _ = read.expect("the facade answers");
        response
    }
}

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// The body, if it is text.
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Response {
    pub fn parse(bytes: &[u8], without_body: bool, kind: Kind) -> Self {
        let end = bytes.windows(4).position(|end| end == b"\r\n\r\n");
        let (head, body) = bytes.split_at(end.expect("an answer has a head") + 4);
        let head = std::str::from_utf8(head).expect("a head is text").trim_end();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<_> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .filter(|(name, _)| name != "connection")
            .collect();
        let text = String::from_utf8(body.to_vec());
        let response =
            Self { status, headers, body: text.unwrap_or_default(), bytes: body.to_vec() };
        response.check(without_body, kind);
        response
    }

    /// What holds for every response.
    fn check(&self, without_body: bool, kind: Kind) {
        for (name, _) in &self.headers {
            let of_kind = kind.headers().contains(&name.as_str());
            let allowed = of_kind || ALLOWED_HEADERS.contains(&name.as_str());
            assert!(allowed, "{name} left the facade");
        }
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        assert!(names.iter().all(|n| names.iter().filter(|m| m == &n).count() == 1), "{names:?}");
        if kind == Kind::Asset && self.status == 200 {
            let for_ever = "public, max-age=31536000, immutable";
            assert_eq!(
                (self.header("cache-control"), self.header("pragma")),
                (Some(for_ever), None)
            );
        } else {
            assert_eq!(self.header("cache-control"), Some("no-store"));
            assert_eq!(self.header("pragma"), Some("no-cache"));
        }
        let id = self.header("x-request-id").expect("every answer has an id");
        if !without_body {
            let is_json = self.header("content-type").unwrap().starts_with("application/json");
            let is_page = kind == Kind::Page;
            assert!(is_json || is_page || (self.status == 200 && kind != Kind::Call));
            let length: usize = self.header("content-length").unwrap().parse().unwrap();
            assert_eq!(length, self.bytes.len());
        }
        if self.status >= 400 && !self.body.is_empty() && !self.body.starts_with("<!doctype html>")
        {
            let error = self.json();
            assert_eq!(error["request_id"], id);
            assert!(error["hint"].as_str().is_some_and(|hint| hint.len() > 10), "{error}");
            let uri = error["error_uri"].as_str().unwrap();
            let (page, anchor) = uri.split_once('#').unwrap();
            assert!(page.ends_with("/docs"), "{uri}");
            assert!(prowfm_auth::api::error_codes().any(|known| known.code == anchor), "{uri}");
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("an answer is JSON")
    }

    pub fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }

    /// Status, headers and body for a snapshot, without what is checked on every response and what differs
    /// from run to run.
    pub fn shown(&self) -> String {
        let mut shown = format!("{}\n", self.status);
        for (name, value) in &self.headers {
            let expected = CHECKED_HEADERS.contains(&name.as_str()) || value == JSON;
            if !expected {
                shown += &format!("{name}: {value}\n");
            }
        }
        let mut body = self.json();
        if let (400.., Some(error)) = (self.status, body.as_object_mut()) {
            error.remove("request_id");
            error.remove("error_uri");
        }
        shown + &serde_json::to_string_pretty(&body).unwrap()
    }
}
