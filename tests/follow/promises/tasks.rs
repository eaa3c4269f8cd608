//! What a loop promises whose tasks start tasks.

use std::time::Duration;

use shared::clock;

use super::futures::{pass, task};
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

pub const OUTPUTS: Promise = Promise {
    says: "Whoever awaits a task gets its output.",
    tried: "A sleeps, and gives a greeting. B gives a number at once.",
    should: &["0.030 \"hello\" and 42"],
    play: || {
        run(async {
            let a = create_task(async {
                sleep(ms(30)).await;
                String::from("hello")
            });
            let b = create_task(async { 42 });
            let (a, b) = (a.await, b.await);
            tell(format_args!("{a:?} and {b}"));
        });
    },
};

pub const EVERY_TEN: Promise = Promise {
    says: "Whoever awaits a task asks every ten milliseconds whether it is \
           done.",
    tried: "A task takes 25 milliseconds, and another one 32. Main starts \
            both and awaits them.",
    should: &["0.030 the first is done", "0.040 the second is done"],
    play: || {
        run(async {
            let first = create_task(sleep(ms(25)));
            let second = create_task(sleep(ms(32)));
            first.await;
            tell("the first is done");
            second.await;
            tell("the second is done");
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

pub const TO_THE_LAST: Promise = Promise {
    says: "`run` goes on until every task is done, and not only main.",
    tried: "Main starts a task of two seconds and ends.",
    should: &[
        "0.000 main ends",
        "2.000 the task ends",
        "2.000 run returns",
    ],
    play: || {
        run(async {
            drop(create_task(async {
                sleep(ms(2000)).await;
                tell("the task ends");
            }));
            tell("main ends");
        });
        tell("run returns");
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
