//! When a tenant is told: its time zone, the hour of its day, and which reports are made for it.

use std::collections::BTreeSet;

use jiff::{Timestamp, Zoned, tz::TimeZone};
use sales_metrics::period::Grain;
use serde::{Deserialize, Serialize};
use tenancy::ApiError;
use utoipa::ToSchema;

use crate::store::{Kept, STATE};

/// How often a report is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Cadence {
    /// Of each week, as the catalogue has it begin.
    Week,
    /// Of each month.
    Month,
}

impl Cadence {
    /// What a report of this is about.
    #[must_use]
    pub(crate) fn grain(self) -> Grain {
        match self {
            Self::Week => Grain::Week,
            Self::Month => Grain::Month,
        }
    }

    /// As the API writes it.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// When a tenant is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Settings {
    /// The tenant's time zone, an IANA name: where its day begins.
    #[schema(example = "Europe/London")]
    pub(crate) time_zone: String,
    /// The hour of the tenant's day from which what had to wait is told, and reports are made.
    #[schema(minimum = 0, maximum = 23, example = 6)]
    pub(crate) hour: i8,
    /// Which reports are made by themselves.
    #[schema(value_type = Vec<Cadence>)]
    pub(crate) reports: BTreeSet<Cadence>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { time_zone: "UTC".to_owned(), hour: 6, reports: BTreeSet::new() }
    }
}

impl Settings {
    /// Whether they can be kept.
    ///
    /// # Errors
    /// Names the field that cannot be used.
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        if TimeZone::get(&self.time_zone).is_err() {
            return Err(ApiError::field("timeZone", format!("\"{}\" is no time zone", self.time_zone))
                .remedy("use an IANA name such as Europe/London"));
        }
        if !(0..24).contains(&self.hour) {
            return Err(ApiError::field("hour", format!("{} is no hour of a day", self.hour)).remedy("use 0 to 23"));
        }
        Ok(())
    }

    /// What the tenant's clocks show at `at`.
    #[must_use]
    pub(crate) fn local(&self, at: Timestamp) -> Zoned {
        // A zone that was renamed since is not worth being told nothing.
        at.to_zoned(TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC))
    }
}

impl Kept for Settings {
    const PK: &'static str = "SETTINGS";
    const NAME: &'static str = "settings";

    fn sk(&self) -> String {
        STATE.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_kept_names_its_field() {
        let field = |settings: Settings| settings.check().unwrap_err().field;
        assert!(Settings::default().check().is_ok());
        let zone = |zone: &str| Settings { time_zone: zone.to_owned(), ..Settings::default() };
        for good in ["Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "UTC"] {
            assert!(zone(good).check().is_ok(), "{good}");
        }
        for bad in ["", "Berlin", "../etc/passwd", "Europe/Nowhere"] {
            assert_eq!(field(zone(bad)).as_deref(), Some("timeZone"), "{bad}");
        }
        assert_eq!(field(Settings { hour: 24, ..Settings::default() }).as_deref(), Some("hour"));
    }

    #[test]
    fn a_day_begins_where_the_tenant_is() {
        let at: Timestamp = "2026-03-29T22:30:00Z".parse().unwrap();
        let zone = |zone: &str| Settings { time_zone: zone.to_owned(), ..Settings::default() }.local(at);
        assert_eq!(zone("Europe/Berlin").date().to_string(), "2026-03-30");
        assert_eq!(zone("America/New_York").date().to_string(), "2026-03-29");
    }
}
