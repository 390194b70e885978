use super::*;
#[test]
fn dbg() {
    let mut dice = Dice(3);
    for _ in 0..4 {
    let f = fixture("rank", Language::English, &mut dice);
    let n = &f.facts[2].filters[0].members[0];
    let t = format!("3. {n}: twice as much as planned\n2. x");
    let w = super::super::world::World::new(&f.context());
    let tk = super::super::text::tokens(&t, &f.facts);
    let sc = super::super::scan::Scan::of(&w, &f.members, &tk, Language::English);
    println!("{t:?} {:?} {:?}", sc.items, violations(&t, &f.context()));
    }
}
