//! Wording: how questions begin and end, what labels mark question and answer, and what the
//! furniture of a page says. Tables by language, and functions that look lines up in them.

use super::letters;
use super::shape::{begins_one, has_more_words, may_begin, may_have_label};
use crate::bytes::{self, WordList};
use crate::cloze;

/// Words with which questions and requests begin, in lower case.
#[rustfmt::skip]
static STARTERS: WordList = WordList::of(&[
    // English: questions, then requests.
    "what", "what's", "why", "how", "how's", "when", "where", "which", "who", "whose", "whom", "is", "are",
    "was", "were", "do", "does", "did", "can", "could", "should", "would", "will", "has", "have", "if",
    "in what", "explain", "describe", "define", "name", "list", "compare", "contrast", "discuss",
    "differentiate", "distinguish", "give", "show", "tell", "write", "implement", "design", "create",
    "build", "find", "state", "mention", "outline", "summarize", "summarise", "calculate", "compute",
    "predict", "demonstrate", "consider", "difference", "differences", "suppose", "given", "talk", "walk",
    "identify", "prove", "illustrate", "sketch", "estimate", "convert", "print", "solve", "complete",
    "choose", "select", "elaborate", "enumerate", "trace",
    // German
    "was", "warum", "wie", "wann", "wo", "welche", "welcher", "welches", "wer", "wozu", "wieso", "weshalb",
    "womit", "worin", "erkläre", "erklären", "erläutere", "erläutern", "definiere", "definieren", "wofür",
    "wodurch", "inwiefern", "beschreibe", "beschreiben", "nenne", "nennen", "vergleiche",
    // French
    "qu'est-ce", "que", "quel", "quelle", "quels", "quelles", "comment", "pourquoi", "quand", "où",
    "expliquez", "décrivez", "qu'appelle-t-on", "quoi", "qui",
    // Spanish, Portuguese, Italian
    "¿qué", "qué", "¿cómo", "cómo", "¿por", "¿cuál", "cuál", "cuáles", "¿cuáles", "¿cuándo", "¿dónde",
    "explique", "explica", "describe", "describa", "o", "qual", "quais", "como", "por", "quando", "onde",
    "explicar", "descreva", "cosa", "cos'è", "come", "perché", "quali", "spiega", "descrivi",
    // Russian, Ukrainian, Polish, Turkish, Dutch
    "что", "как", "почему", "зачем", "когда", "где", "какой", "какая", "какие", "каким", "чем", "кто",
    "сколько", "объясните", "опишите", "назовите", "расскажите", "що", "як", "чому", "co", "jak",
    "dlaczego", "kiedy", "jakie", "czym", "wyjaśnij", "nedir", "nasıl", "neden", "wat", "hoe", "waarom",
    "welke",
    // Arabic, Persian, Hebrew
    "ما", "ماذا", "كيف", "لماذا", "متى", "أين", "هل", "اشرح", "چه", "چرا", "چگونه", "آیا", "مה", "איך",
    "למה",
]);

/// Parts of questions in scripts that put no spaces between words.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "توضیح", "بگو", "چی", "چه ", "چطور", "اشرح", "什么", "什麼", "怎么", "怎麼", "如何", "为什么", "為什麼", "哪些", "哪个", "是否", "请", "說明", "说明", "区别", "解释", "简述", "谈谈",
    "了解", "何ですか", "とは", "なぜ", "どのよう", "説明", "ですか", "무엇", "어떻게", "왜", "설명", "차이",
];

/// How many bytes a line may have that is a trail, a menu, an invitation, or says only that the answer
/// follows. A page may be one line, and need not be looked through for each word of these tables.
const LONGEST: usize = 4096;

