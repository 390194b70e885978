//! What holds for any body that asks for a tenant or a user. Built for tests and for `cargo xtask fuzz` alone.

use tenancy::{ErrorCode, Plans};

use crate::{
    handlers::{change::ChangeTenant, create::CreateTenant, restore::RestoreTenant, users::InviteUser},
    new_tenant::{NewTenant, check_email},
};

/// A body is refused with the field that is wrong, or what it asks for can be made.
pub fn body(json: &[u8]) {
    let _ = serde_json::from_slice::<ChangeTenant>(json);
    if let Ok(user) = serde_json::from_slice::<InviteUser>(json) {
        email(&user.email);
    }
    if let Ok(RestoreTenant { tenant_id, name, owner_email, plan, .. }) = serde_json::from_slice(json) {
        tenant(&tenant_id, name, owner_email, plan.as_deref());
    }
    if let Ok(CreateTenant { tenant_id, name, owner_email, plan, .. }) = serde_json::from_slice(json) {
        tenant(&tenant_id, name, owner_email, plan.as_deref());
    }
}

fn tenant(id: &str, name: String, owner_email: String, plan: Option<&str>) {
    match NewTenant::new(&Plans::embedded().unwrap(), id, name, owner_email, plan, None) {
        Ok(new) => {
            assert!(
                (3..=32).contains(&new.id.as_str().len()) && new.id.as_str().bytes().all(|b| b.is_ascii_alphanumeric())
            );
            assert!((1..=200).contains(&new.name.chars().count()) && !new.name.contains(char::is_control));
            email(&new.owner_email);
        }
        Err(error) => {
            assert_eq!(error.code, ErrorCode::InvalidField);
            assert!(error.field.is_some() && error.remedy.is_some(), "{error}");
        }
    }
}

/// What passes as an address is one line that a mail's header can hold.
fn email(text: &str) {
    if check_email("email", text).is_ok() {
        assert!(text.len() <= 254 && text.matches('@').count() == 1 && !text.contains(char::is_whitespace), "{text:?}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_body_is_refused_or_can_be_made(
            id in "[a-z0-9-]{0,34}|\\PC{0,4}",
            name in any::<String>(),
            address in "\\PC{0,6}@[a-z.@]{0,9}|[a-z+]{1,70}@a\\.example",
            role in "member|owner|\\PC{0,4}",
            raw in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            body(&raw);
            body(&serde_json::to_vec(&serde_json::json!({"tenantId": id, "name": name, "ownerEmail": address})).unwrap());
            body(&serde_json::to_vec(&serde_json::json!({"email": address, "role": role})).unwrap());
        }
    }
}
