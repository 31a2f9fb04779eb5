use std::collections::HashMap;

use http::Method;
use poem::endpoint::BoxEndpoint;
use poem::error::{MethodNotAllowedError, NotFoundError};
use poem::{Endpoint, EndpointExt, Request, Response};
use poem_openapi::OpenApi;

use crate::api::{self, Operations};

/// Who answers at a path.
enum Served {
    /// One endpoint, which looks at the method itself.
    By(BoxEndpoint<'static>),
    /// An operation for each method.
    Operations(Vec<(Method, BoxEndpoint<'static>)>),
}

/// Finds who answers. All paths are known and none has parameters, so that a table does: poem's
/// routers match patterns, and rewrite and box the request on every level.
pub struct Table {
    served: Vec<(String, Served)>,
    /// The methods of each path.
    pub methods: Vec<(String, String)>,
}

impl Table {
    /// The operations at their paths, with nothing around them.
    pub fn of(operations: Operations) -> Self {
        let mut paths = HashMap::new();
        operations.add_routes(&mut paths);
        let served = paths
            .into_iter()
            .map(|(path, operations)| (path, Served::Operations(operations.into_iter().collect())));
        Self { served: served.collect(), methods: api::methods() }
    }

    /// And at this path, for these methods, this one.
    pub fn at(
        &mut self,
        path: &str,
        methods: &str,
        endpoint: impl Endpoint<Output = Response> + 'static,
    ) {
        self.served.push((path.to_owned(), Served::By(endpoint.boxed())));
        self.methods.push((path.to_owned(), methods.to_owned()));
    }
}

impl Endpoint for Table {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let path = request.uri().path();
        match self.served.iter().find(|(known, _)| known == path) {
            None => Err(NotFoundError.into()),
            Some((_, Served::By(endpoint))) => endpoint.call(request).await,
            Some((_, Served::Operations(operations))) => {
                // What answers GET answers HEAD (RFC 9110, section 9.3.2).
                let method = match *request.method() {
                    Method::HEAD => &Method::GET,
                    ref method => method,
                };
                match operations.iter().find(|(known, _)| known == method) {
                    Some((_, operation)) => operation.call(request).await,
                    None => Err(MethodNotAllowedError.into()),
                }
            }
        }
    }
}
