package vn.fieldbook.ui.open

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import vn.fieldbook.Config
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.readInvitation
import vn.fieldbook.ui.Memory
import vn.fieldbook.ui.Syncing
import vn.fieldbook.ui.backup.Backing
import vn.fieldbook.ui.backup.Copies
import vn.fieldbook.ui.backup.Restoring
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.draft.Drafts
import vn.fieldbook.ui.people.Portraying
import vn.fieldbook.ui.told

/**
 * The book of this process: opened once, whatever screens come and go over it, and always with what the person chose in
 * [memory]. Each book that is opened is told to [onOpen], which closes its file where no screen is seen. Who asks for
 * something may leave meanwhile: it is done all the same.
 */
class Opening(
    private val device: Device,
    val memory: Memory = Memory(File(device.folder, "screens.properties")),
    private val onOpen: suspend (Fieldbook) -> Unit = {},
) {
    // As long as the process: what was begun on a screen goes on when the phone is turned or the person goes elsewhere.
    private val scope = MainScope()

    /** What people have begun to fill in. */
    val drafts = Drafts(device, scope)

    private val copies = Copies(device.folder)

    /** The copy that a person makes. */
    val backing = Backing(device, copies, scope)

    /** The copy that a person brings. */
    val restoring = Restoring(this, device, copies, scope)

    /** The face that a person gives of themselves. */
    val portraying = Portraying(device.camera, scope)

    private var syncing: Syncing? = null

    /** The sync that people begin and watch, on whatever screen. */
    fun syncing(book: Fieldbook): Syncing =
        syncing?.takeIf { it.book === book } ?: Syncing(book, device, scope).also { syncing = it }

    sealed interface State {
        data object Looking : State

        /** No book yet: this phone is to be enrolled. */
        data object NotEnrolled : State

        /** There is a book that nobody can read any more. An invitation, or a copy, begins a new one beside it. */
        data object KeyLost : State

        data class Open(val book: Fieldbook) : State

        /** There is a book, and it cannot be opened now. */
        data class Failed(val error: FieldbookException) : State
    }

    var state: State by mutableStateOf(State.Looking)
        private set

    private val once = Mutex()

    /** Opens the book, unless it is open. */
    suspend fun open() = alone {
        if (state !is State.Open) {
            // Who is typing an invitation goes on typing while a sync in the background looks for a book.
            if (state is State.Failed) state = State.Looking
            // Of an app that was killed with a copy in its hands, or a recording; nobody holds one before the first screen is there.
            if (state is State.Looking) {
                copies.clear()
                drafts.sweep()
            }
            settle(stateOf { opened() })
        }
    }

    /** Makes the book from an invitation, without signal. */
    suspend fun enrol(invitation: String) = alone {
        if (state == State.KeyLost) {
            readInvitation(invitation)
            setAside()
        }
        settle(State.Open(Fieldbook.create(config(), invitation, device.name)))
        device.enrolled()
    }

    /** Opens the book anew, with what was changed in [memory]. */
    suspend fun reopen() = alone {
        val found = stateOf {
            shut()
            opened()
        }
        settle(found)
    }

    /**
     * Makes the book of a copy that [passphrase] opens, in the place of the one there is. Where that fails the book there was
     * is open again, and the failure is the caller's.
     */
    suspend fun restore(copy: File, passphrase: String, invitation: String? = null) = alone {
        val new = state !is State.Open
        if (state == State.KeyLost) setAside()
        try {
            shut()
            settle(State.Open(restored(copy, passphrase, invitation)))
        } catch (failed: Exception) {
            settle(stateOf { opened() })
            throw failed
        }
        if (new) device.enrolled()
    }

    private suspend fun config(): Config = memory.applied(device.config())

    private suspend fun opened(): State {
        val config = config()
        return try {
            withContext(Dispatchers.IO) { SetAside(File(config.dir)).putBack() }
            State.Open(Fieldbook.open(config))
        } catch (none: FieldbookException.NotFound) {
            State.NotEnrolled
        } catch (refused: FieldbookException.NotAllowed) {
            if (refused.reason in WRONG_KEY) State.KeyLost else throw refused
        }
    }

    private suspend fun setAside() {
        device.setBookAside()
        state = State.NotEnrolled
    }

    private suspend fun restored(copy: File, passphrase: String, invitation: String?): Fieldbook {
        val config = config()
        val aside = SetAside(File(config.dir))
        withContext(Dispatchers.IO) { aside.begin() }
        val book = Fieldbook.restoreSealed(config, copy.path, passphrase, invitation, device.name)
        // Where this fails it is done when the book is opened next.
        withContext(Dispatchers.IO) { runCatching { aside.done() } }
        return book
    }

    private suspend fun shut() {
        (state as? State.Open)?.book?.shutdown()
    }

    // A screen that asks is gone as soon as the state is another, and what it asked for must not end with it: a book that
    // was shut would stay so, and one that is looked for would be looked for for ever.
    private suspend fun alone(step: suspend () -> Unit) = once.withLock { withContext(NonCancellable) { step() } }

    private suspend fun settle(found: State) {
        state = found
        if (found is State.Open) {
            told({}) { portraying.tidy(found.book) }
            onOpen(found.book)
        }
    }

    private suspend fun stateOf(look: suspend () -> State): State =
        told({ State.Failed(it) }) {
            try {
                look()
            } catch (lost: KeyLost) {
                State.KeyLost
            }
        }

    private companion object {
        /** The core's reasons for a key that is missing or another book's. */
        val WRONG_KEY = setOf("book_key_needed", "wrong_book_key")
    }
}
