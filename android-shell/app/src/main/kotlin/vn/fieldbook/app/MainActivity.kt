package vn.fieldbook.app

import android.content.Intent
import android.graphics.Color
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.SystemBarStyle
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.runtime.SideEffect
import vn.fieldbook.ui.FieldbookApp
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Way

/** The one window. The application holds the book while it is seen. */
internal class MainActivity : ComponentActivity() {
    private val app get() = application as FieldbookApplication

    /** Where the person is; outlives rotation and process. */
    lateinit var way: Way
        private set

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        app.device.asks.seen(by = this)
        val before = savedInstanceState?.getStringArrayList(WAY)
        way = if (before.isNullOrEmpty()) Way() else Way(before.map(Screen::of))
        if (before == null) lead(intent)
        setContent {
            val dark = app.book.opening.memory.isDark(isSystemInDarkTheme())
            // The system's signs lie over the app's own ground, whatever light the phone is set to.
            SideEffect { enableEdgeToEdge(bars(dark), bars(dark)) }
            FieldbookApp(app.device, app.book.opening, dark = dark, way = way)
        }
    }

    private fun bars(dark: Boolean) = SystemBarStyle.auto(Color.TRANSPARENT, Color.TRANSPARENT) { dark }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        lead(intent)
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putStringArrayList(WAY, ArrayList(way.paths))
    }

    override fun onDestroy() {
        app.device.asks.gone(this)
        super.onDestroy()
    }

    /** To what a notification is about; not again when the person returns from the list of recent apps. */
    private fun lead(intent: Intent) {
        if (intent.flags and Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY != 0) return
        val screen = Screen.of(intent.getStringExtra(SCREEN) ?: return)
        way.home()
        if (screen != Screen.Home) way.to(screen)
    }

    companion object {
        /** The path of a [Screen] to show. */
        const val SCREEN = "vn.fieldbook.app.SCREEN"
        private const val WAY = "way"
    }
}
