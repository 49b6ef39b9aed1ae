package vn.fieldbook.app

import android.media.MediaPlayer
import java.io.File
import java.io.IOException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import vn.fieldbook.ui.device.Player

/** The phone's loudspeaker, for what was recorded. */
internal class PhonePlayer : Player {
    override suspend fun play(file: File): Boolean = withContext(Dispatchers.Main.immediate) {
        val player = MediaPlayer()
        val ended = CompletableDeferred<Boolean>()
        try {
            player.setOnCompletionListener { ended.complete(true) }
            player.setOnErrorListener { _, _, _ -> ended.complete(false) }
            player.setDataSource(file.path)
            player.prepare()
            player.start()
            ended.await()
        } catch (unreadable: IOException) {
            false
        } finally {
            player.release()
        }
    }
}
