//! Signs, codes and short names of currencies before or after a number.

const SIGNS: [char; 18] = ['$', '£', '€', '¥', '₹', '₽', '₩', '₺', '₪', '₫', '₱', '฿', '₴', '₦', '₡', '₸', '₼', '₾'];
/// ISO 4217 codes of the currencies that most sales are in.
pub const CODES: [&str; 49] = [
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD",
    "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "KZT", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN",
    "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND",
    "ZAR",
];
/// Longer ones first.
const NAMES: [&str; 19] = [
    "AU$", "CA$", "HK$", "MX$", "NT$", "NZ$", "US$", "kr.", "Fr.", "Rs.", "A$", "C$", "R$", "S$", "kr", "zł", "Kč",
    "Ft", "Rs",
];

/// `text` without the currency at one of its ends; `None` when there is none.
pub(super) fn without_currency(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(SIGNS).or_else(|| text.strip_suffix(SIGNS)) {
        return Some(rest);
    }
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_digit());
    let bytes = text.as_bytes();
    if !edge(bytes.first()) && !edge(bytes.last()) {
        return None;
    }
    let words = || CODES.iter().chain(&NAMES);
    words().find_map(|word| text.strip_prefix(word)).or_else(|| words().find_map(|word| text.strip_suffix(word)))
}
