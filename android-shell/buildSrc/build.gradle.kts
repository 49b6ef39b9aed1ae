// What more than one module's build needs.

plugins {
    `kotlin-dsl`
}

repositories {
    mavenCentral()
}
