// Errors as an app shows them.

import Foundation

extension FieldbookError: LocalizedError {
    /// The sentence for a person, in Vietnamese and English: what is wrong and what they can do.
    public var said: Wording {
        switch self {
        case .invalidInput(_, let said), .notFound(_, let said), .notAllowed(_, let said), .storageFull(let said),
            .storageDamaged(_, let said), .tooNew(let said), .closed(let said), .unexpected(_, let said):
            return said
        }
    }

    /// The sentence for a person, in the first of their languages that it is there in.
    public var errorDescription: String? {
        said.localized
    }
}

extension Wording {
    /// The text in the first of the person's languages that it is there in; else in English.
    public var localized: String {
        self[Lang.preferred()]
    }

    /// The text in one language.
    public subscript(lang: Lang) -> String {
        switch lang {
        case .vi: vi
        case .en: en
        }
    }
}

extension Lang {
    /// The first of the person's languages that the book speaks; English when it speaks none of them.
    public static func preferred(of languages: [String] = Locale.preferredLanguages) -> Lang {
        let spoken = languages.lazy.compactMap { language -> Lang? in
            switch language.prefix(2) {
            case "vi": .vi
            case "en": .en
            default: nil
            }
        }
        return spoken.first ?? .en
    }
}
