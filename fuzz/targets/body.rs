//! JSON bodies: each is read as every type that a route takes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = sales_metrics::fuzz::catalogue(data);
    sales_metrics::fuzz::plan(data);
    chat_runtime::fuzz::chat_request(data);
    control_plane::fuzz::body(data);
});
