//! The table of routes, in the OpenAPI document.

use utoipa::openapi::{OpenApi, extensions::ExtensionsBuilder, path::Operation, security::SecurityRequirement};

use super::{Access, of};

/// The member of an operation that names the least role.
pub const REQUIRED_ROLE: &str = "x-required-role";

/// Says for each operation who may call it: `security`, and the least role.
pub(super) fn describe(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let operations = [
            ("GET", &mut item.get),
            ("PUT", &mut item.put),
            ("POST", &mut item.post),
            ("PATCH", &mut item.patch),
            ("DELETE", &mut item.delete),
        ];
        for (method, operation) in operations {
            if let (Some(access), Some(operation)) = (of(method, path), operation) {
                describe_one(operation, access);
            }
        }
    }
}

fn describe_one(operation: &mut Operation, access: Access) {
    let none: [String; 0] = [];
    let schemes: &[&str] = match access {
        Access::Public => &[],
        Access::Operator | Access::Person(_) => &["bearer"],
        Access::Tenant(_) => &["bearer", "apiKey"],
    };
    operation.security = Some(schemes.iter().map(|scheme| SecurityRequirement::new(*scheme, none.clone())).collect());
    operation
        .extensions
        .get_or_insert_default()
        .merge(ExtensionsBuilder::new().add(REQUIRED_ROLE, access.name()).build());
}
