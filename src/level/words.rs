//! The words of levels, language by language: the one table to add a language to.
//!
//! All in lower case, with е for ё. A star stands for an ending of up to three letters, where a
//! language bends its words: "сложн*" is сложный, сложная, сложные. A word is in one row only. One of a
//! single letter counts only behind a label ("난이도: 상").

use crate::bytes::WordList;
use crate::model::Level;

/// Words for each level.
#[rustfmt::skip]
pub const WORDS: &[(Level, &[&str])] = &[
    (Level::Beginner, &[
        // English
        "beginner", "beginners", "beginner's", "beginners'", "basic", "basics", "easy", "easier", "easiest",
        "easy-peasy", "simple", "junior", "juniors", "jr", "jnr", "trainee", "trainees", "intern", "interns",
        "entry", "entry-level", "fresher", "freshers", "fresher's", "freshers'", "novice", "novices",
        "elementary", "foundational", "fundamental", "fundamentals", "starter", "starters", "newbie",
        "newbies", "warm-up", "warmup",
        // German, Dutch
        "anfänger*", "einsteiger*", "einfach", "einfache*", "leicht", "leichte*", "grundlagen", "grundlegend*",
        "makkelijk*", "eenvoudig*", "gemakkelijk*", "basis",
        // French
        "débutant*", "debutant*", "facile", "élémentaire*", "basique*", 
        // Spanish, Portuguese, Italian
        "principiante", "principiantes", "básic*", "simples", "basico", "basicos", "basica", "basicas", "fácil", "facil",
        "fáciles", "faciles", "fáceis", "faceis", "iniciante", "iniciantes", "júnior", "elemental*", "sencill*",
        "inicial", "iniciais", "iniciales", "principianti", "facili", "base", "semplic*", "elementar*",
        // Russian, Ukrainian
        "начальн*", "начинающ*", "легк*", "базов*", "прост*", "джун", "джуны", "джунов", "джуна", "джуниор*",
        "новичок", "новички", "новичков", "стажер*", "элементарн*", "початков*", "початківц*", "початківець",
        "базовий", "легкий", "легка", "легкі", "простий", "проста", "прості", "стажист*",
        // Polish, Czech
        "początkując*", "podstawow*", "podstawy", "łatw*", "prost*", "začáteční*", "snadn*", "lehk*", "základní",
        // Turkish
        "kolay", "başlangıç", "temel", "acemi", "giriş",
        // Chinese, Japanese, Korean
        "初级", "初級", "初阶", "初階", "入门", "入門", "基础", "基礎", "简单", "簡單", "容易", "初学者", "初學者", "新手",
        "初心者", "簡単", "易しい", "かんたん", "やさしい", "易", "초급", "초급자", "초보", "초보자", "쉬움", "쉬운", "기초",
        "기본", "신입", "입문", "하",
        // Arabic, Hebrew, Persian
        "مبتدئ", "مبتدئين", "للمبتدئين", "المبتدئين", "سهل", "سهلة", "أساسي", "أساسية", "מתחיל", "מתחילים",
        "למתחילים", "קל", "קלה", "קלות", "בסיסי", "مبتدی", "آسان", "ساده", "مقدماتی", "پایه",
        // Hindi, Vietnamese, Indonesian
        "आसान", "सरल", "शुरुआती", "प्रारंभिक", "बुनियादी", "dễ", "cơ bản", "sơ cấp", "người mới", "nhập môn", "mudah",
        "pemula", "dasar", "gampang",
    ]),
    (Level::Intermediate, &[
        "intermediate", "intermediates", "medium", "middle", "mid", "mid-level", "midlevel", "moderate",
        "regular", "average", "mittel", "mittlere*", "mittelschwer*", "mittelstufe", "fortgeschritten",
        "fortgeschrittene*", "gemiddeld*", "middelmatig*", "gevorderd", "intermédiaire*", "intermediaire*",
        "moyen", "moyens", "moyenne", "moyennes", "intermedi*", "intermediári*", "intermediari*", "medio",
        "media", "medios", "medias", "médio", "média", "médios", "médias", "pleno", "plenos", "semi-senior", "semisenior", "moderad*",
        "средн*", "мидл", "мидлы", "мидлов", "мидла", "миддл", "миддлов", "середн*", "мідл", "średni*",
        "średniozaawansowan*", "střední", "pokročilý", "orta", "orta-seviye",
        "中级", "中級", "中阶", "中階", "中等", "进阶", "進階", "普通", "一般", "中級者", "中", "ふつう", "중급", "중급자", "보통",
        "중간", "متوسط", "متوسطة", "المتوسط", "متوسطه", "בינוני", "בינונית", "ביניים", "मध्यम", "मध्यवर्ती",
        "trung bình", "trung cấp", "menengah", "sedang",
    ]),
    (Level::Advanced, &[
        "advanced", "hard", "harder", "hardest", "difficult", "senior", "seniors", "sr", "snr", "expert",
        "experts", "pro", "experienced", "tricky", "challenging", "tough", "schwer", "schwere*",
        "schwierig", "schwierige*", "experte", "experten", "profi", "profis", "anspruchsvoll*", "moeilijk*",
        "gevorderden", "lastig*", "avancé*", "avance", "avances", "avancee", "difficile", "difficiles",
        "confirmé*", "avanzad*", "difícil", "dificil", "difíciles", "dificiles", "difíceis", "dificeis",
        "avançad*", "avancad*", "sênior", "sénior", "experto*", "especialista*", "avanzat*", "difficili",
        "espert*", "complej*",
        "сложн*", "продвинут*", "трудн*", "тяжел*", "эксперт*", "сеньор*", "синьор*", "сениор*", "складн*",
        "просунут*", "важк*", "експерт*", "trudn*", "zaawansowan*", "ekspert*", "těžk*", "obtížn*", "zor",
        "ileri", "uzman", "高级", "高級", "高阶", "高階", "困难", "困難", "专家", "專家", "资深", "資深", "难", "難", "上級",
        "上級者", "難しい", "むずかしい", "応用", "고급", "고급자", "어려움", "어려운", "심화", "상", "متقدم", "متقدمة",
        "المتقدم", "متقدمين", "للمتقدمين", "صعب", "صعبة", "خبير", "מתקדם", "מתקדמים", "למתקדמים", "קשה", "קשות",
        "מומחה", "پیشرفته", "سخت", "دشوار", "حرفه‌ای", "कठिन", "उन्नत", "मुश्किल", "khó", "nâng cao", "cao cấp",
        "chuyên gia", "sulit", "sukar", "lanjutan", "mahir", "tingkat lanjut",
    ]),
];

