//! A pipeline that knows nothing but what the README says, from a folder of pages to learners' collections.
//!
//! The commands are the blocks of shell in the README's section for owners of collections, run by bash in
//! clones of a repository made here.

#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use serde_json::json;
use walkdir::WalkDir;

use crate::engine;
use crate::work::{Said, Work};

pub fn trials() -> Vec<Trial> {
    let is_here = cfg!(unix);
    let trial = |name: &str, check: fn() -> Result<(), Failed>| {
        engine::trial(name, check).with_ignored_flag(!is_here)
    };
    vec![
        trial("pipeline::a_committed_lock_keeps_what_learners_have", with_lock),
        trial("pipeline::the_last_release_keeps_what_learners_have", with_release),
        Trial::test("pipeline::the_table_needs_no_action", the_table_needs_no_action)
            .with_ignored_flag(!is_here),
    ]
}

/// The heading of the README's section.
const SECTION: &str = "\n### I want CI to build my decks\n";

/// The blocks of shell in the README's section: what is done once, on each push, and on a push where no lock
/// is committed.
fn blocks() -> Result<[String; 3], Failed> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"))?;
    let (_, section) = readme.split_once(SECTION).ok_or("the README has no such section")?;
    let section = section.split("\n### ").next().unwrap_or_default();
    let blocks: Vec<String> = section
        .split("\n```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("\n```").map(|(block, _)| block.to_owned()))
        .collect();
    let count = blocks.len();
    blocks
        .try_into()
        .map_err(|_| format!("the section has {count} blocks of shell, and 3 are known here").into())
}

/// Somebody with a machine: where they work, and what is set there.
struct Person<'a> {
    folder: PathBuf,
    variables: &'a [(&'a str, &'a str)],
    umask: &'a str,
    /// Whether it is somebody else on this machine, where that can be had.
    is_other: bool,
}

impl Person<'_> {
    /// Runs a script; its exit code and what it said.
    fn run(&self, script: &str) -> Result<Said, Failed> {
        let program = Path::new(env!("CARGO_BIN_EXE_deckmill"));
        let ours = program.parent().ok_or("the program is in no folder")?.to_owned();
        let theirs = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([ours].into_iter().chain(std::env::split_paths(&theirs)))?;
        let script = format!("umask {}; set -euo pipefail\n{script}", self.umask);
        let is_other = self.is_other && nix_is_root();
        let mut command = match is_other {
            true => Command::new("setpriv"),
            false => Command::new("bash"),
        };
        if is_other {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "bash"]);
        }
        command.args(["-c", &script]).current_dir(&self.folder).env("PATH", path);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.env_remove("SOURCE_DATE_EPOCH").envs(self.variables.iter().copied());
        let output = command.output()?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let code = output.status.code().unwrap_or(-1);
        Ok(Said { code, talk: text(output.stderr), data: text(output.stdout) })
    }

    /// Runs a script that has to end well.
    fn works(&self, script: &str) -> Result<Said, Failed> {
        let said = self.run(script)?;
        match said.code {
            0 => Ok(said),
            code => Err(format!("{script}\nended with {code}: {}{}", said.data, said.talk).into()),
        }
    }
}

/// Whether this is root, who alone can become somebody else.
fn nix_is_root() -> bool {
    let said = Command::new("id").arg("-u").output();
    said.is_ok_and(|output| output.stdout == b"0\n")
}

const OWNER: &[(&str, &str)] = &[
    ("TZ", "UTC"),
    ("LC_ALL", "C"),
    ("GIT_AUTHOR_NAME", "owner"),
    ("GIT_AUTHOR_EMAIL", "owner@example.org"),
    ("GIT_COMMITTER_NAME", "owner"),
    ("GIT_COMMITTER_EMAIL", "owner@example.org"),
];

/// Topics of the ten pages, each in another form of page.
const TOPICS: [&str; 10] =
    ["lists", "sets", "maps", "queues", "stacks", "heaps", "trees", "graphs", "tries", "rings"];

/// A page of a collection, in one of four forms.
fn page(number: usize, topic: &str) -> (String, String) {
    let cards =
        [("What is it for", "use"), ("What does it cost", "price"), ("When would you avoid it", "limit")];
    let lines = cards
        .iter()
        .enumerate()
        .map(|(at, (question, word))| (at + 1, format!("{question} with {topic}?"), *word));
    let answer = |word: &str| format!("The {word} of {topic} is `{topic}.{word}()`.");
    match number % 3 {
        0 => {
            let cards =
                lines.map(|(at, question, word)| format!("## {at}. {question}\n\n{}\n\n", answer(word)));
            (format!("input/{topic}.md"), format!("# On {topic}\n\n{}", cards.collect::<String>()))
        }
        1 => {
            let cards = lines.map(|(at, question, word)| format!("{at}. {question}\n\n{}\n\n", answer(word)));
            (format!("input/plain/{topic}.txt"), format!("On {topic}\n\n{}", cards.collect::<String>()))
        }
        _ => {
            let card = |(_, question, word): (usize, String, &str)| {
                format!(
                    "<details><summary>{question}</summary>\n<p>{}</p></details>\n",
                    answer(word).replace('`', "")
                )
            };
            let cards = lines.map(card).collect::<String>();
            (
                format!("input/web/{topic}.html"),
                format!("<html><body><h1>On {topic}</h1>\n{cards}</body></html>\n"),
            )
        }
    }
}

