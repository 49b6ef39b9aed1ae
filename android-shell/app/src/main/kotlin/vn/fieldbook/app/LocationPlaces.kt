package vn.fieldbook.app

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.annotation.SuppressLint
import android.content.Context
import android.content.pm.PackageManager
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Build
import android.os.Bundle
import android.os.Looper
import android.os.SystemClock
import java.time.Duration
import kotlin.math.ceil
import kotlin.math.roundToInt
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.withTimeoutOrNull
import vn.fieldbook.Place
import vn.fieldbook.ui.device.Places

/** Where the phone is, by the system's own providers. */
internal class LocationPlaces(private val context: Context, private val asks: Asks) : Places {
    private val manager = context.getSystemService(LocationManager::class.java)

    /** A fix good enough to tell one field from the next, as soon as there is one; else the newest there is. */
    override suspend fun here(patience: Duration): Place? {
        if (!isPermitted) return null
        val providers = listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER).filter(::isOn)
        var newest = providers.mapNotNull(::last).maxByOrNull { it.elapsedRealtimeNanos }
        if (newest?.isGood() != true) {
            withTimeoutOrNull(patience.toMillis()) {
                fixes(providers).onEach { if (it.isNewerThan(newest)) newest = it }.first { it.isGood() }
            }
        }
        return newest?.takeIf { it.ageSeconds() <= OLD_SECONDS }?.place()
    }

    override val isPermitted: Boolean
        get() = PERMISSIONS.any { context.checkSelfPermission(it) == PackageManager.PERMISSION_GRANTED }

    // Of both the person may grant the coarse one alone.
    override suspend fun permit(): Boolean {
        if (!isPermitted) asks.permit(*PERMISSIONS)
        return isPermitted
    }

    // Asked for by `permit`; with the coarse permission alone, the GPS provider answers roughly.
    @SuppressLint("MissingPermission")
    private fun fixes(providers: List<String>): Flow<Location> = callbackFlow {
        val listener =
            object : LocationListener {
                override fun onLocationChanged(location: Location) {
                    trySend(location)
                }

                // Without a body of their own before Android 11.
                override fun onProviderEnabled(provider: String) = Unit

                override fun onProviderDisabled(provider: String) = Unit

                @Deprecated("called up to Android 9")
                override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) = Unit
            }
        providers.forEach { manager.requestLocationUpdates(it, 0, 0f, listener, Looper.getMainLooper()) }
        awaitClose { manager.removeUpdates(listener) }
    }

    @SuppressLint("MissingPermission")
    private fun last(provider: String): Location? = manager.getLastKnownLocation(provider)

    private fun isOn(provider: String) = provider in manager.allProviders && manager.isProviderEnabled(provider)

    private fun Location.ageSeconds() = (SystemClock.elapsedRealtimeNanos() - elapsedRealtimeNanos) / 1_000_000_000

    private fun Location.isGood() = hasAccuracy() && accuracy <= GOOD_METRES && ageSeconds() <= GOOD_SECONDS

    private fun Location.isNewerThan(other: Location?) =
        other == null || elapsedRealtimeNanos >= other.elapsedRealtimeNanos

    /** Null without a word on how far it may be off: such a fix says nothing. */
    private fun Location.place(): Place? {
        if (!hasAccuracy()) return null
        @Suppress("DEPRECATION")
        val mock = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) isMock else isFromMockProvider
        return Place(
            latE7 = (latitude * 1e7).roundToInt(),
            lonE7 = (longitude * 1e7).roundToInt(),
            accuracyM = ceil(accuracy).toInt().toUInt(),
            fixAgeS = ageSeconds().coerceAtLeast(0).toUInt(),
            mock = mock,
        )
    }

    private companion object {
        val PERMISSIONS = arrayOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION)
        const val GOOD_METRES = 25f // a small paddy is 20 m wide
        const val GOOD_SECONDS = 30L
        const val OLD_SECONDS = 600L // ten minutes on a motorbike are another commune
    }
}
