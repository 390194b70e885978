//! Items as DynamoDB's own JSON, `{"pk": {"S": "…"}}`: every attribute comes back as it was.

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use super::Item;

/// The item as JSON, its attributes by name; none if one is of a kind that DynamoDB did not have when this was written.
#[must_use]
pub fn to_json(item: &Item) -> Option<Value> {
    let mut names: Vec<&String> = item.keys().collect();
    names.sort();
    let members = names.into_iter().map(|name| Some((name.clone(), value_to_json(item.get(name)?)?)));
    members.collect::<Option<Map<_, _>>>().map(Value::Object)
}

/// The item in `json`; none if it is none.
#[must_use]
pub fn from_json(json: Value) -> Option<Item> {
    let Value::Object(members) = json else { return None };
    members.into_iter().map(|(name, value)| Some((name, value_from_json(value)?))).collect()
}

fn value_to_json(value: &AttributeValue) -> Option<Value> {
    let blob = |blob: &Blob| STANDARD.encode(blob.as_ref());
    // A set has no order: the same item is the same text.
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts
    };
    Some(match value {
        AttributeValue::S(text) => json!({"S": text}),
        AttributeValue::N(number) => json!({"N": number}),
        AttributeValue::B(bytes) => json!({"B": blob(bytes)}),
        AttributeValue::Bool(yes) => json!({"BOOL": yes}),
        AttributeValue::Null(_) => json!({"NULL": true}),
        AttributeValue::Ss(texts) => json!({"SS": sorted(texts.clone())}),
        AttributeValue::Ns(numbers) => json!({"NS": sorted(numbers.clone())}),
        AttributeValue::Bs(all) => json!({"BS": sorted(all.iter().map(blob).collect())}),
        AttributeValue::L(list) => json!({"L": list.iter().map(value_to_json).collect::<Option<Vec<_>>>()?}),
        AttributeValue::M(members) => json!({"M": to_json(members)?}),
        // A type that DynamoDB did not have when this was written.
        _ => return None,
    })
}

fn value_from_json(value: Value) -> Option<AttributeValue> {
    let Value::Object(members) = value else { return None };
    let mut members = members.into_iter();
    let (Some((kind, value)), None) = (members.next(), members.next()) else { return None };
    let blob = |text: &str| STANDARD.decode(text).ok().map(Blob::new);
    let texts = |value: Value| serde_json::from_value::<Vec<String>>(value).ok();
    Some(match kind.as_str() {
        "S" => AttributeValue::S(value.as_str()?.to_owned()),
        "N" => AttributeValue::N(value.as_str()?.to_owned()),
        "B" => AttributeValue::B(blob(value.as_str()?)?),
        "BOOL" => AttributeValue::Bool(value.as_bool()?),
        "NULL" => AttributeValue::Null(true),
        "SS" => AttributeValue::Ss(texts(value)?),
        "NS" => AttributeValue::Ns(texts(value)?),
        "BS" => AttributeValue::Bs(texts(value)?.iter().map(|text| blob(text)).collect::<Option<_>>()?),
        "L" => {
            let Value::Array(list) = value else { return None };
            AttributeValue::L(list.into_iter().map(value_from_json).collect::<Option<_>>()?)
        }
        "M" => AttributeValue::M(from_json(value)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_attribute_comes_back() {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let number = |text: &str| AttributeValue::N(text.to_owned());
        let bytes = || AttributeValue::B(Blob::new([0, 255, 10]));
        let item: Item = [
            ("pk", text("é\n\"\u{0}")),
            ("n", number("-0.00000000000000000000000000000000000001")),
            ("b", bytes()),
            ("yes", AttributeValue::Bool(false)),
            ("nothing", AttributeValue::Null(true)),
            ("ss", AttributeValue::Ss(vec!["a".to_owned(), "b".to_owned()])),
            ("ns", AttributeValue::Ns(vec!["1".to_owned(), "2.50".to_owned()])),
            ("bs", AttributeValue::Bs(vec![Blob::new([]), Blob::new([1])])),
            ("l", AttributeValue::L(vec![number("1"), AttributeValue::L(vec![]), bytes()])),
            ("m", AttributeValue::M([("S".to_owned(), text("")), ("in".to_owned(), bytes())].into())),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let line = to_json(&item).unwrap().to_string();
        assert!(!line.contains('\n'));
        assert_eq!(from_json(serde_json::from_str(&line).unwrap()).unwrap(), item);
    }

    #[test]
    fn a_set_is_the_same_text_in_any_order() {
        let item = |texts: [&str; 2]| -> Item {
            [("ss".to_owned(), AttributeValue::Ss(texts.map(str::to_owned).to_vec()))].into()
        };
        assert_eq!(to_json(&item(["b", "a"])), to_json(&item(["a", "b"])));
    }

    #[test]
    fn what_is_no_item_is_none() {
        for bad in
            ["1", "[]", r#"{"a": 1}"#, r#"{"a": {"S": 1}}"#, r#"{"a": {"S": "x", "N": "1"}}"#, r#"{"a": {"Q": "x"}}"#]
        {
            assert_eq!(from_json(serde_json::from_str(bad).unwrap()), None, "{bad}");
        }
    }
}
