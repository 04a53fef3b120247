use time::{Month, PrimitiveDateTime, Time};

/// `Sun, 06 Nov 1994 08:49:37 GMT`; the two obsolete forms are not worth reading.
pub(crate) fn http_date(text: &str) -> Option<PrimitiveDateTime> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut words = text.split_once(", ")?.1.split(' ');
    let day = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = u8::try_from(MONTHS.iter().position(|name| *name == month)?)
        .ok()?
        .checked_add(1)?;
    let date = time::Date::from_calendar_date(
        words.next()?.parse().ok()?,
        Month::try_from(month).ok()?,
        day,
    )
    .ok()?;
    let mut clock = words.next()?.split(':').map(|part| part.parse::<u8>().ok());
    let time = Time::from_hms(clock.next()??, clock.next()??, clock.next()??).ok()?;
    (words.next() == Some("GMT") && words.next().is_none())
        .then(|| PrimitiveDateTime::new(date, time))
}
