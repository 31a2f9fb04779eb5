use crate::{CLIENT_ID, CLIENT_SECRET, Caller, PASSWORD, RunningFacade, TENANT, USERNAME};

/// What a connection with an account holds. An empty text is a field that is left empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    pub username: String,
    pub password: String,
    pub client_id: String,
    pub client_secret: String,
    pub vanity_url: String,
    pub token_url: String,
    pub organization: String,
    pub realm: String,
}

impl Default for Account {
    /// With values that break careless encoding.
    fn default() -> Self {
        Self {
            username: USERNAME.to_owned(),
            password: PASSWORD.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
            vanity_url: format!("https://{TENANT}"),
            token_url: String::new(),
            organization: String::new(),
            realm: String::new(),
        }
    }
}

impl Account {
    /// The headers in which all but user name and password are sent.
    pub fn headers(&self) -> [(&'static str, &str); 6] {
        [
            ("X-WFM-Vanity-Url", &self.vanity_url),
            ("X-WFM-Client-Id", &self.client_id),
            ("X-WFM-Client-Secret", &self.client_secret),
            ("X-WFM-Token-Url", &self.token_url),
            ("X-WFM-Organization", &self.organization),
            ("X-WFM-Realm", &self.realm),
        ]
    }
}

impl RunningFacade {
    /// `GET` of the token of this account.
    pub fn connection(&self, account: &Account) -> Caller {
        self.connection_at("/api/connection/access_token", account)
    }

    /// The same for a token that is not an old one.
    pub fn fresh_connection(&self, account: &Account) -> Caller {
        self.connection_at("/api/connection/access_token?fresh=true", account)
    }

    fn connection_at(&self, target: &str, account: &Account) -> Caller {
        let credentials = format!("{}:{}", account.username, account.password);
        let caller = self.get(target).plain_basic(&credentials);
        account
            .headers()
            .into_iter()
            .fold(caller, |caller, (name, value)| caller.header(name, value))
    }
}
