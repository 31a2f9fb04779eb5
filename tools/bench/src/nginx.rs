use std::net::SocketAddr;
use std::path::PathBuf;

use tokio::process::Command;

use crate::Failure;

/// How nginx adds the two fields.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Way {
    /// With its own directive. Fields are appended to the body without reading it.
    SetBody,
    /// In a script, which reads the body.
    Script,
}

/// What nginx's settings are made of.
pub struct Nginx {
    /// Where the settings and the script are that are filled in.
    pub templates: PathBuf,
    pub modules: PathBuf,
    pub folder: PathBuf,
    pub listen: SocketAddr,
    pub tenant: SocketAddr,
    /// The authority of the tenant's certificate.
    pub authority: PathBuf,
}

impl Nginx {
    pub fn command(&self, way: Way) -> Result<Command, Failure> {
        let templates = self.templates.join("nginx");
        let (modules, settings, forward) = match way {
            Way::SetBody => (
                String::new(),
                String::new(),
                "proxy_set_body \"$request_body&grant_type=password&auth_chain=OAuthLdapService\";",
            ),
            Way::Script => (
                format!("load_module {}/ngx_http_js_module.so;", self.modules.display()),
                format!(
                    "js_import {}/add_fields.js; js_set $form add_fields.body;",
                    templates.display()
                ),
                "proxy_set_body $form;",
            ),
        };
        let text = std::fs::read_to_string(templates.join("nginx.conf"))?
            .replace("@MODULES@", &modules)
            .replace("@SETTINGS@", &settings)
            .replace("@FORWARD@", forward)
            .replace("@FOLDER@", &self.folder.display().to_string())
            .replace("@LISTEN@", &self.listen.to_string())
            .replace("@TENANT@", &self.tenant.to_string())
            .replace("@AUTHORITY@", &self.authority.display().to_string());
        let file = self.folder.join("nginx.conf");
        std::fs::write(&file, text)?;
        let mut command = Command::new("nginx");
        command.arg("-p").arg(&self.folder).arg("-c").arg(file);
        command.arg("-e").arg(self.folder.join("nginx-error.log"));
        Ok(command)
    }
}
