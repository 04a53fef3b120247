//! Whatever is logged, written down.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, LazyLock, Mutex};

use tracing::field::{Field, Visit};
use tracing::{Dispatch, Event, Metadata, Subscriber, span};

/// Writes down everything that is logged: names, fields, values.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<String>>);

/// A subscriber that lives as long as the process. With a single one, what another thread comes upon first is taken for
/// something that nobody hears.
static ANOTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Recorder::default()));

impl Recorder {
    /// Writes down what this logs.
    pub(crate) fn hears(&self, what: impl FnOnce()) {
        let _ = &*ANOTHER;
        tracing::subscriber::with_default(self.clone(), what);
    }

    /// What was logged so far.
    pub(crate) fn log(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

struct Writer<'a>(&'a mut String);

impl Visit for Writer<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        let mut text = self.0.lock().unwrap();
        writeln!(text, "span {}", span.metadata().name()).unwrap();
        span.record(&mut Writer(&mut text));
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        writeln!(text, "level={}", event.metadata().level()).unwrap();
        event.record(&mut Writer(&mut text));
    }

    fn enter(&self, _span: &span::Id) {}

    fn exit(&self, _span: &span::Id) {}
}