/// What may stand before a level's word, with a sign between: "Level: easy", "Difficulty - hard".
#[rustfmt::skip]
pub static LABELS: WordList = WordList::of(&[
    "level", "difficulty", "difficulty level", "level of difficulty", "experience", "experience level",
    "seniority", "grade", "complexity", "rating", "hardness",
    "stufe", "niveau", "schwierigkeit", "schwierigkeitsgrad", "moeilijkheid", "moeilijkheidsgraad", "difficulté",
    "niveau de difficulté", "nivel", "dificultad", "nivel de dificultad", "dificuldade", "nível",
    "nível de dificuldade", "livello", "difficoltà", "livello di difficoltà", "уровень", "сложность",
    "уровень сложности", "грейд", "рівень", "складність", "рівень складності", "poziom", "trudność",
    "poziom trudności", "úroveň", "obtížnost", "seviye", "zorluk", "zorluk seviyesi", "难度", "難度", "级别", "級別",
    "等级", "等級", "难度等级", "难易度", "難易度", "レベル", "수준", "난이도", "레벨", "المستوى", "مستوى", "الصعوبة", 
    "רמה", "רמת קושי", "קושי", "سطح", "سختی", "स्तर", "कठिनाई", "độ khó", "mức độ", "cấp độ", "tingkat",
    "tingkat kesulitan", "kesulitan",
]);

/// Nouns that say no more than "level" beside its word: "Beginner level".
#[rustfmt::skip]
pub const LEVEL_NOUNS: &[&str] = &[
    "level", "levels", "lvl", "tier", "difficulty", "grade", "stufe", "niveau", "niveaus", "schwierigkeit",
    "schwierigkeitsgrad", "nivel", "nível", "livello", "difficulté", "уровень", "уровня", "рівень", "рівня",
    "poziom", "seviye", "seviyesi", "düzey", "难度", "難度", "级别", "級別", "等级", "级", "級", "レベル", "難易度", "수준",
    "레벨", "난이도", "المستوى", "مستوى", "רמה", "רמת", "سطح", "स्तर", "mức", "cấp độ", "tingkat",
];

