//! Overlays follow what has moved in the document that they are about.
//!
//! Each folder of `tests/cases/follow` holds a document before and after something moved, an overlay that fits the one, and the
//! overlay that is offered for the other. With `INSTA_UPDATE=always` the expectations are written anew, for review.

use std::fs;
use std::path::Path;

use gateway_codegen::overlay;
use gateway_codegen::release;
use gateway_codegen::yaml;

use crate::accept::accepts;

#[test]
fn every_case_gives_an_overlay_that_fits_the_document_as_it_is() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/follow");
    let mut wrong = String::new();
    for folder in fs::read_dir(cases).expect("cases") {
        let folder = folder.expect("a case").path();
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect(name);
        let document = |name: &str| yaml::read(&read(name)).expect(name);
        let (old, new) = (document("old.yaml"), document("new.yaml"));
        let text = read("overlay.yaml");
        let fits = |text: &str, document| {
            let overlay = overlay::parse("overlay.yaml", text)?.value;
            overlay::apply(document, &[overlay]).map(|_| ())
        };
        fits(&text, old.clone()).expect("it fits what it is about");
        let given = [("overlay.yaml".to_owned(), text)];
        let followed = release::followed(&given, &old, &new).expect("followed");
        let path = folder.join("expected.yaml");
        if accepts() {
            fs::write(&path, &followed[0]).expect("written");
        }
        if fs::read_to_string(&path).unwrap_or_default() != followed[0] {
            wrong.push_str(&format!("{} differs:\n{}", path.display(), followed[0]));
        }
        if let Err(findings) = fits(&followed[0], new) {
            wrong.push_str(&format!("{} does not fit:\n{findings}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
