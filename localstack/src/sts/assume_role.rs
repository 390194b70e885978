//! `AssumeRole`.

use std::time::Duration;

use super::{StsError, escape};
use crate::ACCOUNT;
use crate::form::Form;
use crate::iam::{Caller, Context, Identities, Mint, Policy};

/// AWS's limit for the text of an inline session policy, in characters.
const MAX_POLICY: usize = 2048;

pub(super) fn assume_role(
    caller: &Caller,
    form: &Form,
    identities: &Identities,
) -> Result<(&'static str, String), StsError> {
    let role_arn = required(form, "RoleArn")?;
    let role_name = role_arn.strip_prefix("arn:").and_then(|arn| arn.split_once(":role/")).map(|(_, path)| path);
    let role_name = role_name.and_then(|path| path.rsplit('/').next()).filter(|name| !name.is_empty());
    let role_name = role_name.ok_or_else(|| invalid(&format!("{role_arn} is invalid")))?;
    let name = required(form, "RoleSessionName")?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if !(2..=64).contains(&name.len()) || !name.chars().all(allowed) {
        return Err(invalid("Value at 'roleSessionName' failed to satisfy constraint: [\\w+=,.@-]{2,64}"));
    }
    let seconds: u64 = form.get("DurationSeconds").map_or(Ok(3600), str::parse).unwrap_or(0);
    if !(900..=43_200).contains(&seconds) {
        return Err(invalid("Value at 'durationSeconds' failed to satisfy constraint: between 900 and 43200"));
    }
    if form.get("PolicyArns.member.1.arn").is_some() {
        return Err(invalid("The local stack does not know managed policies; give an inline Policy"));
    }
    let tags = tags(form)?;
    let context = tags.iter().fold(Context::default(), |context, (key, value)| {
        context.with(format!("aws:RequestTag/{key}"), value.as_str()).with("aws:TagKeys", key.as_str())
    });
    caller
        .authorize("sts:AssumeRole", role_arn, context)
        .map_err(|denied| StsError::forbidden("AccessDenied", denied.to_string()))?;
    let (policy, packed) = policy(form)?;
    let session = identities.mint(Mint {
        role_name: role_name.to_owned(),
        name: name.to_owned(),
        tags,
        policy,
        lifetime: Duration::from_secs(seconds),
    });
    let expiration = jiff::Timestamp::try_from(session.expires).unwrap_or(jiff::Timestamp::MAX);
    Ok((
        "AssumeRole",
        format!(
            "<Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey><SessionToken>{}\
             </SessionToken><Expiration>{}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>{}:{}\
             </AssumedRoleId><Arn>{}</Arn></AssumedRoleUser>{packed}",
            session.access_key_id,
            session.secret_access_key,
            session.token,
            expiration.strftime("%Y-%m-%dT%H:%M:%SZ"),
            session.role_id,
            escape(name),
            escape(&format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role_name}/{name}")),
        ),
    ))
}

/// The session policy, and how much of AWS's limit it uses, as XML.
fn policy(form: &Form) -> Result<(Option<Policy>, String), StsError> {
    let Some(text) = form.get("Policy") else { return Ok((None, String::new())) };
    let length = text.chars().count();
    if length > MAX_POLICY {
        let percent = length * 100 / MAX_POLICY;
        return Err(StsError::new(
            "PackedPolicyTooLarge",
            format!("The session policy has {length} characters of {MAX_POLICY} allowed ({percent}%)"),
        ));
    }
    let policy = Policy::parse(text).map_err(|error| StsError::new("MalformedPolicyDocument", error.to_string()))?;
    let percent = (length * 100).div_ceil(MAX_POLICY);
    Ok((Some(policy), format!("<PackedPolicySize>{percent}</PackedPolicySize>")))
}

fn tags(form: &Form) -> Result<Vec<(String, String)>, StsError> {
    let mut tags = Vec::new();
    while let Some(key) = form.get(&format!("Tags.member.{}.Key", tags.len() + 1)) {
        let value = form.get(&format!("Tags.member.{}.Value", tags.len() + 1)).unwrap_or_default();
        if tags.iter().any(|(other, _): &(String, String)| other.eq_ignore_ascii_case(key)) {
            return Err(StsError::new("InvalidParameterValue", format!("Duplicate tag keys found: {key}")));
        }
        tags.push((key.to_owned(), value.to_owned()));
    }
    Ok(tags)
}

fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, StsError> {
    form.get(name)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| invalid(&format!("Value at '{name}' failed to satisfy constraint: Member must not be null")))
}

fn invalid(message: &str) -> StsError {
    StsError::new("ValidationError", format!("1 validation error detected: {message}"))
}
