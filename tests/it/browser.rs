//! The page of the html exporter in real Chromium. What it must do is in `tests/browser/page.mjs`,
//! a function for each trial; the decks are made here.
//!
//! Node and Chromium are the machine's; what npm has to give comes by `npm.rs`.
//! Without them these trials show as ignored, but under `CI` they must run.

#![allow(
    clippy::disallowed_methods,
    reason = "tests write their pages and install what they need themselves"
)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use deckmill::model::{Block, BlockKind, Card, Deck, Image, Inline, Level, Link, Number, Origin};
use deckmill::{ReadOptions, Source, export};
use libtest_mimic::{Failed, Trial};

use crate::npm::Packages;
use crate::{kitchen_sink, media};

/// What the scripts need of npm.
static PACKAGES: Packages = Packages::new("browser");

/// The checks of `tests/browser/page.mjs`.
const CHECKS: [&str; 14] = [
    "answers_open",
    "filters_count",
    "keys_do_what_help_says",
    "practice_ends_when_all_is_known",
    "nothing_overflows_a_phone",
    "text_has_contrast",
    "right_to_left",
    "works_without_scripts",
    "paper_has_all_answers",
    "hostile_text_stays_text",
    "formulas_and_pictures",
    "files_are_in_the_page",
    "deletions_are_hidden",
    "ten_thousand_cards",
];

/// The trials of this file.
pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = CHECKS
        .into_iter()
        .map(|name| {
            trial(&format!("browser::{name}"), move || {
                output(&mut script(name, &decks()?)?)?;
                Ok(())
            })
        })
        .collect();
    trials.push(Trial::test("browser::each_check_is_run", each_check_is_run));
    trials
}

/// A trial that needs Chromium: where it can't run it shows as ignored, but under `CI` it must run.
pub fn trial(name: &str, check: impl FnOnce() -> Result<(), Failed> + Send + 'static) -> Trial {
    let ignored = tools().is_err() && env::var_os("CI").is_none();
    Trial::test(name, check).with_ignored_flag(ignored)
}

/// The command that runs one check of `tests/browser/run.mjs` on a folder.
pub fn script(check: &str, folder: &Path) -> Result<Command, String> {
    let (chromium, node) = tools()?;
    let mut command = Command::new(node);
    command
        .arg(source("run.mjs"))
        .arg(check)
        .arg(folder)
        .env("DECKMILL_CHROMIUM", chromium)
        .env("DECKMILL_NODE", PACKAGES.folder()?);
    Ok(command)
}

/// A file in `tests/browser/`.
fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(name)
}

/// Chromium and Node, or what is missing.
fn tools() -> Result<(PathBuf, PathBuf), String> {
    let found = |names: &[&str]| {
        let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
        let mut places = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        places.find(|place| place.is_file()).ok_or(format!("there is no {} on the path", names[0]))
    };
    let chromium = match env::var_os("CHROMIUM") {
        Some(program) => PathBuf::from(program),
        None => found(&["chromium", "chromium-browser", "google-chrome"])?,
    };
    found(&["npm"])?;
    Ok((chromium, found(&["node"])?))
}

/// What a command prints, or what it complains of.
pub fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|cause| format!("{command:?}: {cause}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr))),
    }
}

/// A folder below `target/` with all decks as HTML and JSON, written by whoever asks first.
fn decks() -> Result<PathBuf, String> {
    static DECKS: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    DECKS.get_or_init(|| write_decks().map_err(|cause| cause.to_string())).clone()
}

fn write_decks() -> Result<PathBuf, Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-decks");
    fs::create_dir_all(&folder)?;
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    let page = |path: &Path| -> Result<Deck, std::io::Error> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(deckmill::read(&Source::new(name, fs::read(path)?), &ReadOptions::default()).deck)
    };
    let sample = |name: &str| page(&samples.join(name));
    let mut two = Deck { title: "Two pages".into(), key: "two".into(), ..Deck::default() };
    two.children = vec![sample("headings-sql.md")?, sample("numbered-rust.md")?];
    let mut all = vec![
        ("python", sample("python.md")?),
        ("headings-sql", sample("headings-sql.md")?),
        ("two", two),
        ("sink", kitchen_sink::deck()),
        ("hostile", hostile()),
        ("many", many()),
    ];
    for name in ["hebrew", "arabic", "math", "code", "kinds"] {
        all.push((name, page(&source("pages").join(name).with_extension("md"))?));
    }
    for (name, deck) in &all {
        for format in ["html", "json"] {
            fs::write(folder.join(name).with_extension(format), export::to_bytes(format, deck)?)?;
        }
    }
    write_media(&folder);
    Ok(folder)
}

/// A page that shows and plays files that are beside it, as the program reads and writes it.
fn write_media(target: &Path) {
    let text = "# Files\n\n![Dot](dot.png)\n\n1. What is this? ![Dot](dot.png)\n\n   A dot: ![Dot](dot.png), \
                not ![Gone](gone.png), and [how it sounds](note.wav).\n\n2. What is drawn?\n\n   \
                ![Box](box.svg)\n\n3. What is heard here? [note.wav](note.wav)\n\n   A note.\n";
    let box_: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'><rect width='30' height='20'/></svg>";
    let files: [(&str, &[u8]); 4] =
        [("page.md", text.as_bytes()), ("dot.png", media::PNG), ("box.svg", box_), ("note.wav", &wav())];
    let folder = media::folder(&files);
    let out = |extension: &str| target.join("files").with_extension(extension).display().to_string();
    media::deckmill(folder.path(), &["export", "page.md", "-o", &out("html"), "-o", &out("json")]);
}