/// Whether a line reads like a question, or a request to explain something.
pub fn is_question(line: &str) -> bool {
    let line = line.trim();
    // Most lines have no sign at all, and need not be searched for each.
    let is_plain = !bytes::have(line.as_bytes(), |byte| (byte == b'?') | (byte == b'{') | !byte.is_ascii());
    let is_marked = !is_plain && (line.contains('?') || line.contains(['？', '؟', '⁇']));
    if is_marked || line.ends_with([';', '՞']) {
        return !line.starts_with("http");
    }
    // What is to be filled in is asked for.
    if !is_plain && cloze::is_in_text(line) {
        return true;
    }
    let mut words =
        line.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\''));
    let first = words.find(|word| !word.is_empty()).unwrap_or_default();
    (STARTERS.may_begin(first) && STARTERS.has(&first.to_lowercase()))
        || (!is_plain
            && line.len() <= LONGEST
            && !line.is_ascii()
            && PARTS.iter().any(|part| line.contains(part)))
}

/// Labels that mark a question, in lower case, longest first within a language.
#[rustfmt::skip]
static QUESTION: WordList = WordList::of(&[
    "question", "ques", "que", "q", "frage", "pregunta", "pergunta", "domanda", "вопрос", "питання", "问题",
    "問題", "问", "問", "质问", "質問", "질문", "pytanie", "soru", "vraag", "سؤال", "שאלה", "f", "p", "в",
]);

/// Labels that mark an answer, in lower case.
#[rustfmt::skip]
static ANSWER: WordList = WordList::of(&[
    "answer", "answers", "ans", "a", "solution", "reply", "explanation", "correct answer", "right answer",
    "correct option", "antwort", "lösung", "richtige antwort", "réponse", "reponse", "bonne réponse",
    "réponse correcte", "respuesta", "respuesta correcta", "solución", "resposta", "resposta correta",
    "resposta certa", "risposta", "risposta corretta", "risposta esatta", "r", "ответ", "правильный ответ",
    "верный ответ", "о", "відповідь", "правильна відповідь", "答案", "正确答案", "正確答案", "参考答案", "答", "答え",
    "回答", "解答", "正解", "答复", "답변", "답", "정답", "해답", "odpowiedź", "poprawna odpowiedź", "cevap", "doğru cevap",
    "antwoord", "juiste antwoord", "جواب", "إجابة", "الجواب", "الإجابة", "الإجابة الصحيحة", "پاسخ", "پاسخ صحیح",
    "תשובה", "תשובה נכונה", "उत्तर", "đáp án", "trả lời", "jawaban", "odgovor", "tačan odgovor", "točan odgovor",
    "svar", "rätt svar", "riktig svar", "rigtigt svar", "răspuns", "răspuns corect", "vastaus", "oikea vastaus",
    "odpověď", "správná odpověď", "odpoveď", "απάντηση", "σωστή απάντηση", "válasz", "helyes válasz", "отговор",
    "верен отговор", "одговор", "คำตอบ", "উত্তর", "vastus", "atbilde", "atsakymas", "përgjigje", "përgjigjja",
]);

/// Verbs that stand before "answer" on what is to be clicked: "Show answer".
#[rustfmt::skip]
static SHOW: WordList = WordList::of(&[
    "show", "view", "see", "reveal", "click", "toggle", "open", "expand", "display", "hide", "check", "the",
    "for", "to", "anzeigen", "zeigen", "ver", "mostrar", "la", "voir", "afficher", "показать", "查看", "显示",
    "details", "here", "solution", "and", "rationale", "correct", "right", "option", "choice", "richtige",
    "correcta", "correta", "certa", "correcte", "bonne", "corretta", "esatta", "правильный", "верный", "правильна",
    "doğru", "juiste", "poprawna", "explanation",
]);

/// How many characters the label of a question takes at the front of a line: "Q:", "Question -".
///
/// Labels with numbers are counted too: "Q7:".
pub fn question_label(line: &str) -> Option<usize> {
    label(line, &QUESTION, ":.)-")
}

/// How many characters the label of an answer takes at the front of a line: "A:", "Answer:".
pub fn answer_label(line: &str) -> Option<usize> {
    answer_label_with(line, ":")
}

