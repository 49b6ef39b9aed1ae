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
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.draft.Drafts
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

        /** There is a book, and it cannot be opened now; [restoring]: a copy could not take its place. */
        data class Failed(val error: FieldbookException, val restoring: Boolean = false) : State
    }

    var state: State by mutableStateOf(State.Looking)
        private set

    private val once = Mutex()

    /** Opens the book, unless it is open. */
    suspend fun open() = alone {
        if (state !is State.Open) {
            // Who is typing an invitation goes on typing while a sync in the background looks for a book.
            if (state is State.Failed) state = State.Looking
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
     * Puts a copy in the book's place. One that cannot be read changes nothing: the book there was is found again when it is
     * opened next.
     */
    suspend fun restore(copy: ByteArray, invitation: String? = null) = alone {
        val new = state !is State.Open
        val found = stateOf(restoring = true) {
            if (state == State.KeyLost) setAside()
            shut()
            State.Open(restored(copy, invitation)).also { if (new) device.enrolled() }
        }
        settle(found)
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

    private suspend fun restored(copy: ByteArray, invitation: String?): Fieldbook {
        val config = config()
        val file = withContext(Dispatchers.IO) { SetAside(File(config.dir)).begin(copy) }
        return try {
            Fieldbook.restore(config, file.path, invitation, device.name)
        } finally {
            withContext(Dispatchers.IO) { file.delete() }
        }
    }

    private suspend fun shut() {
        (state as? State.Open)?.book?.shutdown()
    }

    // A screen that asks is gone as soon as the state is another, and what it asked for must not end with it: a book that
    // was shut would stay so, and one that is looked for would be looked for for ever.
    private suspend fun alone(step: suspend () -> Unit) = once.withLock { withContext(NonCancellable) { step() } }

    private suspend fun settle(found: State) {
        state = found
        if (found is State.Open) onOpen(found.book)
    }

    private suspend fun stateOf(restoring: Boolean = false, look: suspend () -> State): State =
        told({ State.Failed(it, restoring) }) {
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
