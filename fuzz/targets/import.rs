//! Files of sales: with the catalogue that is inferred from them, or with one before them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sales_metrics::fuzz;

fuzz_target!(|data: &[u8]| {
    fuzz::file(data);
    fuzz::file_of_catalogue(data);
});
