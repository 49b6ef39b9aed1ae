// swift-tools-version: 6.0
import Foundation
import PackageDescription

// Beside an XCFramework this is the package that apps depend on. Without one it is the package of a developer or of
// CI: the C module names a library that the linker finds (`-L`), and tests and programs are there too.
let framework = "FieldbookFFI.xcframework"
let shipped = FileManager.default.fileExists(atPath: Context.packageDirectory + "/" + framework)

let package = Package(
    name: "Fieldbook",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "Fieldbook", targets: ["Fieldbook"])],
    targets: [
        .target(
            name: "Fieldbook",
            dependencies: ["FieldbookFFI"],
            resources: shipped ? [.copy("PrivacyInfo.xcprivacy")] : []
        )
    ],
    swiftLanguageModes: [.v6]
)

if shipped {
    package.targets.append(.binaryTarget(name: "FieldbookFFI", path: framework))
} else {
    package.targets += [
        .systemLibrary(name: "FieldbookFFI"),
        .testTarget(name: "FieldbookTests", dependencies: ["Fieldbook"], resources: [.copy("Frames")]),
        // Records until it is killed; a test kills it.
        .executableTarget(name: "RecordsUntilKilled", dependencies: ["Fieldbook"], path: "Tests/RecordsUntilKilled"),
        // What each call costs; `.ci/swift-bindings --cost`.
        .executableTarget(name: "CallCosts", dependencies: ["Fieldbook"], path: "Tests/CallCosts"),
        // The README's program, as written there.
        .executableTarget(name: "FirstHarvest", dependencies: ["Fieldbook"], path: "Tests/FirstHarvest"),
    ]
}
