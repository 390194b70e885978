//! Tokens: any text, a signed token with bytes replaced, and signed claims. The first byte says which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tenancy::fuzz;

fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else { return };
    match kind {
        b'e' => fuzz::edited_token(rest),
        kind => {
            let Ok(text) = std::str::from_utf8(rest) else { return };
            if *kind == b'c' { fuzz::signed_claims(text) } else { fuzz::token(text) }
        }
    }
});
