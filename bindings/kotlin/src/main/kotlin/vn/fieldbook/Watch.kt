package vn.fieldbook

import kotlinx.coroutines.channels.ProducerScope
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.transform

/**
 * Rings once at once and after every change of the topic. The ring says that something changed, not what: ask the
 * book again.
 *
 * The flow is cold and conflated: a slow collector hears of several changes once. It listens while it is collected and
 * never ends by itself, also after `shutdown`; a collector that throws ends nothing but its own collection.
 */
public fun Fieldbook.watch(topic: Topic): Flow<Topic> = rings(listOf(topic))

/**
 * What [read] finds in the book now, and again after every change of one of the topics:
 *
 * ```
 * val facts = book.watch(Topic.FACTS, Topic.OUTBOX) { it.journal.query(FactQuery(limit = 50u)) }
 * ```
 *
 * Changes during a read or a slow collector's work are read together, once; the last state is never missed. What
 * [read] throws goes to the collector, but for `Closed`: while the book is paused nothing is read, and `resume` rings
 * everybody. So a flow may outlive the screen's pause, as one shared in a view model does.
 */
public fun <T> Fieldbook.watch(vararg topics: Topic, read: suspend (Fieldbook) -> T): Flow<T> =
    rings(topics.distinct()).transform {
        val found =
            try {
                read(this@watch)
            } catch (paused: FieldbookException.Closed) {
                return@transform
            }
        emit(found)
    }

private fun Fieldbook.rings(topics: List<Topic>): Flow<Topic> =
    callbackFlow {
        val bell = Bell(this)
        val places = mutableListOf<Subscription>()
        try {
            topics.mapTo(places) { topic -> offMain { blocking.watch(topic, bell) } }
            awaitClose()
        } finally {
            // Letting go of a place ends its rings.
            places.forEach { it.close() }
        }
    }.conflate()

private class Bell(private val rings: ProducerScope<Topic>) : Listener {
    override fun ring(topic: Topic) {
        // The channel keeps the latest ring, so that the book's thread never waits for a collector.
        rings.trySend(topic)
    }
}
