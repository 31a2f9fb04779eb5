//! The modules of a crate, and which module names which: in `use` lines, in paths within code, and in
//! the arguments of macros. Comments and strings do not count.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A module's path from the root of its crate, which is the empty one.
pub type ModulePath = Vec<String>;

/// A chain of `use` declarations that is longer leads in a circle.
const MAX_HOPS: usize = 16;

#[derive(Default)]
struct Module {
    /// Its path below `src`.
    file: PathBuf,
    /// Every path that the module's code names, as written.
    paths: Vec<Vec<String>>,
    /// What a `use` declaration brings in, by the name that it has here.
    names: BTreeMap<String, Vec<String>>,
}

pub enum Target {
    Module(ModulePath),
    /// Another crate, or a name that the prelude or a macro brings in.
    Crate(String),
}

/// One module names something of another module or crate.
pub struct Mention<'a> {
    pub from: &'a ModulePath,
    file: &'a Path,
    /// As written.
    path: String,
    pub target: Target,
}

impl fmt::Display for Mention<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.file.display(), self.path)
    }
}

pub struct Modules(BTreeMap<ModulePath, Module>);

impl Modules {
    /// Reads all modules of the library in a `src` folder, or of the program if there is no library.
    pub fn read(src: &Path) -> Self {
        let files = files(src, "rs").into_iter().map(|file| {
            let place = file.strip_prefix(src).unwrap().to_owned();
            (place, fs::read_to_string(file).unwrap())
        });
        Self::of(files)
    }

    /// The modules of files with these paths below `src` and these texts.
    pub fn of(files: impl IntoIterator<Item = (PathBuf, String)>) -> Self {
        let files: Vec<_> = files.into_iter().collect();
        let has_library = files.iter().any(|(file, _)| file == Path::new("lib.rs"));
        let mut modules = Self(BTreeMap::new());
        for (file, text) in files {
            let place = file.with_extension("");
            let mut path: ModulePath =
                place.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
            match path.first().map(String::as_str) {
                // A program beside a library is a crate of its own.
                Some("bin") => continue,
                Some("main") if has_library => continue,
                Some("main" | "lib") => path.clear(),
                _ => {}
            }
            let tokens = TokenStream::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            modules.module(&path, &file);
            modules.walk(&path, &file, tokens);
        }
        modules
    }

    fn module(&mut self, path: &ModulePath, file: &Path) -> &mut Module {
        let new = || Module { file: file.to_owned(), ..Module::default() };
        self.0.entry(path.clone()).or_insert_with(new)
    }

