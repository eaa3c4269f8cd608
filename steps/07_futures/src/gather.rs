//! Several futures in one task.

use std::future::poll_fn;
use std::task::Poll;

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
    let children = futures.into_iter().map(|f| (Some(Box::pin(f)), None));
    let mut children: Vec<_> = children.collect();
    poll_fn(|cx| {
        for (future, output) in &mut children {
            if let Some(running) = future
                && let Poll::Ready(ready) = running.as_mut().poll(cx)
            {
                (*future, *output) = (None, Some(ready));
            }
        }
        if children.iter().any(|(future, _)| future.is_some()) {
            return Poll::Pending;
        }
        let outputs = children.drain(..).filter_map(|(_, output)| output);
        Poll::Ready(outputs.collect())
    })
    .await
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
pub async fn race<F: Future>(
    futures: impl IntoIterator<Item = F>,
) -> F::Output {
    let futures = futures.into_iter().map(Box::pin);
    let mut futures: Vec<_> = futures.collect();
    assert!(!futures.is_empty(), "nobody runs in this race");
    poll_fn(|cx| {
        let mut polls = futures.iter_mut().map(|f| f.as_mut().poll(cx));
        polls.find(Poll::is_ready).unwrap_or(Poll::Pending)
    })
    .await
}
