use std::path::PathBuf;
use std::time::SystemTime;

use clap::{Parser, Subcommand, ValueEnum};

/// Calls, queries and reconciles payments. The gateway is the sandbox of this machine, unless GATEWAY_URL names another.
#[derive(Parser)]
#[command(
    name = "gateway",
    version,
    after_help = "Credentials: GATEWAY_APP_ID and GATEWAY_SECRET, in the environment alone.

Examples:
  gateway call createPayment --json payment.json --handle handle.json --yes
  gateway query orderNo=ORDER-2025-0001 paymentMethodType=card
  gateway --format json query tradeNo=TRADE-1 paymentMethodType=card
  gateway reconcile handle.json --patience 30
  gateway journal --folder /var/lib/shop/payments open

Exits with 0 when it was accepted or found, 1 when what was given cannot be used, 2 for arguments that are none, 3 when the
gateway refused or the payment failed, 4 while nobody knows, and 5 when nothing was sent. Of a journal 0 says that there is nothing
to see to, or that the order is there or closed, and 4 that something is open or differs, or that there is no such order or several."
)]
pub(crate) struct Arguments {
    /// How answers are shown. A table redacts what the document does not call open; JSON is the answer as it came.
    #[arg(long, value_enum, default_value_t = Format::Table, global = true)]
    pub(crate) format: Format,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Calls an operation with a request from a file.
    Call {
        /// The operation, by its name in the document.
        operation: String,
        /// The file with the request as JSON, or `-` for the standard input.
        #[arg(long, value_name = "FILE")]
        json: PathBuf,
        /// Where the handle goes by which the outcome is looked up. It can hold personal data.
        #[arg(long, value_name = "FILE")]
        handle: Option<PathBuf>,
        /// Says that it may change something, money included.
        #[arg(long)]
        yes: bool,
    },
    /// Queries a payment by fields of the query.
    Query {
        /// The fields of the query.
        #[arg(required = true, value_name = "NAME=VALUE")]
        fields: Vec<String>,
    },
    /// Asks a journal on disk, also while a shop writes it; `close` alone changes something. It needs no gateway.
    Journal {
        /// The folder of the journal.
        #[arg(long, value_name = "FOLDER", default_value = ".")]
        folder: PathBuf,
        #[command(subcommand)]
        asked: JournalCommand,
    },
    /// Looks up what became of a request.
    Reconcile {
        /// The file with the handle, or `-` for the standard input.
        handle: PathBuf,
        /// What the look-up needs and the request did not hold; may be repeated.
        #[arg(long, value_name = "NAME=VALUE")]
        answer: Vec<String>,
        /// For how many seconds it is tried.
        #[arg(long, value_name = "SECONDS", default_value_t = 10)]
        patience: u64,
    },
}

#[derive(Subcommand)]
pub(crate) enum JournalCommand {
    /// Each attempt, refund and capture of an order, with every answer, look-up and close by hand.
    Show {
        /// The order, by its number, a trade number, a refund number or the name of a purchase.
        order: String,
    },
    /// What is open, the oldest first, with its age and what is awaited.
    Open,
    /// Ends what is open of an order that a person has settled by other means. What a living shop has written is closed by
    /// that shop.
    Close {
        /// The order; if several of its requests are open, one by its entry, which `show` tells.
        order: String,
        /// Who closes it, which is written down.
        #[arg(long, value_name = "WHO")]
        by: String,
        /// Why, which is written down and may be shown.
        #[arg(long, value_name = "WHY")]
        why: String,
    },
    /// Compares a statement of the gateway: charged and unknown, charged and open, known and not charged, differing, doubled.
    Compare {
        /// A table with commas, whose first line names its columns.
        file: PathBuf,
        /// Tells of what is known and not charged only if it was made on this day (UTC) or later.
        #[arg(long, value_name = "DATE", value_parser = crate::journal::day)]
        since: Option<SystemTime>,
        /// The same, before this day.
        #[arg(long, value_name = "DATE", value_parser = crate::journal::day)]
        until: Option<SystemTime>,
    },
}
