use crate::config::Config;
use crate::properties::ApiProperties;
use crate::swagger::Document;

/// The readme with the headings that certification asks for.
pub fn readme(definition: &Document, properties: &ApiProperties, config: &Config) -> String {
    let info = &definition.info;
    let properties = &properties.properties;
    let mut text = format!("# {}\n\n{}\n\n", info.title, info.description);
    text += &format!("## Publisher\n\n{}\n\n", properties.publisher);
    text += "## Prerequisites\n\n";
    let site = config.website.as_deref().unwrap_or(&info.contact.url);
    let where_ = if site.is_empty() { definition.host.as_str() } else { site };
    text += &format!("An account of the service: {where_}\n\n");
    text += "## Supported operations\n\n";
    for (_, operation) in definition.actions() {
        text += &format!("### {}\n\n{}\n\n", operation.summary, operation.description);
    }
    text += "## Obtaining credentials\n\n";
    if properties.connection_parameters.is_empty() {
        text += "The service asks for no credentials.\n\n";
    }
    for parameter in properties.connection_parameters.values() {
        let ui = &parameter.ui_definition;
        text += &format!("- {}: {}\n", ui.display_name, ui.description);
    }
    text.trim_end().to_owned() + "\n\n## Known issues and limitations\n\nNone are known.\n"
}
