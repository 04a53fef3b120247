//! Tokens laid out in lines for rustfmt: each item apart, documentation as comments, blank lines between members.
//!
//! Where a line breaks is for rustfmt to say. What it keeps as it finds it stands here as it has to be: comments, and
//! where a blank line is.

use std::fmt::{Display, Write as _};
use std::iter::Peekable;

use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree, token_stream};

/// What an item is, which decides whether a blank line stands before the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Use,
    Export,
    Module,
    Long,
}

/// The tokens of a file, item by item.
pub(super) struct Items {
    tokens: Peekable<token_stream::IntoIter>,
    /// Whether the sign before an attribute of the next item was taken already.
    has_begun: bool,
}

impl Items {
    pub(super) fn of(tokens: TokenStream) -> Self {
        Self {
            tokens: tokens.into_iter().peekable(),
            has_begun: false,
        }
    }

    /// What stands before all items: attributes and documentation of the file.
    pub(super) fn about(&mut self) -> String {
        let mut lines = Lines::default();
        while self.tokens.next_if(|token| is_mark(token, '#')).is_some() {
            if self.tokens.next_if(|token| is_mark(token, '!')).is_none() {
                self.has_begun = true;
                break;
            }
            if let Some(TokenTree::Group(attribute)) = self.tokens.next() {
                lines.attribute(attribute, "#!", "//!");
            }
        }
        lines.text
    }
}

impl Iterator for Items {
    type Item = (Kind, String);

    fn next(&mut self) -> Option<Self::Item> {
        self.tokens.peek()?;
        let mut lines = Lines::default();
        let mut words = Words::default();
        for token in self.tokens.by_ref() {
            let is_attribute = std::mem::take(&mut self.has_begun);
            match token {
                TokenTree::Group(attribute) if is_attribute => {
                    lines.attribute(attribute, "#", "///");
                    continue;
                }
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    self.has_begun = true;
                    continue;
                }
                token => {
                    let end = words.end(&token);
                    lines.token(token, 0);
                    if let Some(kind) = end {
                        lines.newline();
                        return Some((kind, lines.text));
                    }
                }
            }
        }
        lines.newline();
        Some((Kind::Long, lines.text))
    }
}

/// The words that an item begins with.
#[derive(Default)]
struct Words {
    is_public: bool,
    /// The first word that says what the item is.
    item: Option<Ident>,
    /// The word behind that.
    next: Option<Ident>,
}

impl Words {
    /// Takes the next token of an item, and says what it was if that is the last one.
    fn end(&mut self, token: &TokenTree) -> Option<Kind> {
        match token {
            TokenTree::Ident(word) => {
                match (&self.item, &self.next) {
                    (None, _) if word == "pub" => self.is_public = true,
                    (None, _) => self.item = Some(word.clone()),
                    (Some(_), None) => self.next = Some(word.clone()),
                    _ => {}
                }
                None
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => Some(match self.is_public {
                _ if self.is("mod") => Kind::Module,
                false if self.is("use") => Kind::Use,
                true if self.is("use") => Kind::Export,
                _ => Kind::Long,
            }),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                self.ends_in_braces().then_some(Kind::Long)
            }
            _ => None,
        }
    }

    fn is(&self, item: &str) -> bool {
        self.item.as_ref().is_some_and(|word| word == item)
    }

    /// Whether the first braces end the item; of the others a semicolon is the end.
    fn ends_in_braces(&self) -> bool {
        let is_function = self.next.as_ref().is_some_and(|word| word == "fn");
        let is_value = self.is("const") && !is_function;
        !(is_value || self.is("static") || self.is("type") || self.is("use"))
    }
}

/// Text in the making.
#[derive(Default)]
struct Lines {
    text: String,
    last: Last,
}

/// What was written last, as far as it matters to what may follow.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Last {
    /// A line has ended.
    #[default]
    Line,
    /// A name, a word or a literal.
    Word,
    /// A sign of its own.
    Mark,
    /// What the next token may stand close to.
    Open,
}

/// What the last member of an item ended in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// It has not ended, or none has begun.
    No,
    /// In a comma or a semicolon.
    InMark,
    /// In braces with something between.
    InBraces,
}

impl Lines {
    /// Ends the line that has begun.
    fn newline(&mut self) {
        if self.last != Last::Line {
            self.text.push('\n');
            self.last = Last::Line;
        }
    }

    /// Writes a token that stands in so many groups of its item.
    fn token(&mut self, token: TokenTree, depth: usize) {
        match token {
            TokenTree::Ident(word) => self.word(&word),
            TokenTree::Literal(literal) => self.word(&literal),
            TokenTree::Punct(mark) => {
                let sign = mark.as_char();
                let is_apart = match self.last {
                    // Two signs would be one, and so would a word and what begins a lifetime.
                    Last::Mark => !matches!(sign, ',' | ';'),
                    Last::Word => sign == '\'',
                    Last::Line | Last::Open => false,
                };
                if is_apart {
                    self.text.push(' ');
                }
                self.text.push(sign);
                self.last = match mark.spacing() {
                    Spacing::Joint => Last::Open,
                    Spacing::Alone => Last::Mark,
                };
            }
            TokenTree::Group(group) => self.group(group, depth),
        }
    }

    fn word(&mut self, word: &impl Display) {
        if self.last == Last::Word {
            self.text.push(' ');
        }
        // A text takes all that is written.
        let _ = write!(self.text, "{word}");
        self.last = Last::Word;
    }

