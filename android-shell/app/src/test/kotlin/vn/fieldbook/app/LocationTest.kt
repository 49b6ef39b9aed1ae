package vn.fieldbook.app

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.location.Location
import android.location.LocationManager
import android.os.Build
import android.os.SystemClock
import java.time.Duration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import vn.fieldbook.Place

class LocationTest : PhoneTest() {
    private val manager get() = app.getSystemService(LocationManager::class.java)

    @Before
    fun permit() {
        shadowOf(app).grantPermissions(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION)
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        shadowOf(manager).setProviderEnabled(LocationManager.NETWORK_PROVIDER, true)
        SystemClock.setCurrentTimeMillis(3_600_000)
    }

    private fun fix(provider: String, metres: Float?, secondsAgo: Long = 0) =
        Location(provider).apply {
            latitude = 20.8512345
            longitude = 103.9876543
            metres?.let { accuracy = it }
            elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos() - secondsAgo * 1_000_000_000
            time = System.currentTimeMillis() - secondsAgo * 1000
        }

    private fun here(patience: Duration = Duration.ofMillis(300)): Place? = soon { app.device.places.here(patience) }

    @Test
    fun `a good fix comes at once, with how far off and how old it is`() {
        shadowOf(manager).simulateLocation(fix(LocationManager.GPS_PROVIDER, 7.2f, secondsAgo = 12))
        assertEquals(Place(208512345, 1039876543, accuracyM = 8u, fixAgeS = 12u, mock = false), here(Duration.ofSeconds(60)))
    }

    @Test
    fun `better ones are waited for, until patience ends`() {
        val asked = CoroutineScope(Dispatchers.Default).async { app.device.places.here(Duration.ofSeconds(20)) }
        val gps = LocationManager.GPS_PROVIDER
        until("the providers to be asked") { shadowOf(manager).getLocationRequests(gps).isNotEmpty() }
        shadowOf(manager).simulateLocation(fix(LocationManager.NETWORK_PROVIDER, 900f))
        assertFalse(asked.isCompleted)
        shadowOf(manager).simulateLocation(fix(LocationManager.GPS_PROVIDER, 20f))
        assertEquals(20u, soon { asked.await() }!!.accuracyM)
        assertTrue("the GPS goes off", shadowOf(manager).getLocationRequests(LocationManager.GPS_PROVIDER).isEmpty())
    }

    @Test
    fun `a rough fix is better than none, one from the morning is not, nor one that does not say how rough`() {
        shadowOf(manager).simulateLocation(fix(LocationManager.NETWORK_PROVIDER, 900f, secondsAgo = 40))
        assertEquals(900u, here()!!.accuracyM)
        shadowOf(manager).simulateLocation(fix(LocationManager.NETWORK_PROVIDER, 5f, secondsAgo = 3000))
        assertNull(here())
        shadowOf(manager).simulateLocation(fix(LocationManager.GPS_PROVIDER, null))
        assertNull(here())
    }

    @Test
    fun `without a fix, without a provider, there is no place`() {
        assertNull(here())
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, false)
        shadowOf(manager).setProviderEnabled(LocationManager.NETWORK_PROVIDER, false)
        assertNull(here())
    }

    @Test
    fun `nobody is asked by the way, and after a refusal there is no place`() {
        shadowOf(app).denyPermissions(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION)
        shadowOf(manager).simulateLocation(fix(LocationManager.GPS_PROVIDER, 5f))
        assertFalse(app.device.places.isPermitted)
        assertNull(here())
        assertNull(shadowOf(screen.get()).lastRequestedPermission)
        val asked = CoroutineScope(Dispatchers.Default).async { app.device.places.permit() }
        until("the person to be asked") { shadowOf(screen.get()).lastRequestedPermission != null }
        val question = shadowOf(screen.get()).lastRequestedPermission
        assertEquals(listOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION), question.requestedPermissions.toList())
        screen.get().onRequestPermissionsResult(question.requestCode, question.requestedPermissions, intArrayOf(-1, -1))
        assertFalse(soon { asked.await() })
        assertNull(here())
        shadowOf(app).grantPermissions(ACCESS_COARSE_LOCATION)
        assertTrue(soon { app.device.places.permit() })
        assertEquals(5u, here()!!.accuracyM)
    }

    @Test
    fun `a made-up place says so`() = madeUp()

    @Test
    @Config(sdk = [30])
    fun `on older phones too`() = madeUp()

    private fun madeUp() {
        val made = fix(LocationManager.GPS_PROVIDER, 5f)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            made.isMock = true
        } else {
            Location::class.java.getMethod("setIsFromMockProvider", Boolean::class.java).invoke(made, true)
        }
        shadowOf(manager).simulateLocation(made)
        assertTrue(here()!!.mock)
    }
}
