package vn.fieldbook.ui.activate

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.util.concurrent.ConcurrentHashMap
import vn.fieldbook.BlobHash
import vn.fieldbook.FactId
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.NewRescan
import vn.fieldbook.Recorded
import vn.fieldbook.SeenMark
import vn.fieldbook.StampClass
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.device.LumaFrame
import vn.fieldbook.ui.draft.Drafted
import vn.fieldbook.ui.draft.keptAs
import vn.fieldbook.ui.draft.listed
import vn.fieldbook.ui.record.text
import vn.fieldbook.ui.scan.Outline
import vn.fieldbook.ui.scan.Sighting

/** The stamps in hand, gathered as evidence: read by the camera, typed, and photographed. */
class Rescanning(
    private val book: Fieldbook,
    private val device: Device,
    private val claim: FactId,
    private val tick: () -> Unit,
) : Drafted {
    var sighting: Sighting by mutableStateOf(Sighting.NOTHING)
        private set

    /** Texts of the lot's own stamps that the camera read. */
    val read = mutableStateListOf<String>()

    /** Codes of other goods, and codes that are no stamps: not counted. */
    val others = mutableStateListOf<String>()

    /** Numbers of stamps that no camera can read. */
    val typed = mutableStateListOf<String>()
    val photos = mutableStateListOf<BlobHash>()

    /** A number being typed. */
    var typing: String by mutableStateOf("")

    var failure: FieldbookException? by mutableStateOf(null)
        private set

    private val known = ConcurrentHashMap<String, Boolean>()

    @Volatile private var gtin: String? = null

    /** Serials alone do not tell two products apart, so the lot's own is asked for first. */
    suspend fun begin() {
        val lot = book.documents.get(book.journal.get(claim).doc.id)
        val product = lot.text("product")
        gtin = book.people.register().products.find { it.id.toString() == product || it.name == product }?.gtin
    }

    /** On the camera's thread. */
    fun look(frame: LumaFrame) {
        try {
            val codes = book.scanner.blocking.pushLuma(frame.pixels, frame.width.toUInt(), frame.height.toUInt(), frame.stride.toUInt())
            val outlines = codes.filter { it.part == null }.map { Outline(it.text, it.corners, mark(it.text)) }
            sighting = sighting.next(frame, outlines)
        } catch (paused: FieldbookException.Closed) {
            // Looked at again when the book is open again.
        } catch (error: FieldbookException) {
            failure = error
        }
    }

    private fun mark(text: String): SeenMark {
        val before = known[text]
        if (before != null) return if (before) SeenMark.KNOWN else SeenMark.FOREIGN
        val own = belongs(text)
        known[text] = own
        if (own) read += text else others += text
        if (own) tick()
        return if (own) SeenMark.NEW else SeenMark.FOREIGN
    }

    private fun belongs(text: String): Boolean {
        val stamp = book.stamps.blocking.read(text)
        val product = gtin
        return stamp.`class` == StampClass.ITEM && (stamp.gtin == null || product == null || stamp.gtin == product)
    }

    /** Adds a number that no camera reads; the core says when it can be none. */
    suspend fun type(text: String) {
        val serial = text.trim()
        if (book.stamps.listed(listOf(serial)).isEmpty()) book.stamps.range(serial, serial)
        if (serial !in typed) typed += serial
    }

    override val albums get() = mapOf(ALBUM to photos)

    override fun kept() = read.keptAs("read") + others.keptAs("others") + typed.keptAs("typed") + photos.keptAs("photos") + ("typing" to typing)

    override fun takeUp(kept: Map<String, String>) {
        read += kept.listed("read")
        others += kept.listed("others")
        for (text in read) known[text] = true
        for (text in others) known[text] = false
        typed += kept.listed("typed")
        photos += kept.listed("photos")
        typing = kept["typing"].orEmpty()
    }

    suspend fun save(): Recorded {
        val codes = book.stamps.listed(read.toList())
        val typedCodes = book.stamps.listed(typed.toList())
        return book.stamps.rescan(
            NewRescan(
                claim = claim,
                read = book.stamps.propose(read - codes.toSet()).ranges,
                typed = (typed - typedCodes.toSet()).map { book.stamps.range(it, it) },
                codes = codes,
                typedCodes = typedCodes,
                photos = photos.toList(),
                place = device.places.here(FIX_PATIENCE),
            ),
        )
    }

    companion object {
        const val ALBUM = "stamps"

        /** The stamps lie on the table: whoever scans them again waits for nothing else. */
        private val FIX_PATIENCE: java.time.Duration = java.time.Duration.ofSeconds(5)
    }
}