    fn group(&mut self, group: Group, depth: usize) {
        let delimiter = group.delimiter();
        let inner = group.stream();
        // What nobody else holds is taken apart without a copy.
        drop(group);
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => return self.members(inner, false, depth),
        };
        self.text.push_str(open);
        self.last = Last::Open;
        let in_lines = delimiter == Delimiter::Brace && !inner.is_empty();
        if in_lines {
            self.newline();
        }
        self.members(inner, in_lines, depth);
        if in_lines {
            self.newline();
        }
        self.text.push_str(close);
        self.last = Last::Open;
    }

    /// Writes what stands in a group. Those members that stand directly in an item have blank lines between them: before
    /// one with documentation or attributes, and after one that ends in braces.
    fn members(&mut self, tokens: TokenStream, in_lines: bool, depth: usize) {
        let mut ended = Ended::No;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let attribute = match is_mark(&token, '#') {
                true => tokens.next_if(|next| matches!(next, TokenTree::Group(_))),
                false => None,
            };
            let begins = match (ended, &token) {
                (Ended::No, _) => false,
                (Ended::InBraces, TokenTree::Ident(word)) => word != "else",
                _ => attribute.is_some(),
            };
            if begins && depth == 0 {
                self.newline();
                self.text.push('\n');
            }
            ended = Ended::of(&token);
            match attribute {
                Some(TokenTree::Group(attribute)) => self.attribute(attribute, "#", "///"),
                _ => self.token(token, depth + 1),
            }
            if in_lines && ended == Ended::InMark {
                self.newline();
            }
        }
    }

    /// Writes an attribute on a line of its own, and documentation as a comment.
    fn attribute(&mut self, attribute: Group, sign: &str, comment: &str) {
        let tokens = attribute.stream();
        drop(attribute);
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        self.newline();
        match documentation(&tokens) {
            Some(line) => {
                self.text.push_str(comment);
                self.text.push_str(line.trim_end_matches(' '));
            }
            None => {
                self.text.push_str(sign);
                let tokens = tokens.into_iter().collect();
                self.group(Group::new(Delimiter::Bracket, tokens), 1);
            }
        }
        self.last = Last::Open;
        self.newline();
    }
}

impl Ended {
    fn of(token: &TokenTree) -> Self {
        match token {
            TokenTree::Punct(mark) if matches!(mark.as_char(), ',' | ';') => Self::InMark,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                match group.stream().is_empty() {
                    true => Self::No,
                    false => Self::InBraces,
                }
            }
            _ => Self::No,
        }
    }
}

fn is_mark(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(mark) if mark.as_char() == sign)
}

/// The line of documentation that an attribute is, where a comment can hold it.
fn documentation(tokens: &[TokenTree]) -> Option<String> {
    let [
        TokenTree::Ident(name),
        TokenTree::Punct(_),
        TokenTree::Literal(literal),
    ] = tokens
    else {
        return None;
    };
    if name != "doc" {
        return None;
    }
    let literal = literal.to_string();
    let inner = literal
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'));
    let line = match inner {
        // Most lines stand there as they are.
        Some(inner) if !inner.contains('\\') => inner.to_owned(),
        _ => syn::parse_str::<syn::LitStr>(&literal).ok()?.value(),
    };
    (!line.contains('\n') && !line.starts_with('/')).then_some(line)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    /// A file as rustfmt gets it, its items apart.
    fn laid_out(tokens: TokenStream) -> Vec<String> {
        let mut items = Items::of(tokens);
        let about = items.about();
        std::iter::once(about)
            .chain(items.map(|(_, text)| text))
            .collect()
    }

    #[test]
    fn items_end_where_they_end_in_rust() {
        let kinds = |tokens| Items::of(tokens).map(|(kind, _)| kind).collect::<Vec<_>>();
        use Kind::{Export, Long, Module, Use};
        let tokens = quote! {
            #[cfg(test)] mod inner;
            pub mod outer;
            mod whole { mod inside; }
            use a::{b, c};
            pub use d::{e};
            const VALUE: Of = Of { a: { 1 } };
            pub const fn function() {}
            pub static TEXT: &str = { "text" };
            pub struct Unit;
            pub struct Pair(pub u8);
            struct Fields { a: u8 }
            calls::name!(a b);
        };
        let expected = [
            Module, Module, Long, Use, Export, Long, Long, Long, Long, Long, Long, Long,
        ];
        assert_eq!(kinds(tokens), expected);
    }

    #[test]
    fn documentation_is_a_comment_where_a_comment_can_hold_it() {
        let (told, twice) = (" \"So\" \\.  ", " one\n two");
        let tokens =
            quote!(#![doc = " File."] #![a] #[doc = #told] #[doc = #twice] #[b(c)] type A = B;);
        let expected = [
            "//! File.\n#![a]\n".to_owned(),
            "/// \"So\" \\.\n#[doc=\" one\\n two\"]\n#[b(c)]\ntype A=B;\n".to_owned(),
        ];
        assert_eq!(laid_out(tokens), expected);
    }

    #[test]
    fn members_of_an_item_stand_apart() {
        let tokens = quote! {
            impl A {
                const B: C = D { e, #[f] g };
                const H: I = J;
                #[doc = " K."]
                fn k() { if l { m } else { n } o }
                fn p() {}
                fn q() { 'r: loop { break 'r; } }
            }
        };
        let expected = "impl A{\nconst B:C=D{\ne,\n#[f]\ng\n};\nconst H:I=J;\n\n/// K.\nfn k(){\nif l{\nm\n}else{\nn\n}o\n}\n\nfn p(){}fn q(){\n'r:loop{\nbreak 'r;\n}\n}\n}\n";
        assert_eq!(laid_out(tokens).concat(), expected);
    }
}
