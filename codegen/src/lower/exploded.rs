//! Objects in a query whose members are parameters of their own, each of which has to have a name of its own there.

use indexmap::IndexSet;

use super::lowering::Lowering;
use super::styles::Written;
use crate::api::ParameterStyle;
use crate::openapi::{Parameter, Place};

impl<'a> Lowering<'_, 'a> {
    /// Refuses an object whose members cannot be told from other parameters, and says of one whose members are not all known
    /// which names they may not have.
    pub(super) fn tell_apart(&self, written: &mut [(&'a Parameter, Written<'a>)]) {
        let in_query = written.iter().filter(|(parameter, written)| {
            let exploded = [ParameterStyle::Members, ParameterStyle::Entries(Vec::new())];
            let is_exploded = matches!(written, Ok((_, style)) if exploded.contains(style));
            parameter.place == Place::Query && !is_exploded
        });
        let mut names: IndexSet<&str> = in_query
            .map(|(parameter, _)| parameter.name.as_str())
            .collect();
        let (mut open, mut own) = (None, Vec::new());
        for (parameter, written) in &mut *written {
            let (id, is_open) = match written {
                Ok((used, ParameterStyle::Members)) => (used.id, false),
                Ok((used, ParameterStyle::Entries(_))) => (used.id, true),
                _ => continue,
            };
            let members = self.types.members_of(id);
            let other = members.iter().find(|name| names.contains(*name));
            if let Some(name) = other {
                let why = format!("its member `{name}` cannot be told from another parameter");
                *written = Err(why);
                continue;
            }
            match open.filter(|_| is_open) {
                Some(other) => {
                    let why = format!("its members cannot be told from those of `{other}`");
                    *written = Err(why);
                    continue;
                }
                None if is_open => {
                    open = Some(parameter.name.as_str());
                    own.clone_from(&members);
                }
                None => {}
            }
            names.extend(members);
        }
        names.extend(self.securities.query_names());
        let names = names.into_iter().filter(|name| !own.contains(name));
        let names: Vec<String> = names.map(str::to_owned).collect();
        for (_, written) in written {
            if let Ok((_, ParameterStyle::Entries(beside))) = written {
                beside.clone_from(&names);
            }
        }
    }
}
