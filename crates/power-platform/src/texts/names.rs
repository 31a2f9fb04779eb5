/// Words that are written in capitals.
const CAPITALS: [&str; 6] = ["api", "id", "ip", "pdf", "url", "uuid"];

/// The words of a name, in lower case: `petId`, `pet-id` and `pet_id` have two.
pub fn words(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (index, c) in characters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| characters.get(before));
        let after = characters.get(index + 1);
        let starts = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if !c.is_alphanumeric() || starts {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The name in designers: `Pet ID`.
pub fn title_case(name: &str) -> String {
    let words: Vec<_> = words(name).iter().map(|word| capitalized(word)).collect();
    if words.is_empty() { name.to_owned() } else { words.join(" ") }
}

fn capitalized(word: &str) -> String {
    if CAPITALS.contains(&word) {
        return word.to_uppercase();
    }
    let mut characters = word.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// A sentence of words, without a full stop: `List pets`.
pub fn sentence(words: &[String]) -> String {
    let (first, rest) = match words {
        [] => return "Call the service".to_owned(),
        [first, rest @ ..] => (first, rest),
    };
    let word = |word: &String| {
        if CAPITALS.contains(&word.as_str()) { word.to_uppercase() } else { word.clone() }
    };
    let rest = rest.iter().map(word);
    std::iter::once(capitalized(first)).chain(rest).collect::<Vec<_>>().join(" ")
}

/// An id of letters and digits that starts with a capital; capitals within are kept.
pub fn pascal_case(id: &str) -> String {
    let parts = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let joined: String = parts.map(first_capital).collect();
    match joined.chars().next() {
        None => "Operation".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("Operation{joined}"),
        Some(_) => joined,
    }
}

fn first_capital(part: &str) -> String {
    let mut characters = part.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// An id for an operation without one: `GET /pets/{id}` is `GetPetsById`.
pub fn id_of(method: &str, path: &str) -> String {
    let mut id = first_capital(method);
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        if segment.contains('{') {
            id += "By";
        }
        id += &words(segment).iter().map(|word| first_capital(word)).collect::<String>();
    }
    pascal_case(&id)
}

/// What a status means, where the document does not say it.
pub fn of_status(status: &str) -> &'static str {
    match status {
        "201" => "The resource is created.",
        "202" => "The request is accepted.",
        "204" => "The call succeeded and returns nothing.",
        "400" => "The request is invalid.",
        "401" => "The credentials are missing or wrong.",
        "403" => "The credentials do not permit this.",
        "404" => "The resource does not exist.",
        "409" => "The resource was changed in the meantime.",
        "429" => "Too many requests.",
        _ if status.starts_with('2') => "The call succeeded.",
        _ if status.starts_with('5') => "The service failed.",
        _ => "The call failed.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        for (name, expected) in [
            ("petId", "Pet ID"),
            ("pet_id", "Pet ID"),
            ("HTTPServer2Go", "Http Server2 Go"),
            ("X-Request-Id", "X Request ID"),
            ("filter[name]", "Filter Name"),
            ("$", "$"),
        ] {
            assert_eq!(title_case(name), expected, "{name}");
        }
    }

    #[test]
    fn ids_have_letters_and_digits_only() {
        for (id, expected) in [
            ("listPets", "ListPets"),
            ("pets/list-all", "PetsListAll"),
            ("users_get", "UsersGet"),
            ("2fa", "Operation2fa"),
            ("ü", "Operation"),
        ] {
            assert_eq!(pascal_case(id), expected, "{id}");
        }
        assert_eq!(id_of("get", "/pets/{petId}/toys"), "GetPetsByPetIdToys");
        assert_eq!(id_of("get", "/"), "Get");
    }
}
