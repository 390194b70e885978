//! A report as one page of HTML: nothing is loaded, nothing runs, and it prints on A4.

use chat_runtime::Table;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::content::{Content, Section};
use crate::words;

const STYLE: &str = "
@page { size: A4; margin: 16mm }
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2129; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.7rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2rem 0 .4rem } h3 { font-size: 1rem; margin: 1rem 0 0 }
p { margin: .3rem 0 .8rem } .of, footer { color: #5b6270 } footer { margin-top: 2.5rem; font-size: .85rem }
figure { margin: 0 } svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: #1d2129 }
.axis { stroke: #c4c8d0 } .line { fill: none; stroke: #3b6fb6; stroke-width: 2 } .mark, .bar { fill: #3b6fb6 }
.range { fill: #3b6fb6; opacity: .18 } .name { fill: #5b6270 }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem }
th, td { padding: .25rem .5rem; border-bottom: 1px solid #e2e5ea; text-align: left } .figure { text-align: right }
@media print { body { margin: 0; max-width: none } section, tr { break-inside: avoid } h2 { break-after: avoid } }
@media (max-width: 40rem) { .table { overflow-x: auto } }
";
/// What a drawing shows has no table; the others are in the Markdown, and their facts in the JSON, where they are longer.
const MOST_ROWS: usize = 16;

/// The page.
pub(super) fn page(content: &Content) -> String {
    let Content { tenant, title, language, data_version, sections, noted, .. } = content;
    html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (tenant) ": " (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { p class="of" { (tenant) } h1 { (title) } }
                main {
                    @for one in sections { (section(one)) }
                    @if !noted.is_empty() {
                        section {
                            h2 { (words::also_noted(*language)) }
                            @for insight in noted { h3 { (insight.title) } p { (insight.text) } }
                        }
                    }
                }
                footer { (words::data_version(*language)) " " (data_version) }
            }
        }
    }
    .into_string()
}

fn section(section: &Section) -> Markup {
    html! {
        section {
            h2 { (section.title) }
            @if !section.text.is_empty() { p { (section.text) } }
            @if let Some(drawing) = &section.drawing {
                figure { (drawing.svg(&section.title)) }
            } @else if let Some(rows) = section.table.as_ref().filter(|table| table.rows.len() <= MOST_ROWS) {
                div class="table" { (table(rows)) }
            }
        }
    }
}

fn table(table: &Table) -> Markup {
    let is_figure = |place: usize| table.rows.iter().any(|row| row.get(place).is_some_and(|cell| cell.fact.is_some()));
    let class = |place: usize| is_figure(place).then_some("figure");
    html! {
        table {
            thead { tr { @for (place, column) in table.columns.iter().enumerate() {
                th scope="col" class=[class(place)] { (column.label) }
            } } }
            tbody { @for row in &table.rows { tr { @for (place, cell) in row.iter().enumerate() {
                td class=[class(place)] { (cell.display) }
            } } } }
        }
    }
}
