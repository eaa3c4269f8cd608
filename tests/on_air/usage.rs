//! What a show uses of the machine, as Linux tells it.

use std::fs;
use std::time::Duration;

use super::Show;

impl Show {
    /// The processor time that it has used so far.
    pub(crate) fn processor_time(&self) -> Duration {
        let path = format!("/proc/{}/stat", self.program.id());
        let stat = fs::read_to_string(path).expect("it runs");
        let (_, fields) = stat.rsplit_once(')').expect("a name");
        let fields = fields.split_whitespace();
        let ticks = fields.skip(11).take(2).map(|t| t.parse::<u64>());
        let ticks: u64 = ticks.map(|ticks| ticks.expect("a number")).sum();
        Duration::from_millis(10 * ticks)
    }

    /// How many descriptors it has.
    pub(crate) fn descriptors(&self) -> usize {
        let path = format!("/proc/{}/fd", self.program.id());
        fs::read_dir(path).expect("it runs").count()
    }

    /// The memory that it has, in KiB.
    pub(crate) fn memory(&self) -> i64 {
        let path = format!("/proc/{}/status", self.program.id());
        let status = fs::read_to_string(path).expect("it runs");
        let mut lines = status.lines();
        let size = lines.find_map(|l| l.strip_prefix("VmRSS:"));
        let size = size.and_then(|size| size.split_whitespace().next());
        size.expect("a size").parse().expect("a number")
    }
}
