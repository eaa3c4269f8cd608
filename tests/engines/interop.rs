//! Programs that were written for other loops run on step 08 unchanged.

// What a main task returns here may well be a handle.
#![allow(clippy::async_yields_async)]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

use async_tungstenite::tungstenite::Message;
use futures_util::StreamExt;
use futures_util::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use futures_util::io::{BufReader, copy};
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::client::conn::http1 as client;
use hyper::server::conn::http1 as server;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use shared::clock;
use step_08_sockets as unio;
use unio::{Server, TcpListener, TcpStream};

#[path = "../../steps/08_sockets/examples/hyper/adapter.rs"]
mod adapter;

use adapter::Adapter;

type Body = http_body_util::combinators::BoxBody<Bytes, Infallible>;
type Sender = client::SendRequest<Full<Bytes>>;

fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

/// Serves as long as `main` runs, in simulated time.
fn serving<T>(
    handler: impl AsyncFn(TcpStream) + 'static,
    main: impl AsyncFnOnce(SocketAddr) -> T,
) -> T {
    clock::simulate();
    unio::run(async {
        let main = async |server: &Server| {
            main(server.local_addr().unwrap()).await
        };
        Server::scope(listener(), handler, main).await
    })
}

/// An HTTP server that sends back what it gets.
async fn serve(stream: TcpStream) {
    let connection = server::Builder::new()
        .serve_connection(Adapter(stream), service_fn(answer));
    // Clients may vanish.
    let _ = connection.await;
}

async fn answer(
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let path = request.uri().path().to_owned();
    match path.as_str() {
        "/echo" => Ok(Response::new(echoed(request).await)),
        "/chunks" => Ok(Response::new(chunks())),
        "/large" => Ok(Response::new(text(&"x".repeat(1 << 24)))),
        _ => {
            let mut response = Response::new(text("nothing"));
            *response.status_mut() = StatusCode::NOT_FOUND;
            Ok(response)
        }
    }
}

fn text(text: &str) -> Body {
    Full::new(Bytes::from(text.to_owned())).boxed()
}

async fn echoed(request: Request<Incoming>) -> Body {
    let bytes = request.into_body().collect().await.unwrap().to_bytes();
    Full::new(bytes).boxed()
}

/// A body of unknown length, which comes bit by bit.
fn chunks() -> Body {
    let numbers =
        futures_util::stream::iter(0..5).then(|number| async move {
            let line = format!("chunk {number}\n");
            Ok(Frame::data(Bytes::from(line)))
        });
    BodyExt::boxed(StreamBody::new(numbers))
}

async fn connect(address: SocketAddr) -> Sender {
    let stream = Adapter(TcpStream::connect(address).await.unwrap());
    let (sender, connection) = client::handshake(stream).await.unwrap();
    unio::create_task(connection);
    sender
}

