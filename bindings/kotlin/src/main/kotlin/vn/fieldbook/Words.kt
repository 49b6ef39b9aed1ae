package vn.fieldbook

/** The text in a language. */
public operator fun Wording.get(lang: Lang): String =
    when (lang) {
        Lang.VI -> vi
        Lang.EN -> en
    }

/** The sentence for a person: what is wrong, and what they can do. */
public val FieldbookException.said: Wording
    get() =
        when (this) {
            is FieldbookException.InvalidInput -> said
            is FieldbookException.NotFound -> said
            is FieldbookException.NotAllowed -> said
            is FieldbookException.StorageFull -> said
            is FieldbookException.StorageDamaged -> said
            is FieldbookException.TooNew -> said
            is FieldbookException.Closed -> said
            is FieldbookException.Unexpected -> said
        }
