//! `deckmill man`: manual pages, made from the same definition as `--help`: the program's own to standard
//! output, or a file for the program and each subcommand into a folder.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Result;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::Outcome;
use crate::cli::{Cli, ManPages};
use crate::failure::unwritten;
use crate::files::{Draft, Target};
use crate::report::{Report, count};

/// Runs the command.
pub fn run(args: &ManPages, report: &Report) -> Result<Outcome> {
    // What only shows help has no page, and is not listed.
    let mut program = Cli::command()
        .disable_help_subcommand(true)
        .mut_subcommands(|command| command.disable_help_subcommand(true));
    program.build();
    let Some(folder) = &args.output else {
        report.data(&page(&program)?)?;
        return Ok(Outcome::Good);
    };
    let mut commands = Vec::new();
    collect(&program, &mut commands);
    let drafts: Vec<Draft> = commands.iter().map(|command| draft(folder, command)).collect::<Result<_>>()?;
    let pages = drafts.len();
    drafts.into_iter().try_for_each(Draft::commit)?;
    report.summary(&format!("{}: {}", folder.display(), count(pages, "manual page")));
    Ok(Outcome::Good)
}

/// A command and all below it.
fn collect<'a>(command: &'a Command, found: &mut Vec<&'a Command>) {
    found.push(command);
    command.get_subcommands().for_each(|below| collect(below, found));
}

fn draft(folder: &Path, command: &Command) -> Result<Draft> {
    let path = folder.join(Man::new(command.clone()).get_filename());
    let page = page(command)?;
    Draft::new(&Target::FileInFolder(path.clone()), |out| {
        out.write_all(page.as_bytes()).map_err(|error| unwritten(&path, error))
    })
}

/// The page of a command.
fn page(command: &Command) -> Result<String> {
    let page = Man::new(command.clone());
    let name = command.get_display_name().unwrap_or(command.get_name()).to_uppercase();
    // There is no date: a page is that of its program, whenever that was built.
    let version = concat!("deckmill ", env!("CARGO_PKG_VERSION"));
    let mut out = format!(".TH \"{name}\" \"1\" \"\" \"{version}\" \"User Commands\"\n").into_bytes();
    page.render_name_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_description_section(&mut out)?;
    page.render_options_section(&mut out)?;
    if command.has_subcommands() {
        page.render_subcommands_section(&mut out)?;
    }
    if let Some(more) = command.get_after_long_help().or(command.get_after_help()) {
        sections(&more.to_string(), &mut out)?;
    }
    let text = String::from_utf8_lossy(&out).replace("\n.br\n\n.br\n", "\n.sp\n");
    Ok(text.lines().map(|line| format!("{}\n", line.trim_end())).collect())
}

/// What stands below a command's options, in sections of its own: lines that end in a colon begin one, and
/// lines that are set in are shown as they are.
fn sections(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Roff::new();
    let (mut as_is, mut is_apart) = (false, false);
    for line in text.lines() {
        let is_set_in = line.starts_with(' ');
        if is_set_in != as_is {
            page.control(if is_set_in { "nf" } else { "fi" }, []);
            as_is = is_set_in;
        }
        if line.trim().is_empty() {
            is_apart = true;
            continue;
        }
        match line.strip_suffix(':').filter(|_| !is_set_in) {
            Some(title) => page.control("SH", [title.to_uppercase().as_str()]),
            None => {
                if is_apart {
                    page.control("PP", []);
                }
                page.text([if is_set_in { bold(line.trim()) } else { roman(line) }])
            }
        };
        is_apart = false;
    }
    if as_is {
        page.control("fi", []);
    }
    page.to_writer(out)
}
