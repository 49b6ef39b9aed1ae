package vn.fieldbook.ui

import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.mutableStateListOf
import java.util.UUID
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.FactId
import vn.fieldbook.PersonId

/** Where a person can be. Each is written as a short path, so that the way there outlives the process. */
sealed class Screen(val path: String) {
    data object Home : Screen("home")

    /** Which season, lot or visit an entry belongs to. */
    data class Choose(val kind: DocKind) : Screen("choose/$kind")

    /** The steps that can be written down for it. */
    data class Steps(val doc: DocId) : Screen("steps/$doc")

    /** One step's fields; [like] fills them as in an older entry, [from] says where the goods come from. */
    data class Entry(val doc: DocId, val step: String, val like: FactId? = null, val from: DocId? = null) :
        Screen("entry/$doc/$step/${like ?: ""}/${from ?: ""}")

    data class Saved(val fact: FactId) : Screen("saved/$fact")

    /** One entry: what it says, and everything that happened to it. */
    data class History(val fact: FactId) : Screen("history/$fact")

    /** One part of an entry put right. */
    data class Correct(val fact: FactId, val field: String) : Screen("correct/$fact/$field")

    /** An entry crossed out. */
    data class Void(val fact: FactId) : Screen("void/$fact")

    data object Conflicts : Screen("conflicts")

    /** One field on which people disagree; without an entry, one of the document's head. */
    data class Conflict(val doc: DocId, val fact: FactId?, val field: String) : Screen("conflict/$doc/${fact ?: ""}/$field")

    /** What can be harvested, and the lots made of it. */
    data object Lots : Screen("lots")

    /** A lot to make; [from] is the season whose harvest goes into it first. */
    data class NewLot(val from: DocId? = null) : Screen("new-lot/${from ?: ""}")

    /** A lot's way: what went in, what was made of it, its packs and stamps. */
    data class Lot(val doc: DocId) : Screen("lot/$doc")

    data object Scan : Screen("scan")

    /** Stamps of a whole sheet or roll; which lot they are for may be said at the end. */
    data class Sweep(val lot: DocId?) : Screen("sweep/${lot ?: ""}")

    /** For which lot stamps are to be activated. */
    data object StampLot : Screen("stamp-lot")

    /** Stamps for a lot: by sheets, by numbers, by whole rolls. */
    data class Activate(val lot: DocId) : Screen("activate/$lot")

    /** One activation of stamps: how it stands, and what happened to it. */
    data class Claim(val claim: FactId) : Screen("claim/$claim")

    /** The stamps in hand, as evidence for a disputed activation. */
    data class Rescan(val claim: FactId) : Screen("rescan/$claim")

    /** Activations of stamps that wait for a person. */
    data object Tasks : Screen("tasks")

    data object Visits : Screen("visits")

    data class Visit(val doc: DocId) : Screen("visit/$doc")

    data object Outbox : Screen("outbox")

    /** Files that go from phone to phone. */
    data object Bundles : Screen("bundles")

    data object People : Screen("people")

    data object AddPerson : Screen("add-person")

    /** The PIN of who wants to record. */
    data class Pin(val person: PersonId) : Screen("pin/$person")

    /** A new PIN for who records now. */
    data object NewPin : Screen("new-pin")

    data object Settings : Screen("settings")

    /** What the network costs. */
    data object DataUse : Screen("data")

    data object Backup : Screen("backup")

    data object Organisations : Screen("organisations")

    data object Licences : Screen("licences")

    companion object {
        /** The screen of a path; home for one that an older version of the app knew. */
        fun of(path: String): Screen {
            val parts = path.split('/')
            fun id(at: Int): UUID = UUID.fromString(parts[at])
            fun idOrNone(at: Int): UUID? = parts.getOrNull(at)?.ifEmpty { null }?.let(UUID::fromString)
            return runCatching {
                when (parts[0]) {
                    "choose" -> Choose(DocKind.valueOf(parts[1]))
                    "steps" -> Steps(id(1))
                    "entry" -> Entry(id(1), parts[2], idOrNone(3), idOrNone(4))
                    "saved" -> Saved(id(1))
                    "history" -> History(id(1))
                    "correct" -> Correct(id(1), parts[2])
                    "void" -> Void(id(1))
                    "conflicts" -> Conflicts
                    "conflict" -> Conflict(id(1), idOrNone(2), parts[3])
                    "lots" -> Lots
                    "new-lot" -> NewLot(idOrNone(1))
                    "lot" -> Lot(id(1))
                    "scan" -> Scan
                    "sweep" -> Sweep(parts[1].ifEmpty { null }?.let(UUID::fromString))
                    "stamp-lot" -> StampLot
                    "activate" -> Activate(id(1))
                    "claim" -> Claim(id(1))
                    "rescan" -> Rescan(id(1))
                    "tasks" -> Tasks
                    "visits" -> Visits
                    "visit" -> Visit(id(1))
                    "outbox" -> Outbox
                    "bundles" -> Bundles
                    "people" -> People
                    "add-person" -> AddPerson
                    "pin" -> Pin(id(1))
                    "new-pin" -> NewPin
                    "settings" -> Settings
                    "data" -> DataUse
                    "backup" -> Backup
                    "organisations" -> Organisations
                    "licences" -> Licences
                    else -> Home
                }
            }.getOrDefault(Home)
        }
    }
}

/** The way to where the person is; the first is home. */
class Way(screens: List<Screen> = listOf(Screen.Home)) {
    private val stack = mutableStateListOf<Screen>().apply { addAll(screens) }

    val paths: List<String> get() = stack.map { it.path }
    val here: Screen get() = stack.last()
    val canGoBack: Boolean get() = stack.size > 1

    fun to(screen: Screen) {
        stack += screen
    }

    /**
     * Instead of the screen that is shown: back does not lead to it again, as to a form that was saved. Home stays below: who
     * left a form while it was saved must not lose the way there.
     */
    fun onTo(screen: Screen) {
        if (canGoBack) stack[stack.lastIndex] = screen else to(screen)
    }

    fun back() {
        if (canGoBack) stack.removeAt(stack.lastIndex)
    }

    fun home() {
        stack.clear()
        stack += Screen.Home
    }

    companion object {
        val SAVER: Saver<Way, Any> =
            listSaver(save = { way -> way.paths }, restore = { paths -> Way(paths.map(Screen::of)) })
    }
}
