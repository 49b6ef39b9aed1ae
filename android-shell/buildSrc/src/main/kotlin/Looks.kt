import javax.inject.Inject
import org.gradle.api.DefaultTask
import org.gradle.api.file.DirectoryProperty
import org.gradle.api.file.FileSystemOperations
import org.gradle.api.provider.Property
import org.gradle.api.tasks.Input
import org.gradle.api.tasks.InputDirectory
import org.gradle.api.tasks.Internal
import org.gradle.api.tasks.OutputDirectory
import org.gradle.api.tasks.PathSensitive
import org.gradle.api.tasks.PathSensitivity
import org.gradle.api.tasks.TaskAction
import org.gradle.process.ExecOperations

/** What `fieldbook-looks` writes for a platform from the one catalogue of words, icons and colours. */
abstract class Looks @Inject constructor(private val run: ExecOperations, private val files: FileSystemOperations) :
    DefaultTask() {
    @get:Internal
    abstract val repository: DirectoryProperty

    @get:InputDirectory
    @get:PathSensitive(PathSensitivity.RELATIVE)
    abstract val catalogue: DirectoryProperty

    @get:Input
    abstract val platform: Property<String>

    /** Which of the folders that it writes is wanted. */
    @get:Input
    abstract val part: Property<String>

    @get:OutputDirectory
    abstract val written: DirectoryProperty

    @TaskAction
    fun write() {
        run.exec {
            workingDir(repository)
            commandLine(
                listOf("cargo", "run", "--quiet", "--locked", "--package", "fieldbook-looks", "--bin", "fieldbook-looks") +
                    listOf("--", platform.get(), temporaryDir.path),
            )
        }
        files.sync {
            from(temporaryDir.resolve(part.get()))
            into(written)
        }
    }
}
