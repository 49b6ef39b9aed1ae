package vn.fieldbook.ui.activate

import vn.fieldbook.DocId
import vn.fieldbook.Fieldbook
import vn.fieldbook.NewFact
import vn.fieldbook.NewLot
import vn.fieldbook.QuantityRole
import vn.fieldbook.RoledQuantity
import vn.fieldbook.SyncOptions
import vn.fieldbook.parseQuantity
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.enrolled

/** A lot of the organisation's product, with so many packs. */
suspend fun packedLot(book: Fieldbook, name: String, packs: Int = 100): DocId {
    val product = book.people.register().products.single().id.toString()
    val lot = book.documents.openLot(NewLot(name, product)).doc.id
    book.journal.record(NewFact(lot, "pack", quantities = listOf(RoledQuantity(QuantityRole.OUT, parseQuantity("$packs gói")))))
    return lot
}

suspend fun synced(book: Fieldbook): Fieldbook = book.also { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }

/** Enrolled, and synced once: the leases of stamps come with a sync. */
fun leased(name: String = "Lò Thị Mai", role: String = "manager", org: String = Hub.org, story: Person.() -> Unit) =
    enrolled(name, role, org) {
        inBook { synced(it) }
        story()
    }
