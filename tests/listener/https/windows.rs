//! Callers that take little of their answers, which HTTP/2 lets them say in advance.

use h2::RecvStream;
use h2::client::{Builder, Connection};

use super::*;

/// Less than the document.
const WINDOW: u32 = 1_000;

/// Connects as a caller that takes no more than this of an answer at first.
async fn with_window(
    facade: &RunningFacade,
    trusted: &CertificateDer<'static>,
    window: u32,
) -> (SendRequest<Bytes>, JoinHandle<()>) {
    let stream = connect(facade, trusted, &[b"h2"]).await.unwrap();
    let connected = Builder::new().initial_window_size(window).handshake(stream).await;
    let (sender, connection): (_, Connection<_, _>) = connected.unwrap();
    (sender, tokio::spawn(async move { drop(connection.await) }))
}

/// Asks for a document; its body, of which nothing is taken yet.
async fn document(sender: &SendRequest<Bytes>, method: http::Method) -> RecvStream {
    let mut sender = sender.clone().ready().await.unwrap();
    let request = http::Request::builder().method(method);
    let request = request.uri(format!("https://{HOST}/openapi.json")).body(()).unwrap();
    let (response, _) = sender.send_request(request, true).unwrap();
    let response = timeout(PATIENCE, response).await.unwrap().unwrap();
    assert_eq!(response.status(), 200);
    response.into_body()
}

/// The rest of a body, of which more is taken after each pause.
async fn rest(mut body: RecvStream, pause: Duration) -> Vec<u8> {
    let mut rest = Vec::new();
    while let Some(data) = timeout(PATIENCE, body.data()).await.unwrap() {
        let data = data.expect("the answer is finished");
        body.flow_control().release_capacity(data.len()).unwrap();
        rest.extend(data);
        sleep(pause).await;
    }
    rest
}

/// Its deadlines for everything else are far away.
#[tokio::test]
async fn a_caller_that_takes_no_answer_loses_the_connection() {
    let files = Files::of("window");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |limits| limits.write = SHORT).await;
    for window in [0, WINDOW] {
        let (sender, connection) = with_window(&facade, &certificate, window).await;
        let _bodies = join_all((0..8).map(|_| document(&sender, http::Method::GET))).await;
        timeout(PATIENCE, connection).await.expect("the connection is closed").unwrap();
    }
    let (sender, _) = http_2(&facade, &certificate).await;
    assert_eq!(call(&sender, token()).await.0, 200);
}

/// Slow is not dead. An answer that is being taken is no idle connection either.
#[tokio::test]
async fn an_answer_that_is_taken_slowly_is_finished_though_the_stop_comes() {
    let files = Files::of("slow");
    let certificate = files.renew();
    let tenant = tenant().await;
    let shorten = |limits: &mut Limits| (limits.write, limits.idle) = (SHORT * 8, SHORT);
    let facade = facade(&files, &tenant, shorten).await;
    let (sender, connection) = with_window(&facade, &certificate, WINDOW).await;
    let body = document(&sender, http::Method::GET).await;
    let stopped = tokio::spawn(facade.stopped());
    let text = rest(body, SHORT / 2).await;
    assert!(serde_json::from_slice::<serde_json::Value>(&text).is_ok(), "it is whole");
    timeout(PATIENCE, connection).await.expect("the connection is closed").unwrap();
    timeout(PATIENCE, stopped).await.expect("the facade stops").unwrap();
}

/// What is owed is at an end then.
#[tokio::test]
async fn a_connection_whose_answers_are_taken_or_given_up_is_idle() {
    let files = Files::of("taken");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |limits| limits.idle = SHORT).await;
    let (sender, connection) = with_window(&facade, &certificate, WINDOW).await;
    let taken = document(&sender, http::Method::GET).await;
    let given_up = document(&sender, http::Method::GET).await;
    assert!(!rest(taken, Duration::ZERO).await.is_empty());
    drop(given_up);
    timeout(PATIENCE, connection).await.expect("the connection is closed").unwrap();
}

#[tokio::test]
async fn an_answer_to_head_has_no_body() {
    let files = Files::of("head");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let (sender, _) = http_2(&facade, &certificate).await;
    assert!(rest(document(&sender, http::Method::HEAD).await, Duration::ZERO).await.is_empty());
}

#[tokio::test]
async fn a_connection_carries_as_many_calls_as_the_limit_says() {
    let files = Files::of("streams");
    let certificate = files.renew();
    let tenant = tenant().await;
    let facade = facade(&files, &tenant, |_| {}).await;
    let (sender, _) = http_2(&facade, &certificate).await;
    assert_eq!(call(&sender, token()).await.0, 200);
    assert_eq!(sender.current_max_send_streams(), 100);
}
