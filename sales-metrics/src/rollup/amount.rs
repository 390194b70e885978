//! Amounts: figures of rows and cells as whole billionths, so that adding is exact, fast and needs no rounding.

use rust_decimal::Decimal;

/// Digits after the point that an amount keeps; a row that needs more is rejected.
pub const DIGITS: u32 = 9;
/// A row's figure beyond this is a typing error. 10^13 such rows can be added up before an `i128` overflows.
const LARGEST: u128 = 1_000_000_000_000_000; // 10^15
/// The amount of a row that has none, in extremes.
pub const MISSING: i128 = i128::MIN;

const ONE: i128 = 10_i128.pow(DIGITS);

/// `value` in billionths; `None` when it is out of range or finer.
#[must_use]
pub fn amount_of(value: Decimal) -> Option<i128> {
    let (mantissa, scale) = (value.mantissa(), value.scale());
    let amount = if scale <= DIGITS {
        mantissa.checked_mul(10_i128.pow(DIGITS - scale))?
    } else {
        let finer = 10_i128.checked_pow(scale - DIGITS)?;
        (mantissa % finer == 0).then(|| mantissa / finer)?
    };
    (amount.unsigned_abs() <= LARGEST * ONE.unsigned_abs()).then_some(amount)
}

/// The exact decimal of `amount`, without trailing zeros; `None` beyond 28 digits.
#[must_use]
pub fn decimal_of(amount: i128) -> Option<Decimal> {
    if let Ok(decimal) = Decimal::try_from_i128_with_scale(amount, DIGITS) {
        return Some(decimal.normalize());
    }
    let (mut amount, mut digits) = (amount, DIGITS);
    while digits > 0 && amount % 10 == 0 {
        (amount, digits) = (amount / 10, digits - 1);
    }
    Decimal::try_from_i128_with_scale(amount, digits).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_too_large_or_too_fine_is_no_amount() {
        for (text, fits) in
            [("1000000000000000", true), ("1000000000000000.1", false), ("0.000000001", true), ("0.0000000011", false)]
        {
            assert_eq!(amount_of(text.parse().unwrap()).is_some(), fits, "{text}");
        }
        assert_eq!(amount_of("1.5000000000000".parse().unwrap()), Some(1_500_000_000));
        assert_eq!(decimal_of(10_i128.pow(37)).unwrap().to_string(), "10000000000000000000000000000");
        assert_eq!(decimal_of(i128::MAX), None);
    }

    proptest! {
        #[test]
        fn amounts_are_exact(mantissa in -1_000_000_000_000_000_i64..=1_000_000_000_000_000, scale in 0..=DIGITS) {
            let value = Decimal::new(mantissa, scale);
            prop_assert_eq!(decimal_of(amount_of(value).unwrap()), Some(value));
        }
    }
}
