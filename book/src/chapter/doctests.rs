//! Every block of Rust in a chapter is a test: `cargo test -p book --doc`.

/// Makes a module of each chapter, with the chapter as its documentation.
macro_rules! chapters {
    ($($name:ident: $file:literal,)*) => {
        $(
            #[doc = include_str!(concat!("../../chapters/", $file))]
            mod $name {}
        )*
    };
}

chapters! {
    welcome: "welcome.md",
    threads: "01_threads.md",
    callbacks: "02_callbacks.md",
    generators: "03_generator_scheduler/index.md",
    generator_scheduler: "03_generator_scheduler/scheduler.md",
    sorted_heap: "04_sorted_heap.md",
    futures_by_hand: "05_awaitable_sleep/index.md",
    awaitable_sleep: "05_awaitable_sleep/scheduler.md",
    create_task: "06_create_task/index.md",
    asking: "06_create_task/asking.md",
    futures: "07_futures/index.md",
    wakes: "07_futures/wakes.md",
    slots: "07_futures/slots.md",
    ends: "07_futures/ends.md",
    cancelling: "07_futures/cancelling.md",
    timers: "07_futures/timers.md",
    wakes_from_threads: "07_futures/threads.md",
    the_loop: "07_futures/loop.md",
    life: "07_futures/life.md",
    toolbox: "07_futures/toolbox/index.md",
    several: "07_futures/toolbox/several.md",
    line: "07_futures/toolbox/line.md",
    lock: "07_futures/toolbox/lock.md",
    queue: "07_futures/toolbox/queue.md",
    dinner: "07_futures/toolbox/dinner.md",
    oneshot: "07_futures/toolbox/oneshot.md",
    waiter: "07_futures/toolbox/waiter.md",
    old_friends: "07_futures/toolbox/old_friends.md",
    sockets: "08_sockets/index.md",
    poller: "08_sockets/poller.md",
    sides: "08_sockets/sides.md",
    streams: "08_sockets/streams.md",
    servers: "08_sockets/servers.md",
    show: "08_sockets/show.md",
    guests: "08_sockets/guests.md",
    crowd: "08_sockets/crowd.md",
    onwards: "onwards.md",
    python_and_rust: "python_and_rust.md",
    presenting: "presenting.md",
}
