//! Names of columns and fields: what each says about a card, in several languages.

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The question.
    Question,
    /// What belongs to the question beside its text: code, a picture.
    Prompt,
    /// Answers to choose from.
    Options,
    /// The answer.
    Answer,
    /// What is said about the answer.
    Explanation,
    /// Further reading, good to know.
    Extra,
    /// How difficult it is.
    Level,
    /// What it is filed under.
    Section,
    /// All headings above it.
    Path,
    /// Tags.
    Tags,
    /// Its number.
    Number,
    /// Its id.
    Id,
    /// The deck it is in, as Anki writes it: "Languages::Rust".
    Deck,
    /// What kind of note or question it is, which no card needs.
    Kind,
}

impl Field {
    /// Whether several fields can say it together.
    pub fn is_shared(self) -> bool {
        matches!(self, Field::Prompt | Field::Explanation | Field::Extra | Field::Kind)
    }
}

/// How sure a name makes what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// The name says it, and is the nth in the table: the lower, the surer.
    Named(usize),
    /// A word of the name says it: "Sample answer".
    InPart,
    /// The name says it here, and something else elsewhere: "name", "text".
    Maybe(usize),
}

#[rustfmt::skip]
const NAMES: &[(Field, &[&str])] = &[
    (Field::Question, &[
        "question", "questions", "q", "front", "prompt", "term", "ask", "questiontext", "problem", "query", "card front",
        "frage", "vorderseite", "begriff", "question text", "pregunta", "pergunta", "frente", "anverso", "domanda", "recto",
        "вопрос", "питання", "лицевая сторона", "问题", "題目", "题目", "问", "正面", "質問", "問題", "表", "질문", "문제", "앞면",
        "pytanie", "otázka", "kérdés", "fråga", "spørgsmål", "spørsmål", "kysymys", "întrebare", "ερώτηση", "soru", "vraag",
        "câu hỏi", "pertanyaan", "คำถาม", "प्रश्न", "السؤال", "سؤال", "שאלה", "پرسش", "terme", "término", "termo", "termine", "термин",
    ]),
    (Field::Prompt, &[
        "code", "codeblock", "questioncode", "questioncodeblocks", "snippet", "codesnippet", "context", "image", "picture",
        "scenario",
    ]),
    (Field::Options, &[
        "options", "choices", "alternatives", "answers", "variants", "answeroptions", "optionen", "antworten",
        "antwortmöglichkeiten", "opciones", "opções", "alternativas", "respuestas", "варианты", "варианты ответа",
        "варианты ответов", "选项", "選項", "選択肢", "보기", "선택지",
    ]),
    (Field::Answer, &[
        "answer", "a", "back", "response", "definition", "solution", "reply", "card back", "correctanswer",
        "correctoption", "correctchoice", "rightanswer", "rightoption", "answertext", "sampleanswer", "modelanswer",
        "expectedanswer", "idealanswer", "answerindex", "correctindex", "correctanswerindex", "correctoptionindex", "correctoptionid",
        "correctanswerid", "correctid", "answerid", "answerkey", "correctanswers", "correctoptions", "rightanswers",
        "correct", "iscorrect", "markdown", "answermarkdown", "antwort", "rückseite", "lösung", "richtige antwort", "respuesta",
        "respuesta correcta", "resposta", "resposta correta", "verso", "reverso", "risposta", "réponse", "reponse",
        "bonne réponse", "ответ", "правильный ответ", "відповідь", "обратная сторона", "答案", "正确答案", "答", "回答", "背面",
        "解答", "正解", "裏", "답변", "답", "정답", "뒷면", "odpowiedź", "odpověď", "válasz", "svar", "vastaus", "răspuns", "απάντηση",
        "cevap", "antwoord", "câu trả lời", "đáp án", "trả lời", "jawaban", "คำตอบ", "उत्तर", "الجواب", "إجابة", "الإجابة", "תשובה", "پاسخ",
        "définition", "definición", "definição", "definizione", "bedeutung", "определение", "meaning", "translation",
    ]),
    (Field::Explanation, &[
        "explanation", "rationale", "reason", "reasoning", "why", "details", "explain", "feedback", "erklärung", "explicación",
        "explicação", "explication", "spiegazione", "объяснение", "пояснение", "解析", "解説", "해설", "comment", "note", "notes",
        "answercodeblocks", "codeblocks", "hint", "hints", "example", "examples",
    ]),
    (Field::Extra, &["goodtohear", "good to hear", "links", "references", "resources", "further reading", "sources", "see also"]),
    (Field::Level, &[
        "levellabel", "level", "difficulty", "difficultylevel", "lvl", "grade", "seniority", "experience", "experiencelevel",
        "schwierigkeit", "schwierigkeitsgrad", "stufe", "niveau", "nivel", "nível", "livello", "dificultad", "dificuldade", "difficulté",
        "difficoltà", "уровень", "сложность", "难度", "难易度", "難易度", "레벨", "난이도", "poziom", "trudność", "zorluk", "seviye",
    ]),
    (Field::Section, &[
        "section", "category", "topic", "domain", "chapter", "module", "subject", "area", "theme", "unit", "kategorie", "thema",
        "kapitel", "categoría", "categoria", "tema", "catégorie", "категория", "раздел", "тема", "分类", "分類", "カテゴリ", "분류",
        "kategoria", "kategori",
    ]),
    (Field::Path, &["path"]),
    (Field::Tags, &["tags", "tag", "keywords", "labels", "schlagwörter", "etiquetas", "теги", "标签", "タグ", "태그"]),
    (Field::Number, &[
        "numberlabel", "number", "no", "nr", "num", "index", "#", "№", "n", "n°", "s no", "sno", "sl no", "sr no",
        "questionnumber", "question no", "номер", "п/п", "№ п/п", "nummer", "numero", "número", "numéro", "序号", "編號", "番号", "번호",
    ]),
    (Field::Id, &["id", "guid", "uuid", "questionid"]),
    (Field::Deck, &["deck", "deckname"]),
    (Field::Kind, &["notetype", "cardtype", "questiontype", "type", "kind", "format"]),
];