/// Whether a line says the letter of an option behind a label: "Answer: D" says more than "D".
pub fn states_letter(line: &str, label: usize) -> bool {
    let rest = letters::behind(line, label).trim();
    label > 3 && rest.len() == 1 && rest.starts_with(|c: char| c.is_ascii_uppercase())
}

/// The same, where one of these signs may stand behind a label of one letter: "A)".
pub fn answer_label_with(line: &str, signs: &str) -> Option<usize> {
    label(line, &ANSWER, signs)
}

/// The most words that say nothing but that the answer follows.
const MOST_WORDS: usize = 4;

/// Whether a line says nothing but that the answer follows: "Answer", "Show answer", "Solution:".
pub fn is_answer_word(line: &str) -> bool {
    let begins = may_begin(line, &ANSWER) || may_begin(line, &SHOW);
    if line.len() > LONGEST || !begins || has_more_words(line, MOST_WORDS) {
        return false;
    }
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let words = words.filter(|word| !word.is_empty() && !word.chars().all(|c| c.is_ascii_digit()));
    // Whoever says more or something else is not put in lower case for it.
    if words.clone().nth(MOST_WORDS).is_some() || !words.clone().any(|word| begins_one(word, &ANSWER)) {
        return false;
    }
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    let is_answer = |word: &String| word.chars().count() > 1 && ANSWER.has(word);
    let whole = words.join(" ");
    ANSWER.has(&whole) && whole.chars().count() > 1
        || words.iter().any(is_answer) && words.iter().all(|word| is_answer(word) || SHOW.has(word))
}

/// Words for an explanation, in lower case.
#[rustfmt::skip]
const EXPLANATION: &[&str] = &[
    "explanation", "explication", "explicación", "explicação", "erklärung", "erläuterung", "пояснение", "解析",
];

/// Whether a line begins with the word for an explanation.
pub fn is_explanation(line: &str) -> bool {
    let lower: String = line.chars().take(24).collect::<String>().to_lowercase();
    EXPLANATION.iter().any(|word| lower.trim_start_matches(['*', '_', ' ']).starts_with(word))
}

/// What follows "Answer" or "Correct answer" at the front of a line, without a sign between.
pub fn without_answer_word(line: &str) -> Option<&str> {
    let ends = line.match_indices(char::is_whitespace).map(|(at, _)| at).take(4);
    ends.filter(|at| is_answer_word(&line[..*at])).last().map(|at| line[at..].trim_start())
}

/// Within how many characters a label ends.
const FRONT: usize = 48;

/// `signs` may stand behind a label of one letter; more may behind a word.
fn label(line: &str, table: &WordList, signs: &str) -> Option<usize> {
    if !may_have_label(line, table, FRONT) {
        return None;
    }
    let lower: String = line.chars().take(FRONT).collect::<String>().to_lowercase();
    let lead = lower.chars().take_while(|c| c.is_whitespace() || "*_[【".contains(*c)).count();
    let start = letters::behind(&lower, lead);
    let one = |word: &str| {
        let after = start.strip_prefix(word)?;
        let after = if lead > 0 { after.trim_start_matches("**") } else { after };
        let figures = after.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        let sign = figures.chars().next()?;
        let behind = &figures[sign.len_utf8()..];
        // The stars of plain text that was written as Markdown.
        let behind = if lead > 0 { behind.trim_start_matches(['*', '_']) } else { behind };
        let short = word.chars().count() == 1;
        let wide = "：．、】".contains(sign);
        let known = if short { signs.contains(sign) } else { ":.)-]".contains(sign) };
        // What was copied may have lost its spaces: "Question:What".
        let first = letters::behind(line, lower.chars().count() - behind.chars().count()).chars().next();
        let glued = word.chars().count() > 2
            && sign == ':'
            && first.is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
        let parted = behind.is_empty() || behind.starts_with(char::is_whitespace) || glued;
        // "Answer the question - or not" begins with no label.
        let tight = !figures.starts_with('-') || after.len() > figures.len();
        let space = behind.chars().take_while(|c| c.is_whitespace()).count();
        let cut = start.chars().count() - behind.chars().count();
        (wide || (known && parted && tight)).then_some(lead + cut + space)
    };
    table.iter().filter_map(one).max()
}

