package vn.fieldbook

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit.SECONDS
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.io.TempDir

/** The README's program, compiled as it stands there, against the jar that ships. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeTest {
    private val jar = System.getProperty("fieldbook.tests.jar")
    private val tests = System.getProperty("java.class.path").split(File.pathSeparator)

    /** What an app has at run time: the jar and what it depends on, nothing of the tests. */
    private val shipped = listOf(jar) + tests.filter { path ->
        listOf("jna", "kotlin-stdlib", "kotlinx-coroutines-core-jvm", "annotations").any { File(path).name.matches(Regex("$it-[0-9.]+.jar")) }
    }
    private lateinit var classes: Path

    @BeforeAll
    fun compile() {
        val readme = Files.readString(Path.of("README.md"))
        val programs = Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(readme).map { it.groupValues[1] }
        val source = Files.writeString(folder.resolve("FirstHarvest.kt"), programs.single { "fun main(" in it })
        classes = folder.resolve("classes")
        val compiler = jvm(
            "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
            *arrayOf("-no-stdlib", "-no-reflect", "-Werror", "-jvm-target", "17", "-cp", shipped.path()),
            *arrayOf("-d", classes.toString(), source.toString()),
            heap = "1g",
        )
        assertEquals("", compiler.said())
    }

    @Test
    fun `the first harvest is saved, found, and at the hub`() {
        val dir = folder.resolve("book").toString()
        val program = shipped + classes.toString()
        saysAFirstHarvest(jvm("FirstHarvestKt", dir, Hub.invitesMai(), classPath = program.path()).said())
        // The second day opens the same book and needs no invitation.
        saysAFirstHarvest(jvm("FirstHarvestKt", dir, "", classPath = program.path()).said())
    }

    @Test
    fun `it runs the same when R8 has shrunk it with the rules of the AAR`() {
        val rules = Files.writeString(folder.resolve("app.pro"), "-keep class FirstHarvestKt { public static void main(java.lang.String[]); }\n")
        val program = Files.createDirectories(folder.resolve("app")).resolve("program.jar")
        check(ProcessBuilder(tool("jar"), "cf", program.toString(), "-C", classes.toString(), ".").start().waitFor() == 0)
        val shrunk = folder.resolve("shrunk.jar")
        val r8 = jvm(
            "com.android.tools.r8.R8",
            *arrayOf("--release", "--classfile", "--lib", System.getProperty("java.home"), "--output", shrunk.toString()),
            *arrayOf("--pg-conf", "android/consumer-rules.pro", "--pg-conf", rules.toString()),
            *(shipped + program.toString()).toTypedArray(),
            heap = "2g",
        )
        // Every jar brings a manifest; the app has one.
        val complaints = r8.said().lines().filterNot { it.isBlank() || it.matches(Regex("Warning: Resource 'META-INF/.*' already exists.")) }
        assertEquals(emptyList<String>(), complaints)
        val before = classCount(Path.of(jar))
        val after = classCount(shrunk) { it.startsWith("vn/fieldbook/") }
        assertTrue(after in 1 until before, "R8 left $after of $before classes")
        saysAFirstHarvest(jvm("FirstHarvestKt", folder.resolve("shrunk").toString(), Hub.invitesMai(), classPath = shrunk.toString()).said())
    }

    private fun saysAFirstHarvest(said: String) {
        val lines = said.trim().lines()
        assertTrue(lines[0].startsWith("Saved: Gặt ở ruộng Đặng, 20"), said)
        assertEquals("In the book: 1", lines[1], said)
        assertTrue(lines[2].startsWith("Not saved: ") && "100" in lines[2], said)
        assertEquals(listOf("At the hub: ACCEPTED"), lines.drop(3), said)
    }

    private fun classCount(jar: Path, ours: (String) -> Boolean = { true }): Int =
        java.util.jar.JarFile(jar.toFile()).use { file ->
            file.stream().filter { it.name.endsWith(".class") && ours(it.name) }.count().toInt()
        }

    private fun tool(name: String) = Path.of(System.getProperty("java.home"), "bin", name).toString()

    private fun List<String>.path() = joinToString(File.pathSeparator)

    private fun Process.said(): String {
        val text = inputStream.reader().readText()
        assertTrue(waitFor(120, SECONDS))
        assertEquals(0, exitValue(), text)
        return text
    }

    private companion object {
        @TempDir
        lateinit var folder: Path
    }
}
