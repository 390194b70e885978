//! New customers are some of the customers, and neither all of them nor those who came back.

use sales_metrics::query::fact::FactRole::{Change, Percent, Value};
use serde_json::json;

use super::adversarial::{JUNE, MAY, case, judge};

#[test]
fn whose_number_is_told_of_whom() {
    let one = |measure, value| {
        let plan =
            json!({"intent": "lookup", "measures": [measure], "period": {"from": "2011-06-01", "to": "2011-06-30"}});
        case(plan, &[(Value, value, "count", measure, JUNE.0, JUNE.1, "")])
    };
    let plan = json!({"intent": "compare", "measures": ["newCustomers"],
        "period": {"from": "2011-06-01", "to": "2011-06-30"}, "compareTo": {"from": "2011-05-01", "to": "2011-05-31"}});
    let fewer = case(
        plan,
        &[
            (Value, "235", "count", "newCustomers", JUNE.0, JUNE.1, ""),
            (Value, "279", "count", "newCustomers", MAY.0, MAY.1, ""),
            (Change, "-44", "count", "newCustomers", JUNE.0, JUNE.1, ""),
            (Percent, "-15.77", "percent", "newCustomers", JUNE.0, JUNE.1, ""),
        ],
    );
    let plan = json!({"intent": "lookup", "measures": ["newCustomers", "returningCustomers"],
        "period": {"from": "2011-06-01", "to": "2011-06-30"}});
    let both = case(
        plan,
        &[
            (Value, "235", "count", "newCustomers", JUNE.0, JUNE.1, ""),
            (Value, "816", "count", "returningCustomers", JUNE.0, JUNE.1, ""),
        ],
    );
    let mut wrong = Vec::new();
    let new = one("newCustomers", "235");
    wrong.extend(judge(
        &new,
        &["New customers in June 2011 came to {F1}.", "We had 235 new customers in June 2011."],
        true,
    ));
    wrong.extend(judge(
        &new,
        &[
            "Customers in June 2011 came to {F1}.",
            "We had 235 customers in June 2011.",
            "Returning customers in June 2011 came to {F1}.",
            "Lost customers in June 2011 came to {F1}.",
            "We lost 235 customers in June 2011.",
            "New customers in May 2011 came to {F1}.",
        ],
        false,
    ));
    let all = one("customers", "1051");
    wrong.extend(judge(&all, &["Customers in June 2011 came to {F1}."], true));
    wrong.extend(judge(
        &all,
        &["New customers in June 2011 came to {F1}.", "1,051 customers were new in June 2011."],
        false,
    ));
    let lost = one("lostCustomers", "615");
    wrong.extend(judge(&lost, &["Lost customers in June 2011 came to {F1}."], true));
    wrong.extend(judge(&lost, &["New customers in June 2011 came to {F1}."], false));
    wrong.extend(judge(
        &fewer,
        &["New customers in June 2011 came to {F1}, {F3:abs} ({F4:abs}) less than in May 2011 ({F2})."],
        true,
    ));
    wrong.extend(judge(
        &fewer,
        &[
            "New customers in June 2011 came to {F1}, {F3:abs} ({F4:abs}) more than in May 2011 ({F2}).",
            "Customers in June 2011 came to {F1}, {F3:abs} ({F4:abs}) less than in May 2011 ({F2}).",
        ],
        false,
    ));
    wrong.extend(judge(&both, &["In June 2011: new customers {F1} and returning customers {F2}."], true));
    wrong.extend(judge(&both, &["In June 2011: new customers {F2} and returning customers {F1}."], false));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
