//! Restrictions as they stand in prose, and the names that a document may hold.

use gateway_codegen::transcribe::{self, tokens};

fn cut(description: &str) -> (Vec<String>, String) {
    (
        tokens::tokens(description)
            .into_iter()
            .map(|token| token.text)
            .collect(),
        tokens::prose(description),
    )
}

#[test]
fn every_way_of_writing_a_restriction_is_cut_out_whole() {
    let cases: [(&str, &[&str], &str); 121] = [
        ("Name string[1, 64]", &["string[1, 64]"], "Name"),
        ("openId[1, 64]", &["[1, 64]"], "openId"),
        ("Name string[1..50]", &["string[1..50]"], "Name"),
        ("Mail string [3..255]", &["string [3..255]"], "Mail"),
        ("Phone String[1..7]", &["String[1..7]"], "Phone"),
        ("Link [1...512]", &["[1...512]"], "Link"),
        (
            "line string <= 50 characters",
            &["string <= 50 characters"],
            "line",
        ),
        ("Number [3-128位]", &["[3-128位]"], "Number"),
        ("Code [3位]", &["[3位]"], "Code"),
        ("Card [M,max13~max19]", &["[M,max13~max19]"], "Card"),
        (
            "card Number [O,min13~max19]",
            &["[O,min13~max19]"],
            "card Number",
        ),
        ("Text string[O 1..50]", &["string[O 1..50]"], "Text"),
        ("Amount,长度7,2", &["长度7,2"], "Amount,"),
        ("Amount>=0.01", &[">=0.01"], "Amount"),
        ("Amount [M,100.58]", &["[M,100.58]"], "Amount"),
        ("Month [O,11]", &["[O,11]"], "Month"),
        ("Day[yyyy-MM-dd]", &["[yyyy-MM-dd]"], "Day"),
        ("Mode enum:Y、N", &["enum:Y、N"], "Mode"),
        (
            "Mode enum:Y、N, see below",
            &["enum:Y、N"],
            "Mode , see below",
        ),
        (
            "Mode enum: Y - yes, N - no. See below",
            &["enum: Y - yes, N - no"],
            "Mode . See below",
        ),
        (
            "Possible values: Y, N, default:N",
            &["Possible values: Y, N", "default:N"],
            ",",
        ),
        ("Line (max 100)", &["(max 100)"], "Line"),
        ("附言（最长64）", &["（最长64）"], "附言"),
        ("Code (1-16), see below", &["(1-16)"], "Code , see below"),
        ("Line (max. 100 chars)", &["max. 100 chars"], "Line ()"),
        (
            "Since (2024-2025) and (2) so",
            &[],
            "Since (2024-2025) and (2) so",
        ),
        ("State, 2 or 3 letters", &["2 or 3 letters"], "State,"),
        ("Takes 2 or 3 days", &[], "Takes 2 or 3 days"),
        (
            "Name must not exceed 32.",
            &["not exceed 32"],
            "Name must .",
        ),
        ("Up to 3 refunds", &[], "Up to 3 refunds"),
        ("最多可输入64个字符", &["最多可输入64个字符"], ""),
        ("One of: card or cash", &["One of: card or cash"], ""),
        ("One of them", &[], "One of them"),
        (
            "Valid values: positive integers",
            &["Valid values: positive integers"],
            "",
        ),
        (
            "Valid values: once default:once",
            &["Valid values: once", "default:once"],
            "",
        ),
        (
            "Valid values: once. Later more",
            &["Valid values: once"],
            ". Later more",
        ),
        ("At first its size is 0.", &[], "At first its size is 0."),
        ("Name, max size 20", &["max size 20"], "Name,"),
        (
            "Mode. Must be one of no, auto or challenge.",
            &["one of no, auto or challenge"],
            "Mode. Must be .",
        ),
        (
            "Possible values: `no`, `auto`",
            &["Possible values: `no`, `auto`"],
            "",
        ),
        (
            "Possible values are no and auto, default:no",
            &["Possible values are no and auto", "default:no"],
            ",",
        ),
        (
            "One of `no` or `auto`, and the default is `no`.",
            &["One of `no` or `auto`"],
            ", and the default is `no`.",
        ),
        (
            "One of the following: no, auto.",
            &["One of the following: no, auto"],
            ".",
        ),
        (
            "One of orderNo or tradeNo is required",
            &["One of orderNo or tradeNo is"],
            "required",
        ),
        (
            "At least one of orderNo, tradeNo",
            &[],
            "At least one of orderNo, tradeNo",
        ),
        (
            "One of the payments, or none",
            &[],
            "One of the payments, or none",
        ),
        ("方式 可选值：a、b", &["可选值：a、b"], "方式"),
        ("方式 枚举值：a、b等", &["枚举值：a、b等"], "方式"),
        ("方式 枚举值：a或b", &["枚举值：a或b"], "方式"),
        ("Name AN(60)", &["AN(60)"], "Name"),
        (
            "Name an..64 of the payer",
            &["an..64"],
            "Name  of the payer",
        ),
        ("Amount N(12,2)", &["N(12,2)"], "Amount"),
        ("In an (1) old way a...b", &[], "In an (1) old way a...b"),
        (
            "Mode[no、auto],default:auto",
            &["[no、auto]", "default:auto"],
            "Mode,",
        ),
        (
            "Type:ONCE/MONTHLY/YEARLY",
            &["ONCE/MONTHLY/YEARLY"],
            "Type:",
        ),
        ("replace、add", &["replace、add"], ""),
        (
            "Nothing to see [here at all]",
            &[],
            "Nothing to see [here at all]",
        ),
        ("ISO 3166-1 alpha-2", &[], "ISO 3166-1 alpha-2"),
        ("One (orderNo or tradeNo)", &[], "One (orderNo or tradeNo)"),
        ("", &[], ""),
        // Lengths in words.
        (
            "Name, at most 30 characters",
            &["at most 30 characters"],
            "Name,",
        ),
        ("Name (max. 30 chars).", &["max. 30 chars"], "Name ()."),
        (
            "Must be no more than 30 characters long.",
            &["no more than 30 characters"],
            "Must be  long.",
        ),
        ("A maximum length of 64.", &["maximum length of 64"], "A ."),
        (
            "Between 5 and 64 characters",
            &["Between 5 and 64 characters"],
            "",
        ),
        ("Number,长度不超过32位", &["长度不超过32位"], "Number,"),
        (
            "Number，长度：最长３２个字符。",
            &["长度：最长３２个字符"],
            "Number，。",
        ),
        ("号5-64位,必填", &["5-64位"], "号,必填"),
        ("号长度为5到64位", &["长度为5到64位"], "号"),
        ("号64位以内", &["64位以内"], "号"),
        ("Parts, up to 10 items", &["up to 10 items"], "Parts,"),
        // What goes on about the unit is taken along by one word, so that nobody reads half of it.
        (
            "Rate, up to 2 digits after the point",
            &["up to 2 digits after"],
            "Rate,  the point",
        ),
        ("号不超过32位数字和母", &["不超过32位数字和"], "号母"),
        ("最多30位客户", &["最多30位客"], "户"),
        (
            "Sum, up to 12 digits, including 2 decimals.",
            &["up to 12 digits, including 2 decimals"],
            "Sum, .",
        ),
        ("Code, exactly 3 letters", &["exactly 3 letters"], "Code,"),
        (
            "City (50 characters max)",
            &["50 characters max"],
            "City ()",
        ),
        ("3 letters max 5 digits", &["max 5 digits"], "3 letters"),
        ("State string(60)", &["string(60)"], "State"),
        ("Sum decimal(10,2)", &["decimal(10,2)"], "Sum"),
        ("Phone number (2) of both", &[], "Phone number (2) of both"),
        ("Name, between 5 and 64.", &["between 5 and 64"], "Name, ."),
        (
            "Open between 9 and 17 o'clock",
            &[],
            "Open between 9 and 17 o'clock",
        ),
        ("Name (64)", &["(64)"], "Name"),
        ("Name (64), see below", &["(64)"], "Name , see below"),
        ("Name - 64 characters", &["64 characters"], "Name -"),
        ("Name (64 characters).", &["64 characters"], "Name ()."),
        ("The last 4 digits", &[], "The last 4 digits"),
        ("Pin, 6 digits of it", &[], "Pin, 6 digits of it"),
        (
            "Pin, digits only, 6 to 20",
            &["digits only, 6 to 20"],
            "Pin,",
        ),
        ("Letters only.", &["Letters only"], "."),
        (
            "Pin of 6 to 20 digits only",
            &["6 to 20 digits only"],
            "Pin of",
        ),
        ("Card, 13 or 16 digits", &["13 or 16 digits"], "Card,"),
        (
            "Card, 13, 15 or 16 digits",
            &["13, 15 or 16 digits"],
            "Card,",
        ),
        ("Card, 13/16 digits", &["13/16 digits"], "Card,"),
        ("卡号13位或16位", &["13位或16位"], "卡号"),
        (
            "Of 13 digits or 16 digits",
            &["13 digits or 16 digits"],
            "Of",
        ),
        ("Takes 2 or 5 days", &[], "Takes 2 or 5 days"),
        (
            "It must be fewer than 128 characters",
            &["must be fewer than 128 characters"],
            "It",
        ),
        ("号长度小于64", &["长度小于64"], "号"),
        (
            "Limited to 50 characters",
            &["Limited to 50 characters"],
            "",
        ),
        ("Cannot exceed 9 digits", &["Cannot exceed 9 digits"], ""),
        (
            "Its length cannot exceed 65,535 bytes.",
            &["length cannot exceed 65,535 bytes"],
            "Its .",
        ),
        ("Length: 65,535", &["Length: 65,535"], ""),
        // What prints it in bold says nothing.
        (
            "Name <b>Max length</b>: 64",
            &["<b>Max length</b>: 64"],
            "Name",
        ),
        ("Name **Max length:** 64", &["**Max length:** 64"], "Name"),
        // What lies below a number may be what is refused.
        (
            "Fewer than 5 characters are refused",
            &[],
            "Fewer than 5 characters are refused",
        ),
        (
            "It must not be less than 5 characters",
            &[],
            "It must not be less than 5 characters",
        ),
        // Other things are counted too.
        ("Try at most 3 times", &[], "Try at most 3 times"),
        ("有效期最长30天", &[], "有效期最长30天"),
        ("Up to 500 USD", &[], "Up to 500 USD"),
        ("最多3个商品", &[], "最多3个商品"),
        (
            "Beyond 32 characters it is cut off",
            &[],
            "Beyond 32 characters it is cut off",
        ),
        ("大于32位将被截断", &[], "大于32位将被截断"),
        // One word in brackets.
        (
            "Mode[auto],default:auto",
            &["[auto]", "default:auto"],
            "Mode,",
        ),
        ("Mode [auto]", &["[auto]"], "Mode"),
        ("[Parcel]", &[], "[Parcel]"),
        (
            "See [there](https://example.com)",
            &[],
            "See [there](https://example.com)",
        ),
        (
            "A date ([RFC 3339](https://example.com))",
            &[],
            "A date ([RFC 3339](https://example.com))",
        ),
        (
            "See <a href=\"#a\">there</a>. <b>7</b> days, < 8",
            &["< 8"],
            "See <a href=\"#a\">there</a>. <b>7</b> days,",
        ),
        (
            "Amount [M,0.5](must) >.5",
            &["[M,0.5]", ">.5"],
            "Amount (must)",
        ),
    ];
    for (description, expected, prose) in cases {
        let (tokens, rest) = cut(description);
        assert_eq!(
            (
                tokens
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .as_slice(),
                rest.as_str()
            ),
            (expected, prose),
            "{description}"
        );
    }
}

