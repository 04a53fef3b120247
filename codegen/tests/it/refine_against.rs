//! An overlay may ask more of a request than the page does, and never let more pass, or something else.

use gateway_codegen::findings::{Findings, Id, Severity};
use gateway_codegen::overlay;
use gateway_codegen::refine::refine;
use gateway_codegen::yaml;
use serde_json::Value;

const PAGE: &str = r"
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/State'}}}}}
components:
  schemas:
    Order:
      type: object
      maxProperties: 5
      required: [number]
      properties:
        number: {type: string, minLength: 5, maxLength: 64}
        amount: {type: string}
        mode: {type: string, enum: [auto, manual]}
        tags: {type: array, items: {type: string}}
        count: {type: integer, format: int32, minimum: 1, multipleOf: 4}
    State: {type: string, enum: [open, paid, lost]}
    Plan:
      type: object
      properties:
        amount: {type: string}
        secret: {type: string}
";

/// What is found when actions are applied to the page, one a line.
fn found(actions: &str) -> Vec<String> {
    let findings = findings(actions);
    let lines = findings.iter().map(|finding| {
        let line = finding.to_string();
        line.strip_prefix("-:/components/schemas/")
            .unwrap_or(&line)
            .to_owned()
    });
    lines.collect()
}

fn findings(actions: &str) -> Findings {
    let page: Value = yaml::read(PAGE).expect("a page");
    let text = format!("overlay: 1.0.0\ninfo: {{title: Why, version: '1'}}\nactions:\n{actions}");
    let overlay = overlay::parse("o.yaml", &text).unwrap_or_else(|stopped| panic!("{stopped}"));
    refine(page.clone(), &page, &[overlay.value]).1
}

/// An action that takes something away.
fn remove(target: &str) -> String {
    format!("  - {{target: \"$.components.schemas.{target}\", description: Why, remove: true}}\n")
}

/// An action that gives something.
fn update(target: &str, value: &str) -> String {
    format!(
        "  - {{target: \"$.components.schemas.{target}\", description: Why, update: {value}}}\n"
    )
}

const AMOUNT: &str = "  - {target: $.components.schemas, description: Why, update: {Amount: {type: string, x-scalar: true}}}\n";

#[test]
fn a_wildcard_that_takes_a_type_away_has_to_be_followed_by_one_that_gives_a_type() {
    let shared = format!(
        "{AMOUNT}{}{}",
        remove("*.properties.amount.type"),
        update(
            "Order.properties.amount",
            "{allOf: [{$ref: '#/components/schemas/Amount'}]}"
        )
    );
    assert_eq!(
        found(&shared),
        [
            "Plan/properties/amount: error[overlay-untyped]: o.yaml:5: the page states a text, and nothing gives a type any more; properties of this name refer to Amount"
        ]
    );
    let everywhere = shared.replace("Order.properties", "*.properties");
    assert_eq!(found(&everywhere), [""; 0]);
}

#[test]
fn a_property_that_is_no_more_than_a_description_has_no_type() {
    let typeless = "{properties: {more: {description: More.}}}";
    let found = found(&update("Order", typeless));
    // That the page does not have it is told as well, and once.
    assert_eq!(found.len(), 1, "{found:?}");
    let without_type = PAGE.replace("secret: {type: string}", "secret: {description: It.}");
    let page: Value = yaml::read(&without_type).expect("a page");
    let found = refine(page.clone(), &page, &[]).1.to_string();
    assert!(
        found.contains(
            "Plan/properties/secret: error[overlay-untyped]: this has no type; state one"
        ),
        "{found}"
    );
}

#[test]
fn what_is_looser_or_other_is_shown_with_both_sides() {
    let number = "Order.properties.number";
    let cases = [
        (
            remove(&format!("{number}.maxLength")),
            "the page states at most 64 characters, and we nothing",
        ),
        (
            update(number, "{maxLength: 65}"),
            "o.yaml:4: the page states at most 64 characters, and we 65",
        ),
        (
            update(number, "{minLength: 4}"),
            "o.yaml:4: the page states at least 5 characters, and we 4",
        ),
        (
            update(number, "{type: integer}"),
            "o.yaml:4: the page states a text, and we a whole number",
        ),
        (
            update(number, "{nullable: true}"),
            "the page does not let it be null, and we do",
        ),
        (
            update("Order.properties.count", "{format: int64}"),
            "o.yaml:4: the page states the format int32, and we int64",
        ),
        (
            update("Order.properties.count", "{minimum: 0}"),
            "o.yaml:4: the page states at least 1, and we 0",
        ),
        (
            update("Order.properties.count", "{multipleOf: 2}"),
            "o.yaml:4: the page states a multiple of 4, and we 2",
        ),
        (
            remove("Order.maxProperties"),
            "the page states at most 5 members, and we nothing",
        ),
        (
            update("Order.properties.mode.enum", "never"),
            "the page has the values [auto, manual], and we [never] as well",
        ),
        (
            remove("Order.required"),
            "the page requires `number`, and we do not",
        ),
    ];
    for (action, text) in cases {
        let findings = findings(&action);
        let told: Vec<&str> = findings
            .iter()
            .filter(|finding| finding.id == Id::OverlayContradicts)
            .map(|finding| finding.text.as_str())
            .collect();
        let [told] = told.as_slice() else {
            panic!("{action}: {findings}");
        };
        assert!(told.ends_with(text), "{told}");
    }
}

