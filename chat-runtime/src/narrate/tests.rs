use super::*;
use crate::{render::render, sample};

#[test]
fn print() {
    for language in Language::ALL {
        let catalogue = sample::catalogue(language);
        for sample in sample::samples(language) {
            println!(
                "{:?} {}: {}",
                language,
                sample.name,
                render(&draft(&sample.plan, &catalogue, &sample.facts, language), &sample.facts)
            );
        }
    }
}