/// An owner's repository with ten pages, committed; the README's first block has been run in it.
fn repository(work: &Work, once: &str, keeps_lock: bool) -> Result<(), Failed> {
    for (number, topic) in TOPICS.iter().enumerate() {
        let (name, text) = page(number, topic);
        work.write(&format!("owner/{name}"), text)?;
    }
    let owner = owner(work);
    owner.works("git init -q -b main .; git add input; git commit -qm 'Ten pages'")?;
    owner.works(once)?;
    let lock = if keeps_lock {
        ""
    } else {
        "git rm -q --cached -f deckmill.lock; rm deckmill.lock; echo deckmill.lock >> .gitignore\n"
    };
    owner.works(&format!("{lock}git add -A; git commit -qm 'A project'; git status --short"))?;
    Ok(())
}

fn owner(work: &Work) -> Person<'static> {
    Person { folder: work.path("owner"), variables: OWNER, umask: "022", is_other: false }
}

/// A clean clone of what is committed.
fn clone(work: &Work, name: &str) -> Result<Person<'static>, Failed> {
    let owner = owner(work);
    let folder = work.path(name);
    owner.works(&format!("git clone -q . '{}'", folder.display()))?;
    Ok(Person { folder, ..owner })
}

/// The outputs of a build, by their paths.
fn outputs(person: &Person) -> Result<BTreeMap<PathBuf, Vec<u8>>, Failed> {
    let folder = person.folder.join("output");
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(&folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            found.insert(entry.path().strip_prefix(&folder)?.to_owned(), fs::read(entry.path())?);
        }
    }
    Ok(found)
}

fn packages(person: &Person) -> Result<usize, Failed> {
    Ok(outputs(person)?.keys().filter(|path| path.extension().is_some_and(|end| end == "apkg")).count())
}

/// What the owner changes for the next release: an answer, a question's words, a new card, one that is gone.
fn edit(work: &Work) -> Result<(), Failed> {
    let change = |page: &str, from: &str, to: &str| -> Result<(), Failed> {
        let text = work.read(page)?;
        assert!(text.contains(from), "{page}: {from}");
        work.write(page, text.replace(from, to))
    };
    change("owner/input/lists.md", "The price of lists is", "Today the price of lists is")?;
    change(
        "owner/input/plain/sets.txt",
        "What does it cost with sets?",
        "What is the cost of it with sets?",
    )?;
    change("owner/input/queues.md", "## 3.", "## 3. What is new with queues?\n\nThis one.\n\n## 4.")?;
    let gone = "## 3. When would you avoid it with trees?\n\nThe limit of trees is `trees.limit()`.\n\n";
    change("owner/input/trees.md", gone, "")
}

/// What learners of the first release get from the second.
fn learners(work: &Work, first: &Person, second: &Person) -> Result<(), Failed> {
    let expected = json!({
        "new": 1,
        "retired": 1,
        "updated": {
            "What does it cost with lists?": "Today the price of lists",
            "What is the cost of it with sets?": "The price of sets",
        },
    });
    let folders = [first, second].map(|person| person.folder.join("output"));
    let folders = [folders[0].as_path(), folders[1].as_path()];
    let found = engine::script("pipeline.py", &folders, &[&expected.to_string()])?;
    assert_eq!((&found["notes"], &found["studied"]), (&json!(31), &json!(12)), "{found}");
    drop(work.path("."));
    Ok(())
}

