//! What the operations of the API have in common, said once and not at each handler: the problems that any of them may
//! answer with, and that an optional parameter is left out, not null.
//!
//! A handler's annotation names what is its own: its successes, and 404 and 409 in its own words.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Content, Header, OpenApi, PathItem, Ref, RefOr, Required, Response, ResponseBuilder, Schema,
        path::{Operation, Parameter},
        schema::{SchemaType, Type},
    },
};

use crate::{Plans, Problem, Role, access::REQUIRED_ROLE, plans::PlanName};

/// The content type of every problem (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";

/// The tag of operations whose errors are as OpenAI's.
const OPENAI: &str = "openai";

/// Which operations a shared problem is one of.
type Applies = fn(&Operation) -> bool;

/// Status, name in the document, which operations it is one of, and what it says.
const SHARED: [(&str, &str, Applies, &str); 10] = [
    ("400", "Unreadable", has_body, "The body is no JSON, or broke off"),
    ("401", "Unauthenticated", is_secured, "No token, or one that is refused"),
    ("403", "Forbidden", is_secured, "The caller's role does not allow it, or the tenant is suspended or gone"),
    ("413", "TooLarge", has_body, "The body is larger than the route allows"),
    ("415", "UnsupportedMediaType", has_json_body, "The body's content type is not JSON"),
    (
        "422",
        "Unusable",
        has_input,
        "A parameter or a field cannot be used (`field` names it), or the idempotency key came with another request",
    ),
    ("429", "TooManyRequests", is_tenants, "The tenant has had its plan's share of requests for now"),
    ("431", "HeadersTooLarge", is_secured, "The request's line and headers are larger than 16 KiB"),
    ("500", "Internal", is_secured, "A fault of ours; where it is a step of an operation, the tenant's row says which"),
    ("503", "Unavailable", is_secured, "AWS cannot be reached for now; send the same request again"),
];

/// Adds what all operations have in common to `document`, and the names of `plans`; to be called once all operations, and
/// their security, are in it.
pub fn complete(document: &mut OpenApi, plans: &Plans) {
    let components = document.components.get_or_insert_default();
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    if let Some(RefOr::T(Schema::Object(name))) = components.schemas.get_mut(&*PlanName::name()) {
        name.enum_values = Some(plans.names().map(Into::into).collect());
    }
    for (status, name, _, description) in SHARED {
        let mut response = ResponseBuilder::new().description(description);
        if status == "401" {
            response = response.header("www-authenticate", Header::default());
        }
        if ["429", "503"].contains(&status) {
            response = response.header("retry-after", Header::new(u32::schema()));
        }
        components.responses.insert(name.to_owned(), RefOr::T(as_problem(response.build())));
    }
    for item in document.paths.paths.values_mut() {
        operations(item).for_each(complete_operation);
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

fn complete_operation(operation: &mut Operation) {
    // Whose errors are another's, and described by it.
    if operation.tags.iter().flatten().any(|tag| tag == OPENAI) {
        return;
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
        {
            *response = as_problem(std::mem::take(response));
        }
    }
    for (status, name, applies, _) in SHARED {
        if applies(operation) {
            let shared = || RefOr::Ref(Ref::from_response_name(name));
            operation.responses.responses.entry(status.to_owned()).or_insert_with(shared);
        }
    }
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.required != Required::True
        {
            leave_null_out(parameter);
        }
    }
}

/// The response with a problem as its body, whatever its annotation says.
fn as_problem(mut response: Response) -> Response {
    let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
    response.content = [(PROBLEM.to_owned(), RefOr::T(content))].into_iter().collect();
    response
}

/// `Option<T>` is `T` or null in a body; in a header or a query it is `T`, or not there.
fn leave_null_out(parameter: &mut Parameter) {
    match &mut parameter.schema {
        Some(RefOr::T(Schema::Object(object))) => {
            if let SchemaType::Array(types) = &mut object.schema_type {
                types.retain(|each| *each != Type::Null);
                if let [only] = types.as_slice() {
                    object.schema_type = SchemaType::Type(only.clone());
                }
            }
        }
        Some(RefOr::T(Schema::OneOf(of))) => {
            of.items.retain(|item| !is_null(item));
            if let [only] = of.items.as_slice() {
                parameter.schema = Some(only.clone());
            }
        }
        _ => {}
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null))
}

fn is_secured(operation: &Operation) -> bool {
    operation.security.as_ref().is_some_and(|security| !security.is_empty())
}

/// Whether it is a tenant's callers that may call it.
fn is_tenants(operation: &Operation) -> bool {
    let role = operation.extensions.as_ref().and_then(|extensions| extensions.get(REQUIRED_ROLE));
    role.is_some_and(|role| *role != Role::PlatformAdmin.name()) && is_secured(operation)
}

fn has_body(operation: &Operation) -> bool {
    operation.request_body.is_some()
}

fn has_json_body(operation: &Operation) -> bool {
    matches!(&operation.request_body, Some(RefOr::T(body)) if body.content.contains_key("application/json"))
}

fn has_input(operation: &Operation) -> bool {
    has_body(operation) || operation.parameters.as_ref().is_some_and(|parameters| !parameters.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use utoipa::OpenApi as _;

    use super::*;

    #[derive(utoipa::OpenApi)]
    #[openapi(paths(open, closed))]
    struct Description;

    #[utoipa::path(get, path = "/open", responses((status = 200)))]
    #[allow(dead_code)]
    fn open() {}

    #[utoipa::path(post, path = "/closed/{id}", security(("bearer" = [])), request_body = String,
        params(("id" = String, Path), ("limit" = Option<u16>, Query), ("problem" = Option<Problem>, Query)),
        responses((status = 200), (status = 404, description = "None such"), (status = 422, description = "In its own words")))]
    #[allow(dead_code)]
    fn closed() {}

    #[test]
    fn each_operation_has_the_problems_that_it_may_answer_with() {
        let mut document = Description::openapi();
        complete(&mut document, &Plans::embedded().unwrap());
        let document: Value = serde_json::to_value(document).unwrap();
        assert_eq!(document["paths"]["/open"]["get"]["responses"].as_object().unwrap().len(), 1);
        let closed = &document["paths"]["/closed/{id}"]["post"];
        let statuses: Vec<_> = closed["responses"].as_object().unwrap().keys().collect();
        // The body is text: there is no 415.
        assert_eq!(statuses, ["200", "400", "401", "403", "404", "413", "422", "431", "500", "503"]);
        let (none_such, own) = (&closed["responses"]["404"], &closed["responses"]["422"]);
        assert_eq!(none_such["content"][PROBLEM]["schema"]["$ref"], "#/components/schemas/Problem");
        assert_eq!(own["description"], "In its own words");
        assert!(document["components"]["schemas"]["ErrorCode"].is_object());
        let unauthenticated = closed["responses"]["401"]["$ref"].as_str().unwrap();
        let shared = document.pointer(unauthenticated.strip_prefix('#').unwrap()).unwrap();
        assert!(shared["headers"]["www-authenticate"].is_object());
        let parameters = &closed["parameters"];
        assert_eq!((&parameters[1]["schema"]["type"], &parameters[1]["required"]), (&"integer".into(), &false.into()));
        assert_eq!(parameters[2]["schema"]["$ref"], "#/components/schemas/Problem");
    }
}
