//! Futures made of futures: several of them in one task.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use crate::sleep;

/// Waits for all of the futures and returns their outputs, in order. Each
/// wake polls all that are not done: give many a task of their own.
///
/// ```
/// # use step_07_futures as unio;
/// # use std::time::Duration;
/// # shared::clock::simulate();
/// let wait = async |seconds| {
///     unio::sleep(Duration::from_secs(seconds)).await;
///     seconds
/// };
/// let outputs = unio::run(unio::gather([3, 1, 2].map(wait)));
/// assert_eq!(outputs, [3, 1, 2]);
/// ```
#[doc(alias = "join_all")]
pub async fn gather<F: Future>(
    futures: impl IntoIterator<Item = F>,
) -> Vec<F::Output> {
    let running = futures.into_iter().map(Box::pin).enumerate();
    let mut running: Vec<_> = running.collect();
    let mut outputs: Vec<_> = running.iter().map(|_| None).collect();
    poll_fn(|cx| {
        running.retain_mut(|(place, future)| {
            let poll = future.as_mut().poll(cx);
            poll.map(|output| outputs[*place] = Some(output)).is_pending()
        });
        if running.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outputs.into_iter().flatten().collect()
}

/// Waits for the first of the futures that is ready, and drops the others.
///
/// ```
/// # use step_07_futures as unio;
/// # use std::time::Duration;
/// # shared::clock::simulate();
/// let wait = async |seconds| {
///     unio::sleep(Duration::from_secs(seconds)).await;
///     seconds
/// };
/// let first = unio::run(unio::race([3, 1, 2].map(wait)));
/// assert_eq!(first, 1);
/// ```
///
/// # Panics
///
/// If there are no futures.
#[doc(alias("select", "select_all"))]
pub fn race<F: Future>(
    futures: impl IntoIterator<Item = F>,
) -> impl Future<Output = F::Output> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    assert!(!futures.is_empty(), "nobody runs in this race");
    poll_fn(move |cx| {
        let mut polls = futures.iter_mut().map(|f| f.as_mut().poll(cx));
        polls.find(Poll::is_ready).unwrap_or(Poll::Pending)
    })
}

/// Waits for a future, but no longer than `limit`. Gives `None` if the time
/// is up first; at a tie the future wins.
///
/// ```
/// # use step_07_futures as unio;
/// # use std::time::Duration;
/// # shared::clock::simulate();
/// unio::run(async {
///     let second = Duration::from_secs(1);
///     let never = std::future::pending::<()>();
///     assert_eq!(unio::timeout(second, never).await, None);
///     let tie = unio::sleep(second);
///     assert_eq!(unio::timeout(second, tie).await, Some(()));
/// });
/// ```
///
/// # Panics
///
/// When it is polled, if the thread runs no loop.
#[doc(alias = "wait_for")]
pub fn timeout<F: Future>(
    limit: Duration,
    future: F,
) -> impl Future<Output = Option<F::Output>> {
    let (mut future, mut sleep) = (Box::pin(future), sleep(limit));
    poll_fn(move |cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Pin::new(&mut sleep).poll(cx).map(|()| None),
    })
}

/// Lets every task that is ready have a turn.
///
/// ```
/// # use step_07_futures as unio;
/// unio::run(async {
///     let task = unio::create_task(async {});
///     unio::yield_now().await;
///     assert!(task.is_finished());
/// });
/// ```
pub fn yield_now() -> impl Future<Output = ()> {
    let mut yielded = false;
    poll_fn(move |cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}
