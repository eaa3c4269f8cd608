//! What a loop promises whose tasks start tasks.

use std::time::Duration;

use shared::clock;

use super::asking::pass;
use super::futures::task;
use super::promise::{Promise, tell};
use super::run_all;
use super::unio::{create_task, run, sleep};

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub const NOT_AT_ONCE: Promise = Promise {
    says: "`create_task` polls nothing: whoever starts a task goes on first.",
    tried: "Main starts A, says so, and sleeps.",
    should: &["0.000 it is started", "0.000 A"],
    play: || {
        run(async {
            drop(create_task(async { tell("A") }));
            tell("it is started");
            sleep(ms(1)).await;
        });
    },
};

pub const BEHIND: Promise = Promise {
    says: "A new task has its first turn after those who are ready now.",
    tried: "Main starts A, B and C, and A starts D.",
    should: &["0.000 A", "0.000 B", "0.000 C", "0.000 D"],
    play: || {
        run(async {
            drop(create_task(async {
                tell("A");
                drop(create_task(async { tell("D") }));
            }));
            drop(create_task(async { tell("B") }));
            drop(create_task(async { tell("C") }));
            sleep(ms(1)).await;
        });
    },
};

pub const GRANDCHILDREN: Promise = Promise {
    says: "Tasks start tasks at any time, also in the middle of a poll.",
    tried: "Main starts A, and A, half a second later, B. So does B, with \
            C.",
    should: &["0.000 A", "0.500 B", "1.000 C"],
    play: || {
        run(async {
            drop(create_task(async {
                tell("A");
                sleep(ms(500)).await;
                drop(create_task(async {
                    tell("B");
                    sleep(ms(500)).await;
                    drop(create_task(async { tell("C") }));
                }));
            }));
            sleep(ms(2000)).await;
        });
    },
};

pub const DONE_LONG_AGO: Promise = Promise {
    says: "A task that is done already need not be waited for.",
    tried: "A task takes 25 milliseconds. Main awaits it half a second \
            later.",
    should: &["0.500 main awaits", "0.500 main goes on"],
    play: || {
        run(async {
            let task = create_task(sleep(ms(25)));
            sleep(ms(500)).await;
            tell("main awaits");
            let _ = task.await;
            tell("main goes on");
        });
    },
};

pub const UNAWAITED: Promise = Promise {
    says: "A task runs whether or not somebody awaits it.",
    tried: "Main starts A, throws away what it gets, and sleeps for two \
            seconds.",
    should: &["0.000 A begins", "1.000 A ends", "2.000 main ends"],
    play: || {
        run(async {
            drop(create_task(async {
                tell("A begins");
                sleep(ms(1000)).await;
                tell("A ends");
            }));
            sleep(ms(2000)).await;
            tell("main ends");
        });
    },
};

pub const ADDED_LATE: Promise = Promise {
    says: "A new task is due at once, whatever the clock shows.",
    tried: "At second five main starts A. B, who has slept until then, \
            passes.",
    should: &["5.000 B", "5.000 A", "5.000 B goes on"],
    play: || {
        clock::sleep(ms(4000));
        run_all(vec![
            task(async {
                sleep(ms(1000)).await;
                drop(create_task(async { tell("A") }));
            }),
            task(async {
                sleep(ms(1000)).await;
                tell("B");
                pass().await;
                tell("B goes on");
            }),
        ]);
    },
};
