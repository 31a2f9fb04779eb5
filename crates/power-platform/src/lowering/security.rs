use indexmap::IndexMap;

use super::at::At;
use super::context::Context;
use super::place::Fields;
use crate::openapi::Node;
use crate::swagger::{
    ApiKeyDefinition, ApiKeyPlace, BasicDefinition, OAuth2Definition, OAuth2Flow,
    SecurityDefinition,
};

const REMEDY: &str = "Say what the connection asks for under [connection] of connector.toml.";

/// How callers authenticate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Authentication {
    /// A key in a header or in the query.
    ApiKey(ApiKeyDefinition),
    /// User name and password by HTTP Basic (RFC 7617).
    Basic,
    /// A token in the header `Authorization` (RFC 6750).
    Bearer,
    /// A token that the platform gets for a user (RFC 6749, section 4.1).
    OAuth2(OAuth2),
}

/// Where the platform gets a token.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OAuth2 {
    /// Where a user logs in.
    pub authorization_url: String,
    /// Where the platform gets the token.
    pub token_url: String,
    /// Where it gets a new one, if elsewhere.
    pub refresh_url: Option<String>,
    /// What a token may permit, by name, with a description.
    pub scopes: IndexMap<String, String>,
}

impl Authentication {
    /// As a definition has it. A token in a header is a key there.
    #[must_use]
    pub fn definition(&self) -> SecurityDefinition {
        match self {
            Self::ApiKey(key) => SecurityDefinition::ApiKey(key.clone()),
            Self::Basic => SecurityDefinition::Basic(BasicDefinition {}),
            Self::Bearer => SecurityDefinition::ApiKey(ApiKeyDefinition {
                place: ApiKeyPlace::Header,
                name: "Authorization".to_owned(),
            }),
            Self::OAuth2(oauth) => SecurityDefinition::OAuth2(OAuth2Definition {
                flow: OAuth2Flow::AccessCode,
                authorization_url: oauth.authorization_url.clone(),
                token_url: oauth.token_url.clone(),
                scopes: oauth.scopes.clone(),
            }),
        }
    }

    fn is_header(&self) -> bool {
        matches!(self, Self::ApiKey(key) if key.place == ApiKeyPlace::Header)
    }
}

/// The parts of a definition about credentials.
#[derive(Default)]
pub struct Security {
    pub definitions: IndexMap<String, SecurityDefinition>,
    pub requirements: Vec<IndexMap<String, Vec<String>>>,
    pub authentication: IndexMap<String, Authentication>,
}

/// What the operations of a document ask for.
pub struct Schemes<'a> {
    global: Option<At<'a>>,
    /// The pointers of operations with what they ask for.
    asked: Vec<(String, Option<At<'a>>)>,
}

/// The names of schemes that are used together.
type Together = Vec<String>;

impl<'a> Schemes<'a> {
    pub fn new(global: Option<At<'a>>) -> Self {
        Self { global, asked: Vec::new() }
    }

    /// Remembers what an operation asks for.
    pub fn ask(&mut self, operation: &At<'a>, own: Option<At<'a>>) {
        let asks = own.or_else(|| self.global.clone());
        self.asked.push((operation.pointer.clone(), asks));
    }

    /// The credentials that most operations take. A connection has only one kind.
    pub fn choose(self, cx: &mut Context<'a>) -> Security {
        let alternatives: Vec<_> =
            self.asked.iter().map(|(_, at)| alternatives(at.as_ref())).collect();
        let takes = |all: &[Together], together: &Together| {
            all.is_empty() || all.contains(together) || all.contains(&Vec::new())
        };
        let mut candidates: Vec<Together> = Vec::new();
        for together in alternatives.iter().flatten().filter(|together| !together.is_empty()) {
            if !candidates.contains(together) {
                candidates.push(together.clone());
            }
        }
        let mut best: Option<(usize, Security, Together)> = None;
        let mut refused = None;
        for together in candidates {
            match usable(cx.root, &together) {
                Ok(security) => {
                    let operations =
                        alternatives.iter().filter(|all| takes(all, &together)).count();
                    if best.as_ref().is_none_or(|(most, ..)| operations > *most) {
                        best = Some((operations, security, together));
                    }
                }
                Err(why) => drop(refused.get_or_insert(why)),
            }
        }
        let Some((_, security, together)) = best else {
            if let Some((pointer, what)) = refused {
                cx.refuse(&pointer, what, REMEDY);
            }
            return Security::default();
        };
        for ((pointer, _), _) in
            self.asked.iter().zip(&alternatives).filter(|(_, all)| !takes(all, &together))
        {
            let what = "The operation asks for other credentials than the connection has.";
            cx.refuse(pointer, what, "Leave it out of the connector.");
        }
        security
    }
}