#[test]
fn a_token_stands_where_its_range_says() {
    let description = "货 string[1, 64],then [2..3] and >= 5 digits";
    for token in tokens::tokens(description) {
        assert_eq!(description[token.range.clone()], token.text);
    }
    assert_eq!(tokens::tokens(description).len(), 3);
}

#[test]
fn component_keys_are_legal_and_never_meet() {
    let keys = transcribe::component_keys([
        "Parcel Part",
        "ParcelPart",
        "Result«Parcel»",
        "a/b c",
        "Parcel-Part!",
        "包",
    ]);
    let named = |name: &str| keys[name].as_str();
    assert_eq!(named("ParcelPart"), "ParcelPart", "a legal name is kept");
    assert_eq!(named("Parcel Part"), "ParcelPart_2");
    assert_eq!(named("Result«Parcel»"), "ResultParcel");
    assert_eq!(named("a/b c"), "aBC");
    assert_eq!(named("Parcel-Part!"), "Parcel-Part");
    assert_eq!(named("包"), "Schema");
}

#[test]
fn a_release_is_fit_for_the_name_of_a_folder() {
    for (version, release) in [
        ("V:20250508", "20250508"),
        ("v2.1.0-beta", "2.1.0-beta"),
        ("V3", "3"),
        ("2024-05-01", "2024-05-01"),
        ("V:7 beta/2", "7-beta-2"),
    ] {
        assert_eq!(transcribe::release_id(version), release);
    }
}
