use tokio::io::{AsyncRead, AsyncReadExt};

/// One request with a body of known length; `None` when the connection ends.
pub(super) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut request = read_until(stream, "\r\n\r\n").await?;
    let head = request.to_ascii_lowercase();
    let length = head
        .split("content-length: ")
        .nth(1)
        .map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    request += std::str::from_utf8(&body).expect("a form is ASCII");
    Some(request)
}

/// Everything up to these characters; `None` when the connection ends before.
pub(super) async fn read_until(stream: &mut (impl AsyncRead + Unpin), end: &str) -> Option<String> {
    let mut read = Vec::new();
    while !read.ends_with(end.as_bytes()) {
        read.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8_lossy(&read).into_owned())
}
