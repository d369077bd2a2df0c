// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of this package is held to the same rules.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "nsshell",
    products: [.executable(name: "nsshell", targets: ["nsshell"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // Ground: C, and what Swift cannot call.
        .target(name: "CLinux", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        // The lessons themselves, embedded, so that the one file `nsshell` has them anywhere.
        .target(name: "CLessons", cSettings: [.unsafeFlags(["-std=c23", "-Wall", "-Werror"])]),
        .systemLibrary(name: "CMark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CEditline", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .target(
            name: "CLineEditor", dependencies: ["CEditline"],
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        // Leaves that anybody may use.
        .target(name: "JSONText", swiftSettings: strict),

        // First floor: a system call as a value.
        .target(name: "SystemCalls", dependencies: ["CLinux"], swiftSettings: strict),

        // Second floor: rooms that do not know each other.
        .target(
            name: "Namespaces", dependencies: ["CLinux", "JSONText", "SystemCalls"],
            swiftSettings: strict),
        .target(
            name: "Terminal",
            dependencies: ["CLinux", "CEditline", "CLineEditor", "SystemCalls"],
            swiftSettings: strict),
        .target(name: "Lessons", dependencies: ["CMark", "Yams"], swiftSettings: strict),
        .target(name: "Transcripts", dependencies: ["CPCRE2", "JSONText"], swiftSettings: strict),

        // System calls by hand: the program `sys`, which every lab has.
        .target(
            name: "Sys", dependencies: ["CLinux", "Namespaces", "SystemCalls", "Terminal"],
            swiftSettings: strict),

        // Third and fourth: the machine, and what is played in it.
        .target(
            name: "Lab", dependencies: ["CLinux", "Namespaces", "Terminal", "SystemCalls"],
            swiftSettings: strict),
        .target(
            name: "Course",
            dependencies: [
                "CLessons", "JSONText", "Lab", "Lessons", "Namespaces", "SystemCalls", "Transcripts",
            ],
            swiftSettings: strict),

        // Fifth: what a learner meets.
        .target(
            name: "Shell",
            dependencies: ["Course", "Lab", "Lessons", "Namespaces", "SystemCalls", "Terminal"],
            swiftSettings: strict),

        // Roof: the commands.
        .executableTarget(
            name: "nsshell",
            dependencies: [
                "Course", "JSONText", "Lab", "Lessons", "Namespaces", "Shell", "Sys", "Terminal",
                "Transcripts",
                "SystemCalls",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // What tests share: abilities of this machine, other people's tools, processes to look at.
        .target(
            name: "HostAbilities", dependencies: ["Namespaces", "SystemCalls"],
            path: "Tests/HostAbilities", swiftSettings: strict),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: strict),
        .testTarget(
            name: "SystemCallsTests", dependencies: ["SystemCalls", "HostAbilities"],
            swiftSettings: strict),
        .testTarget(
            name: "NamespacesTests",
            dependencies: ["CLinux", "Namespaces", "SystemCalls", "JSONText", "HostAbilities"],
            swiftSettings: strict),
        .testTarget(
            name: "LessonsTests", dependencies: ["HostAbilities", "Lessons"],
            swiftSettings: strict),
        .testTarget(
            name: "TranscriptsTests", dependencies: ["HostAbilities", "Transcripts"], exclude: ["Cram"],
            swiftSettings: strict),
        // A program that reads lines, for tests to type into.
        .executableTarget(
            name: "LineReader", dependencies: ["SystemCalls", "Terminal"], path: "Tests/LineReader",
            swiftSettings: strict),
        .testTarget(
            name: "TerminalTests",
            dependencies: [
                "CEditline", "HostAbilities", "LineReader", "Namespaces", "SystemCalls", "Terminal",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LabTests", dependencies: ["Lab", "Namespaces", "SystemCalls", "HostAbilities"],
            swiftSettings: strict),
        .testTarget(
            name: "CourseTests",
            dependencies: [
                "Course", "Lab", "Lessons", "Namespaces", "SystemCalls", "HostAbilities", "Yams",
            ],
            swiftSettings: strict),
        // The whole program, from outside.
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "CLinux", "Course", "HostAbilities", "JSONText", "Lab", "Lessons", "Namespaces",
                "SystemCalls", "Terminal",
            ],
            swiftSettings: strict),
        // Everything that a hostile learner would try, with the machine compared before and after.
        .testTarget(
            name: "HostileTests",
            dependencies: ["CommandTests", "Namespaces", "SystemCalls"],
            swiftSettings: strict),
        // The same when something fails: `make faults` is their long form.
        .testTarget(
            name: "FaultTests",
            dependencies: [
                "CommandTests", "Course", "HostAbilities", "Lessons", "Namespaces", "SystemCalls",
            ],
            swiftSettings: strict),
    ]
)
