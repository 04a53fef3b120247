//! Numbers about the attempts of calls, for whoever watches over a service.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::time::Duration;

use crate::engine::observer::{Ended, Observer, Sending};
use crate::record::evidence::Evidence;
use crate::value::locked::Locked;

/// The upper bounds of the buckets of a histogram, in milliseconds.
const BUCKETS: [u64; 12] = [
    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000,
];

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// `counter`, `gauge` or `histogram`.
    pub kind: &'static str,
    /// The labels that it has.
    pub labels: &'static [&'static str],
    /// What it counts or measures, with its unit.
    pub help: &'static str,
}

const ATTEMPTS: Metric = Metric {
    name: "gateway_attempts_total",
    kind: "counter",
    labels: &["operation", "evidence", "status"],
    help: "Attempts that ended, by how far the request got (answered, may_have_been_sent, never_sent) and by the HTTP status, which is empty where no answer came.",
};
const RETRIES: Metric = Metric {
    name: "gateway_retries_total",
    kind: "counter",
    labels: &["operation"],
    help: "Attempts beyond the first of their call.",
};
const UNDER_WAY: Metric = Metric {
    name: "gateway_attempts_under_way",
    kind: "gauge",
    labels: &["operation"],
    help: "Attempts that began and have not ended.",
};
const DURATION: Metric = Metric {
    name: "gateway_attempt_duration_seconds",
    kind: "histogram",
    labels: &["operation"],
    help: "How long an attempt took in whole, in seconds.",
};
const UNTIL_WRITTEN: Metric = Metric {
    name: "gateway_connect_duration_seconds",
    kind: "histogram",
    labels: &["operation"],
    help: "How long it took until the first byte was about to leave, in seconds: next to nothing where a connection was at rest.",
};
const REQUEST_BYTES: Metric = Metric {
    name: "gateway_request_bytes_total",
    kind: "counter",
    labels: &["operation"],
    help: "Bytes of the bodies of requests, of each attempt.",
};
const ANSWER_BYTES: Metric = Metric {
    name: "gateway_answer_bytes_total",
    kind: "counter",
    labels: &["operation"],
    help: "Bytes of the bodies of answers, as far as they came.",
};

/// An observer that counts, and gives its numbers as text in the form that Prometheus reads. One can serve many clients.
///
/// ```
/// use gateway_runtime::{Config, Metrics};
/// use std::sync::Arc;
///
/// let metrics = Arc::new(Metrics::new());
/// let config = Config::new("https://gateway.example.com").observer(Arc::clone(&metrics) as _);
/// // Later, for whoever asks for `/metrics`:
/// assert!(metrics.text().starts_with("# HELP gateway_attempts_total "));
/// # let _ = config;
/// ```
#[derive(Default)]
pub struct Metrics {
    numbers: Locked<BTreeMap<&'static str, Numbers>>,
}

/// The numbers of one operation.
#[derive(Default)]
struct Numbers {
    attempts: BTreeMap<(&'static str, Option<u16>), u64>,
    retries: u64,
    under_way: u64,
    duration: Histogram,
    until_written: Histogram,
    request_bytes: u64,
    answer_bytes: u64,
}

#[derive(Default)]
struct Histogram {
    /// How many were at most as long as each bound, and longer than the one before.
    counts: [u64; BUCKETS.len()],
    count: u64,
    sum: Duration,
}

impl Histogram {
    fn take(&mut self, duration: Duration) {
        let mut buckets = BUCKETS.iter().zip(&mut self.counts);
        if let Some((_, count)) =
            buckets.find(|(bound, _)| duration <= Duration::from_millis(**bound))
        {
            *count += 1;
        }
        self.count += 1;
        self.sum = self.sum.saturating_add(duration);
    }
}

impl Metrics {
    /// What is counted, in the order of the text.
    pub const ALL: &'static [Metric] = &[
        ATTEMPTS,
        RETRIES,
        UNDER_WAY,
        DURATION,
        UNTIL_WRITTEN,
        REQUEST_BYTES,
        ANSWER_BYTES,
    ];

    /// Nothing counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// All numbers, in the text form of Prometheus (`text/plain; version=0.0.4`). Nothing in it is of a request or an
    /// answer but operations and HTTP statuses.
    pub fn text(&self) -> String {
        let numbers = self.numbers.lock();
        let mut text = String::new();
        for metric in Self::ALL {
            let Metric {
                name, kind, help, ..
            } = metric;
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (operation, numbers) in numbers.iter() {
                numbers.lines(metric, operation, &mut text);
            }
        }
        text
    }
}

impl Numbers {
    fn lines(&self, metric: &Metric, operation: &str, text: &mut String) {
        let name = metric.name;
        let own = format!("operation={operation:?}");
        match *metric {
            ATTEMPTS => {
                for ((evidence, status), count) in &self.attempts {
                    let status = status.map(|status| status.to_string()).unwrap_or_default();
                    let _ = writeln!(
                        text,
                        "{name}{{{own},evidence=\"{evidence}\",status=\"{status}\"}} {count}"
                    );
                }
                return;
            }
            DURATION => return self.duration.lines(name, &own, text),
            UNTIL_WRITTEN => return self.until_written.lines(name, &own, text),
            _ => {}
        }
        let number = match *metric {
            RETRIES => self.retries,
            UNDER_WAY => self.under_way,
            REQUEST_BYTES => self.request_bytes,
            _ => self.answer_bytes,
        };
        let _ = writeln!(text, "{name}{{{own}}} {number}");
    }
}

impl Histogram {
    fn lines(&self, name: &str, own: &str, text: &mut String) {
        let mut so_far = 0;
        for (bound, count) in BUCKETS.iter().zip(&self.counts) {
            so_far += count;
            let bound = Duration::from_millis(*bound).as_secs_f64();
            let _ = writeln!(text, "{name}_bucket{{{own},le=\"{bound}\"}} {so_far}");
        }
        let (count, sum) = (self.count, self.sum.as_secs_f64());
        let _ = writeln!(text, "{name}_bucket{{{own},le=\"+Inf\"}} {count}");
        let _ = writeln!(
            text,
            "{name}_sum{{{own}}} {sum}\n{name}_count{{{own}}} {count}"
        );
    }
}

impl Observer for Metrics {
    fn before(&self, attempt: &mut Sending<'_>) {
        let mut numbers = self.numbers.lock();
        let own = numbers.entry(attempt.operation().id).or_default();
        own.under_way += 1;
        if attempt.number() > 1 {
            own.retries += 1;
        }
        own.request_bytes += attempt.request_bytes() as u64;
    }

    fn after(&self, attempt: &Sending<'_>, ended: &Ended) {
        let evidence = match ended.evidence {
            Evidence::Answered => "answered",
            Evidence::MayHaveBeenSent => "may_have_been_sent",
            Evidence::NeverSent => "never_sent",
        };
        let mut numbers = self.numbers.lock();
        let own = numbers.entry(attempt.operation().id).or_default();
        own.under_way = own.under_way.saturating_sub(1);
        *own.attempts.entry((evidence, ended.status)).or_default() += 1;
        own.duration.take(ended.elapsed);
        if let Some(until_written) = ended.until_written {
            own.until_written.take(until_written);
        }
        own.answer_bytes += ended.answer_bytes as u64;
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
