//! A tenant that was asked for, its values checked.

use tenancy::{
    ApiError, ErrorCode, Plans, TenantId,
    registry::{Seed, TenantRecord},
};

const LONGEST_NAME: usize = 200;
/// RFC 5321, section 4.5.3.1: an address has at most 254 octets, its local part 64.
const LONGEST_EMAIL: usize = 254;
const LONGEST_LOCAL_PART: usize = 64;

/// A tenant that was asked for, its values checked.
#[derive(Debug, Clone)]
pub(crate) struct NewTenant {
    pub(crate) id: TenantId,
    pub(crate) name: String,
    pub(crate) owner_email: String,
    pub(crate) plan: String,
    pub(crate) seed: Option<Seed>,
    /// Whether it is to be stopped from the start.
    pub(crate) suspended: bool,
}

impl NewTenant {
    /// Checks the values of a request.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidField`] for the first value that cannot be used.
    pub(crate) fn new(
        plans: &Plans,
        id: &str,
        name: String,
        owner_email: String,
        plan: Option<&str>,
        seed: Option<Seed>,
    ) -> Result<Self, ApiError> {
        let id = id.parse().map_err(|error: tenancy::tenant_id::InvalidTenantId| {
            ApiError::field("tenantId", error.to_string()).remedy("choose another id; `-` and capitals are not allowed")
        })?;
        check_name(&name)?;
        check_email("ownerEmail", &owner_email)?;
        let (plan, _) = plans.choose(plan)?;
        Ok(Self { id, name, owner_email, plan: plan.to_owned(), seed, suspended: false })
    }

    /// Refuses an existing tenant that differs from this one. Where its data came from is no difference: it has it.
    ///
    /// # Errors
    /// [`ErrorCode::Conflict`], naming the first field that differs.
    pub(crate) fn check_same(&self, existing: &TenantRecord) -> Result<(), ApiError> {
        let differing = [
            ("name", self.name != existing.name),
            ("ownerEmail", self.owner_email != existing.owner_email),
            ("plan", self.plan != existing.plan),
        ];
        let Some((field, _)) = differing.into_iter().find(|(_, differs)| *differs) else { return Ok(()) };
        let id = &self.id;
        let mut error = ApiError::new(ErrorCode::Conflict, format!("there is a tenant \"{id}\" with another {field}"))
            .remedy("choose another id, or send the values that the tenant has");
        error.field = Some(field.to_owned());
        Err(error)
    }
}

fn check_name(name: &str) -> Result<(), ApiError> {
    let problem = if name.trim().is_empty() {
        "the name is empty"
    } else if name.chars().count() > LONGEST_NAME {
        "the name is longer than 200 characters"
    } else if name.chars().any(char::is_control) {
        "the name has control characters in it"
    } else {
        return Ok(());
    };
    Err(ApiError::field("name", problem).remedy("send a name of 1 to 200 printable characters"))
}

/// Sane, not complete: only a mail that arrives proves an address.
pub(crate) fn check_email(field: &'static str, email: &str) -> Result<(), ApiError> {
    let sane = email.split_once('@').is_some_and(|(local, domain)| {
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>()[],;:\\\"".contains(c);
        !local.is_empty()
            && local.len() <= LONGEST_LOCAL_PART
            && email.len() <= LONGEST_EMAIL
            && local.chars().chain(domain.chars()).all(plain)
            && domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
    });
    if sane {
        return Ok(());
    }
    Err(ApiError::field(field, "this is no e-mail address").remedy("send one such as owner@acme.example"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(id: &str, name: &str, email: &str, plan: Option<&str>) -> Option<String> {
        let plans = Plans::embedded().unwrap();
        NewTenant::new(&plans, id, name.to_owned(), email.to_owned(), plan, None).err().map(|error| {
            assert_eq!(error.code, ErrorCode::InvalidField);
            assert!(error.remedy.is_some(), "{error}");
            error.field.unwrap()
        })
    }

    #[test]
    fn the_first_bad_value_is_named() {
        let ok = "o@a.example";
        assert_eq!(field("acme", "Acme", ok, None), None);
        assert_eq!(field("acme", "Ácme 株式会社", "müller+x@bücher.example", Some("enterprise")), None);
        assert_eq!(field("acme", &"é".repeat(200), ok, Some("standard")), None);
        for id in ["", "ab", "Acme", "acme-eu", "../acme"] {
            assert_eq!(field(id, "Acme", ok, None).as_deref(), Some("tenantId"), "{id}");
        }
        for name in ["", "  ", "a\nb", "\u{7f}", &"é".repeat(201)] {
            assert_eq!(field("acme", name, ok, None).as_deref(), Some("name"), "{name:?}");
        }
        let long = format!("{}@a.example", "x".repeat(65));
        for email in ["", "a", "@a.b", "a@", "a@b", "a@b.", "a@.b", "a b@c.d", "a@b@c.d", "A <a@b.c>", "a@b.c\n", &long]
        {
            assert_eq!(field("acme", "Acme", email, None).as_deref(), Some("ownerEmail"), "{email:?}");
        }
        assert_eq!(field("acme", "Acme", ok, Some("Gold")).as_deref(), Some("plan"));
    }
}
