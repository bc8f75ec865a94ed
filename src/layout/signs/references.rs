//! Wording of the last part of an answer that says where it is from and where more is said: "Further
//! reading", "Source:", "Good to hear".

/// What a title says of the part below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Title {
    /// It can be nothing but references.
    Sure,
    /// It can be a subject as well, as "Links" can in an answer about HTML: links must be below it.
    WithLinks,
}

/// Titles that are sure, in lower case.
#[rustfmt::skip]
const SURE: &[&str] = &[
    // English
    "further reading", "for further reading", "see also", "good to hear", "additional links", "additional resources",
    "additional reading", "additional references", "more resources", "more links", "more information", "useful links",
    "useful resources", "helpful links", "related links", "related reading", "external links", "reference links",
    "recommended reading", "suggested reading", "learn more", "read more", "find out more", "bibliography", "works cited",
    // German
    "weiterführende links", "weiterführende literatur", "weiterführendes", "weiterlesen", "zum weiterlesen", "siehe auch",
    "mehr dazu", "mehr erfahren", "nützliche links",
    // French
    "pour aller plus loin", "voir aussi", "en savoir plus", "lire aussi", "lectures complémentaires", "liens utiles",
    // Spanish
    "ver también", "véase también", "más información", "leer más", "para saber más", "lecturas adicionales",
    "lecturas recomendadas", "enlaces útiles",
    // Portuguese
    "veja também", "ver também", "leia mais", "leia também", "saiba mais", "para saber mais", "leitura adicional",
    "leitura complementar", "links úteis",
    // Italian
    "vedi anche", "leggi anche", "per approfondire", "ulteriori letture", "letture consigliate", "link utili",
    // Russian, Ukrainian
    "см. также", "смотрите также", "читать далее", "подробнее", "что почитать", "дополнительные материалы",
    "дополнительная литература", "полезные ссылки", "див. також", "дивіться також", "докладніше", "додаткові матеріали",
    "корисні посилання",
    // Polish, Turkish, Dutch
    "zobacz też", "zobacz także", "czytaj więcej", "więcej informacji", "przydatne linki", "ayrıca bakınız",
    "daha fazla bilgi", "devamını oku", "faydalı bağlantılar", "zie ook", "lees meer", "meer lezen", "verder lezen",
    // Chinese, Japanese, Korean
    "延伸阅读", "延伸閱讀", "扩展阅读", "擴展閱讀", "推荐阅读", "推薦閱讀", "阅读更多", "了解更多", "参见", "參見", "相关链接",
    "相關連結", "参考链接", "参考资料", "參考資料", "参考文献", "參考文獻", "参考文章", "関連リンク", "関連記事", "参考リンク", "参考記事",
    "参考資料", "さらに読む", "더 읽어보기", "함께 보기", "참고 자료", "참고자료", "참고 링크", "참고 문헌", "참고문헌",
    // Arabic, Persian, Hebrew
    "انظر أيضا", "انظر أيضًا", "اقرأ المزيد", "قراءة إضافية", "روابط مفيدة", "همچنین ببینید", "بیشتر بخوانید", "مطالعه بیشتر",
    "لینک‌های مفید", "ראו גם", "ראה גם", "לקריאה נוספת", "קישורים נוספים",
    // Vietnamese, Indonesian, Hindi
    "xem thêm", "đọc thêm", "tài liệu tham khảo", "lihat juga", "baca juga", "bacaan lanjutan", "यह भी देखें", "और पढ़ें",
];

/// Titles that can be subjects too, in lower case.
#[rustfmt::skip]
const WITH_LINKS: &[&str] = &[
    "source", "sources", "reference", "references", "ref", "refs", "resource", "resources", "link", "links", "reading",
    "documentation", "docs", "more", "see", "credit", "credits", "via", "read", "citation", "citations",
    "quelle", "quellen", "referenz", "referenzen", "verweise", "literatur", "ressourcen",
    "référence", "références", "ressources", "lien", "liens", "fuente", "fuentes", "referencia", "referencias",
    "recursos", "enlace", "enlaces", "fonte", "fontes", "referência", "referências", "fonti", "riferimento",
    "riferimenti", "risorse", "источник", "источники", "ссылка", "ссылки", "литература", "материалы", "джерело", "джерела",
    "посилання", "література", "źródło", "źródła", "odnośniki", "linki", "kaynak", "kaynaklar", "kaynakça", "bağlantılar",
    "bron", "bronnen", "verwijzingen", "来源", "來源", "出处", "出處", "原文", "参考", "參考", "链接", "連結", "资源", "資源", "資料", "出典",
    "参照", "リンク", "출처", "참고", "참조", "링크", "مصدر", "المصدر", "مصادر", "المصادر", "مراجع", "المراجع", "روابط", "منبع", "منابع",
    "پیوندها", "لینک‌ها", "מקור", "מקורות", "קישורים", "הפניות", "nguồn", "tham khảo", "sumber", "referensi", "स्रोत", "संदर्भ",
];

/// What a line says that is nothing but the title of such a part: emoji, number and colon aside.
pub fn title(line: &str) -> Option<Title> {
    if line.chars().count() > LONGEST {
        return None;
    }
    let is_edge = |c: char| !c.is_alphabetic() && !is_mark(c);
    let bare = line.trim_matches(is_edge).to_lowercase();
    let words: Vec<&str> = bare.split_whitespace().collect();
    let bare = words.join(" ");
    match bare.as_str() {
        bare if SURE.contains(&bare) => Some(Title::Sure),
        bare if WITH_LINKS.contains(&bare) => Some(Title::WithLinks),
        _ => None,
    }
}

/// How many characters the label of such a part takes at the front of a line: "Source:".
pub fn label(line: &str) -> Option<usize> {
    let at = line.chars().take(LONGEST).position(|c| matches!(c, ':' | '：'))?;
    let words: String = line.chars().take(at).collect();
    title(&words).map(|_| at + 1)
}

/// No title is longer, its emoji and its number included.
const LONGEST: usize = 48;

/// Whether a character is written over or under a letter, as Hindi and Arabic do at a word's end.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}')
}

/// Whether a word is an address.
pub fn is_address(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    ["http://", "https://", "www."].iter().any(|start| word.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        for line in [
            "Further reading",
            "📚 See also:",
            "7. Read more …",
            "Good to hear",
            "参考资料：",
            "और पढ़ें",
            "انظر أيضًا:",
        ] {
            assert_eq!(title(line), Some(Title::Sure), "{line}");
        }
        for line in ["Sources", "**Links**", "🔗 Quellen:", "Источники", "出典", "المصادر", "Źródła"]
        {
            assert_eq!(title(line), Some(Title::WithLinks), "{line}");
        }
        for line in ["", "Source code", "References and pointers", "Sources of truth", "Links are", "42"] {
            assert_eq!(title(line), None, "{line}");
        }
    }

    #[test]
    fn the_tables_hold_what_is_looked_up() {
        for known in SURE.iter().chain(WITH_LINKS) {
            assert!(title(known).is_some(), "{known} is not in the form in which titles are compared");
        }
        assert!(!SURE.iter().any(|known| WITH_LINKS.contains(known)));
    }

    #[test]
    fn labels() {
        assert_eq!(label("Source: a page"), Some(7));
        assert_eq!(label("来源：页面"), Some(3));
        assert_eq!(label("Source code: here"), None);
        assert_eq!(label("Source"), None);
    }
}
