//! What holds for any file, catalogue and plan. Built for tests and for `cargo xtask fuzz` alone.

use bytes::Bytes;

use crate::{
    catalogue::{Catalogue, infer},
    import::{Keep, NameLists, Source, check_header, parse},
    query::plan::Plan,
    rollup::{Accumulator, Components, Sets, decode, encode, roll_up, total},
};

const SAMPLE_ROWS: usize = 1_000;

/// A file is refused, or each of its rows is either imported or set aside; what is inferred from it fits it.
pub fn file(bytes: &[u8]) {
    let Ok(source) = Source::open(Bytes::copy_from_slice(bytes)) else { return };
    let Ok((header, rows)) = source.sample(SAMPLE_ROWS) else { return };
    let Some(catalogue) = infer("sales", &header, &rows) else { return };
    if catalogue.validate().is_ok() && check_header(&catalogue, &header).is_ok() {
        import(&source, &catalogue);
    }
}

/// A catalogue, a line of `---`, and a file: any catalogue that is accepted can read any file with its columns.
pub fn file_of_catalogue(bytes: &[u8]) {
    const BETWEEN: &[u8] = b"\n---\n";
    let Some(at) = bytes.windows(BETWEEN.len()).position(|window| window == BETWEEN) else { return };
    let Some(catalogue) = catalogue(&bytes[..at]) else { return };
    let Ok(source) = Source::open(Bytes::copy_from_slice(&bytes[at + BETWEEN.len()..])) else { return };
    import(&source, &catalogue);
}

/// The catalogue in `json`, if it is one: what is accepted reads back the same.
pub fn catalogue(json: &[u8]) -> Option<Catalogue> {
    let catalogue: Catalogue = serde_json::from_slice(json).ok()?;
    let again = serde_json::from_slice::<Catalogue>(&serde_json::to_vec(&catalogue).unwrap()).unwrap();
    assert_eq!(again, catalogue);
    catalogue.validate().ok()?;
    Components::of(&catalogue).unwrap();
    Some(catalogue)
}

/// The plan in `json`, if it is one, reads back the same.
pub fn plan(json: &[u8]) {
    let Ok(plan) = serde_json::from_slice::<Plan>(json) else { return };
    assert_eq!(serde_json::from_slice::<Plan>(&serde_json::to_vec(&plan).unwrap()).unwrap(), plan);
}

fn import(source: &Source, catalogue: &Catalogue) {
    let components = Components::of(catalogue).unwrap();
    let mut names = NameLists::of(catalogue, &components);
    let keep = Keep { most_rows: 5, keys: true };
    let Ok(mut parsed) = parse(source, catalogue, &components, &mut names, keep, &|_| ()) else { return };
    let rejected: u64 = parsed.rejections.iter().map(|rejection| rejection.count).sum();
    assert_eq!(parsed.read, parsed.imported + rejected, "{:?}", parsed.rejections);
    let mut counted = 0;
    for month in parsed.rows.months().cloned().collect::<Vec<_>>() {
        let rows = parsed.rows.take(&month).unwrap();
        counted += rows.len() as u64;
        let whole = total(&rows);
        assert!(decode(&encode(&whole).unwrap(), Sets::All).unwrap() == whole);
        for dimension in 0..catalogue.dimensions.len() {
            let rolled = roll_up(&rows, dimension);
            let mut by_member = Accumulator::default();
            (0..rolled.board.len()).for_each(|cell| by_member.add(&rolled.board, cell));
            assert!(by_member.rows <= rows.len() as u64);
            for block in rolled.slices.values().chain(rolled.days.values()).chain([&rolled.board]) {
                assert!(decode(&encode(block).unwrap(), Sets::All).unwrap() == *block);
            }
        }
    }
    assert_eq!(parsed.imported, counted);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DEMO: &str = include_str!("../../salestalk/demo/catalogue.json");

    /// Lines of cells that are nearly those of a sales file.
    fn lines() -> impl Strategy<Value = Vec<u8>> {
        let cell = prop_oneof![
            "[0-9]{1,6}",
            "-?[0-9]{1,4}[.,][0-9]{0,3}",
            Just("2011-03-05".to_owned()),
            Just("05/12/2010 08:26".to_owned()),
            Just("\"a\"\"b\"".to_owned()),
            "[A-Za-z ]{0,9}",
            "\\PC{0,5}",
        ];
        let line = proptest::collection::vec(cell, 0..10).prop_map(|cells| cells.join(","));
        proptest::collection::vec(line, 1..20).prop_map(|lines| lines.join("\n").into_bytes())
    }

    /// `text` with some of its bytes replaced.
    fn damaged(text: &str, hits: &[(prop::sample::Index, u8)]) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        bytes
    }

    proptest! {
        #[test]
        fn any_file_is_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..400), lines in lines()) {
            file(&bytes);
            file(&lines);
            let header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
            file_of_catalogue(&[DEMO.as_bytes(), b"\n---\n", header.as_bytes(), &lines].concat());
        }

        #[test]
        fn any_catalogue_is_refused_or_kept(hits in proptest::collection::vec(any::<(prop::sample::Index, u8)>(), 0..4)) {
            catalogue(&damaged(DEMO, &hits));
            let text = r#"{"intent":"compare","measures":["revenue"],"period":{"from":"2011-03-01","to":"2011-03-31","grain":"month","label":"March 2011"},"groupBy":{"grain":"month"},"filters":[{"dimension":"country","members":["Germany"]}],"top":{"n":3,"order":"highest"}}"#;
            plan(&damaged(text, &hits));
        }
    }

    #[test]
    fn what_is_sound_gets_through() {
        assert!(catalogue(DEMO.as_bytes()).is_some());
        file(b"Date,Product,Amount\n2011-03-01,Tea,9.50\n2011-03-02,Mug,x\n");
    }
}