/// Headings over parts of a page that are no questions.
#[rustfmt::skip]
static PARTS_OF_PAGE: WordList = WordList::of(&[
    "contents", "table of contents", "toc", "index", "overview", "introduction", "about", "about this page",
    "license", "licence", "contributing", "contributors", "contribute", "references", "further reading",
    "resources", "links", "see also", "acknowledgements", "acknowledgments", "credits", "changelog",
    "disclaimer", "sponsors", "support", "related", "feedback", "summary", "conclusion", "comments",
    "share", "authors", "author", "prerequisites", "inhalt", "inhaltsverzeichnis", "índice", "contenido",
    "conteúdo", "sommaire", "table des matières", "indice", "содержание", "оглавление", "目录", "目錄", "目次",
    "前言", "简介", "总结", "小结", "参考", "参考链接", "参考资料", "参考文献", "相关链接", "更新日志", "贡献", "許可", "许可证",
    "はじめに", "参考文献一覧", "まとめ", "참고", "참고 자료", "결론", "소개", "введение", "заключение", "ссылки", "литература",
    "einleitung", "fazit", "quellen", "introducción", "conclusión", "referencias", "introdução", "conclusão",
    "referências", "références", "introduzione", "riferimenti", "navigation", "this page", "previous topic",
    "next topic", "related questions", "related topics", "목차", "spis treści", "içindekiler", "فهرس", "فهرست",
]);

/// Whether a heading names a part of a page that holds no questions.
pub fn is_part_of_page(heading: &str) -> bool {
    let bare = heading.trim().trim_end_matches([':', '.']).trim_start_matches(|c: char| !c.is_alphanumeric());
    bare.len() <= LONGEST && PARTS_OF_PAGE.may_begin(bare) && PARTS_OF_PAGE.has(&bare.to_lowercase())
}

/// Titles over what stands on many pages of a site below their content, in lower case.
#[rustfmt::skip]
static TAIL_TITLES: WordList = WordList::of(&[
    "table of contents", "navigation", "previous topic", "next topic", "this page", "quick search",
    "related topics", "related articles", "related posts", "related questions", "you may also like", "comments",
    "leave a comment", "leave a reply", "post navigation", "author and copyright", "about the author", "share this",
    "kommentare", "ähnliche artikel", "commentaires", "articles liés", "comentarios", "artículos relacionados",
    "comentários", "commenti", "комментарии", "похожие статьи", "相关文章", "评论", "関連記事", "コメント", "댓글", "관련 글",
]);

/// Whether a line begins what stands below a page's content.
pub fn is_tail_title(text: &str) -> bool {
    let bare = text.trim().trim_end_matches([':', '.', '¶', ' ']);
    TAIL_TITLES.may_begin(bare) && text.chars().count() <= 40 && TAIL_TITLES.has(&bare.to_lowercase())
}

/// What invitations say, in lower case.
#[rustfmt::skip]
const INVITATIONS: &[&str] = &[
    "open the app", "get the app", "download the app", "download our", "try the app", "try it free",
    "free to start", "start free", "start for free", "try for free", "for free", "free trial", "sign up",
    "sign in", "subscribe", "newsletter", "join ", "register", "create an account", "create your account",
    "free account", "practice these", "practise these", "practice with", "practise with", "practice them",
    "practise them", "practice out loud", "get started", "follow us", "share this", "upgrade", "pricing",
    "buy ", "our app", "mock interview", "book a", "get access", "unlock", "kostenlos", "gratis",
    "feel free to ", "would you like ", "let me know", "pull request", "give it a star", "star this", "follow me",
    "contribute to this", "contributions are welcome", "happy learning", "good luck",
    "s'inscrire", "подпишитесь", "подписаться", "регистрация", "скачать", "关注", "订阅", "下载", "ダウンロード", "登録",
    "구독",
];