/// Names that say the same in a file of cards, and something else in any other table.
#[rustfmt::skip]
const MAYBE: &[(Field, &[&str])] = &[
    (Field::Question, &["title", "name", "word", "key", "text", "headword", "label"]),
    (Field::Answer, &["value", "content", "body", "text", "description", "desc", "html"]),
];

/// Names of questions that glossaries use.
#[rustfmt::skip]
const GLOSSARY: &[&str] = &["term", "terms", "begriff", "terme", "término", "termo", "termine", "термин"];

/// The same for names of other tables: of errors and cures, of requests and replies.
#[rustfmt::skip]
const ELSEWHERE: &[&str] = &["problem", "query", "prompt", "context", "ask", "a", "表"];

/// What a field of this name is for, and how sure its name makes that: the surest first.
pub fn meanings(name: &str) -> Vec<(Field, Sure)> {
    let words = words(name);
    let (spaced, closed) = (words.join(" "), words.concat());
    let at = |names: &[&str]| names.iter().position(|known| *known == spaced || *known == closed);
    let named = NAMES.iter().find_map(|(field, names)| Some((*field, Sure::Named(at(names)?))));
    let in_part = in_part(&words).filter(|_| named.is_none()).map(|field| (field, Sure::InPart));
    let maybe = MAYBE.iter().filter_map(|(field, names)| Some((*field, Sure::Maybe(at(names)?))));
    named.into_iter().chain(in_part).chain(maybe).collect()
}

/// The surest of its meanings.
pub fn of_name(name: &str) -> Option<(Field, Sure)> {
    meanings(name).into_iter().next()
}

