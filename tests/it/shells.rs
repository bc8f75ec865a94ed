//! What shells complete, in these shells themselves; and manual pages, as those who show them read them.
#![allow(clippy::disallowed_methods, reason = "tests run the programs themselves")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use deckmill::export::EXPORTERS;
use deckmill::layout::LAYOUTS;
use libtest_mimic::{Failed, Trial};

use crate::venv;
use crate::work::Work;

/// A check that says what is wrong.
type Check = fn() -> Result<(), Failed>;

/// The trials of this file: those that need a program show as ignored where it is missing, but under `CI` they
/// must run.
pub fn trials() -> Vec<Trial> {
    let with: [(&str, &str, Check); 6] = [
        ("bash", "bash_completes", || completes("bash", BASH)),
        ("zsh", "zsh_completes", || completes("zsh", ZSH)),
        ("fish", "fish_completes", || completes("fish", FISH)),
        ("groff", "groff_reads_manual_pages", || are_read("groff", &["-man", "-ww", "-z", "-K", "utf8"])),
        ("mandoc", "mandoc_reads_manual_pages", || are_read("mandoc", &["-T", "lint", "-W", "warning"])),
        ("man", "man_reads_manual_pages", || are_read("man", &["--warnings", "-l"])),
    ];
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let is_ci = std::env::var_os("CI").is_some();
    let trial = |(program, name, check): (&str, &str, Check)| {
        Trial::test(format!("shells::{name}"), check)
            .with_ignored_flag(!cfg!(unix) || !has(program) && !is_ci)
    };
    let mut all: Vec<Trial> = with.into_iter().map(trial).collect();
    all.push(Trial::test("shells::each_shell_has_its_script", each_shell_has_its_script));
    all.push(Trial::test("shells::each_command_has_a_manual_page", each_command_has_a_page));
    all
}

/// Prints what is offered behind `$1`, a line of words, in a shell that reads the script `$2`.
const BASH: &str = r#"
source "$2"
read -ra COMP_WORDS <<<"$1"
[ "${1% }" = "$1" ] || COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_deckmill deckmill "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;

