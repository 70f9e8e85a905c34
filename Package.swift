// swift-tools-version: 6.2
import PackageDescription

// The layers, each of which may know only those below it:
//
//   ipc -> IPCCommand -> IPCScript -> IPCWorld -> IPCInterpreter -> IPCSyntax
//                                            \--> IPCRuntime ----> CIPCShims
//
// LineEditor is an editor for prompts that knows no language, which IPCCommand gives it. It and IPCSyntax know TextWidth, the
// columns of characters, and nothing else.
//
// IPCSyntax and IPCRuntime do not know each other. Only IPCScript has `public` declarations; between
// targets, `package`. Tests/ArchitectureTests checks the imports.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// libFuzzer's driver, which links only with `-sanitize=fuzzer`; see Tests/Fuzz/README.md.
let fuzzers: [Target] =
  Context.environment["IPC_FUZZ"] == nil
  ? []
  : [
    .executableTarget(
      name: "Fuzz",
      dependencies: ["FuzzTargets"],
      path: "Tests/Fuzz",
      exclude: ["README.md", "run"],
      swiftSettings: settings
    )
  ]

let package = Package(
  name: "ipc",
  products: [
    .library(name: "IPCScript", targets: ["IPCScript"]),
    .executable(name: "ipc", targets: ["ipc"]),
  ],
  targets: [
    .target(name: "CIPCShims"),
    .target(name: "IPCRuntime", dependencies: ["CIPCShims"], swiftSettings: settings),
    .target(name: "TextWidth", swiftSettings: settings),
    .target(name: "IPCSyntax", dependencies: ["TextWidth"], swiftSettings: settings),
    .target(name: "LineEditor", dependencies: ["TextWidth"], swiftSettings: settings),
    .target(name: "IPCInterpreter", dependencies: ["IPCSyntax"], swiftSettings: settings),
    .target(
      name: "IPCWorld",
      dependencies: ["IPCInterpreter", "IPCRuntime", "IPCSyntax"],
      swiftSettings: settings
    ),
    .target(
      name: "IPCScript",
      dependencies: ["IPCWorld", "IPCInterpreter", "IPCSyntax"],
      swiftSettings: settings
    ),
    .target(
      name: "IPCCommand",
      dependencies: ["IPCScript", "IPCSyntax", "LineEditor"],
      swiftSettings: settings
    ),
    .target(name: "CIPCStart", dependencies: ["CIPCShims"]),
    .executableTarget(
      name: "ipc",
      dependencies: ["IPCCommand", "CIPCStart"],
      swiftSettings: settings
    ),
    .target(name: "IPCTestSupport", path: "Tests/IPCTestSupport", swiftSettings: settings),
    .testTarget(
      name: "LanguageTests",
      dependencies: ["IPCTestSupport", "IPCInterpreter", "IPCSyntax", "ipc"],
      exclude: ["Scripts", "README.md"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "ArchitectureTests",
      dependencies: ["IPCTestSupport", "ipc"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "IPCInterpreterTests",
      dependencies: ["IPCInterpreter", "IPCSyntax", "IPCTestSupport"],
      exclude: ["Snapshots"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "IPCSyntaxTests",
      dependencies: ["IPCSyntax", "IPCTestSupport"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "RuntimeProbe",
      dependencies: ["IPCRuntime", "IPCTestSupport"],
      path: "Tests/RuntimeProbe",
      swiftSettings: settings
    ),
    .target(
      name: "FuzzTargets",
      dependencies: ["IPCInterpreter", "IPCSyntax", "CIPCShims", "IPCTestSupport"],
      path: "Tests/FuzzTargets",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "FuzzProbe",
      dependencies: ["FuzzTargets", "IPCTestSupport"],
      path: "Tests/FuzzProbe",
      swiftSettings: settings
    ),
    .testTarget(
      name: "FaultTests",
      dependencies: ["IPCTestSupport", "ipc"],
      exclude: ["Helpers", "Scripts", "README.md"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "FuzzTests",
      dependencies: ["IPCTestSupport", "FuzzProbe"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "IPCRuntimeTests",
      dependencies: ["IPCRuntime", "IPCTestSupport", "RuntimeProbe"],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "LineEditorProbe",
      dependencies: ["LineEditor"],
      path: "Tests/LineEditorProbe",
      swiftSettings: settings
    ),
    .target(
      name: "TerminalTestSupport",
      dependencies: ["IPCTestSupport"],
      path: "Tests/TerminalTestSupport",
      swiftSettings: settings
    ),
    .testTarget(
      name: "PromptTests",
      dependencies: [
        "IPCTestSupport", "TerminalTestSupport", "IPCScript", "IPCInterpreter", "ipc",
      ],
      exclude: ["Transcripts"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "LineEditorTests",
      dependencies: ["IPCTestSupport", "TerminalTestSupport", "LineEditor", "LineEditorProbe"],
      swiftSettings: settings
    ),
  ] + fuzzers
)
