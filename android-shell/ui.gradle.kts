// The screens of `ui`, as a phone takes them: the same sources that Maven builds and tests on the desktop.

import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "vn.fieldbook.ui"
    compileSdk = 36

    defaultConfig {
        minSdk = 26
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    // The page of licences is read from there.
    sourceSets.named("main") { resources.srcDir(rootProject.layout.projectDirectory.dir("../bindings/looks/resources")) }

    buildTypes.named("debug") {
        matchingFallbacks += "release" // :fieldbook has no other
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
        platform = "kotlin"
        part = "."
    }

androidComponents {
    onVariants { variant ->
        variant.sources.java?.addGeneratedSourceDirectory(looks, Looks::written)
    }
}

dependencies {
    api(project(":fieldbook"))
    api(libs.compose.ui)
    implementation(libs.compose.foundation)
    implementation(libs.compose.material3)
}
