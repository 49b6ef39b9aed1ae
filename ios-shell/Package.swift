// swift-tools-version: 6.0
import PackageDescription

// Laid out by `lay-out` beside the package Fieldbook, with the words and looks that fieldbook-looks has written.
let package = Package(
    name: "FieldbookShell",
    // `@Observable` needs iOS 17 and macOS 14: see README.md.
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "FieldbookScreens", targets: ["FieldbookScreens"])],
    dependencies: [
        // The farm diary's core: everything that is said, judged and kept.
        .package(path: "../Fieldbook")
    ],
    targets: [
        .target(name: "FieldbookScreens", dependencies: ["Fieldbook"]),
        .testTarget(name: "FieldbookScreensTests", dependencies: ["FieldbookScreens"], resources: [.copy("Stamps")]),
    ],
    swiftLanguageModes: [.v6]
)
