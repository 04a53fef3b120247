//! What a caller has to do for a change.

use super::change::{Change, Class};

/// What whoever calls the gateway through the crate has to do for a change, in one sentence.
#[must_use]
pub fn todo(change: &Change) -> &'static str {
    match change.class {
        Class::Documentation => "Nothing.",
        Class::Additive => "Nothing; use it where it helps.",
        Class::NotUnderstood => "Read what the page says now; until then, take it to break.",
        Class::Breaking => breaking(change.rule)
            .unwrap_or("Read what it was and is, and change what you send or read."),
    }
}

/// The same for a rule under which something breaks; nothing of one that is not known.
fn breaking(rule: &str) -> Option<&'static str> {
    Some(match rule {
        "operation-removed" => {
            "Call it no longer, or wait for it no longer; the crate has no method for it."
        }
        "operation-moved" | "method-changed" => {
            "Take the new version of the crate, which calls it where it is now."
        }
        "server-changed" | "server-removed" => "Give the client the address of the server of now.",
        "required-parameter-added"
        | "parameter-became-required"
        | "required-property-added"
        | "property-became-required"
        | "required-body-added"
        | "body-became-required" => "Give it with every request.",
        "required-parameter-removed"
        | "optional-parameter-removed"
        | "required-body-removed"
        | "optional-body-removed"
        | "became-read-only" => "Send it no longer.",
        "required-property-removed" | "optional-property-removed" => {
            "Send and read it no longer; its field has gone."
        }
        "answer-body-removed"
        | "header-removed"
        | "required-header-removed"
        | "became-write-only" => "Read it no longer.",
        "answer-body-added" | "required-header-added" | "header-became-required" => {
            "Give it with all that you send there."
        }
        "parameter-renamed" | "property-renamed" => "Use the new name of the field.",
        "parameter-moved" | "property-moved" => "Give it, and read it, where it stands now.",
        "property-became-optional" | "header-became-optional" => {
            "Be ready for answers that lack it; its field is an `Option`."
        }
        "parameter-became-optional" | "body-became-optional" | "empty-value-allowed" => {
            "Be ready for calls of the service that lack it."
        }
        "became-nullable" => "Be ready for null; its field is an `Option`.",
        "became-not-nullable" => "Send a value or leave it out, and no null.",
        "type-changed"
        | "type-narrowed"
        | "type-widened"
        | "format-changed"
        | "format-narrowed"
        | "format-widened"
        | "map-values-typed"
        | "map-values-untyped"
        | "combination-changed" => "Convert what you send and read to the new type of the field.",
        "combination-narrowed" => "Send only what is still allowed together.",
        "combination-widened" => "Be ready for answers with other members together.",
        "variant-removed" => "Send another of its shapes.",
        "discriminator-changed" => {
            "Take the new version of the crate, which tells the shapes apart anew."
        }
        "value-removed" | "enumeration-added" => "Send none but the values that are listed.",
        "limit-tightened" | "pattern-added" | "pattern-changed" | "restriction-found"
        | "other-changed" => "Keep what you send within the new limit.",
        "map-closed" => "Send no other members.",
        "list-emptied" => "Send no entries.",
        "default-removed" | "default-changed" => {
            "Send the value that you mean, where you left it out."
        }
        "parameter-style-changed"
        | "encoding-changed"
        | "media-type-removed"
        | "media-type-changed"
        | "media-type-narrowed"
        | "media-type-widened"
        | "media-type-parameters-changed" => {
            "Take the new version of the crate, which writes and reads it as it is now."
        }
        "success-answer-removed" | "success-status-widened" => {
            "Take the new version of the crate, which knows the answers of now."
        }
        "success-status-narrowed" => "Answer the service with the status that is named now.",
        "security-dropped" | "security-alternative-added" | "security-loosened" => {
            "Be ready for calls of the service that prove what is named now."
        }
        "security-required"
        | "security-alternative-removed"
        | "security-tightened"
        | "security-scheme-changed"
        | "flow-removed"
        | "scope-removed" => "Give the credentials that are asked for now.",
        "empty-value-refused" => "Send a value, or leave it out.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::breaking;
    use crate::drift::Class;
    use crate::drift::rules::RULES;

    #[test]
    fn every_rule_that_can_break_says_what_to_do() {
        let can_break = |class: Class| class == Class::Breaking;
        let silent = RULES
            .iter()
            .filter(|rule| can_break(rule.request) || can_break(rule.answer))
            .filter(|rule| breaking(rule.id).is_none());
        let silent: Vec<&str> = silent.map(|rule| rule.id).collect();
        assert_eq!(silent, [""; 0]);
    }
}