#[test]
fn what_is_stricter_for_requests_is_listed_and_stops_nothing() {
    for (action, text) in [
        (
            update("Order.properties.number", "{minLength: 6}"),
            "the page states at least 5 characters, and we 6",
        ),
        (
            update("Order.properties.amount", "{pattern: '^[0-9]{1,9}$'}"),
            "we state the pattern ^[0-9]{1,9}$",
        ),
        (
            update("Order.properties.tags", "{uniqueItems: true}"),
            "the page states that entries may be equal, and we that entries differ",
        ),
        (
            update("Order.required", "amount"),
            "we require `amount`, and the page does not",
        ),
    ] {
        let findings = findings(&action);
        let [only] = findings.iter().collect::<Vec<_>>()[..] else {
            panic!("{action}: {findings}");
        };
        assert_eq!(
            (only.severity, only.id),
            (Severity::Note, Id::OverlayStricter)
        );
        assert_eq!(only.text, text);
    }
    // Nobody sends a plan.
    let unsent = update("Plan.properties.amount", "{minLength: 6}");
    assert_eq!(found(&unsent), [""; 0]);
}

#[test]
fn a_value_that_answers_bring_is_known_to_the_overlay() {
    let known = |values: &str| {
        let scalar = format!(
            "{{Known: {{type: string, enum: [{values}], description: All, x-scalar: true}}}}"
        );
        let refers = "{allOf: [{$ref: '#/components/schemas/Known'}]}";
        let actions = [
            format!("  - {{target: $.components.schemas, description: Why, update: {scalar}}}\n"),
            update("State", refers),
        ];
        found(&actions.concat())
    };
    assert_eq!(
        known("open, paid"),
        [
            "State: error[overlay-contradicts]: the page has the values [open, paid, lost], and we not [lost]"
        ]
    );
    assert_eq!(known("open, paid, lost"), [""; 0]);
    // What nobody has to send may be left out.
    let sent = "{allOf: [{enum: [auto]}]}";
    assert_eq!(
        found(&update("Order.properties.mode", sent)),
        [
            "Order/properties/mode: note[overlay-stricter]: the page has the values [auto, manual], and we not [manual]"
        ]
    );
}

#[test]
fn a_list_is_taken_away_by_an_action_that_names_each_of_its_values() {
    let named =
        remove("Order.properties.mode[?length(@) == 2 && @[0] == 'auto' && @[1] == 'manual']");
    assert_eq!(
        found(&named),
        [
            "Order/properties/mode: note[overlay-list-removed]: an action takes the list [auto, manual] away that the page seems to have"
        ]
    );
    let found = found(&remove("Order.properties.mode.enum"));
    assert_eq!(
        found,
        [
            "Order/properties/mode: error[overlay-contradicts]: o.yaml:4: the page has the values [auto, manual], and we none of them"
        ]
    );
}

#[test]
fn a_pattern_of_a_certain_length_is_a_limit_as_well() {
    let number = "Order.properties.number";
    let limits = remove(&format!("{number}['minLength', 'maxLength']"));
    let patterned = |pattern: &str| {
        let action = update(number, &format!("{{pattern: '{pattern}'}}"));
        let findings = findings(&format!("{limits}{action}"));
        findings.has_errors()
    };
    assert!(!patterned("^[A-Z]{5,64}$"));
    assert!(!patterned("^[A-Z]{8}$"));
    for looser in [
        "^[A-Z]{4,64}$",
        "^[A-Z]{5,65}$",
        "[A-Z]{5,64}",
        "^.{5,64}",
        "^[A-Z]{5,}$",
    ] {
        assert!(patterned(looser), "{looser}");
    }
}

#[test]
fn a_schema_of_the_page_and_a_scalar_of_ours_have_not_one_name() {
    let scalar = AMOUNT.replace("Amount", "Plan");
    let found = found(&scalar);
    assert!(
        found.iter().any(|line| line
            == "Plan: error[overlay-collides]: the page has a schema `Plan`, and so has the overlay, as a scalar of its own; rename that of the overlay"),
        "{found:?}"
    );
}

#[test]
fn a_sample_that_the_document_does_not_allow_is_refused_without_being_shown() {
    let found = found(&update("Order.properties.number", "{example: '4242'}"));
    assert_eq!(
        found,
        [
            "Order/properties/number/example: error[sample-refused]: this sample is refused: has 4 characters, and needs 5 at least"
        ]
    );
    let whole = "{example: {number: ORDER-1, count: 0}}";
    let found = self::found(&update("Order", whole));
    assert_eq!(
        found,
        [
            "Order/example: error[sample-refused]: this sample is refused: `count` is less than the minimum"
        ]
    );
    let stray = "{example: {number: ORDER-1, lines: [], colour: red}}";
    let found = self::found(&update("Order", stray));
    assert_eq!(
        found,
        [
            "Order/example: error[sample-refused]: this sample has `lines`, which the document does not have"
        ]
    );
}
