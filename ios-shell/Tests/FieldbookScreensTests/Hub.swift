import Fieldbook
import Foundation
import XCTest

/// The real hub on loopback, with HTX Mường Và, its product and 500 leased stamps.
final class Hub {
    static let gtin = "08939999000017"
    private(set) var org = ""
    private var url = ""
    private let folder: URL
    private let program: URL
    private let serving = Process()

    init() throws {
        let path = try XCTUnwrap(ProcessInfo.processInfo.environment["FIELDBOOK_HUB"], "FIELDBOOK_HUB names the hub's program")
        program = URL(fileURLWithPath: path)
        folder = try emptyFolder()
        org = try made(["org", "new", "--name", "HTX Mường Và"])
        let rice = ["--name", "Gạo nếp tan Mường Và", "--group", "sticky-rice", "--gtin", Self.gtin]
        let product = try made(["product", "new", "--org", org] + rice)
        let serials = ["--gtin", Self.gtin, "--from", "HX00000001", "--to", "HX00000500"]
        let roll = try made(["roll", "new", "--product", product] + serials)
        _ = try said(["--json", "lease", "new", "--roll", roll, "--org", org])
        url = try serve()
    }

    func stop() {
        // Threads of Dispatch block signals, and a process that is started on one inherits that: a gentle end may never come.
        kill(serving.processIdentifier, SIGKILL)
        serving.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The hub takes a port that the system gives it, and says which once it listens.
    private func serve() throws -> String {
        let log = folder.appendingPathComponent("log")
        try Data().write(to: log)
        serving.executableURL = program
        serving.arguments = ["--data", folder.path, "serve", "--listen", "127.0.0.1:0"]
        serving.standardError = try FileHandle(forWritingTo: log)
        serving.standardOutput = FileHandle.nullDevice
        try serving.run()
        let end = ProcessInfo.processInfo.systemUptime + patience
        while ProcessInfo.processInfo.systemUptime < end, serving.isRunning {
            let said = try String(contentsOf: log, encoding: .utf8)
            if let url = said.range(of: "http://[0-9.]+:[0-9]+(?=\\. )", options: .regularExpression) { return String(said[url]) }
            Thread.sleep(forTimeInterval: 0.02)
        }
        serving.terminate()
        throw Silent(said: try String(contentsOf: log, encoding: .utf8))
    }

    /// A hub that does not listen, and what it said.
    private struct Silent: Error {
        let said: String
    }

    /// An invitation as the hub's staff get it: its text, and its code as it is drawn on their screen.
    struct Invitation {
        let text: String
        let code: DrawnCode
    }

    /// The organisation grows something of a product group of this hub's own; in its newest version the step `guard` is gone.
    func growsTaro() throws {
        let (guarding, hoeing) = (("guard", "Đuổi chim"), ("hoe", "Xới đất"))
        for (version, steps) in [(1, [guarding, hoeing]), (2, [hoeing])] {
            let pack = folder.appendingPathComponent("taro-\(version).json")
            try JSONSerialization.data(withJSONObject: taro(version, steps)).write(to: pack)
            _ = try said(["--json", "pack", "add", pack.path])
        }
        _ = try made(["product", "new", "--org", org, "--name", "Khoai sọ", "--group", "taro"])
    }

    private func taro(_ version: Int, _ steps: [(String, String)]) -> [String: Any] {
        func both(_ text: String) -> [String: String] { ["vi": text, "en": text] }
        let written: [[String: Any]] = steps.map { code, name in
            [
                "code": code, "kind": "activity", "on": ["season"], "epcis_biz_step": "urn:x-fieldbook:bizstep:" + code,
                "name": both(name), "guide": both(name),
            ]
        }
        return [
            "code": "taro", "version": version, "name": both("Khoai sọ"), "guide": both("Khoai sọ"), "places": both("Sơn La"),
            "standards": [String](), "activation_requires": [String](), "defaults": ["allowed_early_days": 0], "steps": written,
        ]
    }

    /// A new person of the organisation, and the invitation to their phone.
    func invites(_ name: String, _ role: String, at url: String? = nil) throws -> Invitation {
        try invitesAgain(made(["person", "new", "--org", org, "--name", name, "--role", role]), to: org, at: url ?? self.url)
    }

    /// Another invitation for somebody the hub knows, as when a phone is lost.
    func invitesAgain(_ person: PersonId) throws -> Invitation {
        try invitesAgain(person.uuidString.lowercased(), to: org, at: url)
    }

    /// An invitation of somebody the hub knows to a second organisation.
    func invitesElsewhere(_ person: PersonId, _ role: String) throws -> Invitation {
        let (second, person) = (try made(["org", "new", "--name", "HTX Chiềng Sơn"]), person.uuidString.lowercased())
        _ = try said(["--json", "person", "join", "--org", second, "--person", person, "--role", role])
        return try invitesAgain(person, to: second, at: url)
    }

    /// Staff give a person another role, in place of those before.
    func gives(_ role: String, to person: PersonId) throws {
        _ = try said(["--json", "person", "roles", "--org", org, "--person", person.uuidString.lowercased(), "--role", role])
    }

    /// Staff look at what is held in a document, and refuse it for good.
    func refuses(_ held: DocId) throws {
        _ = try said(["--json", "held", "refuse", held.uuidString.lowercased()])
    }

    private func invitesAgain(_ person: String, to org: String, at url: String) throws -> Invitation {
        let lines = try said(["invite", "--org", org, "--person", person, "--url", url, "--qr"]).components(separatedBy: "\n")
        let text = try XCTUnwrap(lines.first { $0.hasPrefix("FIELDBOOK1:") })
        return Invitation(text: text, code: DrawnCode(drawn: lines))
    }

    private func made(_ command: [String]) throws -> String {
        let answer = try JSONSerialization.jsonObject(with: Data(said(["--json"] + command).utf8)) as? [String: Any]
        return try XCTUnwrap(answer?["id"] as? String)
    }

    private func said(_ command: [String]) throws -> String {
        let answer = Pipe()
        let process = Process()
        process.executableURL = program
        process.arguments = ["--data", folder.path] + command
        process.standardOutput = answer
        try process.run()
        let said = answer.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        XCTAssertEqual(process.terminationStatus, 0, "\(command)")
        return String(decoding: said, as: UTF8.self)
    }
}

func emptyFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fieldbook-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}
