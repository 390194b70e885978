//! Dialogues, a question a line, and the same text as what a model answered.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    chat_runtime::fuzz::dialogue(text);
    chat_runtime::fuzz::answer(text);
});
