//! Tools that a test needs, and that a machine may not have.

use std::env;

/// Tells that a test is left out, since this tool is not there. In CI
/// nothing is left out, except for want of a tool that could not be
/// installed: of those, `.ci/run` keeps a list in `UNIO_WITHOUT`.
///
/// # Panics
///
/// In CI, if the tool could be there.
pub fn skip_without(tool: &str) {
    let missing = env::var("UNIO_WITHOUT").unwrap_or_default();
    let may_skip = env::var_os("CI").is_none()
        || missing.split(' ').any(|missing| missing == tool);
    assert!(may_skip, "there is no {tool}");
    eprintln!("skipped: there is no {tool}");
}