fn with_lock() -> Result<(), Failed> {
    let [once, push, _] = blocks()?;
    let work = Work::new(&[])?;
    repository(&work, &once, true)?;

    // Ten decks, on a machine that has nothing but what is committed.
    let first = clone(&work, "first")?;
    first.works(&push)?;
    assert_eq!(packages(&first)?, 10);
    assert_eq!(first.works("git status --short")?.data, "");

    // A broken page: the pipeline fails, and says where.
    let whole = work.read("owner/input/queues.md")?;
    work.write("owner/input/queues.md", whole.replace("The price of queues is `queues.price()`.\n", ""))?;
    owner(&work).works("git commit -qam 'A slip'")?;
    let broken = clone(&work, "broken")?;
    let said = broken.run(&push)?;
    let annotation = "::warning file=input/queues.md,line=7,";
    assert!(said.code == 1 && said.data.contains(annotation), "{}: {}{}", said.code, said.data, said.talk);
    assert!(said.data.contains("question 2 has no answer") && packages(&broken).is_err(), "{}", said.data);
    work.write("owner/input/queues.md", &whole)?;
    owner(&work).works("git commit -qam 'Mended'")?;

    // Somebody else, elsewhere: the same bytes.
    fs::create_dir(work.path("somebody else"))?;
    let mut other = clone(&work, "somebody else/clone of it")?;
    let home = work.path("somebody else").display().to_string();
    let variables = [
        ("HOME", home.as_str()),
        ("XDG_CONFIG_HOME", home.as_str()),
        ("TZ", "Asia/Kathmandu"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("USER", "nobody"),
    ];
    owner(&work).works(&format!("chmod -R a+rwX '{}'; chmod a+rx '{}'", home, work.path(".").display()))?;
    other = Person { variables: &variables, umask: "077", is_other: true, folder: other.folder };
    other.works(&push)?;
    assert_eq!(outputs(&first)?, outputs(&other)?);

    // The next release. Who forgets the lock is told.
    edit(&work)?;
    owner(&work).works("git commit -qam 'News'")?;
    let forgotten = clone(&work, "forgotten")?.run(&push)?;
    assert!(
        forgotten.code != 0 && forgotten.talk.contains("run without `--locked`, and commit the lock"),
        "{}",
        forgotten.talk
    );
    owner(&work).works("deckmill build; git commit -qam 'The lock'")?;
    let second = clone(&work, "second")?;
    second.works(&push)?;
    learners(&work, &first, &second)
}

fn with_release() -> Result<(), Failed> {
    let [once, _, push] = blocks()?;
    let work = Work::new(&[])?;
    repository(&work, &once, false)?;
    // The first release has none before it.
    let first = clone(&work, "first")?;
    first.works("deckmill build")?;
    assert_eq!(packages(&first)?, 10);
    edit(&work)?;
    owner(&work).works("git commit -qam 'News'")?;
    let second = clone(&work, "second")?;
    second.works(&format!("cp -r '{}' last-release\n{push}", first.folder.join("output").display()))?;
    learners(&work, &first, &second)
}

/// The script that makes the table of a pull request without the action.
fn table() -> Result<String, Failed> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"))?;
    let block = readme.split("```").find(|block| block.starts_with("yaml\n- run: |\n"));
    let lines = block.ok_or("the README has no such block")?.lines().skip(2);
    Ok(lines.map(|line| format!("{}\n", line.trim_start())).collect())
}

/// In a checkout as runners have it, with nothing but the commit of a pull request.
fn the_table_needs_no_action() -> Result<(), Failed> {
    let script = table()?;
    let page = "# Sets\n\n## 1. What is a set?\n\nA bag.\n";
    let work = Work::new(&[("owner/deckmill.toml", ""), ("owner/input/sets.md", page)])?;
    let owner = owner(&work);
    owner.works("git init -q -b main .; git add .; git commit -qm 'A page'; git checkout -qb cards")?;
    owner.works("deckmill build --quiet; git add deckmill.lock; git commit -qm 'The lock'")?;
    let checkout = |name: &str| -> Result<Person, Failed> {
        let folder = work.path(name);
        let from = owner.folder.display();
        owner.works(&format!("git clone -q --depth 1 -b cards 'file://{from}' '{}'", folder.display()))?;
        Ok(Person { folder, variables: OWNER, umask: "022", is_other: false })
    };
    // There is no lock on main.
    let said = checkout("first")?.works(&script)?;
    assert!(said.data.contains("**1 new, 0 updated, 0 unchanged, 0 conflicting**"), "{}", said.data);

    owner.works("git branch -f main cards; printf '\n## 2. What is a bag?\n\nA set.\n' >>input/sets.md")?;
    owner.works("deckmill build --quiet; git commit -qam 'A card'")?;
    let said = checkout("second")?.works(&script)?;
    assert!(said.data.contains("**1 new, 0 updated, 1 unchanged, 0 conflicting**"), "{}", said.data);
    assert!(said.data.contains("| new | What is a bag? |"), "{}", said.data);
    Ok(())
}
