//! The same work for each loop.

use std::time::Duration;

/// Writes the work for a loop that has `run`, `spawn`, `joined`,
/// `yield_now` and `sleep`.
macro_rules! works {
    () => {
        pub(crate) fn yields(count: u64) {
            run(async move {
                for _ in 0..count {
                    yield_now().await;
                }
            });
        }

        pub(crate) fn many_yields(count: u64) {
            run(async move {
                let task = move || async move {
                    for _ in 0..count / 100 {
                        yield_now().await;
                    }
                };
                let tasks: Vec<_> =
                    (0..100).map(|_| spawn(task())).collect();
                for task in tasks {
                    joined(task).await;
                }
            });
        }

        pub(crate) fn spawn_and_join(count: u64) {
            run(async move {
                for _ in 0..count {
                    joined(spawn(async {})).await;
                }
            });
        }

        pub(crate) fn spawn_many(count: u64) {
            run(async move {
                let tasks: Vec<_> =
                    (0..count).map(|_| spawn(async {})).collect();
                for task in tasks {
                    joined(task).await;
                }
            });
        }

        /// The ball is a type that belongs to no loop.
        pub(crate) fn ping_pong(count: u64) {
            use std::sync::Arc;
            use tokio_crate::sync::Notify;

            run(async move {
                let (ping, pong) =
                    (Arc::new(Notify::new()), Arc::new(Notify::new()));
                let other = (ping.clone(), pong.clone());
                let player = spawn(async move {
                    for _ in 0..count {
                        other.0.notified().await;
                        other.1.notify_one();
                    }
                });
                for _ in 0..count {
                    ping.notify_one();
                    pong.notified().await;
                }
                joined(player).await;
            });
        }

        /// Each sleeps for up to a second.
        pub(crate) fn sleepers(count: u64) {
            run(async move {
                let delay = |i| Duration::from_millis(i * 7919 % 1000);
                let nap = |i| spawn(async move { sleep(delay(i)).await });
                let tasks: Vec<_> = (0..count).map(nap).collect();
                for task in tasks {
                    joined(task).await;
                }
            });
        }

        pub(crate) fn alone(count: u64) {
            run(make_and_drop(count));
        }

        pub(crate) fn beside(count: u64) {
            run(async move {
                let beside = spawn(async { sleep(super::LONG).await });
                yield_now().await;
                make_and_drop(count).await;
                drop(beside);
            });
        }

        /// A turn of the loop goes by in between.
        async fn make_and_drop(count: u64) {
            for _ in 0..count {
                super::once_around(sleep(super::LONG), yield_now()).await;
            }
        }

        /// Starts `count` tasks that sleep, and then calls `look`.
        pub(crate) fn while_asleep(count: u64, look: impl FnOnce()) {
            run(async move {
                let nap = |_| spawn(async { sleep(super::LONG).await });
                let tasks: Vec<_> = (0..count).map(nap).collect();
                for _ in 0..count {
                    yield_now().await;
                }
                look();
                std::mem::forget(tasks);
            });
        }
    };
}

/// Nobody waits for so long.
const LONG: Duration = Duration::from_secs(3600);

/// Polls `sleep` once and drops it after `turn`: what a timeout does to a
/// sleep when all goes well.
async fn once_around(sleep: impl Future, turn: impl Future) {
    let mut sleep = std::pin::pin!(sleep);
    std::future::poll_fn(|cx| {
        let _ = sleep.as_mut().poll(cx);
        std::task::Poll::Ready(())
    })
    .await;
    turn.await;
}

macro_rules! unio {
    ($name:ident, $step:ident) => {
        pub(crate) mod $name {
            use std::time::Duration;
            use tokio as tokio_crate;
            use $step::{JoinHandle, create_task as spawn, run};
            use $step::{sleep, yield_now};

            async fn joined(task: JoinHandle<()>) {
                task.await.expect("it does not panic");
            }

            works!();
        }
    };
}

unio!(unio_07, step_07_futures);
unio!(unio_08, step_08_sockets);

pub(crate) mod tokio {
    use ::tokio as tokio_crate;
    use ::tokio::runtime::Builder;
    use ::tokio::spawn;
    use ::tokio::task::{JoinHandle, yield_now};
    use ::tokio::time::sleep;
    use std::time::Duration;

    fn run(main: impl Future<Output = ()>) {
        let runtime = Builder::new_current_thread().enable_time().build();
        runtime.expect("a runtime").block_on(main);
    }

    async fn joined(task: JoinHandle<()>) {
        task.await.expect("it does not panic");
    }

    works!();
}

pub(crate) mod smol {
    use ::smol::future::yield_now;
    use ::smol::{LocalExecutor, Task, Timer};
    use ::tokio as tokio_crate;
    use std::time::Duration;

    thread_local! {
        static EXECUTOR: &'static LocalExecutor<'static> =
            Box::leak(Box::default());
    }

    fn run(main: impl Future<Output = ()>) {
        let executor = EXECUTOR.with(|executor| *executor);
        ::smol::block_on(executor.run(main));
    }

    fn spawn(task: impl Future<Output = ()> + 'static) -> Task<()> {
        EXECUTOR.with(|executor| executor.spawn(task))
    }

    async fn joined(task: Task<()>) {
        task.await;
    }

    async fn sleep(delay: Duration) {
        Timer::after(delay).await;
    }

    works!();
}
