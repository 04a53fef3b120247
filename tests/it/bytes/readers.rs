//! Each reader, with a few of what it takes.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use gateway_codegen::{lower, openapi, page, transcribe, yaml};
use gateway_runtime::{Handle, Outcome, Returned};
use online_payment_gateway::models::PaymentReturn;

use super::asks::Asks;
use crate::samples::requests;

/// A name, what it takes, and the reader: whether it gave a value.
type Reader = (&'static str, fn() -> Vec<Box<[u8]>>, fn(&[u8]) -> bool);

pub(super) const READERS: [Reader; 5] = [
    ("answer", || files("answers", "json"), answer),
    ("page", || files("pages/made", "page.txt"), page),
    ("document", || files("documents", "document.yaml"), document),
    ("journal", || texts(&JOURNAL), journal),
    ("return URL", || texts(&RETURNED), returned),
];

const JOURNAL: [&str; 6] = [
    r#"{"version":1,"operation":"createPayment","at":1764000000000,"fields":{"orderNo":"A-1"}}"#,
    r#"{"version":1,"operation":"addTrackingBatch","at":1,"clock":{"ahead":-5,"bound":1000},"usedAgain":true,"evidence":"answered","entry":"x","fields":{"[0].orderNo":"A","[1].orderNo":"B"},"hidden":{"[0].trackingNo":"T"}}"#,
    r#"{"outcome":"accepted","code":"0000"}"#,
    r#"{"outcome":"status","status":500}"#,
    r#"{"outcome":"open","answered":true}"#,
    r#"{"outcome":"found","state":"successed"}"#,
];

const RETURNED: [&str; 3] = [
    "https://shop.example.com/return?tradeNo=T-1&orderNo=A-1&status=successed&language=en&amount=42.50",
    "?amount=%34%32&status=%E4%B8%AD+x#part",
    "https://shop.example.com/",
];

fn texts(texts: &[&str]) -> Vec<Box<[u8]>> {
    texts.iter().map(|text| text.as_bytes().into()).collect()
}

/// All files of the cases whose names end so.
fn files(folder: &str, ending: &str) -> Vec<Box<[u8]>> {
    let mut files = Vec::new();
    let mut folders = vec![
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("cases")
            .join(folder),
    ];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.sort();
        for path in entries {
            match path.is_dir() {
                true => folders.push(path),
                false if path.to_string_lossy().ends_with(ending) => {
                    files.push(std::fs::read(path).unwrap().into())
                }
                false => {}
            }
        }
    }
    files
}

thread_local! {
    static ASKS: RefCell<Option<Asks>> = const { RefCell::new(None) };
}

fn asks() -> Asks {
    Asks::new(requests::payment(), requests::query())
}

/// Whatever comes back is kept: as the value, or with the failure.
fn answer(bytes: &[u8]) -> bool {
    let asks = ASKS.take().unwrap_or_else(asks);
    asks.is_told(bytes);
    let (paid, asked) = asks.runtime.block_on(async {
        (
            asks.client.create_payment(&asks.payment).await,
            asks.client.query_payment(&asks.query).await,
        )
    });
    ASKS.set(Some(asks));
    let paid = paid
        .map(|accepted| (format!("{accepted:?}"), accepted.answer))
        .map_err(|failure| {
            let shown = format!("{failure} {failure:?}");
            (shown, failure.answer().cloned())
        });
    let kept = match paid {
        Ok((_, answer)) => answer.body() == bytes,
        Err((_, answer)) => answer.is_some_and(|answer| answer.body() == bytes),
    };
    let _ = asked
        .map(|accepted| format!("{accepted:?}"))
        .map_err(|failure| format!("{failure} {failure:?}"));
    assert!(kept);
    kept
}

fn page(bytes: &[u8]) -> bool {
    let page = page::read(bytes);
    page.is_ok_and(|page| transcribe::transcript(&page.value).is_ok())
}

fn document(bytes: &[u8]) -> bool {
    let Ok(document) = yaml::read(&String::from_utf8_lossy(bytes)) else {
        return false;
    };
    if let Ok(read) = openapi::read(&document) {
        let _ = lower::lower_what_fits(&read.value, false);
    }
    true
}

/// What is taken up is written as it was read.
fn journal(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let handle = Handle::from_json(&text);
    if let Ok(handle) = &handle {
        let again = Handle::from_json(handle.to_json().expose());
        assert!(again.is_ok_and(|again| again == *handle) && !format!("{handle:?}").is_empty());
    }
    let outcome = Outcome::from_json(&text);
    if let Some(outcome) = &outcome {
        assert_eq!(
            Outcome::from_json(outcome.to_json().expose()).as_ref(),
            Some(outcome)
        );
    }
    handle.is_ok() || outcome.is_some()
}

fn returned(bytes: &[u8]) -> bool {
    let returned = Returned::parse(&String::from_utf8_lossy(bytes));
    let typed = returned.unverified_as::<PaymentReturn>();
    !format!("{returned:?} {typed:?}").is_empty()
}
