package vn.fieldbook.app

import android.app.Activity
import android.app.Application
import android.os.Bundle
import androidx.work.Configuration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch

/** What there is once in the process: the book, and what syncs it. */
internal class FieldbookApplication : Application(), Configuration.Provider {
    lateinit var device: PhoneDevice
        private set

    val book: Book by lazy { Book(device) }

    val rounds = Rounds()

    /** Lives as long as the process: what a screen began ends also when it is gone. */
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)

    // WorkManager begins when it is first wanted, not at every start of the app.
    override val workManagerConfiguration get() = Configuration.Builder().build()

    override fun onCreate() {
        super.onCreate()
        device = PhoneDevice(this)
        registerActivityLifecycleCallbacks(Screens())
    }

    /** Holds the book while a screen is seen. */
    private inner class Screens : ActivityLifecycleCallbacks {
        private var seen = 0
        private var holding = false

        override fun onActivityStarted(activity: Activity) {
            seen += 1
            if (!holding) scope.launch { book.seen() }
            holding = true
        }

        override fun onActivityStopped(activity: Activity) {
            seen -= 1
            // A phone that is turned stops the old window before it starts the new one.
            if (seen > 0 || activity.isChangingConfigurations) return
            holding = false
            scope.launch { book.unseen { device.notices.seen(it) } }
        }

        override fun onActivityCreated(activity: Activity, saved: Bundle?) = Unit

        override fun onActivityResumed(activity: Activity) = Unit

        // The last moment that the system promises: from now on the process may be ended, and a microphone hears nothing.
        override fun onActivityPaused(activity: Activity) {
            device.recorder?.stop()
            book.opening.drafts.keep()
        }

        override fun onActivitySaveInstanceState(activity: Activity, state: Bundle) = Unit

        override fun onActivityDestroyed(activity: Activity) = Unit
    }
}
