// The AAR: the Rust library for each processor of a phone, and the Kotlin that was generated from one of them.
//
//     ANDROID_HOME=… gradle assembleRelease
//
// Needs the Android SDK with the NDK below, Rust with the targets `aarch64-linux-android`, `armv7-linux-androideabi`
// and `x86_64-linux-android`, cargo-ndk 4.1, and an OpenSSL (libcrypto) built for each of them, for SQLCipher, named by
// AARCH64_LINUX_ANDROID_OPENSSL_DIR, ARMV7_LINUX_ANDROIDEABI_OPENSSL_DIR and X86_64_LINUX_ANDROID_OPENSSL_DIR.

import javax.inject.Inject
import org.gradle.process.ExecOperations
import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
    `maven-publish`
}

group = "vn.fieldbook"
version = "0.2.0"

val oldest = 26 // Android 8.0: the first with `java.time`

android {
    namespace = "vn.fieldbook"
    compileSdk = 36
    ndkVersion = "28.2.13676358" // r28: pages of 16 KB without being asked

    defaultConfig {
        minSdk = oldest
        consumerProguardFiles("consumer-rules.pro")
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    sourceSets.named("main") {
        java.srcDir("../src/main/kotlin") // the same sources as on the JVM
    }

    lint {
        // UniFFI asks at run time whether `java.lang.ref.Cleaner` (Android 13) is there, which lint does not see.
        disable += "NewApi"
    }

    publishing {
        singleVariant("release") {
            withSourcesJar()
        }
    }
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.JVM_17
    }
}

dependencies {
    api(libs.coroutines.android)
    implementation(variantOf(libs.jna) { artifactType("aar") })
}

/** Rust for each processor, by cargo-ndk. Cargo knows itself what is up to date. */
abstract class RustLibraries @Inject constructor(private val run: ExecOperations) : DefaultTask() {
    @get:Internal
    abstract val repository: DirectoryProperty

    @get:Internal
    abstract val ndk: DirectoryProperty

    @get:Input
    abstract val minSdk: Property<Int>

    @get:Input
    abstract val processors: ListProperty<String>

    @get:OutputDirectory
    abstract val libraries: DirectoryProperty

    @TaskAction
    fun build() {
        val targets = processors.get().flatMap { listOf("-t", it) }
        run.exec {
            workingDir(repository)
            environment("ANDROID_NDK_HOME", ndk.get().asFile.path)
            environment("OPENSSL_STATIC", "1")
            commandLine(
                listOf("cargo", "ndk", "--platform", minSdk.get().toString()) + targets +
                    listOf("-o", libraries.get().asFile.path, "rustc", "--profile", "mobile", "--locked") +
                    // Alone, because link-time optimisation keeps for a Rust or static library what this one drops.
                    listOf("--package", "fieldbook-ffi", "--lib", "--crate-type", "cdylib", "--features", "sqlcipher"),
            )
        }
    }
}

/** UniFFI's Kotlin and our layer over it, from a library that still has its symbols: AGP strips them only in the AAR. */
abstract class GeneratedKotlin @Inject constructor(private val run: ExecOperations) : DefaultTask() {
    @get:Internal
    abstract val repository: DirectoryProperty

    @get:InputDirectory
    @get:PathSensitive(PathSensitivity.RELATIVE)
    abstract val libraries: DirectoryProperty

    @get:Input
    abstract val processor: Property<String>

    @get:OutputDirectory
    abstract val sources: DirectoryProperty

    @TaskAction
    fun generate() {
        val library = libraries.file("${processor.get()}/libfieldbook_ffi.so").get().asFile.path
        run.exec {
            workingDir(repository)
            commandLine(
                listOf("cargo", "run", "--quiet", "--locked", "--package", "fieldbook-ffi", "--features", "bindgen") +
                    listOf("--bin", "fieldbook-bindgen", "--", "kotlin", library, sources.get().asFile.path),
            )
        }
    }
}

val rustLibraries =
    tasks.register<RustLibraries>("rustLibraries") {
        repository = layout.projectDirectory.dir("../../..")
        ndk = androidComponents.sdkComponents.ndkDirectory
        minSdk = oldest
        processors = listOf("arm64-v8a", "armeabi-v7a", "x86_64")
        outputs.upToDateWhen { false }
    }

val generatedKotlin =
    tasks.register<GeneratedKotlin>("generatedKotlin") {
        repository = layout.projectDirectory.dir("../../..")
        libraries = rustLibraries.flatMap { it.libraries }
        processor = "arm64-v8a"
    }

androidComponents {
    // One AAR, of release code: an app's debug build takes it, too.
    beforeVariants(selector().withBuildType("debug")) { it.enable = false }
    onVariants { variant ->
        // These also say where the tasks write.
        variant.sources.jniLibs?.addGeneratedSourceDirectory(rustLibraries, RustLibraries::libraries)
        // Among the Java sources, where Kotlin's plugin finds them too; generated ones named Kotlin it has overlooked.
        variant.sources.java?.addGeneratedSourceDirectory(generatedKotlin, GeneratedKotlin::sources)
    }
}

publishing {
    publications {
        register<MavenPublication>("release") {
            artifactId = "fieldbook-android"
            afterEvaluate { from(components["release"]) }
            pom {
                name = "Fieldbook"
                description = "The farm's book on this device: records that survive, and sync with a hub."
            }
        }
    }
}
