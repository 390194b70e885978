//! A measure's figure from what a slice adds up to.

use rust_decimal::Decimal;

use crate::{
    catalogue::{Aggregate, Catalogue, Measure, Unit},
    rollup::{Accumulator, Components, Source},
};

/// The figure of the measure called `name`; `None` when there are no rows, or the division is by zero.
#[must_use]
pub fn value(catalogue: &Catalogue, components: &Components, name: &str, of: &Accumulator) -> Option<Decimal> {
    let measure = catalogue.measure(name)?;
    // In a period without sales, all may be lost.
    if of.rows == 0 && !matches!(measure.aggregate, Aggregate::Lost(_)) {
        return None;
    }
    if let Aggregate::Ratio { of: above, per: below } = &measure.aggregate {
        let above = plain(components, above, of)?;
        let above = if measure.unit == Unit::Percent { above.checked_mul(Decimal::ONE_HUNDRED)? } else { above };
        return above.checked_div(plain(components, below, of)?);
    }
    plain(components, name, of)
}

fn plain(components: &Components, name: &str, of: &Accumulator) -> Option<Decimal> {
    Some(match components.sources.get(name)? {
        Source::Sum(place) => of.sum(*place)?,
        Source::Average(sum, count) => of.sum(*sum)?.checked_div(of.sum(*count)?)?,
        Source::Extreme(place) => of.extreme(*place)?,
        Source::Set(place) => Decimal::from(of.distinct(*place)),
        Source::New(place) => Decimal::from(of.new_ones(*place)?),
        Source::Returning(place) => Decimal::from(of.returning(*place)?),
        Source::Lost(place) => Decimal::from(of.lost(*place)?),
    })
}

/// The measure that `measure` is divided by, if it is a ratio.
#[must_use]
pub fn divisor<'a>(catalogue: &'a Catalogue, measure: &Measure) -> Option<&'a Measure> {
    match &measure.aggregate {
        Aggregate::Ratio { per, .. } => catalogue.measure(per),
        _ => None,
    }
}

/// Whether figures of parts without common rows add up to the figure of the whole.
#[must_use]
pub fn is_additive(measure: &Measure) -> bool {
    matches!(measure.aggregate, Aggregate::Count | Aggregate::Sum(_))
}

/// Two figures of a measure, where at least one of them is there: the other was nothing if the measure adds up.
#[must_use]
pub fn both(measure: &Measure, now: Option<Decimal>, base: Option<Decimal>) -> Option<(Decimal, Decimal)> {
    match (now, base) {
        (None, None) => None,
        _ if is_additive(measure) => Some((now.unwrap_or_default(), base.unwrap_or_default())),
        _ => now.zip(base),
    }
}

/// Whether a part's figure is a part of the whole's: some of the customers, but not some of an average.
#[must_use]
pub fn has_parts(measure: &Measure) -> bool {
    is_additive(measure)
        || matches!(measure.aggregate, Aggregate::CountDistinct(_))
        || measure.looks_back_at().is_some()
}

/// The unit of a measure's facts: the currency, `count`, `number` or `percent`.
#[must_use]
pub fn unit(catalogue: &Catalogue, measure: &Measure) -> String {
    match measure.unit {
        Unit::Money => measure.currency.as_ref().unwrap_or(&catalogue.currency).clone(),
        Unit::Count => "count".to_owned(),
        Unit::Number => "number".to_owned(),
        Unit::Percent => "percent".to_owned(),
    }
}
