// The app for phones. What it takes, and how it is built: README.md.

import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

val processors = listOf("arm64-v8a", "armeabi-v7a", "x86_64") // those the core is built for
val bundled = gradle.startParameter.taskNames.any { "bundle" in it.lowercase() }

android {
    namespace = "vn.fieldbook.app"
    compileSdk = 36
    ndkVersion = "28.2.13676358" // the one that :fieldbook is linked with; strips its library

    defaultConfig {
        applicationId = "vn.fieldbook.app"
        minSdk = 26 // Android 8.0: the first with `java.time`
        targetSdk = 35
        versionCode = 1
        versionName = "0.2.0"

        // JNA and CameraX bring more: whom they alone serve must not be offered the bundle.
        if (bundled) ndk { abiFilters += processors }
    }

    androidResources {
        localeFilters += listOf("vi", "en")
    }

    buildTypes {
        debug {
            matchingFallbacks += "release" // :fieldbook has no other
        }
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            // No rules of ours: the core's come inside :fieldbook, WorkManager's keep the worker's name.
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }

    // A phone gets the library of its processor alone: 3 to 5 MB instead of 12. AGP lays it on pages of 16 KB.
    splits {
        abi {
            // A bundle parts them by itself, and AGP stops at both: "Multiple shrunk-resources files found".
            isEnable = !bundled
            reset()
            include(*processors.toTypedArray())
            isUniversalApk = false
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.JVM_17
    }
}

val looks =
    tasks.register<Looks>("looks") {
        repository = rootProject.layout.projectDirectory.dir("..")
        catalogue = rootProject.layout.projectDirectory.dir("../bindings/looks")
        platform = "android"
        part = "res"
    }

androidComponents {
    onVariants { variant ->
        variant.sources.res?.addGeneratedSourceDirectory(looks, Looks::written)
    }
}

dependencies {
    implementation(project(":ui"))
    implementation(libs.activity.compose)
    implementation(libs.camera.camera2)
    implementation(libs.camera.lifecycle)
    implementation(libs.camera.view)
    implementation(libs.core)
    implementation(libs.coroutines.android)
    implementation(libs.lifecycle.compose)
    implementation(libs.work)
}
