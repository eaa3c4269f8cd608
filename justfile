# Short names for what one does here. Plain cargo works too: see README.md.

set positional-arguments

# A step is named by its number alone.
find_step := '''
    step() {
        for folder in "steps/0$1"_* "steps/$1"_*; do
            if [ -d "$folder" ]; then
                basename "$folder"
                return
            fi
        done
        echo "There is no step $1. There are:" >&2
        ls steps >&2
        return 2
    }
'''

_list:
    @just --justfile '{{ justfile() }}' --list --unsorted

# Play a step: just run 4 --seed 7
[no-exit-message]
run step *flags:
    #!/bin/sh
    set -eu
    {{ find_step }}
    name=$(step "$1")
    shift
    exec cargo run -q -p "step_$name" -- "$@"

# Play a step and see who waits for whom: just watch 3 --stopped
[no-exit-message]
watch step *flags:
    #!/bin/sh
    set -eu
    {{ find_step }}
    name=$(step "$1")
    shift
    exec cargo run -q -p "step_$name" -- --watch "$@"

# Play a scene of a step: just scene 4 fibonacci --virtual-time
[no-exit-message]
scene step name *flags:
    #!/bin/sh
    set -eu
    {{ find_step }}
    name=$(step "$1")
    scene=$2
    shift 2
    exec cargo run -q -p "step_$name" --example "$scene" -- "$@"

# What changes in the code from one step to another: just diff 3 4
[no-exit-message]
diff from to:
    #!/bin/sh
    set -eu
    {{ find_step }}
    from=steps/$(step "$1")
    to=steps/$(step "$2")
    for part in src Cargo.toml; do
        # Exit code 1 says that there is a difference.
        git --no-pager diff --no-index "$from/$part" "$to/$part" ||
            [ $? -eq 1 ]
    done

# Type a step yourself, in mine/: just follow start 4
[no-exit-message]
follow *task:
    @cargo run -q -p follow -- "$@"

# What changes in code and output: just compare 3 4 [scene]
[no-exit-message]
compare from to scene="blinkies":
    @cargo run -q -p follow -- compare "$@"

# Read the book, which follows one's edits: just book --open
[no-exit-message]
book *flags:
    @cargo run -q -p book -- "$@"

# Test every step; may take a part of a test's name
test *flags:
    cargo test "$@"

# Test what is behind it, too: the engines' corners, the book
test-all *flags:
    cargo test-all "$@"

# Measure, and write tests/benches/scaling.md and peers.md
bench:
    cargo bench -p benches --bench scaling
    cargo bench -p benches --bench peers

# Those that are known are in tests/follow/mutants/unnoticed.md.
# Which changes of an engine do its promises not notice? just mutants 4
mutants step:
    #!/bin/sh
    set -eu
    {{ find_step }}
    name=$(step "$1")
    # What is unchanged would be asked for tests of its own, and has none.
    exec cargo mutants --baseline skip --timeout 60 \
        --package "step_$name" --exclude "**/main.rs" \
        --exclude "**/examples/**" --test-package follow \
        --cargo-arg "--test=promises_${name%%_*}"

# How long each engine is, and how long it may be
lines:
    @cargo test -q -p lengths every_engine -- --nocapture

# Draw the pictures that move anew: the README's, and the book's
picture:
    @cargo run -q -p tests --example picture

# All that must be true before a change goes in
ci:
    .ci/run
