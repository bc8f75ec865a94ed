//! What a project file has to read to fit its folder: folders and globs rather than pages one by one, so that
//! pages that come later are found, and what among them has no question left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use glob::Pattern;

/// A file that a reader would ask for.
pub struct File {
    /// Its path below the project's folder, with `/`.
    pub path: String,
    /// Whether it has questions.
    pub is_page: bool,
}

/// What is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// One page.
    Page(String),
    /// All of a folder.
    Folder(String),
    /// What lies right in a folder, which ends in `/` where it has a name, and has an extension.
    Beside(String, String),
    /// What has this name, in any folder.
    Named(String),
    /// What has this extension, in any folder and below it.
    Below(String),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Page(path) | Input::Folder(path) => f.write_str(path),
            Input::Beside(folder, extension) => write!(f, "{folder}*.{extension}"),
            Input::Named(name) => write!(f, "*/{}", Pattern::escape(name)),
            Input::Below(extension) => write!(f, "*/**/*.{extension}"),
        }
    }
}

impl Input {
    /// What a file is called below this; none for what is not read. That is what its outputs are called by, and
    /// a glob that begins with a star keeps the folders.
    fn below<'a>(&self, path: &'a str) -> Option<&'a str> {
        let (folder, name) = split(path);
        match self {
            Input::Page(page) => (page == path).then_some(name),
            Input::Folder(folder) => path.strip_prefix(folder.as_str())?.strip_prefix('/'),
            Input::Beside(of, extension) => (of == folder && extension == extension_of(name)).then_some(name),
            Input::Named(of) => (of == name && folder.matches('/').count() == 1).then_some(path),
            Input::Below(extension) => {
                (!folder.is_empty() && extension == extension_of(name)).then_some(path)
            }
        }
    }
}

/// What to read of these files, and what of that is no page.
pub fn fit(files: &[File]) -> (Vec<Input>, Vec<String>) {
    let mut inputs = of_folder("", &files.iter().collect::<Vec<_>>());
    if is_clash(&inputs, files) {
        inputs.retain(|input| files.iter().any(|file| !file.path.contains('/') && input.has(file)));
        inputs.extend(with_folders(files));
    }
    inputs.sort();
    let excluded = excluded(&inputs, files);
    (inputs, excluded)
}

impl Input {
    /// Whether it looks into all folders there are.
    pub fn is_anywhere(&self) -> bool {
        matches!(self, Input::Named(_) | Input::Below(_))
    }

    fn has(&self, file: &File) -> bool {
        self.below(&file.path).is_some()
    }
}

/// What to read of a folder, whose name ends in `/`: folders in which most files are pages as a whole, others
/// likewise in their parts.
fn of_folder(folder: &str, files: &[&File]) -> Vec<Input> {
    let (mut folders, mut beside): (BTreeMap<_, Vec<&File>>, BTreeMap<_, Vec<&File>>) = Default::default();
    for file in files {
        let below = &file.path[folder.len()..];
        match below.split_once('/') {
            Some((name, _)) => folders.entry(name).or_default().push(*file),
            None => beside.entry(extension_of(below)).or_default().push(*file),
        }
    }
    let mut inputs = Vec::new();
    for (name, files) in folders {
        match files.iter().filter(|file| file.is_page).count() {
            0 => {}
            pages if 2 * pages >= files.len() => inputs.push(Input::Folder(format!("{folder}{name}"))),
            _ => inputs.extend(of_folder(&format!("{folder}{name}/"), &files)),
        }
    }
    for (extension, files) in beside {
        let pages: Vec<&File> = files.iter().copied().filter(|file| file.is_page).collect();
        match pages.len() {
            // One page is no reason to take all that will ever lie beside it for pages.
            2.. if 2 * pages.len() >= files.len() => {
                inputs.push(Input::Beside(folder.to_owned(), extension.to_owned()));
            }
            _ => inputs.extend(pages.iter().map(|page| Input::Page(page.path.clone()))),
        }
    }
    inputs
}

/// Whether outputs of two pages would go to one place. Upper and lower case count as the same there.
fn is_clash(inputs: &[Input], files: &[File]) -> bool {
    let mut names = BTreeSet::new();
    let mut pages = files.iter().filter(|file| file.is_page);
    pages.any(|page| {
        let below = inputs.iter().find_map(|input| input.below(&page.path));
        below.is_some_and(|below| !names.insert(below.to_lowercase()))
    })
}

