//! A web server and a browser of sorts, both by hyper. It knows nothing of
//! our loop, and needs no more than an adapter for its traits.

mod adapter;

use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client;
use hyper::server;
use hyper::service::service_fn;
use hyper::{Request, Response};
use shared::say;
use step_08_sockets as unio;
use unio::{Server, TcpListener, TcpStream};

use adapter::Adapter;

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    shared::start_scene();
    unio::run(play())
}

async fn play() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    Server::scope(listener, serve, async |server| {
        browse(server.local_addr()?).await
    })
    .await
}

async fn serve(stream: TcpStream) {
    let connection = server::conn::http1::Builder::new()
        .serve_connection(Adapter(stream), service_fn(answer));
    if let Err(error) = connection.await {
        say!("the connection is broken: {error}");
    }
}

async fn answer(
    request: Request<Incoming>,
) -> Result<Response<String>, Infallible> {
    // Others have their turns meanwhile.
    unio::sleep(Duration::from_millis(300)).await;
    let page = format!("This is {}.", request.uri().path());
    Ok(Response::new(page))
}

/// Fetches some pages, all through the same connection.
async fn browse(address: SocketAddr) -> Outcome {
    let stream = Adapter(TcpStream::connect(address).await?);
    let (mut sender, connection) =
        client::conn::http1::handshake(stream).await?;
    unio::create_task(connection);
    for path in ["/", "/o.o", "/-.-"] {
        let request = Request::get(path).header("host", "unio");
        let request = request.body(String::new())?;
        let response = sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        say!("{path}: {status}: {}", String::from_utf8_lossy(&body));
    }
    Ok(())
}
