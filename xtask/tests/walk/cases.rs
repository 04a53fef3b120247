//! The releases that are walked to, with what a person writes on the way.

/// What a person does between the commands, and what the release has then.
pub(crate) struct Case {
    pub(crate) patch: &'static str,
    /// The release that the page states.
    pub(crate) release: &'static str,
    /// For each overlay the answers to what is asked there, in order.
    pub(crate) answers: &'static [(&'static str, &'static [&'static str])],
    /// What else is written: a file, the text before which it goes, and what.
    pub(crate) edits: &'static [(&'static str, &'static str, &'static str)],
    /// What the last command says is left before the edits around the client are made: a file, and of what.
    pub(crate) left: &'static [(&'static str, &'static str)],
    /// What around the client is edited: a file, the text before which it goes, and what.
    pub(crate) around: &'static [(&'static str, &'static str, &'static str)],
    /// What the crate has then: a file and a text.
    pub(crate) has: &'static [(&'static str, &'static str)],
}

const NEW: &str = "The page has it since this release.";

pub(crate) const CASES: &[Case] = &[
    Case {
        patch: "r01_get_op",
        release: "20251101",
        answers: &[
            (
                "spec/overlay/20-operations.yaml",
                &[
                    NEW,
                    "listOrderEvents",
                    "List the events of an order",
                    "Lists what became of an order, page by page.",
                    NEW,
                    "The merchant's number of the order.",
                    NEW,
                    "Which page of the list.",
                    NEW,
                    "The day from which on events are listed.",
                ],
            ),
            (
                "spec/overlay/90-behaviour.yaml",
                &[
                    NEW,
                    "reads",
                    "safe",
                    "It only reads.",
                    "The answer is a list, which has no place for a code.",
                ],
            ),
        ],
        edits: &[],
        left: &[
            ("sandbox/src/http/api.rs", ""),
            (
                "tests/it/end_to_end/mod.rs",
                "no test calls listOrderEvents",
            ),
            (
                "tests/cases/requests/listOrderEvents.json",
                "listOrderEvents has no golden case",
            ),
            (
                "tests/cases/answers/listOrderEvents.json",
                "listOrderEvents has no golden case",
            ),
            (
                "tests/it/snapshots/it__surface__surface_20251101.snap",
                "it is missing",
            ),
            (
                "tests/it/snapshots/it__restrict__tokens_of_20251101.snap",
                "it is missing",
            ),
        ],
        around: &[
            (
                "sandbox/src/http/api.rs",
                "    async fn query_refund(",
                "    async fn list_order_events(\n        &self,\n        _: models::ListOrderEventsParameters,\n    ) -> Result<Vec<models::OrderInfo>, Other> {\n        Ok(Vec::new())\n    }\n\n",
            ),
            (
                "tests/it/samples/requests.rs",
                "pub(crate) fn location(",
                "pub(crate) fn list_order_events() -> ListOrderEventsParameters {\n    ListOrderEventsParameters::new(ListOrderEventsParametersRequired {\n        order_no: \"ORDER-2025-0001\".into(),\n        page: Sensitive::new(0),\n    })\n    .from(text::<Date>(\"2025-05-08\"))\n}\n\n",
            ),
            (
                "tests/it/end_to_end/mod.rs",
                "        callable!(\n            REFUND_PAYMENT,",
                "        callable!(\n            LIST_ORDER_EVENTS,\n            list_order_events,\n            given::list_order_events(),\n            vec![full::order_info()]\n        ),\n",
            ),
        ],
        has: &[
            ("generated/src/client.rs", "Accepted<Vec<OrderInfo>>"),
            ("generated/src/operations.rs", "envelope: None"),
        ],
    },
    Case {
        patch: "r32_new_money",
        release: "20251132",
        answers: &[
            (
                "spec/overlay/31-descriptions-payment.yaml",
                &[
                    NEW,
                    "How a payment is split into installments.",
                    "The amount of one installment.",
                    "How many installments there are.",
                    "What the split costs.",
                    "The number of the card.",
                    "Where the customer is told.",
                    "The merchant's number of the order.",
                    "The gateway's number of the payment.",
                    "The currency of the amounts.",
                    NEW,
                    "The installments that the payment is split into.",
                ],
            ),
            (
                "spec/overlay/34-descriptions-answers.yaml",
                &[NEW, "The installments that the payment was split into."],
            ),
            ("spec/overlay/40-scalars.yaml", &[NEW; 5]),
            (
                "spec/overlay/50-classes.yaml",
                &[NEW, "open", "open", "personal"],
            ),
        ],
        edits: &[
            (
                "spec/overlay/40-scalars.yaml",
                "",
                "  - target: $.components.schemas.InstallmentPlan.properties.fee.type\n    description: The type moves to Amount.\n    remove: true\n  - target: $.components.schemas.InstallmentPlan.properties.fee\n    description: A fee is money, which is an exact decimal.\n    update:\n      allOf:\n        - $ref: '#/components/schemas/Amount'\n",
            ),
            (
                "spec/overlay/90-behaviour.yaml",
                "",
                "  - target: $.paths['/gateway/v1/payment'].post['x-acknowledges']\n    description: An installment may be an order of its own.\n    update:\n      other: [installment.orderNo]\n",
            ),
        ],
        left: &[
            (
                "tests/it/samples/requests.rs",
                "the sample of PaymentRequest lacks `installment`",
            ),
            (
                "tests/it/samples/answers.rs",
                "the sample of PaymentResponse lacks `installment`",
            ),
            (
                "tests/it/samples/kinds.rs",
                "`InstallmentPlan` has no sample",
            ),
            (
                "tests/it/samples/kinds.rs",
                "`InstallmentPlanResponse` has no sample",
            ),
            (
                "tests/cases/requests/createPayment.json",
                "it lacks /installment",
            ),
            (
                "tests/cases/answers/createPayment.json",
                "it lacks /installment",
            ),
            (
                "tests/it/snapshots/it__surface__surface_20251132.snap",
                "it is missing",
            ),
        ],
        around: &[
            (
                "tests/it/samples/kinds.rs",
                "        sent!(Location,",
                "        sent!(InstallmentPlan, requests::installment_plan()),\n        received!(InstallmentPlanResponse, answers::installment_plan_response()),\n",
            ),
            (
                "tests/it/samples/requests.rs",
                "pub(crate) fn location(",
                "pub(crate) fn installment_plan() -> InstallmentPlan {\n    InstallmentPlan::new(InstallmentPlanRequired {\n        amount: text(\"14.20\"),\n        count: 3,\n    })\n    .fee(text::<Amount>(\"0.10\"))\n    .card_no(text::<Pan>(\"4242424242424242\"))\n    .email(text::<Email>(\"jane.doe@example.com\"))\n    .order_no(text::<OrderNo>(\"ORDER-2025-0002\"))\n    .trade_no(text::<TradeNo>(\"TRADE-2025-0002\"))\n    .currency(text::<Currency>(\"USD\"))\n}\n\n",
            ),
            (
                "tests/it/samples/requests.rs",
                "    .product_info(vec![product_info()])\n    .shipping(shipping())\n    .three_ds_data(",
                "    .installment(installment_plan())\n",
            ),
            (
                "tests/it/samples/answers.rs",
                "pub(crate) fn order_card(",
                "pub(crate) fn installment_plan_response() -> InstallmentPlanResponse {\n    full!(InstallmentPlanResponse {\n        amount: text(\"14.20\"),\n        count: 3,\n        fee: text(\"0.10\"),\n        card_no: text(\"4242424242424242\"),\n        email: text(\"jane.doe@example.com\"),\n        order_no: text(\"ORDER-2025-0002\"),\n        trade_no: text(\"TRADE-2025-0002\"),\n        currency: text(\"USD\"),\n    })\n}\n\n",
            ),
            (
                "tests/it/samples/answers.rs",
                "        pay_url: ",
                "        installment: installment_plan_response(),\n",
            ),
        ],
        has: &[
            (
                "generated/src/models/installment_plan.rs",
                "pub amount: Amount",
            ),
            (
                "generated/src/models/installment_plan.rs",
                "pub fee: Option<Amount>",
            ),
        ],
    },
];
