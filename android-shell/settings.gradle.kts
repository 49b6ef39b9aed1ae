pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "fieldbook-app"

include(":app")

// The core for phones. It is also a build of its own, which publishes the AAR; here it takes its versions from us.
include(":fieldbook")
project(":fieldbook").projectDir = file("../bindings/kotlin/android")

// The screens. `ui` itself knows no Android and is built by Maven for the desktop; this is how a phone takes it.
include(":ui")
project(":ui").buildFileName = "../ui.gradle.kts"
