//! Rust to begin with: a sample of a new type, a call of a new operation, and its method in the sandbox. It holds the samples
//! of the document, and `cargo fmt` lays it out.

use gateway_codegen::api::{Api, Field, Operation, Struct, TypeDef, TypeKind, TypeRef};
use serde_json::Value;

/// What stands for a value that a person has to think of, as in the files of a draft. It does not compile.
const ASKED: &str = "?";

/// What is offered is written of this.
pub(super) struct Offers<'a> {
    pub(super) api: &'a Api,
    /// The table of the samples, without white space.
    pub(super) kinds: &'a str,
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a field, whose type is known.
    Field,
    /// In the argument of a setter, which takes whatever becomes the type.
    Setter,
}

impl Offers<'_> {
    /// The function of a sample, and its row in the table; nothing of a type whose form a person has to think of.
    pub(super) fn sample(&self, ty: &TypeDef) -> Option<String> {
        let name = &ty.name;
        let (side, row) = match &ty.kind {
            TypeKind::Request(_) | TypeKind::Together(_) => ("requests", "sent"),
            TypeKind::Answer(_) => ("answers", "received"),
            TypeKind::Scalar(_) | TypeKind::Enumeration(_) => {
                let value = self.named(name, None, Place::Setter);
                return Some(format!("sent!({name}, {value}),"));
            }
            _ => return None,
        };
        let row = format!("{row}!({name}, {side}::{}()),", ty.module);
        Some(format!("{}\n{row}", self.function(ty)?))
    }

    /// The function that makes a sample of an object.
    fn function(&self, ty: &TypeDef) -> Option<String> {
        let object = ty.kind.object()?;
        let value = match &ty.kind {
            TypeKind::Answer(_) => {
                let fields = properties(object).map(|field| self.field(field));
                let fields: Vec<String> = fields.collect();
                format!("full!({} {{ {} }})", ty.name, fields.join(" "))
            }
            _ => self.built(ty, object),
        };
        Some(format!(
            "pub(crate) fn {}() -> {} {{ {value} }}",
            ty.module, ty.name
        ))
    }

    fn built(&self, ty: &TypeDef, object: &Struct) -> String {
        let required = properties(object).filter(|field| field.required);
        let required: Vec<String> = required.map(|field| self.field(field)).collect();
        let mut value = format!("{}::new(", ty.name);
        if !required.is_empty() {
            value.push_str(&format!(
                "{} {{ {} }}",
                object.required_name,
                required.join(" ")
            ));
        }
        value.push(')');
        for field in properties(object).filter(|field| !field.required) {
            value.push_str(&self.setter(field));
        }
        value
    }

    /// What a sample that is there lacks.
    pub(super) fn property(&self, ty: &TypeDef, field: &Field) -> String {
        match &ty.kind {
            TypeKind::Answer(_) => self.field(field),
            _ if field.required => self.field(field),
            _ => self.setter(field),
        }
    }

    fn field(&self, field: &Field) -> String {
        let value = self.value(&field.ty, field.sample.as_ref(), Place::Field);
        format!("{}: {value},", field.rust)
    }

    fn setter(&self, field: &Field) -> String {
        let value = self.value(&field.ty, field.sample.as_ref(), Place::Setter);
        format!(".{}({value})", field.rust)
    }

    fn value(&self, ty: &TypeRef, sample: Option<&Value>, place: Place) -> String {
        let becomes = |value: String| match place {
            Place::Field => format!("{value}.into()"),
            Place::Setter => value,
        };
        match ty {
            TypeRef::Text => becomes(format!("{:?}", text_of(sample, "example"))),
            TypeRef::Boolean => "true".to_owned(),
            TypeRef::Int32 | TypeRef::Int64 | TypeRef::UInt64 => {
                let number = sample.filter(|sample| sample.is_number());
                number.map_or_else(|| "1".to_owned(), Value::to_string)
            }
            TypeRef::Decimal => parsed("Decimal", &text_of(sample, "42.50"), place),
            TypeRef::Amount => parsed("Amount", &text_of(sample, "42.50"), place),
            TypeRef::Date => parsed("Date", &text_of(sample, "2025-05-08"), place),
            TypeRef::Timestamp => {
                let text = text_of(sample, "2025-05-08T12:34:56+08:00");
                parsed("Timestamp", &text, place)
            }
            TypeRef::Pan => parsed("Pan", &text_of(sample, "4242424242424242"), place),
            TypeRef::SecurityCode => parsed("SecurityCode", &text_of(sample, "123"), place),
            TypeRef::Named(name) => self.named(name, sample, place),
            TypeRef::List(item) => format!("vec![{}]", self.value(item, None, Place::Field)),
            TypeRef::Map(value) => {
                let value = self.value(value, None, Place::Field);
                becomes(format!("[(\"key\".to_owned(), {value})]"))
            }
            // A text is read as what is redacted, and everything else becomes it.
            TypeRef::Sensitive(inner) => match &**inner {
                TypeRef::Boolean | TypeRef::Int32 | TypeRef::Int64 | TypeRef::UInt64 => {
                    becomes(self.value(inner, sample, place))
                }
                TypeRef::List(_) => becomes(self.value(inner, sample, place)),
                inner => self.value(inner, sample, place),
            },
            _ => ASKED.to_owned(),
        }
    }

    /// A value of an emitted type.
    fn named(&self, name: &str, sample: Option<&Value>, place: Place) -> String {
        let mut types = self.api.types.iter();
        let Some(ty) = types.find(|ty| ty.name == name) else {
            return ASKED.to_owned();
        };
        match &ty.kind {
            TypeKind::Alias(to) => self.value(to, sample, place),
            TypeKind::Scalar(scalar) => {
                let own = scalar.sample.as_deref().unwrap_or("example");
                parsed(name, &text_of(sample, own), place)
            }
            TypeKind::Enumeration(values) => values.values.first().map_or_else(
                || ASKED.to_owned(),
                |value| format!("{name}::{}", value.rust),
            ),
            kind if kind.object().is_some() => format!("{}()", self.function_of(ty)),
            _ => ASKED.to_owned(),
        }
    }

    /// The function of a sample that is there, or of the one that is offered.
    fn function_of<'b>(&'b self, ty: &'b TypeDef) -> &'b str {
        let row = self.kinds.split_once(&format!("!({},", ty.name));
        let call = row.and_then(|(_, row)| row.split_once("()"));
        let function = call.and_then(|(path, _)| path.split_once("::"));
        function.map_or(&ty.module, |(_, function)| function)
    }

    /// The row of an operation in the table of calls, with the function of its parameters where it has some; nothing of an
    /// operation that takes both parameters and a body, since a person has to see how it is called.
    pub(super) fn call(&self, operation: &Operation) -> Option<String> {
        let (given, function) = match (&operation.parameters, &operation.body) {
            (None, Some(body)) => (self.whole("given", &body.ty)?, None),
            (Some(name), None) => {
                let ty = self.api.types.iter().find(|ty| ty.name == *name)?;
                (format!("given::{}()", ty.module), self.function(ty))
            }
            _ => return None,
        };
        let answer = self.whole("full", &operation.answer.ty)?;
        let method = &operation.rust;
        let row = format!(
            "callable!({}, {method}, {given}, {answer}),",
            method.to_uppercase()
        );
        Some(
            [function, Some(row)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n"),
        )
    }

    /// A body: an object, or a list of them.
    fn whole(&self, module: &str, ty: &TypeRef) -> Option<String> {
        match ty {
            TypeRef::Named(name) => {
                let ty = self.api.types.iter().find(|ty| ty.name == *name)?;
                ty.kind.object()?;
                Some(format!("{module}::{}()", self.function_of(ty)))
            }
            TypeRef::List(item) => Some(format!("vec![{}]", self.whole(module, item)?)),
            _ => None,
        }
    }
}

