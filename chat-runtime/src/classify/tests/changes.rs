//! What a change is on: the unit before each, the other of two turns, or nothing where a thing "moved the most units".

use super::*;

fn read(text: &str, language: Language, context: Context<'_>) -> (Intent, String, Option<String>, Option<GroupBy>) {
    let plan = match classify(text, language, &vocabulary(), context).outcome {
        Outcome::Plan(plan) => plan,
        other => panic!("{text}: {other:?}"),
    };
    let base = plan.compare_to.as_ref().map(|base| base.label.clone());
    (plan.intent, label(&plan), base, plan.group_by)
}

#[test]
fn several_units_are_each_set_against_the_one_before() {
    use Language::{English, French, German, Portuguese, Spanish};
    for (language, text) in [
        (English, "What was the change in revenue on the previous month for April to June 2011?"),
        (English, "revenue April to June 2011 against the month before"),
        (English, "revenue in April, May and June 2011 and the change on the month before"),
        (German, "Umsatz im April, Mai und Juni 2011 und die Veränderung zum Vormonat"),
        (French, "évolution du CA par rapport au mois précédent pour avril, mai et juin 2011"),
        (Spanish, "variación de ingresos frente al mes anterior, de abril a junio de 2011"),
        (Portuguese, "receita de abril a junho de 2011 em comparação com o mês anterior"),
    ] {
        let months = Some(GroupBy::Grain(Grain::Month));
        let (intent, period, base, by) = read(text, language, Context::default());
        assert_eq!((intent, base, by), (Intent::Growth, None, months), "{text}");
        assert!(["Q2 2011", "1 April 2011 to 30 June 2011"].contains(&&*period), "{text}: {period}");
    }
    for (text, intent, period, base) in [
        ("change in revenue on the previous month for March 2011", Intent::Compare, "March 2011", "February 2011"),
        ("revenue in Q2 2011 against the previous quarter", Intent::Compare, "Q2 2011", "Q1 2011"),
        ("why was revenue lower in Q2 2011 than in the month before?", Intent::Why, "Q2 2011", "March 2011"),
        ("compare the previous month with March 2011", Intent::Compare, "November 2011", "March 2011"),
    ] {
        let wanted = (intent, period.to_owned(), Some(base.to_owned()), None);
        assert_eq!(read(text, Language::English, Context::default()), wanted, "{text}");
    }
}

#[test]
fn of_two_turns_the_later_is_set_against_the_earlier() {
    use Language::{English, French, German};
    for (language, first, second, text, intent) in [
        (English, "revenue in May 2011", "revenue in June 2011", "how much more is that in percent?", Intent::Compare),
        (English, "revenue in Q3 2011", "revenue in Q1 2011", "why did it get so much less?", Intent::Why),
        (German, "Umsatz im Mai 2011", "Umsatz im Juni 2011", "wie viel weniger ist das in Prozent?", Intent::Compare),
        (French, "CA en mai 2011", "CA en juin 2011", "combien de moins en pourcentage ?", Intent::Compare),
    ] {
        let plan = |text: &str| match classify(text, language, &vocabulary(), Context::default()).outcome {
            Outcome::Plan(plan) => plan,
            other => panic!("{text}: {other:?}"),
        };
        let (first, second) = (plan(first), plan(second));
        let (early, late) = if label(&first) == "Q3 2011" { (&second, &first) } else { (&first, &second) };
        let context = Context { plan: Some(&second), earlier: Some(&first), ..Context::default() };
        assert_eq!(read(text, language, context), (intent, label(late), Some(label(early)), None), "{text}");
    }
    // A month beside its year is none of these.
    let (year, month) = (plan_of("revenue in 2011", None), plan_of("revenue in May 2011", None));
    let context = Context { plan: Some(&month), earlier: Some(&year), ..Context::default() };
    let wanted = (Intent::Why, "May 2011".to_owned(), None, None);
    assert_eq!(read("why did it fall?", Language::English, context), wanted);
}

#[test]
fn what_moved_the_most_units_sold_them() {
    let by = Some(GroupBy::Dimension("country".to_owned()));
    let wanted = (Intent::Rank, "2011".to_owned(), None, by);
    assert_eq!(read("which country moved the most units in 2011", Language::English, Context::default()), wanted);
}
