use std::net::SocketAddr;
use std::path::Path;

use tokio::process::Command;

use crate::Failure;
use crate::credentials::Credentials;

/// How nginx adds the two fields.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum Way {
    /// With its own directive. The body is appended to, whatever it is.
    SetBody,
    /// In a script, which reads the body.
    Script,
}

/// Where Debian keeps the script's module and what that needs.
const MODULES: &str = "load_module /usr/lib/nginx/modules/ngx_http_js_module.so;";

/// The command that runs nginx with settings made from those in `templates`.
pub fn command(
    way: Way,
    templates: &Path,
    folder: &Path,
    listen: SocketAddr,
    tenant: SocketAddr,
    credentials: &Credentials,
) -> Result<Command, Failure> {
    std::fs::create_dir_all(folder)?;
    let templates = templates.canonicalize()?.join("nginx");
    let fields = "&grant_type=password&auth_chain=OAuthLdapService";
    let (modules, settings, forward) = match way {
        Way::SetBody => ("", String::new(), format!("proxy_set_body \"$request_body{fields}\";")),
        Way::Script => (
            MODULES,
            format!(
                "js_import {}; js_set $form add_fields.body;",
                templates.join("add_fields.js").display()
            ),
            "proxy_set_body $form;".to_owned(),
        ),
    };
    let text = std::fs::read_to_string(templates.join("nginx.conf"))?
        .replace("@MODULES@", modules)
        .replace("@SETTINGS@", &settings)
        .replace("@FORWARD@", &forward)
        .replace("@FOLDER@", &folder.display().to_string())
        .replace("@LISTEN@", &listen.to_string())
        .replace("@TENANT@", &tenant.to_string())
        .replace("@AUTHORITY@", &credentials.authority.display().to_string());
    let file = folder.join("nginx.conf");
    std::fs::write(&file, text)?;
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder).arg("-c").arg(&file);
    command.arg("-e").arg(folder.join("nginx-error.log"));
    Ok(command)
}
