use crate::ledger::CallId;
use crate::manner::Manner;

/// The key of every caller. Its digest is in the key file of the program.
const API_KEY: &str = "prowfm_58735becd1184a2c67f0cdb5325b43614ca3a7339067f2538a986e625e8d0c27";

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operation {
    Token,
    Refresh,
    Revoke,
}

/// A request of which every part can still be spoilt.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: &'static str,
    pub target: String,
    pub headers: Vec<(&'static str, String)>,
    pub fields: Vec<(&'static str, String)>,
    pub json: bool,
    /// Sent instead of the fields.
    pub body: Option<String>,
    /// Whether the length of the body is not announced.
    pub chunked: bool,
    /// Sent instead of everything.
    pub garbage: Option<Vec<u8>>,
}

impl Request {
    pub fn get(call: CallId, target: &str) -> Self {
        Self {
            method: "GET",
            target: target.to_owned(),
            headers: vec![("X-Request-Id", call.request_id())],
            fields: Vec::new(),
            json: false,
            body: None,
            chunked: false,
            garbage: None,
        }
    }

    /// A good call to a tenant. Every secret in it is of this call only.
    pub fn to_tenant(call: CallId, operation: Operation, manner: Manner, json: bool) -> Self {
        let path = match operation {
            Operation::Token => "/api/authentication/access_token",
            Operation::Refresh => "/api/authentication/refresh_token",
            Operation::Revoke => "/api/authentication/token/revoke",
        };
        let mut request = Self { method: "POST", json, ..Self::get(call, path) };
        request.headers.push(("X-WFM-Vanity-Url", manner.host()));
        let who = call.to_string();
        request.fields = match operation {
            Operation::Token => {
                vec![("username", who), ("password", format!("p@ss wörd&=+% of {call}"))]
            }
            Operation::Refresh => vec![("refresh_token", who)],
            Operation::Revoke => vec![("token", who)],
        };
        let client = [("client_id", "soak-client".to_owned()), ("client_secret", call.secret())];
        request.fields.extend(client);
        request
    }

    pub fn set_header(&mut self, name: &'static str, value: &str) {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.to_owned()));
    }

    /// As HTTP/1.1, with or without the wish to keep the connection.
    pub fn into_bytes(self, keep: bool) -> Vec<u8> {
        if let Some(garbage) = self.garbage {
            return garbage;
        }
        let mut head = format!("{} {} HTTP/1.1\r\nHost: localhost\r\n", self.method, self.target);
        head += &format!("X-API-Key: {API_KEY}\r\n");
        if !keep {
            head += "Connection: close\r\n";
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if self.fields.is_empty() && self.body.is_none() {
            return (head + "\r\n").into_bytes();
        }
        if !self.headers.iter().any(|(name, _)| *name == "Content-Type") {
            let json = "application/json";
            let form = "application/x-www-form-urlencoded";
            head += &format!("Content-Type: {}\r\n", if self.json { json } else { form });
        }
        let body = self.body.unwrap_or_else(|| encoded(&self.fields, self.json));
        if self.chunked {
            let size = body.len();
            head += "Transfer-Encoding: chunked\r\n\r\n";
            return format!("{head}{size:x}\r\n{body}\r\n0\r\n\r\n").into_bytes();
        }
        format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }
}

fn encoded(fields: &[(&'static str, String)], json: bool) -> String {
    if json {
        let object: serde_json::Map<_, _> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.as_str().into()))
            .collect();
        serde_json::Value::Object(object).to_string()
    } else {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
    }
}
