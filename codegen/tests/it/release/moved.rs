//! An action that takes a value away covers up what the vendor makes of it, so that somebody has to look.

use gateway_codegen::release;

use super::*;

/// The values that moved when a page is taken over beside one more overlay.
fn moved(name: &str, actions: &str, edit: impl Fn(&str) -> String) -> Vec<String> {
    asked(name, actions, edit, "overlay-value-moved")
}

/// What needs a person by one id.
fn asked(name: &str, actions: &str, edit: impl Fn(&str) -> String, id: &str) -> Vec<String> {
    let place = Place::new(name);
    let overlay =
        format!("overlay: 1.0.0\ninfo: {{title: Scalars, version: '1'}}\nactions:\n{actions}");
    let file = place.workspace.path("spec/overlay/20-scalars.yaml");
    files::write(&file, &overlay).expect("written");
    let text = String::from_utf8(page("1.0")).expect("text");
    let next = edit(&text);
    assert_ne!(next, text, "nothing is edited");
    let next = next.replace("v1.0", "v1.2");
    let plan = release::plan(
        &place.workspace,
        next.as_bytes(),
        "1.2.txt",
        &place.wanted(),
        pipeline::SILENT,
    );
    let plan = match plan {
        Ok(Outcome::Next(plan)) => plan,
        Ok(Outcome::Same { release }) => panic!("this is {release}"),
        Err(trouble) => panic!("{trouble}"),
    };
    let about = |text: &String| text.contains(id);
    let lines = attention(&plan)
        .lines()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    lines.into_iter().filter(about).collect()
}

/// Writes a row of the page anew.
fn row(from: &str, to: &str) -> impl Fn(&str) -> String {
    move |text| text.replace(from, to)
}

/// The type of a property becomes a type that is defined once.
const SHARED: &str = r"
  - target: $.components.schemas
    description: A type of its own.
    update:
      Quantity: {type: integer, description: How many., x-scalar: true}
  - target: $.components.schemas.Line.properties.quantity['type', 'format']
    description: The type moves to Quantity.
    remove: true
  - target: $.components.schemas.Line.properties.quantity
    description: It is one.
    update: {allOf: [{$ref: '#/components/schemas/Quantity'}]}
";

#[test]
fn a_type_that_was_taken_away_needs_a_look_when_it_changes() {
    let listed = moved(
        "moved-type",
        SHARED,
        row("quantity integer(int32) true", "quantity string true"),
    );
    assert_eq!(
        listed,
        [
            "Actions of the overlays: /components/schemas/Line/properties/quantity/format: an action takes away or replaces this value, which was `\"int32\"` and is nothing [overlay-value-moved]: spec/overlay/20-scalars.yaml:9",
            "Actions of the overlays: /components/schemas/Line/properties/quantity/type: an action takes away or replaces this value, which was `\"integer\"` and is `\"string\"` [overlay-value-moved]: spec/overlay/20-scalars.yaml:9",
        ]
    );
}

#[test]
fn what_stays_as_it_was_needs_nobody() {
    let listed = moved(
        "moved-not",
        SHARED,
        row("sku string true", "sku string false"),
    );
    assert_eq!(listed, [""; 0]);
}

#[test]
fn a_restriction_in_other_words_for_the_same_limits_needs_nobody() {
    let said = |name, words: &str| {
        let to = format!("street and house {words}");
        let edit = row("street and house string[1, 100]", &to);
        asked(name, SHARED, edit, "new-restriction").len()
    };
    assert_eq!(said("reworded", "(1 to 100 characters)"), 0);
    assert_eq!(said("reworded-other", "(1 to 99 characters)"), 1);
}

#[test]
fn a_value_that_was_replaced_needs_a_look_when_it_changes() {
    let replaced = r"
  - target: $.components.schemas.Line.properties.quantity
    description: The page means the other one.
    update: {format: int64}
";
    let listed = moved(
        "moved-replaced",
        replaced,
        row("quantity integer(int32)", "quantity integer(int16)"),
    );
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert!(
        listed[0].contains("was `\"int32\"` and is `\"int16\"`"),
        "{listed:?}"
    );
}

#[test]
fn a_value_that_a_filter_passes_over_from_now_on_needs_a_look() {
    let filtered = r"
  - target: $.components.schemas.Address.properties[*][?@ == 'string']
    description: The type moves elsewhere.
    remove: true
";
    let listed = moved("moved-filter", filtered, row("city string", "city integer"));
    assert_eq!(listed.len(), 1, "{listed:?}");
    for words in [
        "/Address/properties/city/type: ",
        "which was `\"string\"` and is `\"integer\"`",
    ] {
        assert!(listed[0].contains(words), "{listed:?}");
    }
    // And so does one that it takes in from now on.
    let filtered = filtered
        .replace("'string'", "'integer'")
        .replace("Address", "*");
    let listed = moved("moved-into", &filtered, row("city string", "city integer"));
    assert!(
        listed[0].contains("/Address/properties/city/type"),
        "{listed:?}"
    );
}

#[test]
fn a_property_that_has_gone_is_no_value_that_moved() {
    let actions = SHARED.replace("Line.properties.quantity", "Address.properties.street");
    let without = |text: &str| {
        let is_gone =
            |line: &&str| line.starts_with("street ") || line.trim().starts_with("\"street\"");
        let lines: Vec<&str> = text.lines().filter(|line| !is_gone(line)).collect();
        lines.join("\n")
    };
    assert_eq!(moved("moved-gone", &actions, without), [""; 0]);
}
