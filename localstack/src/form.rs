//! `application/x-www-form-urlencoded`: the bodies of the query protocol, and the queries of URLs.

/// The parameters of a request, decoded, in their order.
#[derive(Debug)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn parse(body: &[u8]) -> Form {
        let pairs = body.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
        Form(
            pairs
                .map(|pair| {
                    let at = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
                    (decode(&pair[..at]), decode(pair.get(at + 1..).unwrap_or_default()))
                })
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn decode(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => match tail.get(..2).and_then(|digits| hex::decode(digits).ok()) {
                Some(byte) => {
                    bytes.extend(byte);
                    rest = &tail[2..];
                }
                None => bytes.push(b'%'),
            },
            other => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding() {
        let form = Form::parse(b"Action=AssumeRole&Policy=%7B%22a%22%3A1%7D+x&Empty=&Odd=%zz%c3%A9&Bare");
        assert_eq!(form.get("Action"), Some("AssumeRole"));
        assert_eq!(form.get("Policy"), Some("{\"a\":1} x"));
        assert_eq!(form.get("Empty"), Some(""));
        assert_eq!(form.get("Odd"), Some("%zzé"));
        assert_eq!(form.get("Bare"), Some(""));
        assert_eq!(form.get("None"), None);
    }
}
