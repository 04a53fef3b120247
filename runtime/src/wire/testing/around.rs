//! A journal around another one, for tests in which one thing goes otherwise.

use std::fmt;
use std::time::Duration;

use crate::record::claim::{Claim, Claimed, Fence, Released};
use crate::record::entry::EntryId;
use crate::record::forget::Forget;
use crate::record::handle::Handle;
use crate::record::journal::{Journal, JournalFuture};
use crate::record::note::Note;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;

/// The trait, and the journal that whoever has it is, of the methods of [`Journal`].
macro_rules! handed_on {
    ($(#[$about:meta])* $a:lifetime, $self:ident: $($method:ident($($value:ident: $of:ty),*) -> $gives:ty;)*) => {
        $(#[$about])*
        pub trait JournalAround: Send + Sync + fmt::Debug {
            /// The journal that it stands around.
            fn inner(&self) -> &dyn Journal;

            $(
                #[doc = concat!("[`Journal::", stringify!($method), "`].")]
                fn $method<$a>(&$a $self, $($value: $of),*) -> JournalFuture<$a, $gives> {
                    $self.inner().$method($($value),*)
                }
            )*
        }

        impl<T: JournalAround> Journal for T {
            $(
                fn $method<$a>(&$a $self, $($value: $of),*) -> JournalFuture<$a, $gives> {
                    JournalAround::$method($self, $($value),*)
                }
            )*
        }
    };
}

handed_on! {
    /// A journal that does what [another](Self::inner) does, but for the methods that it has itself: one that is slow, fails, or
    /// counts. A method that [`Journal`] gains goes to the other one as well, where a journal that lists those it hands on would answer
    /// that it cannot.
    ///
    /// ```
    /// use gateway_runtime::testing::{JournalAround, MemoryJournal};
    /// use gateway_runtime::{EntryId, Handle, Journal, JournalError, JournalFuture};
    /// use std::time::Duration;
    ///
    /// #[derive(Debug)]
    /// struct Full(MemoryJournal);
    ///
    /// impl JournalAround for Full {
    ///     fn inner(&self) -> &dyn Journal {
    ///         &self.0
    ///     }
    ///
    ///     fn intend<'a>(
    ///         &'a self,
    ///         _: &'a EntryId,
    ///         _: &'a Handle,
    ///         _: Duration,
    ///     ) -> JournalFuture<'a, ()> {
    ///         Box::pin(async { Err(JournalError::new("the disk is full")) })
    ///     }
    /// }
    /// ```
    'a, self:
    intend(entry: &'a EntryId, intent: &'a Handle, lease: Duration) -> ();
    prepare(entry: &'a EntryId, intent: &'a Handle, within: Duration) -> ();
    begin(entry: &'a EntryId, intent: &'a Handle, lease: Duration) -> bool;
    amend(entry: &'a EntryId, intent: &'a Handle) -> ();
    conclude(entry: &'a EntryId, intent: &'a Handle, outcome: &'a Outcome) -> Outcome;
    unresolved() -> Vec<Handle>;
    claim(entry: &'a EntryId, held: Option<Fence>, lease: Duration) -> Claim;
    take(at_most: usize, lease: Duration) -> Vec<Claimed>;
    release(entry: &'a EntryId, fence: Fence, found: Option<&'a Outcome>, due: Duration) -> Released;
    attempts(purchase: &'a str, numbers: Option<&'a Numbers>) -> Vec<Handle>;
    note(entry: &'a EntryId, note: &'a Note) -> ();
    recorded() -> Vec<Recorded>;
    authorized(before: &'a EntryId) -> Vec<Handle>;
    authorization_ended(entry: &'a EntryId) -> ();
    forget(forget: &'a Forget) -> u64;
    uses(numbers: &'a Numbers) -> Option<Vec<EntryId>>;
}
