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
    generator_scheduler: "03_generator_scheduler.md",
    sorted_heap: "04_sorted_heap.md",
    awaitable_sleep: "05_awaitable_sleep.md",
    create_task: "06_create_task.md",
    futures: "07_futures/index.md",
    wakers: "07_futures/wakers.md",
    tasks: "07_futures/tasks.md",
    timers: "07_futures/timers.md",
    toolbox: "07_futures/toolbox.md",
    life: "07_futures/life.md",
    sockets: "08_sockets/index.md",
    poller: "08_sockets/poller.md",
    streams: "08_sockets/streams.md",
    show: "08_sockets/show.md",
    onwards: "onwards.md",
    python_and_rust: "python_and_rust.md",
    presenting: "presenting.md",
}