    fn walk(&mut self, module: &ModulePath, file: &Path, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            let after = &tokens[at + 1..];
            match (&tokens[at], after) {
                (TokenTree::Ident(word), [TokenTree::Ident(name), TokenTree::Group(body), ..])
                    if word == "mod" && body.delimiter() == Delimiter::Brace =>
                {
                    let inner = [&module[..], &[name.to_string()]].concat();
                    self.module(&inner, file);
                    self.walk(&inner, file, body.stream());
                    at += 3;
                }
                // `use<'a>` is a list of captured lifetimes.
                (TokenTree::Ident(word), [next, ..]) if word == "use" && !is(next, '<') => {
                    let length = after.iter().position(|token| is(token, ';'));
                    let tree = &after[..length.unwrap_or(after.len())];
                    self.declare(module, &[], tree);
                    at += 1 + tree.len();
                }
                (TokenTree::Ident(_), _) if !continues_a_path(&tokens[..at]) => {
                    let (path, length) = path_at(&tokens[at..]);
                    if path.len() > 1 {
                        self.0.get_mut(module).unwrap().paths.push(path);
                    }
                    at += length;
                }
                (TokenTree::Group(group), _) => {
                    self.walk(module, file, group.stream());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Notes what a tree of a `use` declaration names.
    fn declare(&mut self, module: &ModulePath, prefix: &[String], tree: &[TokenTree]) {
        let (path, length) = path_at(tree);
        let path = [prefix, &path].concat();
        match &tree[length..] {
            [TokenTree::Group(group), ..] => {
                let trees: Vec<TokenTree> = group.stream().into_iter().collect();
                for tree in trees.split(|token| is(token, ',')).filter(|tree| !tree.is_empty()) {
                    self.declare(module, &path, tree);
                }
            }
            rest => {
                let module = self.0.get_mut(module).unwrap();
                let renamed = match rest {
                    [TokenTree::Ident(_as), TokenTree::Ident(name)] => Some(name.to_string()),
                    _ => None,
                };
                let is_glob = rest.first().is_some_and(|token| is(token, '*'));
                let mut target = path.clone();
                // `use path::{self}` brings in the last part of the path.
                if target.len() > 1 && target.last().is_some_and(|last| last == "self") {
                    target.pop();
                }
                if let Some(name) = renamed.or_else(|| target.last().cloned()).filter(|_| !is_glob)
                {
                    module.names.insert(name, target);
                }
                module.paths.push(path);
            }
        }
    }

    /// The names of the modules at the top of the crate.
    pub fn at_the_top(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter(|path| path.len() == 1).map(|path| path[0].as_str())
    }

    /// Everything that a module names of another module or crate.
    pub fn mentions(&self) -> impl Iterator<Item = Mention<'_>> {
        self.0.iter().flat_map(move |(from, module)| {
            module.paths.iter().filter_map(move |path| {
                let target = self.resolve(from, path, 0)?;
                let stays = matches!(&target, Target::Module(module) if module == from);
                let file = module.file.as_path();
                (!stays).then(|| Mention { from, file, path: path.join("::"), target })
            })
        })
    }

    fn resolve(&self, from: &ModulePath, path: &[String], hops: usize) -> Option<Target> {
        if hops > MAX_HOPS {
            return None;
        }
        let (first, mut rest) = path.split_first()?;
        let mut module = from.clone();
        match first.as_str() {
            "crate" => module.clear(),
            "self" => {}
            "super" => {
                module.pop();
                while let Some((_, further)) =
                    rest.split_first().filter(|(word, _)| *word == "super")
                {
                    module.pop();
                    rest = further;
                }
            }
            name => {
                let child = [&module[..], &[name.to_owned()]].concat();
                if self.0.contains_key(&child) {
                    module = child;
                } else if let Some(target) =
                    self.names_of(from, name).filter(|path| *path != [name])
                {
                    let path = [target, rest].concat();
                    return self.resolve(from, &path, hops + 1);
                } else {
                    return Some(Target::Crate(name.to_owned()));
                }
            }
        }
        while let Some((name, further)) = rest.split_first() {
            let child = [&module[..], std::slice::from_ref(name)].concat();
            if self.0.contains_key(&child) {
                module = child;
            } else if let Some(target) = self.names_of(&module, name) {
                // A re-export leads on to its owner.
                let path = [target, further].concat();
                return self.resolve(&module, &path, hops + 1);
            } else {
                break;
            }
            rest = further;
        }
        Some(Target::Module(module))
    }

    fn names_of(&self, module: &ModulePath, name: &str) -> Option<&[String]> {
        self.0.get(module)?.names.get(name).map(Vec::as_slice)
    }
}

fn is(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn starts_with_two_colons(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [first, second, ..] if is(first, ':') && is(second, ':'))
}

/// Whether what follows belongs to a path or a method call that began before.
fn continues_a_path(before: &[TokenTree]) -> bool {
    match before {
        [.., first, second] if is(first, ':') && is(second, ':') => true,
        [.., last] => is(last, '.'),
        [] => false,
    }
}

/// The path at the beginning of some tokens, and how many of them it takes.
fn path_at(tokens: &[TokenTree]) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    let mut at = 0;
    if starts_with_two_colons(tokens) {
        at += 2;
    }
    while let Some(TokenTree::Ident(name)) = tokens.get(at) {
        path.push(name.to_string());
        at += 1;
        if !starts_with_two_colons(&tokens[at..]) {
            break;
        }
        at += 2;
    }
    (path, at)
}

/// All files below a folder whose names end so, in order.
pub fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
