package vn.fieldbook.ui.pictures

import java.io.File
import vn.fieldbook.Fieldbook
import vn.fieldbook.Lang
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Phone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times

/**
 * One state of one screen, to be looked at: [prepare] brings a book into it, or is null for a phone without one; [act] does
 * what a person does then, and waits for what is to be seen.
 */
class Shot(
    val name: String,
    val role: String = "manager",
    /** Whose phone it is; without one, an organisation's that nobody else has written in. */
    val org: String? = null,
    /** Where the hub is, as it stands in the invitation; without it, where it listens, which is another place each time. */
    val hub: String? = null,
    /** What the camera sees. */
    val film: File? = null,
    /** How moments are said: as in the morning on which all pictures were taken, but for what the book itself says of today. */
    val times: Times = OctoberMorning,
    /** What of it is another on another computer. */
    val unsteady: Unsteady? = null,
    /** Also on a phone held sideways. */
    val sideways: Boolean = false,
    /** What kind of a phone it is. */
    val before: Phone.() -> Unit = {},
    val prepare: (suspend (Fieldbook) -> Screen)?,
    val act: Person.() -> Unit = {},
    /** Said in both languages, and scrolled to in each: what stands above it is not as long in the other. */
    val below: String? = null,
)

/** A part of a screen that is kept and shown, and not compared; and [why]. From its left and upper edge to the others, dp. */
class Unsteady(val left: Int, val top: Int, val right: Int, val bottom: Int, val why: String)

/** How a screen may have to be read. */
enum class Reading(val lang: Lang, val dark: Boolean, val fontScale: Float, val kept: Boolean, val sideways: Boolean = false) {
    VI_LIGHT(Lang.VI, dark = false, fontScale = 1f, kept = true),
    VI_DARK(Lang.VI, dark = true, fontScale = 1f, kept = false),
    EN_LIGHT(Lang.EN, dark = false, fontScale = 1f, kept = false),
    EN_DARK(Lang.EN, dark = true, fontScale = 1f, kept = true),
    VI_LIGHT_LARGE(Lang.VI, dark = false, fontScale = 1.5f, kept = false),
    VI_DARK_LARGE(Lang.VI, dark = true, fontScale = 1.5f, kept = true),
    EN_LIGHT_LARGE(Lang.EN, dark = false, fontScale = 1.5f, kept = true),
    EN_DARK_LARGE(Lang.EN, dark = true, fontScale = 1.5f, kept = false),
    VI_LIGHT_SIDEWAYS(Lang.VI, dark = false, fontScale = 1f, kept = true, sideways = true),
    ;

    /** Whose screen it is read on: what was done on another must be done anew, for other things fit on it. */
    val screen: Pair<Float, Boolean> get() = fontScale to sideways

    val suffix: String get() = name.lowercase().replace('_', '-')
}