/// Ten seconds of a tone: WAVE, a channel, 8000 samples of a byte a second.
fn wav() -> Vec<u8> {
    const RATE: u32 = 8000;
    let samples: Vec<u8> = (0..10 * RATE).map(|at| if at / 10 % 2 == 0 { 120 } else { 136 }).collect();
    let length = 10 * RATE;
    let mut out = Vec::new();
    out.extend(b"RIFF");
    out.extend((36 + length).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    out.extend(RATE.to_le_bytes());
    out.extend(RATE.to_le_bytes());
    out.extend(b"\x01\0\x08\0data");
    out.extend(length.to_le_bytes());
    out.extend(samples);
    out
}

/// No check in the file is forgotten here.
fn each_check_is_run() -> Result<(), Failed> {
    let text = fs::read_to_string(source("page.mjs"))?;
    let written: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("export async function ")?.split('(').next())
        .collect();
    match written == CHECKS {
        true => Ok(()),
        false => Err(format!("page.mjs has {written:?}, and this file {CHECKS:?}").into()),
    }
}

/// Text that would run or break out, if it were taken for markup anywhere.
const HOSTILE: [&str; 18] = [
    "<script>window.hacked = 1</script>",
    "\"><img src=x onerror=\"window.hacked = 1\">",
    "' onmouseover='window.hacked = 1' x='",
    "</style><script>window.hacked = 1</script>",
    "</script><script>window.hacked = 1</script>",
    "</title></textarea></noscript><svg onload=window.hacked=1>",
    "</summary></details></article></main><form action=javascript:window.hacked=1><button>x</button></form>",
    "<!-- --!> <![CDATA[ <?x ?>",
    "{{constructor.constructor('window.hacked = 1')()}} ${window.hacked = 1} <%= 1 %>",
    "javascript:window.hacked=1",
    "data:text/html,<script>window.hacked=1</script>",
    "https://example.org/\"onclick=\"window.hacked=1",
    "\\)</span><script>window.hacked = 1</script>\\(",
    "\\]</div><script>window.hacked = 1</script>\\[",
    "\\text{</mtext></math><script>window.hacked = 1</script>}",
    "\\href{javascript:window.hacked=1}{x} \\color{red} x",
    "x\" style=\"position:fixed;inset:0;background:url(https://example.org/x.png)\" class=\"card",
    "x;} body { background: url(https://example.org/x.png) } .card { display: none",
];

/// A deck that has each of these texts in each place where a page can have text.
fn hostile() -> Deck {
    let cards = HOSTILE.iter().zip(1..).map(|(text, number)| hostile_card(text, number)).collect();
    Deck {
        title: HOSTILE.join(" "),
        category: Some(HOSTILE.join(" ")),
        description: vec![Block::paragraph(HOSTILE.join(" "))],
        key: "hostile".into(),
        language: Some(HOSTILE[16].into()),
        cards,
        ..Deck::default()
    }
}

fn hostile_card(text: &str, number: u64) -> Card {
    let own = || text.to_owned();
    let words = || vec![Inline::text(own())];
    let paragraph = |content| Block::new(BlockKind::Paragraph(content));
    let link = |target: String| Inline::Link(Box::new(Link { target, title: Some(own()), content: words() }));
    let image = |target: String| Inline::Image(Box::new(Image { target, alt: own(), title: Some(own()) }));
    let answer = vec![
        paragraph(vec![Inline::Code(own()), Inline::Strong(words()), Inline::Math(own())]),
        paragraph(vec![
            link(own()),
            link(format!("{text}#")),
            link(format!(" {text}")),
            link(format!("#{text}")),
        ]),
        paragraph(vec![image(own()), image(format!("data:image/png;base64,{text}"))]),
        paragraph(vec![Inline::Link(Box::new(Link {
            target: own(),
            title: None,
            content: vec![image(own())],
        }))]),
        Block::new(BlockKind::Code { language: Some(own().into()), text: own() }),
        Block::new(BlockKind::Math(own())),
    ];
    Card {
        id: format!("{number}{}", text.replace(' ', "")).into(),
        number: Some(Number::new(own())),
        question: vec![Block::paragraph(text)],
        answer,
        references: 1,
        level: Some(Level::Beginner),
        level_label: Some(own().into()),
        path: [own(), format!("{number}")].into(),
        tags: vec![own()],
        origin: Origin::new(own(), 1, 1),
        ..Card::default()
    }
}

/// Ten thousand cards in a hundred sections.
fn many() -> Deck {
    let card = |number: u64| Card {
        id: format!("many{number}").into(),
        number: Some(Number::new(number.to_string())),
        question: vec![Block::paragraph(format!("What is the answer to question number {number}?"))],
        answer: vec![
            Block::paragraph(format!(
                "It is {}, which a few words more explain to whoever asks.",
                number * 7
            )),
            Block::new(BlockKind::Code { language: None, text: format!("answer({number})") }),
        ],
        level: Level::ALL.into_iter().nth((number % 4) as usize),
        path: [format!("Part {}", number / 100)].into(),
        origin: Origin::new("many.md", 1, 1),
        ..Card::default()
    };
    Deck {
        title: "Many".into(),
        key: "many".into(),
        language: Some("en".into()),
        cards: (1..=10_000).map(card).collect(),
        ..Deck::default()
    }
}