/// Words that make a level stronger or weaker.
#[rustfmt::skip]
pub const QUALIFIERS: &[&str] = &[
    "very", "super", "quite", "upper", "lower", "pre", "strong", "semi", "sehr", "très", "tres", "muy", "muito",
    "molto", "очень", "дуже", "bardzo", "çok", "heel", "erg", "非常", "很", "较", "とても", "매우", "rất", "sangat",
    "خیلی", "جدا", "מאוד", "बहुत", "tingkat",
];

/// Words between two levels: "easy to medium".
pub const JOINERS: &[&str] = &[
    "to", "bis", "à", "a", "do", "до", "та", "и", "and", "or", "und", "et", "y", "e", "och", "と", "到", "至",
];

/// Nouns for what a page of questions holds. A heading that has one beside a level's word names the
/// level of questions, and no topic.
#[rustfmt::skip]
pub const QUESTIONS: &[&str] = &[
    "question", "questions", "q&a", "q&as", "qa", "quiz", "quizzes", "puzzles", "problems", "exercises",
    "fragen", "frage", "interviewfragen", "vragen", "interviewvragen", "aufgaben", "questions-réponses", "preguntas",
    "pregunta", "perguntas", "domande", "quesiti", "вопрос", "вопросы", "вопросов", "вопросник", "задачи", "питання",
    "запитання", "pytania", "otázky", "soru", "sorular", "soruları", "sorulari", "题", "題", "题目", "題目", "面试题",
    "面試題", "试题", "問題", "问题", "質問", "面接質問", "질문", "문제", "면접", "أسئلة", "الأسئلة", "سوالات", "سؤالات",
    "پرسش‌ها", "שאלות", "प्रश्न", "सवाल", "câu hỏi", "pertanyaan", "soal",
];

/// Words that say for whom or where questions are, so that a heading with them says nothing else.
#[rustfmt::skip]
pub const PLAIN: &[&str] = &[
    "answer", "answers", "interview", "interviews", "coding", "technical", "programming", "developer",
    "developers", "dev", "devs", "engineer", "engineers", "candidate", "candidates", "programmer", "programmers",
    "for", "the", "and", "with", "of", "on", "in", "at", "part", "section", "chapter", "round", "set", "top",
    "most", "asked", "common", "commonly", "frequently", "some", "more", "topics", "topic", "concepts", "your",
    "professionals", "people", "q", "a", "n", "to",
    "antworten", "und", "für", "teil", "abschnitt", "mit", "zum", "en", "antwoorden", "voor", "deel", "pour", "et",
    "réponses", "partie", "niveau", "les", "des", "de", "d'entretien", "entretien", "entrevista", "respuestas",
    "para", "con", "y", "e", "parte", "nivel", "sección", "respostas", "com", "nível", "desenvolvedor",
    "risposte", "per", "livello", "colloquio", "di",
    "ответы", "ответами", "для", "часть", "раздел", "глава", "уровень", "уровня", "и", "с", "на", "собеседовании",
    "собеседования", "разработчика", "разработчиков", "відповіді", "частина", "рівень", "рівня", "та", "і",
    "dla", "poziom", "część", "odpowiedzi", "rekrutacyjne", "i", "için", "seviye", "seviyesi", "mülakat", "bölüm",
    "ve", "第", "部分", "章", "节", "篇", "编", "編", "级", "的", "与", "和", "及", "答案", "面试", "前", "向け", "の", "な",
    "者", "者向け", "レベル", "面接", "용", "자", "를", "을", "위한", "및", "답변", "수준", "مقابلة", "المقابلة", "مصاحبه",
    "برای", "سطح", "ראיון", "ברמת", "लिए", "के", "phỏng vấn", "cho", "untuk", "wawancara",
];

/// Words for a level that are topics as often: a heading "Basics" says a level only beside others.
#[rustfmt::skip]
pub const TOPICS: &[&str] = &[
    "basics", "basic", "fundamentals", "fundamental", "foundational", "elementary", "grundlagen", "base", "basis",
    "基础", "基礎", "기초", "기본", "入门", "入門", "応用", "進階", "进阶", "普通", "一般", "simple", "media", "medium", "temel",
    "podstawy", "dasar", "cơ bản", "базов*", "основы", "medio", "entry", "pro", "regular", "average",
];
