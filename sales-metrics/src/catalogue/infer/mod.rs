//! A first catalogue from a file's header and a sample of its rows, for the user to look at and edit.

mod column;
mod dimensions;
mod measures;
mod tongue;
mod words;

use self::column::Column;
use super::{Catalogue, TimeColumn, WeekStart, language::SIGNS};
use crate::import::{
    date::sniff,
    is_blank,
    number::{CURRENCIES, DecimalMark},
};

/// The catalogue that `header` and `sample` suggest; `None` when no column holds dates.
#[must_use]
pub fn infer(name: &str, header: &[String], sample: &[Vec<String>]) -> Option<Catalogue> {
    let cells = |place: usize| {
        let cells = sample.iter().filter_map(move |row| row.get(place)).map(|cell| cell.trim());
        cells.filter(|cell| !is_blank(cell)).collect()
    };
    let columns: Vec<Column<'_>> =
        header.iter().enumerate().map(|(place, header)| Column::new(header, cells(place))).collect();
    // When it was sold, and not when it was shipped.
    let mut dates: Vec<_> = columns.iter().filter_map(|column| Some((column, sniff(&column.values)?))).collect();
    dates.sort_by_key(|(column, _)| column.says(words::LATER));
    let (time, form) = dates.into_iter().next()?;
    // A form would name an order that the sample does not show.
    let formats = form.form.filter(|_| !form.outcome.assumed).map(str::to_owned).into_iter().collect();
    let language = tongue::language(&columns);
    let mut measures = measures::infer(&columns);
    for measure in &mut measures {
        if let Some(label) = tongue::label(&measure.name, language) {
            measure.label = Some(label.to_owned());
        }
    }
    Some(Catalogue {
        name: name.to_owned(),
        time: TimeColumn { column: time.header.to_owned(), formats },
        currency: currency(&columns).to_owned(),
        language,
        week_start: WeekStart::default(),
        fiscal_year_start: 1,
        today: None,
        measures,
        dimensions: dimensions::infer(&columns, time.header, language),
        pairs: Vec::new(),
        key: Vec::new(),
    })
}

/// The currency that a header names or a cell shows; where none does, dollars, or euros where decimals stand behind a comma.
fn currency(columns: &[Column<'_>]) -> &'static str {
    let code = |column: &Column<'_>| {
        CURRENCIES
            .into_iter()
            .find(|code| column.header.split(|c: char| !c.is_alphanumeric()).any(|word| word == *code))
    };
    let sign = |text: &str| SIGNS.iter().find(|(sign, _)| text.contains(sign)).map(|(_, code)| *code);
    let shown = |column: &Column<'_>| {
        let mut cells = column.values.iter().filter(|_| column.is_numeric());
        code(column).or_else(|| sign(column.header)).or_else(|| cells.find_map(|cell| sign(cell)))
    };
    let comma = || columns.iter().any(|column| column.is_numeric() && column.mark() == DecimalMark::Comma);
    columns.iter().find_map(shown).unwrap_or_else(|| if comma() { "EUR" } else { "USD" })
}

#[cfg(test)]
mod tests;
