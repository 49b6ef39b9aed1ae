package vn.fieldbook.ui.record

import java.time.Duration
import java.time.Instant
import vn.fieldbook.Place
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.device.Places

/** Where a form was filled in. It may be saved long after. */
data class Fix(private val place: Place, private val found: Instant) {
    /** Of what is written down at a moment: how old it is then is part of it. */
    fun at(moment: Instant): Place {
        // A clock that was set back since makes nothing younger.
        val since = Duration.between(found, moment).seconds.coerceIn(0, Int.MAX_VALUE.toLong())
        return place.copy(fixAgeS = place.fixAgeS + since.toUInt())
    }

    fun kept(): Map<String, String> =
        mapOf(
            "lat" to place.latE7.toString(),
            "lon" to place.lonE7.toString(),
            "accuracy" to place.accuracyM.toString(),
            "age" to place.fixAgeS.toString(),
            "mock" to place.mock.toString(),
            "found" to found.toString(),
        )

    companion object {
        fun of(kept: Map<String, String>): Fix {
            fun said(name: String) = requireNotNull(kept[name]) { "no $name of the place" }
            val place = Place(said("lat").toInt(), said("lon").toInt(), said("accuracy").toUInt(), said("age").toUInt(), said("mock").toBooleanStrict())
            return Fix(place, Instant.parse(said("found")))
        }
    }
}

/** The best fix that is to be had within [patience]. */
suspend fun Places.fix(patience: Duration, times: Times): Fix? = here(patience)?.let { Fix(it, times.now()) }
