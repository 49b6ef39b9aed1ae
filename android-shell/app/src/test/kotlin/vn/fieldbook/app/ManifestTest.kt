package vn.fieldbook.app

import android.content.Intent
import android.content.pm.ApplicationInfo
import android.content.pm.PackageManager
import android.content.pm.PackageManager.GET_ACTIVITIES
import android.content.pm.PackageManager.GET_PERMISSIONS
import android.content.pm.PackageManager.GET_PROVIDERS
import android.content.pm.PackageManager.GET_RECEIVERS
import android.content.pm.PackageManager.GET_SERVICES
import android.graphics.drawable.AdaptiveIconDrawable
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.xmlpull.v1.XmlPullParser

@RunWith(RobolectricTestRunner::class)
class ManifestTest {
    private val app get() = RuntimeEnvironment.getApplication()
    private val all = GET_ACTIVITIES or GET_PERMISSIONS or GET_PROVIDERS or GET_RECEIVERS or GET_SERVICES
    private val us
        get() = app.packageManager.getPackageInfo(app.packageName, all or PackageManager.MATCH_DISABLED_COMPONENTS)

    @Test
    fun `the app asks for what it uses and no more`() {
        val own =
            listOf(
                "INTERNET",
                "ACCESS_NETWORK_STATE",
                "CAMERA",
                "ACCESS_COARSE_LOCATION",
                "ACCESS_FINE_LOCATION",
                "POST_NOTIFICATIONS",
                "VIBRATE",
                "RECORD_AUDIO",
            )
        val ofWorkManager = listOf("WAKE_LOCK", "RECEIVE_BOOT_COMPLETED", "FOREGROUND_SERVICE")
        val asked = us.requestedPermissions.filter { it.startsWith("android.") }.map { it.substringAfterLast('.') }
        assertEquals((own + ofWorkManager).toSet(), asked.toSet())
    }

    @Test
    fun `others can open the window and nothing else without a permission of the system`() {
        val open = buildList {
            us.activities.filter { it.exported && it.permission == null }.mapTo(this) { it.name }
            us.services.orEmpty().filter { it.exported && it.permission == null }.mapTo(this) { it.name }
            us.receivers.orEmpty().filter { it.exported && it.permission == null }.mapTo(this) { it.name }
            us.providers.filter { it.exported }.mapTo(this) { it.name }
        }
        assertEquals(listOf(MainActivity::class.java.name), open)
        val files = us.providers.single { it.authority == "vn.fieldbook.app.files" }
        assertTrue(files.grantUriPermissions)
        val home = app.packageManager.getLaunchIntentForPackage(app.packageName)!!
        assertEquals(MainActivity::class.java.name to Intent.ACTION_MAIN, home.component!!.className to home.action)
    }

    @Test
    fun `no backup of the system takes the book along`() {
        val flags = us.applicationInfo!!.flags
        assertFalse(flags and ApplicationInfo.FLAG_ALLOW_BACKUP != 0)
        val domains = setOf("root", "file", "database", "sharedpref", "external")
        assertEquals(mapOf("full-backup-content" to domains), excluded(R.xml.backup_rules))
        assertEquals(mapOf("cloud-backup" to domains, "device-transfer" to domains), excluded(R.xml.data_extraction_rules))
    }

    private fun excluded(rules: Int): Map<String, Set<String>> {
        val found = mutableMapOf<String, MutableSet<String>>()
        val parser = app.resources.getXml(rules)
        val path = mutableListOf<String>()
        while (parser.next() != XmlPullParser.END_DOCUMENT) {
            if (parser.eventType == XmlPullParser.START_TAG) {
                if (parser.name == "exclude") {
                    assertEquals(".", parser.getAttributeValue(null, "path"))
                    found.getOrPut(path.last()) { mutableSetOf() } += parser.getAttributeValue(null, "domain")
                }
                path += parser.name
            } else if (parser.eventType == XmlPullParser.END_TAG) {
                path.removeLast()
            }
        }
        return found
    }

    @Test
    @Config(qualifiers = "vi")
    fun `it is Sổ Đồng in Vietnamese`() = named("Sổ Đồng", "Cần bà con xem 1.234")

    @Test
    @Config(qualifiers = "fr")
    fun `and wherever we have no words`() = assertEquals("Chụp ảnh", app.getString(R.string.record_photo))

    @Test
    @Config(qualifiers = "en")
    fun `it is Fieldbook in English`() = named("Fieldbook", "Needs you 1,234")

    private fun named(name: String, many: String) {
        assertEquals(name, app.packageManager.getApplicationLabel(us.applicationInfo!!))
        assertEquals(many, app.getString(R.string.home_needs_you, 1234))
    }

    @Test
    fun `its icon is drawn by the launcher, its sign in the status bar by the system`() {
        assertEquals(R.mipmap.ic_launcher, us.applicationInfo!!.icon)
        val icon = app.getDrawable(R.mipmap.ic_launcher) as AdaptiveIconDrawable
        assertNotNull(icon.foreground)
        val sign = app.getDrawable(R.drawable.ic_notice)!!
        assertEquals((24 * app.resources.displayMetrics.density).toInt(), sign.intrinsicWidth)
    }
}
