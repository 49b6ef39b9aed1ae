package vn.fieldbook

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class TimesTest {
    @Test
    fun `every number of milliseconds or seconds has its java time beside it`() {
        val records = Regex("data class (\\w+)\\(\n(.*?)\n\\)", RegexOption.DOT_MATCHES_ALL).findAll(Files.readString(Path.of("fieldbook.api")))
        val counted = records.flatMap { record ->
            Regex("val (\\w+)(Ms|S): U?Long").findAll(record.groupValues[2]).map { record.groupValues[1] to it.groupValues[1] }
        }
        val written = Class.forName("vn.fieldbook.TimesKt").methods.filter { it.parameterCount == 1 }
        val has = written.map { it.parameterTypes.single().simpleName to it.name.removePrefix("get").replaceFirstChar(Char::lowercase) }
        assertTrue(counted.count() > 10)
        assertEquals(emptyList<Pair<String, String>>(), counted.toList() - has.toSet())
    }

    @Test
    fun `an instant and a duration say what the number said`() {
        val clock = ClockView(ClockState.TURNED, offsetMs = -90_500, uncertaintyMs = null)
        assertEquals(Duration.parse("-PT1M30.5S"), clock.offset)
        assertNull(clock.uncertainty)
        val progress = Progress(pushed = 1u, pulled = 2u, outbox = 3u, waitingMs = 300_000u)
        assertEquals(Duration.ofMinutes(5), progress.waiting)
        val sweep = SweepView(java.util.UUID(1, 2), java.util.UUID(3, 4), java.util.UUID(5, 6), begunMs = 1_790_000_000_123, read = 0u)
        assertEquals(Instant.parse("2026-09-21T14:13:20.123Z"), sweep.begun)
    }
}
