//! Two futures of different types at once: soup and salad, each with a
//! recipe of its own.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use shared::say;
use step_07_futures as unio;

fn main() {
    shared::start_scene();
    let (litres, leaves) = unio::run(both(soup(), salad()));
    say!("{litres} litres of soup and a salad of {leaves}");
}

/// Waits for two futures, and gives both outputs.
async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut of_a, mut of_b) = (None, None);
    poll_fn(|cx| {
        // Each is polled until it is done, and never again.
        if of_a.is_none() {
            of_a = ready(a.as_mut().poll(cx));
        }
        if of_b.is_none() {
            of_b = ready(b.as_mut().poll(cx));
        }
        let done = of_a.is_some() && of_b.is_some();
        if done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    (of_a.expect("it is done"), of_b.expect("it is done"))
}

fn ready<T>(poll: Poll<T>) -> Option<T> {
    match poll {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

async fn soup() -> f32 {
    unio::sleep(Duration::from_secs(3)).await;
    say!("the soup is ready");
    1.5
}

async fn salad() -> &'static str {
    unio::sleep(Duration::from_secs(1)).await;
    say!("the salad is ready");
    "chicory"
}
