use crate::check::gate::Gate;
use crate::check::level::Level;
use crate::check::rule::{CheckedBy, Group, Rule};

const INTRODUCTION: &str = include_str!("documentation.md");

impl Group {
    /// All groups in the order of the rules.
    fn all() -> Vec<Self> {
        let mut groups: Vec<_> = Rule::ALL.iter().map(|rule| rule.group()).collect();
        groups.dedup();
        groups
    }

    /// What the rules of the group are about.
    const fn title(self) -> &'static str {
        match self {
            Self::Files => "Files",
            Self::Document => "The definition as a document",
            Self::Info => "Title, description and metadata",
            Self::Host => "Host, base path, schemes and media types",
            Self::Security => "Security",
            Self::Operations => "Operations, paths and responses",
            Self::Parameters => "Parameters",
            Self::Schemas => "Schemas",
            Self::Extensions => "Dynamic values, choices and triggers",
            Self::Assets => "Connection test, colour, icon, publisher and readme",
            Self::Properties => "Properties",
        }
    }
}

impl Rule {
    /// The levels of its findings at a gate, the gravest first: `error or warning`.
    #[must_use]
    pub fn levels(self, gate: Gate) -> String {
        let mut levels: Vec<Level> =
            self.severities().iter().map(|severity| severity.level(gate)).collect();
        levels.dedup();
        levels.iter().map(|level| level.name()).collect::<Vec<_>>().join(" or ")
    }
}

/// The documentation of all rules in Markdown, with a heading for each that is its id.
#[must_use]
pub fn documentation() -> String {
    let groups = Group::all().into_iter().map(|group| {
        let of_group = Rule::ALL.iter().filter(|rule| rule.group() == group);
        format!("\n## {}\n", group.title()) + &of_group.map(|rule| entry(*rule)).collect::<String>()
    });
    INTRODUCTION.to_owned() + &groups.collect::<String>()
}

fn entry(rule: Rule) -> String {
    let levels = Gate::ALL.map(|gate| rule.levels(gate));
    let levels = match &levels {
        [custom, solution, certification] if custom == solution && custom == certification => {
            custom.clone()
        }
        _ => {
            let [custom, solution, certification] = levels;
            format!(
                "for custom {custom}, for solution {solution}, for certification {certification}"
            )
        }
    };
    let by = match rule.checked_by() {
        CheckedBy::Program => "",
        CheckedBy::Person => " Only a person can check it.",
    };
    let mut text = format!("\n### {rule}\n\n{}{by}\n\nLevel: {levels}.\n", rule.text());
    if !rule.why().is_empty() {
        text += &format!("\n{}\n", rule.why());
    }
    if !rule.example().is_empty() {
        // Some examples are advice in words.
        let language = if rule.example().starts_with(['{', '[', '"']) { "json" } else { "text" };
        text += &format!("\n```{language}\n{}\n```\n", rule.example());
    }
    if !rule.platform_names().is_empty() {
        let names: Vec<_> = rule.platform_names().iter().map(|name| format!("`{name}`")).collect();
        text += &format!("\nThe platform calls it {}.\n", names.join(", "));
    }
    text + &format!("\nSource: <{}>\n", rule.source())
}