async fn post(sender: &mut Sender, path: &str, body: &str) -> String {
    sender.ready().await.unwrap();
    let body = Full::new(Bytes::from(body.to_owned()));
    let request = Request::post(path).header("host", "unio").body(body);
    let response = sender.send_request(request.unwrap()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[test]
fn hyper_serves_many_requests_through_one_connection() {
    serving(serve, async |address| {
        let mut sender = connect(address).await;
        for number in 0..100 {
            let body = format!("message {number}");
            assert_eq!(post(&mut sender, "/echo", &body).await, body);
        }
        assert_eq!(post(&mut sender, "/nowhere", "").await, "nothing");
        let chunks = post(&mut sender, "/chunks", "").await;
        assert_eq!(chunks.lines().count(), 5);
        let large = post(&mut sender, "/large", "").await;
        assert_eq!(large.len(), 1 << 24);
    });
}

#[test]
fn hyper_serves_a_hundred_clients_at_once() {
    serving(serve, async |address| {
        let clients = (0..100).map(|client| async move {
            let mut sender = connect(address).await;
            for number in 0..20 {
                let body = format!("{client}: message {number}");
                assert_eq!(post(&mut sender, "/echo", &body).await, body);
                unio::sleep(Duration::from_millis(client % 7)).await;
            }
        });
        let clients = clients.map(unio::create_task);
        for end in unio::gather(clients).await {
            end.unwrap();
        }
    });
}

/// Serves until the function is done, which runs in a thread.
fn beside<T: Send + 'static>(
    f: impl FnOnce(SocketAddr) -> T + Send + 'static,
) -> T {
    let main = async |server: &Server| {
        let address = server.local_addr().unwrap();
        let (done, is_done) = async_channel::bounded(1);
        thread::spawn(move || done.send_blocking(f(address)));
        is_done.recv().await.expect("it does not panic")
    };
    unio::run(async { Server::scope(listener(), serve, main).await })
}

/// What curl prints. Without curl there is nothing to be tested.
fn curl(arguments: &'static [&str], path: &'static str) -> Option<String> {
    let output = beside(move |address| {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--max-time", "300"]);
        curl.args(arguments).arg(format!("http://{address}{path}"));
        curl.output()
    });
    let Ok(Output { status, stdout, stderr }) = output else {
        tests::skip_without("curl");
        return None;
    };
    let stderr = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{status}: {stderr}");
    Some(String::from_utf8(stdout).unwrap())
}

#[test]
fn curl_gets_an_answer() {
    if let Some(output) = curl(&["--data", "hello"], "/echo") {
        assert_eq!(output, "hello");
    }
}

#[test]
fn curl_gets_chunks() {
    if let Some(output) = curl(&["--include"], "/chunks") {
        assert!(output.contains("transfer-encoding: chunked"), "{output}");
        assert!(output.ends_with("chunk 3\nchunk 4\n"), "{output}");
    }
}

#[test]
fn curl_gets_much() {
    if let Some(output) = curl(&[], "/large") {
        assert_eq!(output.len(), 1 << 24);
    }
}

#[test]
fn curl_gets_many_answers_through_one_connection() {
    let flags = &["--write-out", "%{num_connects}\n", "--data", "hi "];
    if let Some(output) = curl(flags, "/echo?[1-20]") {
        let connects: Vec<_> = output.lines().collect();
        assert_eq!(connects.len(), 20, "{output}");
        assert_eq!(connects[0], "hi 1");
        assert!(connects[1..].iter().all(|line| *line == "hi 0"));
    }
}

#[test]
fn curl_gets_a_hundred_answers_at_once() {
    let flags = &["--parallel", "--parallel-max", "100", "--data", "hi\n"];
    if let Some(output) = curl(flags, "/echo?[1-100]") {
        assert_eq!(
            output.lines().filter(|line| *line == "hi").count(),
            100
        );
    }
}

#[test]
fn websockets_of_async_tungstenite_talk() {
    let handler = async |stream: TcpStream| {
        let mut socket =
            async_tungstenite::accept_async(stream).await.unwrap();
        while let Some(Ok(message)) = socket.next().await {
            if message.is_text() || message.is_binary() {
                socket.send(message).await.unwrap();
            }
        }
    };
    serving(handler, async |address| {
        let stream = TcpStream::connect(address).await.unwrap();
        let url = format!("ws://{address}/");
        let (mut socket, _) =
            async_tungstenite::client_async(url, &stream).await.unwrap();
        for number in 0..100 {
            let message = Message::text(format!("message {number}"));
            socket.send(message.clone()).await.unwrap();
            assert_eq!(socket.next().await.unwrap().unwrap(), message);
        }
        let large = Message::binary(vec![7; 1 << 20]);
        socket.send(large.clone()).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), large);
        socket.close(None).await.unwrap();
    });
}

#[test]
fn futures_copy_lines_and_split_work() {
    let handler = async |stream: TcpStream| {
        // Two halves by reference.
        let mut writer = &stream;
        let _ = copy(&stream, &mut writer).await;
        let _ = writer.close().await;
    };
    serving(handler, async |address| {
        let stream = TcpStream::connect(address).await.unwrap();
        let (reader, mut writer) = stream.split();
        let write = async {
            for number in 0..1_000 {
                let line = format!("line {number}\n");
                writer.write_all(line.as_bytes()).await.unwrap();
            }
            writer.close().await.unwrap();
        };
        let read = BufReader::new(reader).lines().collect::<Vec<_>>();
        let ((), lines) = futures_util::join!(write, read);
        assert_eq!(lines.len(), 1_000);
        assert_eq!(lines[999].as_ref().unwrap(), "line 999");
    });
}
