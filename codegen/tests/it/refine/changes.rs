//! What is taken away from a document that lacks nothing, or given to it, so that it lacks something.

/// Each line changes one member of the complete document: a pointer, and the new value or nothing to remove it.
pub(super) const CHANGES: &[(&str, Option<&str>)] = &[
    ("/paths/~1orders/get/operationId", Some("'createOrder'")),
    ("/paths/~1orders/get/operationId", Some("'find orders'")),
    ("/paths/~1orders/get/summary", None),
    ("/paths/~1orders/get/summary", Some("'支付'")),
    ("/paths/~1orders/get/description", Some("'...'")),
    ("/paths/~1orders/get/parameters/0/description", None),
    ("/paths/~1orders/get/parameters/0/schema/x-class", None),
    ("/paths/~1orders/get/x-effect", None),
    ("/paths/~1orders/get/x-effect", Some("writes")),
    ("/paths/~1orders/get/x-repeat", None),
    ("/paths/~1orders/get/x-repeat", Some("safe")),
    ("/paths/~1orders/get/x-repeat/rule", Some("always")),
    ("/paths/~1orders/get/x-repeat/rule", Some("after-reconcile")),
    ("/paths/~1orders/get/x-repeat/rule", Some("missing-entries")),
    ("/paths/~1orders/get/x-repeat/reason", None),
    ("/paths/~1orders/get/x-repeat/key", Some("limit")),
    ("/paths/~1orders/post/x-repeat/key", None),
    ("/components/schemas/Order/allOf/1/required", None),
    ("/components/requestBodies/Order/required", None),
    ("/paths/~1orders/post/x-repeat/key", Some("number")),
    (
        "/paths/~1orders/post/x-found-by/operation",
        Some("findOrder"),
    ),
    ("/paths/~1orders/post/x-found-by/operation", None),
    ("/paths/~1orders/post/x-found-by/reason", Some("''")),
    ("/paths/~1orders/post/x-found-by/with", None),
    (
        "/paths/~1orders/post/x-found-by/with/number",
        Some("orderNo"),
    ),
    (
        "/paths/~1orders/post/x-found-by/with/orderNo",
        Some("number"),
    ),
    (
        "/paths/~1orders/post/x-found-by/with/orderNo",
        Some("{from: orderNo}"),
    ),
    ("/paths/~1orders/put/x-found-by/match", None),
    ("/paths/~1orders/post/x-found-by/or/match", None),
    (
        "/paths/~1orders/post/x-found-by/match/field",
        Some("orders.state"),
    ),
    ("/paths/~1orders/post/x-found-by/match/states", Some("[]")),
    (
        "/paths/~1orders/post/x-found-by/match/same",
        Some("{number: number}"),
    ),
    ("/paths/~1orders/post/x-found-by/lost", Some("[number]")),
    (
        "/paths/~1orders/post/x-found-by/or/operation",
        Some("elsewhere"),
    ),
    (
        "/paths/~1orders/post/x-found-by/match/alike",
        Some("{'orders[].total': total}"),
    ),
    (
        "/paths/~1orders/post/x-found-by/match/alike",
        Some("[orderNo]"),
    ),
    (
        "/paths/~1orders/post/x-found-by/match/since",
        Some("orders[].paid"),
    ),
    (
        "/components/schemas/Answer/properties/orders/items/properties/placed/type",
        Some("integer"),
    ),
    ("/components/schemas/OrderNo/nullable", Some("true")),
    (
        "/paths/~1orders/post/x-acknowledges/moves",
        Some("{refunds: address, unstated: all}"),
    ),
    ("/paths/~1orders/post/x-acknowledges/issued", Some("orders")),
    ("/paths/~1orders/post/x-journal/1", Some("lines")),
    (
        "/paths/~1orders/post/x-acknowledges/moves",
        Some("{refunds: tradeNo}"),
    ),
    (
        "/paths/~1orders/post/x-acknowledges/moves",
        Some("{pays: tradeNo}"),
    ),
    (
        "/paths/~1orders/post/x-acknowledges/moves",
        Some("{pays: tradeNo, unstated: all}"),
    ),
    (
        "/paths/~1orders/post/x-acknowledges/moves",
        Some("{captures: tradeNo, refunds: tradeNo}"),
    ),
    ("/paths/~1orders/post/x-acknowledges", Some("[orderNo]")),
    ("/paths/~1orders/post/x-acknowledges/reason", None),
    (
        "/paths/~1orders/post/x-acknowledges/same",
        Some("{'orders[].number': orderNo}"),
    ),
    (
        "/paths/~1orders/post/x-acknowledges/same",
        Some("{'orders[].orderNo': number}"),
    ),
    (
        "/paths/~1orders/post/x-acknowledges/other",
        Some("[nowhere]"),
    ),
    ("/paths/~1orders/post/x-acknowledges/other", Some("number")),
    (
        "/paths/~1orders/post/x-acknowledges/steps/0",
        Some("nowhere"),
    ),
    (
        "/paths/~1orders/post/x-acknowledges/alone",
        Some("{nowhere: ['1']}"),
    ),
    (
        "/paths/~1orders/post/x-acknowledges/issued",
        Some("nowhere"),
    ),
    ("/paths/~1orders/post/x-acknowledges/each", Some("number")),
    ("/paths/~1orders/post/x-before-state", Some("401")),
    ("/paths/~1orders/post/x-before-state", Some("[401, 500]")),
    ("/paths/~1orders/post/x-refused-codes", Some("[9001]")),
    ("/paths/~1orders/post/x-journal", Some("[lines.price]")),
    ("/paths/~1orders/post/x-repeated", Some("{}")),
    ("/paths/~1orders/post/x-class", Some("open")),
    ("/x-envelope/code", Some("respCode")),
    ("/paths/~1orders/get/x-envelope", Some("none")),
    ("/paths/~1orders/get/x-envelope", Some("{none: true}")),
    (
        "/paths/~1orders/get/x-envelope",
        Some("{none: It is a list.}"),
    ),
    (
        "/paths/~1orders/get/x-envelope",
        Some("{none: It is a list., code: code}"),
    ),
    (
        "/paths/~1orders/get/x-envelope",
        Some("{code: result, message: text, accepted: ['0']}"),
    ),
    (
        "/paths/~1orders/get/x-envelope",
        Some("{code: code, message: message}"),
    ),
    (
        "/paths/~1orders/get/responses/200/content/application~1json/schema",
        Some("{type: array, items: {$ref: '#/components/schemas/Token'}}"),
    ),
    ("/x-envelope/accepted", Some("'0'")),
    (
        "/components/schemas/Token/properties/token/type",
        Some("object"),
    ),
    (
        "/components/schemas/Credentials/properties/secret/type",
        Some("object"),
    ),
    (
        "/components/securitySchemes/key/x-token/operation",
        Some("token"),
    ),
    (
        "/components/securitySchemes/key/x-token/secret",
        Some("password"),
    ),
    ("/paths/~1orders/get/parameters/1/required", Some("true")),
    (
        "/components/schemas/Credentials/required",
        Some("[app, grant]"),
    ),
    (
        "/components/securitySchemes/key/x-token/with",
        Some("{grant: client}"),
    ),
    (
        "/components/securitySchemes/key/x-token/expires-in",
        Some("ttl"),
    ),
    (
        "/components/securitySchemes/key/x-token/unit",
        Some("moons"),
    ),
    (
        "/components/securitySchemes/key/x-token/forms",
        Some("[basic]"),
    ),
    (
        "/components/securitySchemes/key",
        Some(
            "{type: http, scheme: bearer, x-token: {operation: createToken, app-id: app, secret: secret, access-token: token, expires-in: expiresIn, unit: seconds, forms: [raw], reason: It is said.}}",
        ),
    ),
    (
        "/components/schemas/Stray",
        Some("{type: string, description: A stray., x-scalar: true}"),
    ),
    (
        "/components/requestBodies/Order/content/application~1json/schema/$ref",
        Some("'#/components/schemas/Orders'"),
    ),
    ("/components/schemas/OrderNo/description", None),
    ("/components/schemas/OrderNo/x-class", None),
    ("/components/schemas/OrderNo/x-class", Some("public")),
    ("/components/schemas/Token/properties/token/x-class", None),
    (
        "/components/schemas/Token/properties/token/description",
        None,
    ),
    (
        "/components/schemas/Token/properties/token/x-clas",
        Some("open"),
    ),
    (
        "/components/schemas/Common/properties/names/items/x-class",
        None,
    ),
    (
        "/components/schemas/Common/properties/marks/additionalProperties",
        Some("true"),
    ),
    (
        "/components/schemas/Common/properties/at/x-time",
        Some("iso"),
    ),
    (
        "/components/schemas/Common/properties/lines/properties/amount/x-money",
        Some("'yes'"),
    ),
    (
        "/components/schemas/Common/properties/lines/properties/amount/x-minimum",
        Some("0.01"),
    ),
    (
        "/components/schemas/Common/properties/lines/properties/amount/x-minimum",
        Some("'1000'"),
    ),
    (
        "/components/schemas/Common/properties/lines/properties/amount/x-currency-from",
        Some("coin"),
    ),
    (
        "/components/schemas/Token/properties/expiresIn",
        Some("{type: integer, description: A time., x-class: open, minimum: 9, maximum: 3}"),
    ),
    (
        "/components/schemas/Order/allOf/1/properties/way/x-open-reason",
        None,
    ),
    (
        "/components/schemas/Order/allOf/1/properties/way/x-open",
        Some("closed"),
    ),
    (
        "/components/schemas/Order/allOf/1/properties/way/x-enum-descriptions/cheque",
        Some("By post."),
    ),
    (
        "/components/schemas/Order/allOf/1/x-one-of-required/0/1",
        Some("number"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-one-of-required",
        Some("[orderNo]"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-choice/0/by",
        Some("method"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-choice/0/rust-name",
        None,
    ),
    (
        "/components/schemas/Order/allOf/1/x-choice/0/blocks",
        Some("{card: cards}"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-choice/0/without-block",
        Some("cash"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-choice/0/without-block",
        Some("[]"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-choice/0/without-block",
        Some("[cash, coin]"),
    ),
    ("/components/schemas/Order/allOf/1/x-choice/0/beside", None),
    (
        "/components/schemas/Order/allOf/1/x-choice/0/beside",
        Some("[address, door]"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-choice/0/beside",
        Some("[address, card]"),
    ),
    (
        "/components/schemas/Answer/properties/orders/items/properties/state/x-states",
        Some("paid"),
    ),
    (
        "/components/schemas/Answer/properties/orders/items/properties/state/x-states/paid",
        Some("settled"),
    ),
    (
        "/components/schemas/Answer/properties/orders/items/properties/state/x-states/paid",
        None,
    ),
    (
        "/components/schemas/Answer/properties/orders/items/properties/state/x-states/gone",
        Some("failed"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-either",
        Some("{of: [orderNo, tradeNo], rust-name: Number}"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-either/0/of",
        Some("[orderNo]"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-either/0/of",
        Some("[orderNo, number]"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-either/0/rust-name",
        None,
    ),
    (
        "/components/schemas/Order/allOf/1/x-presets",
        Some("{gift: {}}"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-presets/0",
        Some("gift"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-presets/0/rust-name",
        None,
    ),
    (
        "/components/schemas/Order/allOf/1/x-presets/0/description",
        None,
    ),
    (
        "/components/schemas/Order/allOf/1/x-presets/0/values",
        Some("{giftNo: GIFT}"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-presets/0/values",
        Some("[GIFT]"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-together/0/of",
        Some("[way]"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-together/0/of",
        Some("[way, cash]"),
    ),
    (
        "/components/schemas/Order/allOf/1/x-together/0/description",
        None,
    ),
];
