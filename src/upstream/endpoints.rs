use std::fmt;

use hashlink::LruCache;
use parking_lot::Mutex;
use url::Url;

/// Maximum number of hosts. The one that was not called for the longest time is parsed again.
const MAX_HOSTS: usize = 1_024;

/// The addresses of endpoints by their host, because parsing one costs as much as its whole form.
pub struct Endpoints(Mutex<LruCache<String, Url>>);

impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Endpoints")
    }
}

impl Default for Endpoints {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MAX_HOSTS)))
    }
}

impl Endpoints {
    /// The address at this host and path, parsed unless the last one at this host had the same path.
    pub fn get(&self, host: &str, path: &str, parse: impl FnOnce() -> Url) -> Url {
        let mut known = self.0.lock();
        if let Some(url) = known.get(host).filter(|url| url.path() == path) {
            return url.clone();
        }
        let url = parse();
        known.insert(host.to_owned(), url.clone());
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenant::VanityUrl;

    #[test]
    fn an_address_is_parsed_once_for_each_change() {
        let (endpoints, mut parsed) = (Endpoints::default(), 0);
        for (host, path, times) in [
            ("a.example.com", "/token", 1),
            ("a.example.com", "/token", 1),
            ("a.example.com", "/revoke", 2),
            ("b.example.com", "/token", 3),
            ("a.example.com", "/revoke", 3),
        ] {
            let tenant = VanityUrl::parse(host).unwrap();
            let url = endpoints.get(host, path, || {
                parsed += 1;
                tenant.endpoint(path)
            });
            assert_eq!((url.as_str(), parsed), (&*format!("https://{host}{path}"), times));
        }
    }
}
