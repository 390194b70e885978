//! Reports: a week or a month on one page, as HTML and as Markdown. Every figure is a fact's, and the facts with their plans are
//! beside the page as JSON.

mod content;
mod drawing;
mod html;
mod markdown;

use std::{collections::BTreeSet, time::Duration};

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{Timestamp, ToSpan, civil::Date};
use sales_metrics::{
    dataset::DatasetStore,
    period::Period,
    query::{Snapshot, Snapshots},
};
use serde::{Deserialize, Serialize};
use tenancy::{ApiError, ErrorCode, TenantSession, item::n, registry::TenantRecord};
use utoipa::ToSchema;

use self::content::Content;
use crate::{
    deliver::Delivery,
    find,
    run::{Engine, is_touched},
    settings::{Cadence, Settings},
    store::{Kept, STATE, Store, there_is_no},
};

const READING: &str = "reading a report";
/// How long links hold at most; they end with the credentials that they are made with, which have two minutes left at least.
const OPEN_FOR: Duration = Duration::from_secs(120);

/// A report that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    /// What it is about: `month-2011-11`, `week-2011-11-28`.
    #[schema(example = "month-2011-11")]
    pub(crate) report_id: String,
    /// How often such a one is made.
    pub(crate) every: Cadence,
    /// Its name for people.
    #[schema(example = "November 2011")]
    pub(crate) title: String,
    /// The days that it is about.
    pub(crate) period: Period,
    /// The version of the data that it was made from.
    pub(crate) data_version: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) made_at: Timestamp,
}

/// What is stored of a report beside its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeptReport {
    pub(crate) report: Report,
    /// What it was made from.
    version: Version,
    /// The units of time that its facts were read from.
    reads: Vec<String>,
}

/// What a report is made from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Version {
    data: u64,
    catalogue: u64,
}

impl Kept for KeptReport {
    const PK: &'static str = "REPORT";
    const NAME: &'static str = "report";

    fn sk(&self) -> String {
        self.report.report_id.clone()
    }

    fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        vec![("dataVersion", n(self.version.data)), ("catalogueVersion", n(self.version.catalogue))]
    }
}

/// For which data the reports that are made by themselves are made.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    version: Version,
    reports: BTreeSet<Cadence>,
}

impl Kept for Made {
    const PK: &'static str = "REPORTS";
    const NAME: &'static str = "state";

    fn sk(&self) -> String {
        STATE.to_owned()
    }
}

/// Where a report can be fetched.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Links {
    /// The page, to look at or to print.
    html: String,
    /// The same as text.
    markdown: String,
    /// Its plans with their facts.
    json: String,
}

/// A report with links to it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkedReport {
    #[serde(flatten)]
    report: Report,
    links: Links,
    #[schema(value_type = String, format = DateTime)]
    links_expire_at: Timestamp,
}

/// What a report is written as.
#[derive(Debug, Clone, Copy)]
enum Form {
    Html,
    Markdown,
    Json,
}

impl Form {
    /// The ending of the object's name, and its media type.
    fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Html => ("html", "text/html; charset=utf-8"),
            Self::Markdown => ("md", "text/markdown; charset=utf-8"),
            Self::Json => ("json", "application/json"),
        }
    }
}

/// The object of a report.
fn object(kept: &KeptReport, form: Form) -> String {
    let Version { data, catalogue } = kept.version;
    format!("reports/{}/{data}-{catalogue}.{}", kept.report.report_id, form.kind().0)
}

/// A report as Markdown.
pub(crate) async fn text(session: &TenantSession, report: &KeptReport) -> Result<String, ApiError> {
    read(session, &object(report, Form::Markdown)).await
}

/// A report as HTML.
pub(crate) async fn page(session: &TenantSession, report: &KeptReport) -> Result<String, ApiError> {
    read(session, &object(report, Form::Html)).await
}

async fn read(session: &TenantSession, name: &str) -> Result<String, ApiError> {
    let bytes = session.get_object(READING, name).await?;
    String::from_utf8(bytes.into()).map_err(|e| ApiError::internal(READING, e))
}

/// A report with links that hold for two minutes.
pub(crate) async fn linked(session: &TenantSession, kept: KeptReport) -> Result<LinkedReport, ApiError> {
    let until = Timestamp::now() + OPEN_FOR;
    let link = async |form: Form| session.link_object(&object(&kept, form), OPEN_FOR).await;
    let (html, markdown, json) = futures::try_join!(link(Form::Html), link(Form::Markdown), link(Form::Json))?;
    Ok(LinkedReport { report: kept.report, links: Links { html, markdown, json }, links_expire_at: until })
}