/// Whether a short text invites to buy, join or open something.
pub fn is_invitation(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let lower = text.to_lowercase();
    text.chars().count() <= 240 && INVITATIONS.iter().any(|words| lower.contains(words))
}

/// What is said above a page for those who want to skip what stands there, or about cookies.
#[rustfmt::skip]
const ABOVE: &[&str] = &[
    "skip to", "skip navigation", "jump to content", "zum inhalt", "aller au contenu", "saltar al contenido",
    "ir al contenido", "pular para o conteúdo", "vai al contenuto", "перейти к содержанию", "к содержимому",
    "跳到主要内容", "跳转到内容", "本文へ", "본문 바로가기", "accept all", "alle akzeptieren", "tout accepter",
    "aceptar todo", "aceitar tudo", "accetta tutto", "принять все",
];

/// What is said of cookies by those who use them.
#[rustfmt::skip]
const CONSENT: &[&str] = &[
    "we use", "this site uses", "this website uses", "uses cookies", "accept", "consent", "settings", "nutz",
    "verwend", "utilis", "usamos", "utiliza", "utilizz", "использу",
];

/// Whether a short line is one of those, or a menu whose entries have wide gaps between them.
pub fn is_above_page(line: &str) -> bool {
    let line = line.trim();
    let lower = line.to_lowercase();
    let short = line.chars().count() <= 120 && !line.ends_with(['?', '？']);
    let entries = line.split("   ").map(str::trim).filter(|entry| !entry.is_empty());
    short
        && (ABOVE.iter().any(|words| lower.starts_with(words))
            || (lower.contains("cookies") && CONSENT.iter().any(|word| lower.contains(word)))
            || entries.count() >= 2)
}

/// What stands over an advertisement, in lower case.
#[rustfmt::skip]
static ADVERTISEMENTS: WordList = WordList::of(&[
    "advertisement", "advertisements", "advertising", "sponsored", "sponsored content", "ad", "ads", "anzeige", "werbung",
    "publicité", "publicidad", "publicidade", "pubblicità", "реклама", "広告", "广告", "廣告", "광고", "reklama", "reklam",
    "advertentie",
]);

/// Whether a line says nothing but that an advertisement follows.
pub fn is_advertisement(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    bare.len() <= 48 && ADVERTISEMENTS.may_begin(bare) && ADVERTISEMENTS.has(&bare.to_lowercase())
}

/// Whether a line says who owns the page.
pub fn is_copyright(text: &str) -> bool {
    let lower: String = text.trim().chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    lower.starts_with(['©', '🄯'])
        || lower.starts_with("(c) ")
        || lower.starts_with("copyright")
        || (text.chars().count() <= 200 && (lower.contains("all rights reserved") || lower.contains("© 20")))
}

/// What links back to the top say, in lower case.
#[rustfmt::skip]
static TO_TOP: WordList = WordList::of(&[
    "back to top", "go to top", "to top", "top", "return to top", "back to contents", "back to the top",
    "up", "up back to top", "back to table of contents", "scroll to top", "nach oben", "zurück nach oben",
    "zum anfang", "volver arriba", "voltar ao topo", "retour en haut", "haut de page", "torna su", "наверх",
    "вверх", "к началу", "вернуться к началу", "к оглавлению", "返回顶部", "回到顶部", "返回目录", "トップへ戻る", "맨 위로",
    "do góry", "başa dön", "بازگشت به بالا", "العودة إلى الأعلى",
]);

/// The most words of these.
const MOST_WORDS_TO_TOP: usize = 5;

