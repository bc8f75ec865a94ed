//! `build --watch`: builds, and builds again when something changes.
//!
//! Files are looked at, and not listened to: that finds pages that are new to a glob, works on disks of a
//! network and in containers, and a look at a thousand files takes some milliseconds.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::once;
use crate::cli::Build;
use crate::command::Outcome;
use crate::failure;
use crate::files::{self, Seen};
use crate::project::Project;
use crate::report::Report;

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(300);

/// Builds until it is stopped. A build that fails is told, and the next change tries again.
pub fn run(args: &Build, report: &mut Report) -> Result<Outcome> {
    // What can't be built at all, such as a project that is not there, is no reason to wait.
    super::open(args)?;
    let mut media = Vec::new();
    loop {
        let before = look(args, &media);
        let next = match once(args, report) {
            Err(error) if failure::is_closed_pipe(&error) => return Err(error),
            Err(error) => {
                report.failure(&error);
                media.clone()
            }
            Ok(built) => built.media,
        };
        // What changed while it was built is built at once; images that are watched from now on did not.
        let is_same = look(args, &media) == before;
        media = next;
        let mut now = if is_same { look(args, &media) } else { before };
        report.summary("watching; Ctrl-C ends it");
        loop {
            thread::sleep(PAUSE);
            let next = look(args, &media);
            if next != now {
                // A file that is being written is not whole yet: wait until nothing changes any more.
                now = next;
                thread::sleep(PAUSE);
                if look(args, &media) == now {
                    break;
                }
            }
        }
    }
}

/// The project file, the files below all folders that the project reads, and the images of the last build.
fn look(args: &Build, media: &[PathBuf]) -> Seen {
    let Ok(project) = super::open(args) else {
        return files::seen(args.project.clone());
    };
    let Project { file, media_roots, .. } = &project;
    let except = [files::real(args.out.as_ref().unwrap_or(&project.output))];
    let named =
        project.sets.values().filter(|set| ["css", "template"].contains(&set.key.name)).map(|set| set.path());
    let sources = project.sources();
    let below = sources.iter().chain(media_roots).flat_map(|path| files::find(path, &|_| true, &except));
    let below = below.flatten().map(|found| found.path);
    files::seen(below.chain(named).chain(file.clone()).chain(media.iter().cloned()))
}
