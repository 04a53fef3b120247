//! Giving an accepted answer its type.

use crate::engine::classify::Judged;
use crate::record::evidence::{Evidence, Reason};
use crate::record::failure::{Failure, Indeterminate};
use crate::record::raw_answer::Accepted;
use crate::value::json::read::Answer;

/// Reads an accepted answer ahead of its caller, and says whether it can be given its type.
pub(super) fn is_readable<A: Answer>(judged: &mut Judged) -> bool {
    let value = value_of::<A>(judged);
    let is_readable = value.is_some();
    judged.value = Some(Box::new(value));
    is_readable
}

/// Gives an accepted answer its type. One that cannot be read at all is kept whole, with an open outcome.
pub(super) fn read<A: Answer>(mut judged: Box<Judged>) -> Result<Accepted<A>, Failure> {
    let ahead = judged.value.take().map(|value| value.downcast());
    let value = match ahead {
        Some(Ok(value)) => *value,
        _ => value_of::<A>(&mut judged),
    };
    let Some(value) = value else {
        return Err(unreadable(judged));
    };
    let Judged {
        said,
        seen,
        is_whole,
        answer,
        warnings,
        intent,
        echoes,
        ..
    } = *judged;
    Ok(Accepted {
        value,
        code: said.code,
        message: said.message,
        is_whole,
        warnings,
        answer,
        handle: intent.handle().answered(seen),
        echoes,
    })
}

fn value_of<A: Answer>(judged: &mut Judged) -> Option<A> {
    // The anomalies of the text as a whole were noted when its envelope was read.
    A::read_answer(judged.answer.answered(), &mut judged.warnings)
}

/// An answer that says "accepted" but cannot be read as what was documented: nobody can say what was accepted.
pub(super) fn unreadable(judged: Box<Judged>) -> Failure {
    Failure::Indeterminate(Indeterminate {
        intent: judged.intent,
        evidence: Evidence::Answered,
        reason: Reason::Unreadable,
        detail: None,
        attempts: judged.attempts,
        said: judged.said,
        seen: Box::new(judged.seen),
        answer: Some(judged.answer),
        warnings: Box::new(judged.warnings),
    })
}
