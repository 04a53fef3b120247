/// Makes `Box<T>` of a type that contains itself readable, writable, checkable and wipeable, like the type.
///
/// A generated crate calls it for each recursive model. It cannot be said once for all types, since another crate may
/// make a `Box` of its own a [`Text`](crate::Text).
///
/// ```
/// use gateway_runtime::{Check, JsonWriter, Rules, Write};
///
/// struct Node {
///     name: String,
///     next: Option<Box<Node>>,
/// }
///
/// impl Check for Node {
///     fn check(&self, rules: &mut Rules<'_>) {
///         rules.field("next", &self.next);
///     }
/// }
///
/// impl Write for Node {
///     fn write(&self, out: &mut JsonWriter) {
///         out.object(|object| {
///             object.field("name", &self.name);
///             object.field("next", &self.next);
///         });
///     }
/// }
///
/// gateway_runtime::boxed!(request Node);
///
/// let node = Node { name: "a".into(), next: Some(Box::new(Node { name: "b".into(), next: None })) };
/// let mut out = JsonWriter::new();
/// node.write(&mut out);
/// assert_eq!(out.expose(), r#"{"name":"a","next":{"name":"b"}}"#);
/// ```
#[macro_export]
macro_rules! boxed {
    (request $type:ty) => {
        impl $crate::Check for ::std::boxed::Box<$type> {
            fn check(&self, rules: &mut $crate::Rules<'_>) {
                <$type as $crate::Check>::check(self, rules);
            }
        }

        $crate::boxed!(write $type);
    };
    (write $type:ty) => {
        impl $crate::Write for ::std::boxed::Box<$type> {
            fn write(&self, out: &mut $crate::JsonWriter) {
                <$type as $crate::Write>::write(self, out);
            }
        }
    };
    (answer $type:ty) => {
        impl $crate::Read for ::std::boxed::Box<$type> {
            fn read(
                json: $crate::JsonRef<'_>,
                warnings: &mut $crate::DecodeWarnings,
            ) -> ::std::option::Option<Self> {
                <$type as $crate::Read>::read(json, warnings).map(::std::boxed::Box::new)
            }
        }
    };
    (wipe $type:ty) => {
        impl $crate::Wipe for ::std::boxed::Box<$type> {
            fn wipe(&mut self) {
                <$type as $crate::Wipe>::wipe(self);
            }
        }
    };
}