/// The alternatives that are asked for; one without a name asks for nothing.
fn alternatives(at: Option<&At<'_>>) -> Vec<Together> {
    let all = at.into_iter().flat_map(At::items);
    all.map(|at| at.members().map(|(name, _)| name.to_owned()).collect()).collect()
}

/// What the connection has for schemes that are used together, or why it cannot: only one can be that
/// of the definition, and policies can send further keys in headers.
fn usable(root: &Node, together: &Together) -> Result<Security, (String, String)> {
    let schemes = root.get("components").and_then(|all| all.get("securitySchemes"));
    let mut security = Security::default();
    for name in together {
        let pointer = format!("/components/securitySchemes/{}", crate::openapi::token(name));
        let Some(scheme) = schemes.and_then(|all| all.get(name)) else {
            return Err((pointer, "There is no security scheme of this name.".to_owned()));
        };
        let at = At::new(scheme, pointer.clone());
        let authentication = read(&at).map_err(|what| (pointer, what))?;
        security.authentication.insert(name.clone(), authentication);
    }
    let main = security.authentication.values().position(|one| !one.is_header()).unwrap_or(0);
    security.authentication.move_index(main, 0);
    if security.authentication.values().skip(1).any(|other| !other.is_header()) {
        let pointer = "/components/securitySchemes".to_owned();
        return Err((pointer, "A connection has only one of these security schemes.".to_owned()));
    }
    Ok(of_connection(security.authentication))
}

/// The parts of a definition for a connection: the first one is that of the definition.
pub fn of_connection(authentication: IndexMap<String, Authentication>) -> Security {
    let mut security = Security { authentication, ..Security::default() };
    if let Some((name, main)) = security.authentication.first() {
        let scopes = match main {
            Authentication::OAuth2(oauth) => oauth.scopes.keys().cloned().collect(),
            _ => Vec::new(),
        };
        security.definitions.insert(name.clone(), main.definition());
        security.requirements.push(IndexMap::from([(name.clone(), scopes)]));
    }
    security
}

fn read(at: &At<'_>) -> Result<Authentication, String> {
    let mut fields = Fields::new(at);
    let kind = fields.raw("type").unwrap_or_default();
    match kind.as_str() {
        "apiKey" => {
            let place = match fields.raw("in").as_deref() {
                Some("header") => ApiKeyPlace::Header,
                Some("query") => ApiKeyPlace::Query,
                _ => return Err("The platform cannot send a key as a cookie.".to_owned()),
            };
            let name = fields.raw("name").unwrap_or_default();
            Ok(Authentication::ApiKey(ApiKeyDefinition { place, name }))
        }
        "http" => match fields.raw("scheme").unwrap_or_default().to_lowercase().as_str() {
            "basic" => Ok(Authentication::Basic),
            "bearer" => Ok(Authentication::Bearer),
            _ => Err("The platform knows HTTP authentication by Basic and Bearer only.".to_owned()),
        },
        "oauth2" => {
            let flow = at.key("flows").and_then(|flows| flows.key("authorizationCode"));
            let flow =
                flow.ok_or("The platform logs in to OAuth 2.0 by authorization code only.")?;
            let mut fields = Fields::new(&flow);
            let scopes = fields.take("scopes").into_iter().flat_map(|all| all.members());
            let scopes =
                scopes.map(|(name, at)| (name.to_owned(), at.node.words().unwrap_or_default()));
            Ok(Authentication::OAuth2(OAuth2 {
                scopes: scopes.collect(),
                authorization_url: fields.raw("authorizationUrl").unwrap_or_default(),
                token_url: fields.raw("tokenUrl").unwrap_or_default(),
                refresh_url: fields.raw("refreshUrl"),
            }))
        }
        "openIdConnect" => Err("The platform cannot discover where to log in.".to_owned()),
        _ => Err("The platform does not know this security scheme.".to_owned()),
    }
}
