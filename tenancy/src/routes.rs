//! How a plane's router names its routes.

/// `utoipa_axum::routes!` without the operations' descriptions: a Lambda serves no OpenAPI document, and one that makes none starts a
/// millisecond sooner. Takes the same handlers of one path, and gives what `OpenApiRouter::routes` takes.
#[macro_export]
macro_rules! routes {
    (@description [$($module:ident)*] $handler:ident) => {
        utoipa_axum::paste! { $($module ::)* [<__path_ $handler>] }
    };
    (@description [$($module:ident)*] $next:ident $($rest:ident)+) => {
        $crate::routes!(@description [$($module)* $next] $($rest)+)
    };
    ($($($part:ident)::+),+ $(,)?) => {{
        use utoipa_axum::PathItemExt;
        let mut paths = utoipa::openapi::Paths::new();
        let mut handlers = axum::routing::MethodRouter::new();
        $({
            type Description = $crate::routes!(@description [] $($part)+);
            let methods = <Description as utoipa::Path>::methods();
            for method in &methods {
                handlers = handlers.on(method.to_method_filter(), $($part)::+);
            }
            let path = <Description as utoipa::Path>::path();
            paths.add_path_operation(path, methods, utoipa::openapi::path::Operation::new());
        })+
        (Vec::new(), paths, handlers)
    }};
}