/// Whether a line is a link back to the top.
pub fn is_to_top(text: &str) -> bool {
    if text.len() > LONGEST || !may_begin(text, &TO_TOP) || has_more_words(text, MOST_WORDS_TO_TOP) {
        return false;
    }
    let sign = text.trim().chars().all(|c| "↑⬆⇧▲⏫🔝^\u{FE0F}".contains(c)) && !text.trim().is_empty();
    sign || points_up(text) || words_to_top(text).is_some_and(|words| TO_TOP.has(&words))
}

/// The words of a line in lower case, with a space between them, if they are no more than a link back to
/// the top has and begin as one.
fn words_to_top(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let begins = words.clone().next().is_some_and(|word| begins_one(word, &TO_TOP));
    (begins && words.clone().nth(MOST_WORDS_TO_TOP).is_none())
        .then(|| words.map(str::to_lowercase).collect::<Vec<_>>().join(" "))
}

/// Whether a line is an arrow upwards in brackets and a few words, in any language.
fn points_up(text: &str) -> bool {
    let Some(bare) = text.trim().strip_prefix(['[', '(']) else { return false };
    let words = bare.trim_start_matches(['↑', '⬆', '⇧', '⏫', '🔝', '\u{FE0F}', ']', ')', ' ']);
    let is_word = |word: &str| word.chars().all(char::is_alphabetic);
    words.len() < bare.len()
        && bare.starts_with(['↑', '⬆', '⇧', '⏫', '🔝'])
        && (1..=5).contains(&words.split_whitespace().count())
        && words.split_whitespace().all(is_word)
}

/// Whether a sign is a picture, such as a coloured disc behind a question.
pub fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{FE0F}' | '\u{200D}')
        || ('\u{1F000}'..='\u{1FAFF}').contains(&c)
}

/// Signs that part the steps of a trail or the links of a menu on one line.
const SEPARATORS: &[&str] = &[" · ", " • ", " | ", " › ", " » ", " > ", " / ", " → ", " ⋅ ", " ∙ ", "›", "»"];

/// The parts of a line that is a trail or a menu, and whether its sign leads on, as an arrow does.
pub fn segments(line: &str) -> Option<(Vec<&str>, bool)> {
    let line = Some(line.trim()).filter(|line| line.len() <= LONGEST)?;
    let separator = SEPARATORS.iter().find(|sign| line.contains(**sign))?;
    let parts: Vec<&str> = line.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
    let short = |part: &&str| part.chars().count() <= 48 && !part.ends_with(['?', '？', ';']);
    // Some of the signs stand in sentences as well.
    let sentences = [">", "/", "→"].contains(&separator.trim())
        && [". ", "! ", "? "].iter().any(|end| line.contains(end));
    let ends = !line.ends_with(['.', '。', ':']) && !sentences;
    let arrow = ["›", "»", ">", "→", "/"].contains(&separator.trim());
    (parts.len() >= 2 && ends && parts.iter().all(short)).then_some((parts, arrow))
}

/// Words for the first step of a trail.
#[rustfmt::skip]
const HOME: &[&str] = &[
    "home", "start", "startseite", "main", "index", "all", "inicio", "início", "accueil", "главная", "首页",
    "主页", "ホーム", "홈", "docs", "documentation",
];

/// Whether a step of a trail is the site's front page.
pub fn is_home(step: &str) -> bool {
    HOME.contains(&step.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_begins_with_a_word_of_one_letter() {
        for word in [&QUESTION, &ANSWER, &SHOW, &TO_TOP].into_iter().flat_map(WordList::iter) {
            assert_ne!(word.as_bytes().get(1), Some(&b' '), "{word}");
        }
    }

    #[test]
    fn all_words_are_found_in_their_lists() {
        let lists =
            [&STARTERS, &QUESTION, &ANSWER, &SHOW, &PARTS_OF_PAGE, &TAIL_TITLES, &ADVERTISEMENTS, &TO_TOP];
        for list in lists {
            list.iter()
                .for_each(|word| assert!(list.has(word) && list.may_begin(&word.to_uppercase()), "{word}"));
        }
    }
}