impl Engine {
    /// Makes the reports that a tenant wants made by themselves and that are due, and makes anew those whose data has changed.
    ///
    /// # Errors
    /// AWS failed.
    pub(crate) async fn report(&self, record: &TenantRecord, session: &TenantSession) -> Result<(), ApiError> {
        let store = Store(session);
        let (settings, made, data) = futures::try_join!(store.state::<Settings>(), store.state::<Made>(), async {
            DatasetStore(session).load().await
        })?;
        let version = Version { data: data.data_version, catalogue: data.catalogue_version };
        let now = Made { version, reports: settings.reports.clone() };
        if made == now {
            return Ok(());
        }
        let snapshot = match Snapshots::default().load(session).await {
            Ok(snapshot) => snapshot,
            Err(error) if error.code == ErrorCode::CatalogueMissing => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut waits = false;
        for every in &settings.reports {
            let Some(period) = last_whole(&snapshot, *every) else { continue };
            if is_over(&period, &settings, Timestamp::now()) {
                self.make(record, session, &snapshot, *every, &period).await?;
            } else {
                waits = true;
            }
        }
        for KeptReport { report, .. } in store.all().await? {
            self.make(record, session, &snapshot, report.every, &report.period).await?;
        }
        if !waits {
            store.keep(&now).await?;
        }
        Ok(())
    }

    /// The report of the week or month with the day `on`, or of the last whole one that the data has; as it is, if it was made
    /// from this data.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidField`] for `on`: the data has nothing of it; or AWS failed.
    pub(crate) async fn report_on(
        &self,
        record: &TenantRecord,
        session: &TenantSession,
        every: Cadence,
        on: Option<Date>,
    ) -> Result<KeptReport, ApiError> {
        let snapshot = Snapshots::default().load(session).await?;
        let period = match on {
            Some(day) => Some(snapshot.catalogue.catalogue.unit(day, every.grain())),
            None => last_whole(&snapshot, every),
        };
        let known = snapshot.head.first_day.zip(snapshot.head.last_day);
        let within = |period: &Period| known.is_some_and(|(first, last)| first <= period.to && period.from <= last);
        let Some(period) = period.filter(within) else {
            let detail = match known {
                Some((first, last)) => {
                    format!("the data is of {first} to {last}, and of no day of that {}", every.name())
                }
                None => "there is no sales data yet".to_owned(),
            };
            return Err(ApiError::field("on", detail).remedy("name a day that the data has"));
        };
        self.make(record, session, &snapshot, every, &period).await
    }

    async fn make(
        &self,
        record: &TenantRecord,
        session: &TenantSession,
        snapshot: &Snapshot,
        every: Cadence,
        period: &Period,
    ) -> Result<KeptReport, ApiError> {
        let store = Store(session);
        let report_id = id(every, period);
        let before = store.kept::<KeptReport>(&report_id).await?;
        if let Some(kept) = before.as_ref().filter(|kept| kept.is_of(snapshot)) {
            return Ok(kept.clone());
        }
        let content = Content::of(session, snapshot, record, period).await?;
        let version = Version { data: snapshot.head.data_version, catalogue: snapshot.catalogue.version };
        let (title, now) = (content.title.clone(), Timestamp::now());
        let (data_version, period) = (version.data.to_string(), period.clone());
        let report = Report { report_id, every, title, period, data_version, made_at: now };
        let kept = KeptReport { report, version, reads: content.reads() };
        let json = serde_json::to_vec(&content).map_err(|e| ApiError::internal("writing a report", e))?;
        let html = html::page(&content).into_bytes();
        let text = markdown::text(&content).into_bytes();
        for (form, body) in [(Form::Html, html), (Form::Markdown, text), (Form::Json, json)] {
            session.put_object(&object(&kept, form), form.kind().1, body.into()).await?;
        }
        let deliveries = match before {
            // What has been told is not told again because a figure of it has changed.
            Some(_) => Vec::new(),
            None => Delivery::of_report(&store.all().await?, &kept.report, now),
        };
        if store.keep_unless_newer(&kept, &deliveries).await? {
            return Ok(kept);
        }
        // Somebody else was quicker.
        store.kept(&kept.report.report_id).await?.ok_or_else(|| there_is_no(KeptReport::NAME))
    }
}

impl KeptReport {
    /// Whether it says what a report of this data would.
    fn is_of(&self, snapshot: &Snapshot) -> bool {
        self.version.catalogue >= snapshot.catalogue.version
            && !is_touched(&self.reads, self.version.data, &snapshot.head)
    }
}

/// What a report is called in paths.
fn id(every: Cadence, period: &Period) -> String {
    match every {
        Cadence::Month => format!("month-{}", period.from.strftime("%Y-%m")),
        Cadence::Week => format!("week-{}", period.from),
    }
}

/// The last week or month that the data has from its beginning to its end.
fn last_whole(snapshot: &Snapshot, every: Cadence) -> Option<Period> {
    let (first, last) = snapshot.head.first_day.zip(snapshot.head.last_day)?;
    let whole = find::last_whole(&snapshot.catalogue.catalogue, last, every.grain());
    (whole.from >= first).then_some(whole)
}

/// Whether a period is over for the tenant, at the hour that it wants its reports.
fn is_over(period: &Period, settings: &Settings, at: Timestamp) -> bool {
    let local = settings.local(at);
    let next = period.to.saturating_add(1.day());
    local.date() > next || (local.date() == next && local.hour() >= settings.hour)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_report_waits_for_the_hour_of_the_day_after() {
        let settings = Settings { time_zone: "America/New_York".to_owned(), hour: 6, ..Settings::default() };
        let november = Period::month(date(2026, 11, 1));
        for (at, over) in [
            ("2026-11-30T23:00:00Z", false),
            ("2026-12-01T06:00:00Z", false),
            ("2026-12-01T10:59:59Z", false),
            ("2026-12-01T11:00:00Z", true),
            ("2026-12-02T04:59:59Z", true),
            ("2026-12-02T05:00:00Z", true),
        ] {
            assert_eq!(is_over(&november, &settings, at.parse().unwrap()), over, "{at}");
        }
    }

    #[test]
    fn a_report_is_called_by_what_it_is_about() {
        assert_eq!(id(Cadence::Month, &Period::month(date(2011, 11, 9))), "month-2011-11");
        assert_eq!(id(Cadence::Week, &Period::range(date(2011, 11, 28), date(2011, 12, 4))), "week-2011-11-28");
    }
}