/// The method of an operation that the sandbox does not play, after the trait of the server.
pub(super) fn not_played(server: &str, method: &str) -> Option<String> {
    let (_, rest) = server.split_once(&format!("fn {method}("))?;
    let (signature, _) = rest.split_once("> + Send;")?;
    let signature: Vec<&str> = signature.split_whitespace().collect();
    let signature = signature
        .join(" ")
        .replace("impl Future<Output = ", "")
        .replace(" body:", " _body:")
        .replace(" parameters:", " _parameters:");
    Some(format!(
        "async fn {method}({signature} {{ Err(online_payment_gateway::server::Status::CODE_404.into()) }}"
    ))
}

/// What is offered, below the line that says what is missing.
pub(super) fn offered(text: &str) -> String {
    text.lines().map(|line| format!("\n    {line}")).collect()
}

/// The properties of a type; what holds the members that no property names is none.
fn properties(object: &Struct) -> impl Iterator<Item = &Field> {
    object.fields.iter().filter(|field| field.rest.is_none())
}

/// A text that is read as a type.
fn parsed(name: &str, text: &str, place: Place) -> String {
    match place {
        Place::Field => format!("text({text:?})"),
        Place::Setter => format!("text::<{name}>({text:?})"),
    }
}

fn text_of(sample: Option<&Value>, otherwise: &str) -> String {
    match sample {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => otherwise.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gateway_codegen::document;
    use gateway_codegen::pipeline::{self, Input, Target};
    use serde_json::json;

    fn api() -> Api {
        let of = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let body =
            |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
        let list = json!({ "type": "array", "items": of("Found") });
        let parameters = json!([
            { "name": "no", "in": "path", "required": true, "schema": { "type": "string", "example": "A-1" } },
            { "name": "from", "in": "query", "schema": { "type": "string", "format": "date" } },
        ]);
        let mut answer = body(list);
        answer["description"] = json!("OK");
        let mut ok = body(of("Found"));
        ok["description"] = json!("OK");
        let text = json!({
            "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" },
            "paths": {
                "/orders": { "post": { "operationId": "createOrder", "requestBody": body(of("Order")), "responses": { "200": ok } } },
                "/orders/{no}": { "get": { "operationId": "listFound", "parameters": parameters, "responses": { "200": answer } } },
            },
            "components": { "schemas": {
                "Order": { "type": "object", "required": ["sku", "line"], "properties": {
                    "sku": { "type": "string", "example": "BOOK-1" },
                    "line": of("Line"),
                    "lines": { "type": "array", "items": of("Line") },
                    "count": { "type": "integer", "format": "int32", "example": 3 },
                    "mode": { "type": "string", "enum": ["fast", "slow"] },
                } },
                "Line": { "type": "object", "properties": { "gift": { "type": "boolean", "x-class": "open" } } },
                "Found": { "type": "object", "properties": { "no": { "type": "string", "example": "A-1", "x-class": "open" } } },
            } },
        });
        let document = document::parse(&text.to_string())
            .expect("a document")
            .value;
        let run = pipeline::run(Input::Foreign(&document), Target::OWN, pipeline::SILENT);
        run.expect("a crate").value.generated.api
    }

    #[test]
    fn a_sample_is_offered_with_all_of_its_properties_and_a_row() {
        let api = api();
        let offers = Offers {
            api: &api,
            kinds: "sent!(Line,requests::one_line()),",
        };
        let sample = |name: &str| {
            let ty = api.types.iter().find(|ty| ty.name == name).expect("a type");
            offers.sample(ty).expect("a sample")
        };
        assert_eq!(
            sample("OrderRequest"),
            "pub(crate) fn order_request() -> OrderRequest { OrderRequest::new(OrderRequired { sku: \"BOOK-1\".into(), line: one_line(), })\
             .lines(vec![one_line()]).count(3).mode(OrderRequestMode::Fast) }\nsent!(OrderRequest, requests::order_request()),"
        );
        assert_eq!(
            sample("FoundResponse"),
            "pub(crate) fn found_response() -> FoundResponse { full!(FoundResponse { no: \"A-1\".into(), }) }\nreceived!(FoundResponse, answers::found_response()),"
        );
        assert_eq!(
            sample("OrderRequestMode"),
            "sent!(OrderRequestMode, OrderRequestMode::Fast),"
        );
    }

    #[test]
    fn a_call_is_offered_with_the_function_of_its_parameters() {
        let api = api();
        let offers = Offers {
            api: &api,
            kinds: "",
        };
        let call = |id: &str| {
            let operation = api.operations().find(|it| it.id == id);
            offers
                .call(operation.expect("an operation"))
                .expect("a call")
        };
        assert_eq!(
            call("createOrder"),
            "callable!(CREATE_ORDER, create_order, given::order_request(), full::found_response()),"
        );
        assert_eq!(
            call("listFound"),
            "pub(crate) fn list_found_parameters() -> ListFoundParameters { \
             ListFoundParameters::new(ListFoundParametersRequired { no: \"A-1\".into(), }).from(text::<Date>(\"2025-05-08\")) }\n\
             callable!(LIST_FOUND, list_found, given::list_found_parameters(), vec![full::found_response()]),"
        );
    }

    #[test]
    fn a_method_of_the_server_that_is_not_played_says_so() {
        let server = "    fn list_found(\n        &self,\n        parameters: models::P,\n    ) -> impl Future<Output = Result<Vec<models::Found>, Other>> + Send;\n";
        let method = not_played(server, "list_found");
        assert_eq!(
            method.as_deref(),
            Some(
                "async fn list_found(&self, _parameters: models::P, ) -> Result<Vec<models::Found>, Other> { Err(online_payment_gateway::server::Status::CODE_404.into()) }"
            )
        );
        assert_eq!(not_played(server, "other"), None);
    }
}
