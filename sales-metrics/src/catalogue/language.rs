//! The languages that questions are asked and answered in, how each writes figures, and what it calls the months.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language, by its ISO 639-1 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
}

/// In the order of [`Language::ALL`].
const MONTHS: [[&str; 12]; 5] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
];

/// Signs of currencies and their ISO 4217 codes; a sign that holds another one comes first.
pub(super) const SIGNS: [(&str, &str); 6] =
    [("R$", "BRL"), ("€", "EUR"), ("£", "GBP"), ("¥", "JPY"), ("₹", "INR"), ("$", "USD")];

impl Language {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::English, Self::German, Self::French, Self::Spanish, Self::Portuguese];

    /// Its ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
        }
    }

    /// Its place in [`Language::ALL`], as tables of all languages have it.
    #[must_use]
    pub fn place(self) -> usize {
        self as usize
    }

    /// The name of month 1 to 12, as it stands within a sentence.
    #[must_use]
    pub fn month(self, month: i8) -> &'static str {
        MONTHS[self.place()][usize::try_from(month - 1).unwrap_or(0).min(11)]
    }

    /// What parts thousands.
    #[must_use]
    pub fn thousands_mark(self) -> char {
        match self {
            Self::English => ',',
            Self::German | Self::Spanish | Self::Portuguese => '.',
            Self::French => '\u{202f}',
        }
    }

    /// What parts the whole from the fraction.
    #[must_use]
    pub fn decimal_mark(self) -> char {
        if self == Self::English { '.' } else { ',' }
    }

    /// A figure as people write it: in English `£683,267.08`, `1,459`, `-4.5%`, `1,234.5`, in German `683.267,08 £`, `-4,5 %`.
    ///
    /// `unit` is an ISO 4217 code, `count`, `number`, `percent`, or `points` of percent. Money has two digits after the mark (yen and won none), a
    /// percentage one, below ten two, a count none unless it is an average of counts, any other number at most two.
    #[must_use]
    pub fn figure(self, value: Decimal, unit: &str) -> String {
        let (digits, least) = match unit {
            "count" => (0, 0),
            "percent" | "points" if value.abs() < Decimal::TEN => (2, 2),
            "percent" | "points" => (1, 1),
            "number" => (2, 0),
            "JPY" | "KRW" => (0, 0),
            _ => (2, 2),
        };
        // A count is whole, save an average of counts.
        let digits = if unit == "count" && !value.fract().is_zero() { 2 } else { digits };
        let mut rounded = value.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero).normalize();
        if rounded.scale() < least {
            rounded.rescale(least);
        }
        let sign = if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" };
        let number = self.number(&rounded.abs().to_string());
        match unit {
            "count" | "number" => format!("{sign}{number}"),
            "percent" if matches!(self, Self::English | Self::Portuguese) => format!("{sign}{number}%"),
            "percent" => format!("{sign}{number}\u{a0}%"),
            "points" => format!("{sign}{number} {}", self.points()),
            code => self.money(sign, &number, code),
        }
    }

    /// What the difference of two percentages is counted in.
    fn points(self) -> &'static str {
        match self {
            Self::English => "percentage points",
            Self::German => "Prozentpunkte",
            Self::French => "points",
            Self::Spanish => "puntos porcentuales",
            Self::Portuguese => "pontos percentuais",
        }
    }

    /// English, and reais everywhere, have the sign in front.
    fn money(self, minus: &str, number: &str, code: &str) -> String {
        let sign = SIGNS.iter().find(|(_, of)| *of == code).map_or(code, |(sign, _)| *sign);
        let is_apart = sign.starts_with(char::is_alphabetic);
        match (self, is_apart) {
            (Self::English, false) => format!("{minus}{sign}{number}"),
            (Self::English, true) => format!("{minus}{sign}\u{a0}{number}"),
            _ if code == "BRL" => format!("{minus}{sign}\u{a0}{number}"),
            _ => format!("{minus}{number}\u{a0}{sign}"),
        }
    }

    /// Plain digits, `1234.5`, with this language's marks.
    fn number(self, plain: &str) -> String {
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let mut written = String::with_capacity(plain.len() + 6);
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                written.push(self.thousands_mark());
            }
            written.push(digit);
        }
        if !fraction.is_empty() {
            written.push(self.decimal_mark());
            written.push_str(fraction);
        }
        written
    }

    /// What stands in place of a figure where no row is in the slice.
    #[must_use]
    pub fn no_sales(self) -> &'static str {
        match self {
            Self::English => "no sales",
            Self::German => "keine Verkäufe",
            Self::French => "aucune vente",
            Self::Spanish => "sin ventas",
            Self::Portuguese => "sem vendas",
        }
    }

    /// What stands in place of a figure that would have to be divided by `name`, which is zero.
    #[must_use]
    pub fn no_value(self, name: &str) -> String {
        match self {
            Self::English => format!("no value ({name}: 0)"),
            Self::German => format!("kein Wert ({name}: 0)"),
            Self::French => format!("aucune valeur ({name} : 0)"),
            Self::Spanish => format!("sin valor ({name}: 0)"),
            Self::Portuguese => format!("sem valor ({name}: 0)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_the_order_of_all_languages() {
        for (place, language) in Language::ALL.into_iter().enumerate() {
            assert_eq!(language.place(), place);
        }
        assert_eq!(Language::ALL.map(|language| language.month(8)), ["August", "August", "août", "agosto", "agosto"]);
    }

    #[test]
    fn figures_read_as_people_write_them() {
        use Language::{English, French, German, Portuguese, Spanish};
        for (language, value, unit, want) in [
            (English, "683267.08", "GBP", "£683,267.08"),
            (English, "9747747.934", "GBP", "£9,747,747.93"),
            (English, "-12.5", "USD", "-$12.50"),
            (English, "1459", "count", "1,459"),
            (English, "486.3333", "count", "486.33"),
            (English, "-4.453048", "percent", "-4.45%"),
            (English, "35.3565", "percent", "35.4%"),
            (English, "0.004", "GBP", "£0.00"),
            (English, "1234.5", "number", "1,234.5"),
            (English, "999", "CHF", "CHF\u{a0}999.00"),
            (German, "1683267.08", "EUR", "1.683.267,08\u{a0}€"),
            (German, "-4.453048", "percent", "-4,45\u{a0}%"),
            (French, "1683267.08", "EUR", "1\u{202f}683\u{202f}267,08\u{a0}€"),
            (Spanish, "-12.5", "USD", "-12,50\u{a0}$"),
            (Portuguese, "1459.9", "BRL", "R$\u{a0}1.459,90"),
            (Portuguese, "35.3565", "percent", "35,4%"),
        ] {
            assert_eq!(language.figure(value.parse().unwrap(), unit), want);
        }
    }
}
