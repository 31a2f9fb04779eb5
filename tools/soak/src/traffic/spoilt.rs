use testing::Random;

use super::Request;
use super::hostile::VANITY_URLS;
use crate::manner::Allowed;

/// A way to spoil a valid request. No tenant may ever see the result.
#[derive(Clone, Copy)]
pub struct Spoilt {
    /// Its row in the table.
    pub sort: &'static str,
    pub allowed: Allowed,
    pub spoil: fn(&mut Request, &mut Random),
}

const INVALID: Allowed = &[(400, "invalid_request")];
const NO_TENANT: Allowed = &[(400, "invalid_vanity_url")];

const fn way(sort: &'static str, allowed: Allowed, spoil: fn(&mut Request, &mut Random)) -> Spoilt {
    Spoilt { sort, allowed, spoil }
}

pub const SPOILT: [Spoilt; 18] = [
    way("bad JSON", INVALID, |request, random| {
        let wrong =
            ["{", "[]", "null", "\"", "{\"username\": \"x\",}", "{\"a\":{\"b\":", "{}x", ""];
        request.json = true;
        request.body = Some(random.pick(&wrong).to_owned());
    }),
    way("deep JSON", INVALID, |request, random| {
        request.json = true;
        request.body = Some(format!("{{\"x\":{}", "[".repeat(1 + random.below(60_000))));
    }),
    way("a field is missing", INVALID, |request, random| {
        request.fields.remove(random.below(request.fields.len()));
    }),
    way("a field is empty", INVALID, |request, random| {
        let field = random.below(request.fields.len());
        request.fields[field].1.clear();
    }),
    way("a field is repeated", INVALID, |request, random| {
        request.json = false;
        let again = request.fields[random.below(request.fields.len())].clone();
        request.fields.push(again);
    }),
    way("a field is too long", INVALID, |request, random| {
        let field = random.below(request.fields.len());
        request.fields[field].1 += &"x".repeat(17_000 + random.below(40_000));
    }),
    way("too large a body", &[(413, "invalid_request")], |request, random| {
        request.fields.push(("padding", "x".repeat(66_000 + random.below(200_000))));
    }),
    way("too large, unannounced", &[(413, "invalid_request")], |request, random| {
        request.fields.push(("padding", "x".repeat(66_000 + random.below(200_000))));
        request.chunked = true;
    }),
    way("compressed body", INVALID, |request, _| {
        request.set_header("Content-Encoding", "gzip");
    }),
    way("wrong media type", &[(415, "unsupported_media_type")], |request, random| {
        let types = ["text/plain", "application/xml", "multipart/form-data; boundary=x", "x", ""];
        request.set_header("Content-Type", random.pick(&types));
    }),
    way("another grant", &[(400, "unsupported_grant_type")], |request, random| {
        let grants = ["client_credentials", "authorization_code", "Password", " password"];
        "/api/authentication/access_token".clone_into(&mut request.target);
        request.fields.push(("grant_type", random.pick(&grants).to_owned()));
    }),
    way("wrong method", &[(405, "method_not_allowed")], |request, random| {
        request.method = random.pick(&["GET", "PUT", "PATCH", "DELETE"]);
    }),
    way("unknown path", &[(404, "not_found")], |request, random| {
        let ends = ["/", "/x", "x", "/../../etc/passwd", "%00", "//", ";a=b"];
        request.target += random.pick(&ends);
    }),
    way("hostile vanity URL", &[(400, "invalid_vanity_url"), (403, "tenant_not_allowed")], {
        |request, random| request.set_header("X-WFM-Vanity-Url", random.pick(&VANITY_URLS))
    }),
    way("no or two vanity URLs", NO_TENANT, |request, random| {
        if random.percent(50) {
            request.set_header("X-WFM-Vanity-Url", " ");
        } else {
            request.headers.push(("X-WFM-Vanity-Url", "veteran.soak.mykronos.com".to_owned()));
        }
    }),
    way("credentials in the query", INVALID, |request, random| {
        let names =
            ["password", "username", "client_secret", "Token", "%70assword", "refresh_token"];
        request.target += &format!("?a=b&{}=x", random.pick(&names));
    }),
    way("header too large", &[(431, "")], |request, random| {
        request.set_header("X-Padding", &"x".repeat(600_000 + random.below(200_000)));
    }),
    way("not HTTP", &[(400, "")], |request, random| {
        let starts: [&[u8]; 4] = [
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
            b"HELLO\r\n\r\n",
            b"POST /api/authentication/access_token HTTP/1.1\r\nno colon\r\n\r\n",
            b"\x00\x01\x02\x03\r\n\r\n",
        ];
        request.garbage = Some(random.pick(&starts).to_vec());
    }),
];
