//! Questions as people type them: polite, misspelt, cut short, in another order.

use crate::{
    frames::{Frame, Frames},
    random::Random,
};

/// A question of `frame` with what people do to it.
pub fn noisy(frames: &Frames, frame: &Frame, random: &mut Random) -> Vec<String> {
    let mut tokens = frame.question(random);
    if random.chance(0.08) {
        period_first(&mut tokens);
    }
    if random.chance(0.05) {
        two_members(&mut tokens, frames, random);
    }
    if random.chance(0.04) {
        not_linked(&mut tokens, random);
    }
    if random.chance(0.15) {
        drop_small(&mut tokens, random);
    }
    if random.chance(0.15) {
        misspell(&mut tokens, random);
    }
    if random.chance(0.2) {
        tokens.splice(0..0, frames.named("prefix", random));
    }
    if random.chance(0.12) {
        tokens.extend(frames.named("suffix", random));
    }
    tokens
}

/// "In March, …" for "… in March".
fn period_first(tokens: &mut [String]) {
    if tokens.len() > 2 && tokens.last().is_some_and(|last| last == "<period>") {
        let preposition = !tokens[tokens.len() - 2].starts_with('<') && tokens[tokens.len() - 2].len() < 7;
        tokens.rotate_right(1 + usize::from(preposition));
    }
}

/// "Germany and France" for "Germany".
fn two_members(tokens: &mut Vec<String>, frames: &Frames, random: &mut Random) {
    if let Some(at) = tokens.iter().position(|token| token == "<member>") {
        tokens.splice(at..at, ["<member>".to_owned()].into_iter().chain(frames.named("and", random)));
    }
}

/// A name that the data does not have.
fn not_linked(tokens: &mut [String], random: &mut Random) {
    if let Some(token) = tokens.iter_mut().find(|token| *token == "<member>") {
        *token = (0..2 + random.below(2))
            .flat_map(|_| [*random.of(b"bcdfglmnprstvz"), *random.of(b"aeiou")])
            .map(char::from)
            .collect();
    }
}

/// Without an article or a preposition.
fn drop_small(tokens: &mut Vec<String>, random: &mut Random) {
    let small: Vec<_> = (0..tokens.len()).filter(|&at| tokens[at].len() < 4).collect();
    if tokens.len() > 3 && !small.is_empty() {
        tokens.remove(*random.of(&small));
    }
}

/// A letter too many, one too few, two in the wrong order, or the wrong one.
fn misspell(tokens: &mut [String], random: &mut Random) {
    let mut long: Vec<_> =
        tokens.iter_mut().filter(|token| token.len() > 3 && token.is_ascii() && !token.starts_with('<')).collect();
    if long.is_empty() {
        return;
    }
    let place = random.below(long.len());
    let word = &mut *long[place];
    let at = random.below(word.len() - 1);
    match random.below(4) {
        0 => {
            word.remove(at + 1);
        }
        1 => word.insert(at, char::from(word.as_bytes()[at])),
        2 => {
            let moved = word.remove(at);
            word.insert(at + 1, moved);
        }
        _ => word.replace_range(at..=at, &char::from(*random.of(b"abcdefghijklmnopqrstuvwxyz")).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn noise_is_seeded_and_of_every_kind() {
        let file = "{prefix} = please\n{suffix} = thanks\n{and} = and\n[lookup]\nhow much <measure> came from <member> in <period>";
        let frames = Frames::parse(file).unwrap();
        let all = |seed| {
            let mut random = Random::new(seed);
            (0..400).map(|_| noisy(&frames, &frames.frames[0], &mut random).join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(all(3), all(3));
        let all: BTreeSet<_> = all(3).into_iter().collect();
        for expected in [
            "how much <measure> came from <member> in <period>",
            "in <period> how much <measure> came from <member>",
            "how much <measure> came from <member> <period>",
            "how much <measure> came from <member> and <member> in <period>",
            "please how much <measure> came from <member> in <period>",
            "how much <measure> came from <member> in <period> thanks",
        ] {
            assert!(all.contains(expected), "{expected}");
        }
        assert!(all.iter().any(|question| !question.contains("<member>")));
        assert!(all.len() > 60);
    }
}