/// Whether a column of this name holds the terms of a glossary.
pub fn is_of_glossary(name: &str) -> bool {
    GLOSSARY.contains(&words(name).concat().as_str())
}

/// Whether a column of this name holds questions in any table: "Question", not "Problem".
pub fn asks(name: &str) -> bool {
    let sure = matches!(of_name(name), Some((Field::Question, Sure::Named(_) | Sure::InPart)));
    sure && !is_of_glossary(name) && !ELSEWHERE.contains(&words(name).concat().as_str())
}

/// The words of a name, in lower case: "sampleAnswer", "sample_answer" and "Sample answer:" alike.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut before = ' ';
    for c in name.trim().chars() {
        if before.is_lowercase() && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.extend(if "_-.:*".contains(c) { ' '.to_lowercase() } else { c.to_lowercase() });
        before = c;
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// Words before or behind "question" or "answer" with which a name means something else.
#[rustfmt::skip]
const OTHERWISE: &[&str] = &[
    "incorrect", "wrong", "false", "num", "max", "min", "total", "count", "number", "type", "id", "date", "author", "source",
    "format", "status", "url", "link", "by", "time", "length", "set", "bank", "image", "audio", "lang", "language", "html",
];

/// What a name of two or three words is for by the word that says most.
fn in_part(words: &[String]) -> Option<Field> {
    let known = |word: &String| {
        let is_one = |names: &[&str]| word.chars().count() > 2 && names.contains(&word.as_str());
        let fields = [Field::Question, Field::Answer, Field::Level, Field::Explanation];
        let found = NAMES.iter().find(|(field, names)| fields.contains(field) && is_one(names));
        found
            .map(|(field, _)| *field)
            .filter(|_| !is_of_glossary(word) && !ELSEWHERE.contains(&word.as_str()))
    };
    let plain = !words.iter().any(|word| OTHERWISE.contains(&word.as_str()));
    let fits = (2..=3).contains(&words.len()) && plain;
    words.iter().rev().find_map(known).filter(|_| fits)
}

/// Words that may stand before the letter or number of an option in the name of its column.
#[rustfmt::skip]
const OPTIONS: &[&str] = &[
    "option", "opt", "choice", "answer", "ans", "alternative", "variant", "opción", "opcion", "opção", "opcao", "alternativa",
    "antwort", "réponse", "respuesta", "вариант", "ответ", "选项", "選項", "選択肢", "보기",
];

/// The letter or number of the option that a column of this name holds: "b" of "option_b", "Choice B"
/// or "B".
pub fn option_sign(name: &str) -> Option<char> {
    let closed = words(name).concat();
    let sign = closed.chars().last().filter(|c| ('a'..='h').contains(c) || ('1'..='9').contains(c))?;
    let stem = &closed[..closed.len() - sign.len_utf8()];
    (OPTIONS.contains(&stem) || (stem.is_empty() && sign.is_alphabetic())).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_written() {
        let cases = [
            ("Question", Some(Field::Question)),
            ("**Question**", Some(Field::Question)),
            ("sampleAnswer", Some(Field::Answer)),
            ("Sample answer", Some(Field::Answer)),
            ("Interview Questions", Some(Field::Question)),
            ("correct_option_id", Some(Field::Answer)),
            ("incorrect_answers", None),
            ("Question Type", Some(Field::Kind)),
            ("question_count", None),
            ("Difficulty Level", Some(Field::Level)),
            ("Nr.", Some(Field::Number)),
            ("S. No.", Some(Field::Number)),
            ("created_at", None),
            ("", None),
        ];
        for (name, wanted) in cases {
            assert_eq!(of_name(name).map(|(field, _)| field), wanted, "{name}");
        }
        for (name, wanted) in [
            ("option_a", Some('a')),
            ("Option 1", Some('1')),
            ("B", Some('b')),
            ("answerC", Some('c')),
            ("data", None),
        ] {
            assert_eq!(option_sign(name), wanted, "{name}");
        }
    }
}
