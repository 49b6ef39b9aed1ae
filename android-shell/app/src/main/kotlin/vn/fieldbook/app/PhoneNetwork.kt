package vn.fieldbook.app

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network as Link
import android.net.NetworkCapabilities
import kotlinx.coroutines.flow.MutableStateFlow
import vn.fieldbook.LinkKind
import vn.fieldbook.ui.device.Network

/** What a megabyte costs just now. */
internal class PhoneNetwork(context: Context) : Network {
    private val manager = context.getSystemService(ConnectivityManager::class.java)
    override val link = MutableStateFlow(now())

    init {
        // Some phones with Android 11 take us for another app (issuetracker.google.com/175055271): then a sync asks by itself.
        orNull { manager.registerDefaultNetworkCallback(Told()) }
    }

    private inner class Told : ConnectivityManager.NetworkCallback() {
        override fun onCapabilitiesChanged(network: Link, capabilities: NetworkCapabilities) {
            link.value = capabilities.kind()
        }

        override fun onLost(network: Link) {
            link.value = null
        }
    }

    private fun <T> orNull(asked: () -> T): T? =
        try {
            asked()
        } catch (mistaken: SecurityException) {
            null
        }

    /** What the system says at this moment. It may tell WorkManager of Wi-Fi before it tells [link]. */
    fun now(): LinkKind? = orNull { manager.getNetworkCapabilities(manager.activeNetwork)?.kind() }

    private fun NetworkCapabilities.kind(): LinkKind? =
        when {
            !hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) -> null
            hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> LinkKind.UNMETERED
            roaming() -> LinkKind.ROAMING
            else -> LinkKind.METERED
        }

    // Android 8 does not tell of roaming this way; the network is then at least metered.
    private fun NetworkCapabilities.roaming() =
        android.os.Build.VERSION.SDK_INT >= android.os.Build.VERSION_CODES.P &&
            !hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_ROAMING)
}
