package vn.fieldbook.app

/** Whether syncs run, and whether something came that they may have passed by. */
internal class Rounds {
    private val running = mutableSetOf<Round>()
    private var wanted = false

    val idle: Boolean @Synchronized get() = running.isEmpty()

    @Synchronized
    fun begin() = Round().also { running += it }

    /** Whether one that runs takes it along. */
    @Synchronized
    fun goRoundAgain(): Boolean {
        if (running.isNotEmpty()) wanted = true
        return running.isNotEmpty()
    }

    inner class Round {
        /** Whether to go round again; one that does not takes nothing along any more. */
        fun again(): Boolean = synchronized(this@Rounds) {
            val again = wanted
            wanted = false
            if (!again) running -= this
            again
        }

        /** Whether something was to be taken along, and nobody is left who does. */
        fun end(): Boolean = synchronized(this@Rounds) {
            running -= this
            val left = wanted && running.isEmpty()
            if (left) wanted = false
            left
        }
    }
}
