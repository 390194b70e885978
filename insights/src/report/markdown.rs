//! A report as Markdown (`CommonMark`, with tables).

use std::fmt::Write;

use chat_runtime::Table;

use super::content::Content;
use crate::words;

/// The report.
pub(super) fn text(content: &Content) -> String {
    let Content { tenant, title, language, data_version, sections, noted, .. } = content;
    let mut text = format!("# {}: {}\n", plain(tenant), plain(title));
    for section in sections {
        let _ = write!(text, "\n## {}\n", plain(&section.title));
        if !section.text.is_empty() {
            let _ = write!(text, "\n{}\n", plain(&section.text));
        }
        if let Some(rows) = &section.table {
            let _ = write!(text, "\n{}", table(rows));
        }
    }
    if !noted.is_empty() {
        let _ = write!(text, "\n## {}\n", words::also_noted(*language));
        for insight in noted {
            let _ = write!(text, "\n### {}\n\n{}\n", plain(&insight.title), plain(&insight.text));
        }
    }
    let _ = write!(text, "\n---\n\n{} {data_version}\n", words::data_version(*language));
    text
}

fn table(table: &Table) -> String {
    let line = |cells: &mut dyn Iterator<Item = String>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
    let mut text = line(&mut table.columns.iter().map(|column| plain(&column.label)));
    text += &line(&mut table.columns.iter().map(|_| "---".to_owned()));
    for row in &table.rows {
        text += &line(&mut row.iter().map(|cell| plain(&cell.display)));
    }
    text
}

/// Text that means nothing to Markdown: names come with the tenant's data.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '!' | '&' => {
                plain.extend(['\\', letter])
            }
            '\n' | '\r' => plain.push(' '),
            _ => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_data_mean_nothing() {
        assert_eq!(
            plain("[a](http://x.example) | <b>*c*_d_</b>\n# e"),
            "\\[a\\](http://x.example) \\| \\<b\\>\\*c\\*\\_d\\_\\</b\\> \\# e"
        );
    }
}
