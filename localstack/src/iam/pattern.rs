//! The wildcards of policies: `*` is any text, `?` is one character.

/// Whether `text` matches `pattern`; letters count as they are written.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((star_p, star_t)) = star else { return false };
                star = Some((star_p, star_t + 1));
                p = star_p + 1;
                t = star_t + 1;
            }
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

/// Whether the ARN matches a `Resource` of a policy: `*`, or an ARN whose fields match one by one, so that a wildcard
/// does not reach over a `:` into the account or the region. Fields a pattern leaves out match anything, as on AWS.
pub(crate) fn matches_resource(pattern: &str, arn: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let wanted: Vec<&str> = pattern.splitn(6, ':').collect();
    let actual: Vec<&str> = arn.splitn(6, ':').collect();
    actual.len() == 6 && actual.iter().enumerate().all(|(i, field)| matches(wanted.get(i).unwrap_or(&"*"), field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("*", "", true),
            ("a*", "abc", true),
            ("a*c", "abcbc", true),
            ("a*c", "abcb", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("?", "é", true),
            ("tenants/acme/*", "tenants/acme-eu/x", false),
            ("tenants/acme/*", "tenants/acme/x", true),
            ("**x", "x", true),
            ("a", "A", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn resources_match_field_by_field() {
        let table = "arn:aws:dynamodb:us-east-1:000000000000:table/t-a-messages";
        assert!(matches_resource("*", table));
        assert!(matches_resource("arn:aws:dynamodb:*:*:table/t-a-*", table));
        assert!(matches_resource("arn:aws:dynamodb", table));
        assert!(!matches_resource("arn:aws:dynamodb:*table/t-a-messages", table));
        assert!(!matches_resource("arn:aws:dynamodb:us-east-1:000000000000:table/t-b-*", table));
        assert!(!matches_resource("arn:aws:dynamodb:us-east-1:000000000000:table/t-a-messages/index/*", table));
        assert!(matches_resource("arn:aws:s3:::bucket/a:b*", "arn:aws:s3:::bucket/a:b:c"));
    }
}
