/// Makes a [`Text`](crate::Text) a value of serde in a crate that has a feature `serde`: the text as it goes over the wire.
///
/// A generated crate calls it for each scalar and enumeration that may be stored. Reading refuses no text, since what a gateway
/// sent has to come back as it was; a call checks it before it is sent.
///
/// ```
/// use gateway_runtime::Text;
///
/// struct OrderNo(String);
///
/// impl Text for OrderNo {
///     fn from_wire(text: String) -> Self {
///         Self(text)
///     }
///     fn as_wire(&self) -> &str {
///         &self.0
///     }
///     fn text_mut(&mut self) -> Option<&mut String> {
///         Some(&mut self.0)
///     }
/// }
///
/// gateway_runtime::serde_as_text!(OrderNo);
/// ```
#[macro_export]
macro_rules! serde_as_text {
    ($type:ident) => {
        #[cfg(feature = "serde")]
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(<Self as $crate::Text>::as_wire(self))
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::string::String as $crate::serde::Deserialize>::deserialize(
                    deserializer,
                )?;
                ::std::result::Result::Ok(<Self as $crate::Text>::from_wire(text))
            }
        }
    };
}