/// A shell within a shell types the line and a tab; what is offered is shown as it is added.
const ZSH: &str = r#"
zmodload zsh/zpty
zpty inner zsh -f -i
send() { zpty -w inner "$1" }
send 'PS1= PROMPT_EOL_MARK= LISTMAX=0; autoload -Uz compinit; compinit -u -D'
send "source $2"
send 'compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  typeset -a hits; builtin compadd -A hits "$@"; print -rl -- ${hits/#/offered:}
}'
send 'complete-and-leave() { zle complete-word; print; print left; exit }; zle -N complete-and-leave'
send "bindkey '^I' complete-and-leave; echo re''ady"
until zpty -r inner line && [[ $line == *ready* ]]; do :; done
zpty -n -w inner "$1"$'\t'
while zpty -r inner line; do
  line=${line//$'\r'/}
  [[ $line == *offered:* ]] && print -r -- ${${line#*offered:}%$'\n'}
  [[ $line == *left* ]] && break
done
zpty -d inner
"#;

const FISH: &str = r#"
source $argv[2]
complete -C "$argv[1]" | string replace -r '\t.*' ''
true
"#;

fn completes(shell: &str, script: &str) -> Result<(), Failed> {
    let exporters: Vec<&str> = EXPORTERS.iter().map(|row| row.name).collect();
    let layouts: Vec<&str> = LAYOUTS.iter().map(|row| row.name).collect();
    let cases: [(&str, &[&str]); 5] = [
        ("deckmill export --to ", &exporters),
        ("deckmill check --layout ", &layouts),
        ("deckmill export --level ", &["advanced", "beginner", "intermediate", "none"]),
        ("deckmill ch", &["check"]),
        ("deckmill schema me", &["messages"]),
    ];
    let work = Work::new(&[("offer", script)])?;
    let completions = work.run(&["completions", shell])?;
    // zsh knows what a file is for by its name.
    work.write("_deckmill", &completions.data)?;
    // For fish, clap says nothing of what stands behind no option.
    let cases = cases.into_iter().filter(|(line, _)| shell != "fish" || !line.contains("schema"));
    for (line, expected) in cases {
        let mut command = Command::new(shell);
        command.args(if shell == "fish" { &["--no-config"][..] } else { &[] });
        command.arg(work.path("offer"));
        command.arg(line).arg(work.path("_deckmill")).current_dir(work.path("")).env("HOME", work.path(""));
        let said = venv::run(&mut command)?;
        let mut offered: Vec<&str> = said.lines().map(str::trim).filter(|word| !word.is_empty()).collect();
        let mut expected = expected.to_vec();
        offered.sort_unstable();
        offered.dedup();
        expected.sort_unstable();
        if offered != expected {
            return Err(format!("{shell} offers behind `{line}`: {offered:?}").into());
        }
    }
    Ok(())
}

fn each_shell_has_its_script() -> Result<(), Failed> {
    let work = Work::new(&[])?;
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let said = work.run(&["completions", shell])?;
        if said.code != 0 || !said.talk.is_empty() || !said.data.contains("deckmill") {
            return Err(format!("{shell}: {} {}", said.code, said.talk).into());
        }
        let lacks = |word: &&&str| !said.data.contains(**word);
        if let Some(word) = ["export", "layout", "offline"].iter().find(lacks) {
            return Err(format!("{shell} knows nothing of {word}").into());
        }
    }
    Ok(())
}

/// A folder with all manual pages, and their paths.
fn pages() -> Result<(Work, Vec<PathBuf>), Failed> {
    let work = Work::new(&[])?;
    let said = work.run(&["man", "-o", "man1/"])?;
    if said.code != 0 || !said.data.is_empty() {
        return Err(said.talk.into());
    }
    let entries = fs::read_dir(work.path("man1"))?.map(|entry| entry.map(|entry| entry.path()));
    let mut pages: Vec<PathBuf> = entries.collect::<Result<_, _>>()?;
    pages.sort();
    Ok((work, pages))
}

/// A program has nothing to say against any page.
fn are_read(program: &str, arguments: &[&str]) -> Result<(), Failed> {
    let (work, pages) = pages()?;
    for page in pages {
        let mut command = Command::new(program);
        command.args(arguments).arg(&page).current_dir(work.path("")).env("LC_ALL", "C.UTF-8");
        let output = command.output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        // mandoc lints to standard output; a page has no date, so that it is the same whenever it was made.
        let lint = String::from_utf8_lossy(&output.stdout);
        let lint = lint.lines().filter(|line| program == "mandoc" && !line.contains("missing date"));
        let complaints: Vec<&str> = said.lines().chain(lint).collect();
        if !complaints.is_empty() {
            return Err(format!("{}: {complaints:?}", page.display()).into());
        }
    }
    Ok(())
}

fn each_command_has_a_page() -> Result<(), Failed> {
    let (work, pages) = pages()?;
    let names: Vec<String> =
        pages.iter().filter_map(|page| Some(page.file_stem()?.to_string_lossy().into_owned())).collect();
    let main = work.read("man1/deckmill.1")?;
    if work.run(&["man"])?.data != main {
        return Err("the program's page is another in a folder".into());
    }
    let help = work.run(&["--help"])?.data;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands =
        commands.take_while(|line| line.starts_with("  ")).filter_map(|line| line.split(' ').nth(2));
    let mut count = 0;
    for command in commands.filter(|command| !command.is_empty() && *command != "help") {
        let name = format!("deckmill-{command}");
        if !names.contains(&name) || !main.contains(&format!("{}(1)", name.replace('-', "\\-"))) {
            return Err(format!("{name} has no page, or is not in that of the program").into());
        }
        if !work.read(&format!("man1/{name}.1"))?.contains("\n.SH EXAMPLES\n") {
            return Err(format!("{name} has no examples").into());
        }
        count += 1;
    }
    // Beside those, one of its own and that of `plugin test`.
    if names.len() == count + 2 { Ok(()) } else { Err(format!("{count} commands, and {names:?}").into()) }
}
