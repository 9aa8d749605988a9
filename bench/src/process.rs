//! What the kernel knows about a process.

use std::{fs, time::Duration};

use anyhow::{Context as _, Result};

/// The unit of `/proc/PID/stat`, the same on every Linux.
const TICKS_PER_SECOND: u64 = 100;

/// A running process, by its id.
#[derive(Clone, Copy)]
pub struct Process(pub u32);

impl Process {
    /// Processor time so far, in user mode and kernel, with that of its children.
    pub fn cpu_time(self) -> Result<Duration> {
        let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", self.0)).unwrap_or_default();
        let children = children.split_whitespace().filter_map(|id| id.parse().ok());
        let times = children.map(|id| Self(id).own_cpu_time());
        Ok(self.own_cpu_time()? + times.sum::<Result<Duration>>()?)
    }

    fn own_cpu_time(self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0))?;
        // The name may hold spaces; it ends with the last parenthesis.
        let (_, rest) = stat.rsplit_once(')').context("/proc/PID/stat is not readable")?;
        let mut ticks = 0;
        for field in rest.split_whitespace().skip(11).take(2) {
            ticks += field.parse::<u64>()?;
        }
        Ok(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
    }

    /// Resident memory now, in MiB.
    pub fn resident(self) -> Result<f64> {
        self.status("VmRSS:")
    }

    /// The most that was ever resident since the start or [`Process::forget_peak`], in MiB.
    pub fn peak(self) -> Result<f64> {
        self.status("VmHWM:")
    }

    /// Begins to measure the peak anew.
    pub fn forget_peak(self) -> Result<()> {
        fs::write(format!("/proc/{}/clear_refs", self.0), "5").context("the peak of memory can't be reset")
    }

    fn status(self, name: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0))?;
        let value = status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .context("/proc/PID/status is not readable")?;
        let kib: u32 = value.trim().trim_end_matches("kB").trim().parse()?;
        Ok(f64::from(kib) / 1024.0)
    }
}
