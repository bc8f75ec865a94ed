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
}

impl Field {
    /// Whether several fields can say it together.
    pub fn is_shared(self) -> bool {
        matches!(self, Field::Prompt | Field::Explanation | Field::Extra)
    }
}

#[rustfmt::skip]
const NAMES: &[(Field, &[&str])] = &[
    (Field::Question, &[
        "question", "questions", "q", "front", "prompt", "term", "ask", "questiontext", "problem", "query", "card front",
        "frage", "vorderseite", "begriff", "question text", "pregunta", "pergunta", "frente", "anverso", "domanda", "recto",
        "вопрос", "питання", "лицевая сторона", "问题", "題目", "题目", "问", "正面", "質問", "問題", "表", "질문", "문제", "앞면",
        "pytanie", "soru", "vraag", "السؤال", "سؤال", "שאלה", "پرسش", "title", "name", "word", "key",
    ]),
    (Field::Prompt, &["code", "codeblock", "questioncode", "questioncodeblocks", "snippet", "context", "image", "picture", "scenario"]),
    (Field::Options, &["options", "choices", "alternatives", "answers", "optionen", "opciones", "选项", "選択肢"]),
    (Field::Answer, &[
        "answer", "a", "back", "response", "definition", "solution", "reply", "body", "card back", "correctanswer",
        "correct answer", "correct", "antwort", "rückseite", "lösung", "respuesta", "resposta", "verso", "reverso", "risposta",
        "réponse", "reponse", "ответ", "відповідь", "обратная сторона", "答案", "答", "回答", "背面", "解答", "裏", "답변", "답", "정답",
        "뒷면", "odpowiedź", "cevap", "antwoord", "الجواب", "إجابة", "תשובה", "پاسخ", "value", "content", "text", "description",
    ]),
    (Field::Explanation, &[
        "explanation", "rationale", "reason", "reasoning", "why", "details", "explain", "feedback", "erklärung", "explicación",
        "explicação", "explication", "объяснение", "пояснение", "解析", "解説", "해설", "comment", "note", "notes",
        "answercodeblocks", "codeblocks", "hint", "hints",
    ]),
    (Field::Extra, &["goodtohear", "good to hear", "links", "references", "resources", "further reading", "sources", "see also"]),
    (Field::Level, &[
        "levellabel", "level", "difficulty", "grade", "seniority", "schwierigkeit", "niveau", "nivel", "dificultad", "dificuldade",
        "уровень", "сложность", "难度", "难易度", "레벨", "난이도", "poziom", "zorluk",
    ]),
    (Field::Section, &[
        "section", "category", "topic", "domain", "chapter", "module", "subject", "area", "theme", "kategorie", "thema",
        "categoría", "categoria", "tema", "catégorie", "категория", "раздел", "тема", "分类", "カテゴリ", "분류",
    ]),
    (Field::Path, &["path"]),
    (Field::Tags, &["tags", "tag", "keywords", "labels", "schlagwörter", "etiquetas", "теги", "标签", "タグ", "태그"]),
    (Field::Number, &["numberlabel", "number", "no", "nr", "num", "index", "#", "№", "номер", "nummer", "序号", "番号", "번호"]),
    (Field::Id, &["id", "guid", "uuid"]),
];

/// What a field of this name is for, and how sure its name makes that: 0 is surest.
pub fn of_name(name: &str) -> Option<(Field, usize)> {
    let bare: String = name.trim().to_lowercase().chars().filter(|c| !"_-.:".contains(*c)).collect();
    let closed = bare.replace(' ', "");
    NAMES.iter().find_map(|(field, names)| {
        let at = names.iter().position(|known| *known == bare || *known == closed)?;
        Some((*field, at))
    })
}
