//! Lines of the log on their way to standard error.
//!
//! A line for each request, written by itself, takes a system call for each request. So lines are gathered for a moment, and
//! written by a thread of their own. Warnings and errors don't wait, nor does what is before them.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// Not noticed by people, and many requests of a busy server.
const MOMENT: Duration = Duration::from_millis(5);
/// Who writes more than this in a moment, in bytes, has to wait until it is taken.
const ENOUGH: usize = 256 * 1024;

/// Where lines go; clones are one and the same.
pub struct Lines<W>(Arc<Shared<W>>);

struct Shared<W> {
    waiting: Mutex<Waiting>,
    came: Condvar,
    /// Locked before what is waiting is taken, so that lines stay in order.
    out: Mutex<Out<W>>,
}

struct Out<W> {
    writer: W,
    /// Takes turns with the lines that wait, so that neither has to grow anew.
    taken: Vec<u8>,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    /// From now on nobody gathers.
    is_over: bool,
}

impl<W: Write + Send + 'static> Lines<W> {
    /// Begins to gather, until the second value is dropped.
    pub fn gather(out: W) -> io::Result<(Self, Gathering<W>)> {
        let shared = Arc::new(Shared {
            waiting: Mutex::default(),
            came: Condvar::new(),
            out: Mutex::new(Out {
                writer: out,
                taken: Vec::new(),
            }),
        });
        let theirs = Arc::clone(&shared);
        let thread = thread::Builder::new().name("log".to_owned());
        let thread = thread.spawn(move || theirs.write_until_over())?;
        let gathering = Gathering {
            shared: Arc::clone(&shared),
            thread: Some(thread),
        };
        Ok((Self(shared), gathering))
    }
}

impl<W: Write> Shared<W> {
    fn add(&self, line: &[u8], is_urgent: bool) -> io::Result<()> {
        let mut waiting = lock(&self.waiting);
        let is_first = waiting.lines.is_empty();
        waiting.lines.extend_from_slice(line);
        let is_due = is_urgent || waiting.is_over || waiting.lines.len() >= ENOUGH;
        drop(waiting);
        if is_due {
            return self.flush();
        }
        if is_first {
            self.came.notify_one();
        }
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        let Out { writer, taken } = &mut *lock(&self.out);
        taken.clear();
        mem::swap(taken, &mut lock(&self.waiting).lines);
        writer.write_all(taken)?;
        writer.flush()
    }

    fn write_until_over(&self) {
        loop {
            let waiting = lock(&self.waiting);
            let is_quiet = |waiting: &mut Waiting| waiting.lines.is_empty() && !waiting.is_over;
            let waiting = self
                .came
                .wait_while(waiting, is_quiet)
                .unwrap_or_else(PoisonError::into_inner);
            if waiting.is_over {
                return;
            }
            drop(waiting);
            thread::sleep(MOMENT);
            // There is nowhere to complain.
            let _ = self.flush();
        }
    }
}

/// As long as it lives, lines are gathered; what has been is written when it is dropped, also by a panic.
#[must_use]
pub struct Gathering<W: Write> {
    shared: Arc<Shared<W>>,
    thread: Option<JoinHandle<()>>,
}

impl<W: Write> Drop for Gathering<W> {
    fn drop(&mut self) {
        lock(&self.shared.waiting).is_over = true;
        self.shared.came.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let _ = self.shared.flush();
    }
}

/// A place for one line.
pub struct Line<'a, W> {
    shared: &'a Shared<W>,
    is_urgent: bool,
}

impl<W: Write> Write for Line<'_, W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.shared.add(line, self.is_urgent)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.shared.flush()
    }
}

impl<'a, W: Write + 'a> MakeWriter<'a> for Lines<W> {
    type Writer = Line<'a, W>;

    fn make_writer(&'a self) -> Line<'a, W> {
        Line {
            shared: &self.0,
            is_urgent: true,
        }
    }

    fn make_writer_for(&'a self, about: &Metadata<'_>) -> Line<'a, W> {
        Line {
            shared: &self.0,
            is_urgent: *about.level() <= Level::WARN,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{panic, time::Instant};

    use tracing_subscriber::fmt;

    use super::*;

    /// Keeps each write by itself.
    #[derive(Clone, Default)]
    struct Writes(Arc<Mutex<Vec<String>>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            lock(&self.0).push(String::from_utf8(bytes.to_vec()).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Writes {
        fn text(&self) -> String {
            lock(&self.0).concat()
        }
    }

    fn logging(lines: Lines<Writes>) -> tracing::subscriber::DefaultGuard {
        let format = fmt()
            .with_writer(lines)
            .with_target(false)
            .with_level(false)
            .without_time();
        tracing::subscriber::set_default(format.finish())
    }

    #[test]
    fn lines_are_gathered_and_none_is_lost_at_the_end() {
        let out = Writes::default();
        let (lines, gathering) = Lines::gather(out.clone()).unwrap();
        let logging = logging(lines);
        for number in 0..20_000 {
            tracing::info!("line {number}");
        }
        drop(gathering);
        // What still runs then goes on to log.
        tracing::info!("last");
        drop(logging);
        let mut expected: Vec<String> = (0..20_000).map(|number| format!("line {number}")).collect();
        expected.push("last".to_owned());
        assert_eq!(out.text().lines().collect::<Vec<_>>(), expected);
        let writes = lock(&out.0).len();
        assert!(writes < 2000, "{writes} writes");
    }

    #[test]
    fn a_line_waits_for_a_moment_only() {
        let out = Writes::default();
        let (lines, _gathering) = Lines::gather(out.clone()).unwrap();
        let _logging = logging(lines);
        for round in 1..=3 {
            tracing::info!("line");
            let begun = Instant::now();
            while out.text().len() < round * "line\n".len() {
                assert!(begun.elapsed() < Duration::from_secs(10), "the line is not written");
                thread::sleep(MOMENT);
            }
        }
    }

    #[test]
    fn a_warning_does_not_wait_nor_does_what_came_before_it() {
        let out = Writes::default();
        let (lines, _gathering) = Lines::gather(out.clone()).unwrap();
        let _logging = logging(lines);
        for _ in 0..100 {
            tracing::info!("all is well");
            tracing::warn!("something is not");
            assert!(out.text().ends_with("all is well\nsomething is not\n"));
        }
    }

    #[test]
    fn a_panic_loses_no_line() {
        let out = Writes::default();
        let theirs = out.clone();
        let ended = panic::catch_unwind(move || {
            let (lines, _gathering) = Lines::gather(theirs).unwrap();
            let _logging = logging(lines);
            tracing::info!("the last words");
            panic!("on purpose");
        });
        assert!(ended.is_err());
        assert_eq!(out.text(), "the last words\n");
    }
}