/// What reads all pages in folders, and keeps the folders in the names of their outputs.
fn with_folders(files: &[File]) -> Vec<Input> {
    let pages = || files.iter().filter(|file| file.is_page && file.path.contains('/'));
    let names: BTreeSet<&str> = pages().map(|page| split(&page.path).1).collect();
    let named: Vec<Input> = names.iter().map(|name| Input::Named((*name).to_owned())).collect();
    if named.len() == 1 && pages().all(|page| named[0].has(page)) {
        return named;
    }
    let extensions: BTreeSet<&str> = names.into_iter().map(extension_of).collect();
    extensions.into_iter().map(|extension| Input::Below(extension.to_owned())).collect()
}

/// What is read and is no page: whole folders where they have none, a name for all that go by it, or else paths.
fn excluded(inputs: &[Input], files: &[File]) -> Vec<String> {
    let read = files.iter().filter(|file| inputs.iter().any(|input| input.has(file)));
    let (pages, others): (Vec<&File>, Vec<&File>) = read.partition(|file| file.is_page);
    let with_pages: BTreeSet<&str> = pages.iter().flat_map(|page| folders(&page.path)).collect();
    let page_names: BTreeSet<&str> = pages.iter().map(|page| split(&page.path).1).collect();
    let (mut of_folders, mut of_names) = (BTreeMap::new(), BTreeMap::new());
    for file in &others {
        match folders(&file.path).find(|folder| !with_pages.contains(folder)) {
            Some(folder) => of_folders.entry(folder).or_insert_with(Vec::new).push(file.path.as_str()),
            None => of_names.entry(split(&file.path).1).or_insert_with(Vec::new).push(file.path.as_str()),
        }
    }
    let of_folders = of_folders.into_iter().map(|(folder, files)| (folder.to_owned(), files, true));
    let of_names = of_names
        .into_iter()
        .map(|(name, files)| (format!("**/{}", Pattern::escape(name)), files, !page_names.contains(name)));
    let mut excluded = Vec::new();
    for (whole, files, is_whole) in of_folders.chain(of_names) {
        match files.len() {
            2.. if is_whole => excluded.push(whole),
            _ => excluded.extend(files.iter().map(|file| (*file).to_owned())),
        }
    }
    excluded
}

/// The folders that a file is in, the outermost first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The folder of a file, with its `/`, and its name.
fn split(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}

fn extension_of(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of pages and of what is none, whose names have a `!` in front.
    fn fitted(names: &str) -> (Vec<String>, Vec<String>) {
        let file = |name: &str| File {
            path: name.trim_start_matches('!').to_owned(),
            is_page: !name.starts_with('!'),
        };
        let files: Vec<File> = names.split_whitespace().map(file).collect();
        let (inputs, excluded) = fit(&files);
        (inputs.iter().map(Input::to_string).collect(), excluded)
    }

    fn check(names: &str, inputs: &[&str], excluded: &[&str]) {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        assert_eq!(fitted(names), (texts(inputs), texts(excluded)), "{names}");
    }

    #[test]
    fn folders_are_read_as_a_whole_where_most_files_are_pages() {
        check("q/a.md q/b.md q/c.md", &["q"], &[]);
        check("q/a.md q/b.md !q/README.md", &["q"], &["q/README.md"]);
        check("q/x/a.md q/y/b.md !q/x/README.md !q/y/README.md", &["q"], &["**/README.md"]);
        check("q/a.md q/README.md q/x/a.md !q/x/README.md", &["q"], &["q/x/README.md"]);
        check("q/a.md q/b.md !q/old/a.md !q/old/b.md", &["q"], &["q/old"]);
    }

    #[test]
    fn other_folders_are_read_in_their_parts() {
        check("docs/q/a.md !docs/a.md !docs/b.md !docs/x/c.md", &["docs/q"], &[]);
        check("docs/a.md !docs/b.md !docs/c.md", &["docs/a.md"], &[]);
        check("README.md !LICENSE.md !CHANGES.md", &["README.md"], &[]);
        check("a.md b.md !README.md page.html", &["page.html", "*.md"], &["README.md"]);
    }

    #[test]
    fn pages_of_one_name_keep_their_folders() {
        check("de/q.md en/q.md", &["*/q.md"], &[]);
        check("de/q[1].md en/q[1].md", &["*/q[[]1[]].md"], &[]);
        check("de/q.md en/q.md !fr/q.md", &["*/q.md"], &["fr/q.md"]);
        check("de/q.md en/q.md en/more/r.html", &["*/**/*.html", "*/**/*.md"], &[]);
        check("a.md x/a.md", &["a.md", "*/a.md"], &[]);
        check("a.md b.md x/a.md !x/README.md", &["*.md", "*/a.md"], &[]);
    }
}
