//! The ids that the code gives to findings, read from its source.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use syn::visit::{self, Visit};

use super::top;

/// An id where a finding is added.
pub(crate) struct Used {
    pub(crate) file: String,
    pub(crate) method: String,
    pub(crate) id: String,
}

/// The methods that add a finding.
const METHODS: [&str; 5] = ["error", "problem", "warning", "note", "add"];

/// Every place that adds a finding of an id which stands right there.
pub(crate) fn findings() -> &'static [Used] {
    assert!(
        READ.used.len() > 200,
        "the findings of the code are not seen any more"
    );
    &READ.used
}

/// Every id in the code, apart from the table and from tests.
pub(crate) fn ids() -> &'static BTreeSet<String> {
    &READ.ids
}

/// The code, read once for all tests that look at it.
static READ: LazyLock<Reader> = LazyLock::new(read);

#[derive(Default)]
struct Reader {
    file: String,
    used: Vec<Used>,
    ids: BTreeSet<String>,
}

fn read() -> Reader {
    let mut reader = Reader::default();
    folder(&top("codegen/src"), &mut reader);
    reader
}

fn folder(path: &Path, reader: &mut Reader) {
    for entry in std::fs::read_dir(path).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            folder(&path, reader);
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && !path.ends_with("findings/table.rs")
        {
            let source = std::fs::read_to_string(&path).expect("a source file");
            reader.file = path.display().to_string();
            reader.visit_file(&syn::parse_file(&source).expect("Rust"));
        }
    }
}

/// The name of an id: `MissingTitle` of `Id::MissingTitle`.
fn id(path: &syn::Path) -> Option<String> {
    let mut segments = path.segments.iter().rev();
    let (name, owner) = (segments.next()?, segments.next()?);
    (owner.ident == "Id").then(|| name.ident.to_string())
}

fn id_of(expression: &syn::Expr) -> Option<String> {
    match expression {
        syn::Expr::Path(path) => id(&path.path),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let method = call.method.to_string();
        if METHODS.contains(&method.as_str())
            && call.args.len() >= 2
            && let Some(id) = call.args.iter().take(2).find_map(id_of)
        {
            let file = self.file.clone();
            self.used.push(Used { file, method, id });
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.ids.extend(id(path));
        visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.ident != "tests" {
            visit::visit_item_mod(self, item);
        }
    }
}
