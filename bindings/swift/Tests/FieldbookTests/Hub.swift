import Foundation
import XCTest

/// A real hub on loopback with HTX Mường Và, its product, 500 leased stamps, and an invitation each for Mai and Hoa.
final class Hub {
    private(set) var mai = ""
    private(set) var hoa = ""
    private let folder: URL
    private let program: URL
    private let serving = Process()

    init() throws {
        let path = try XCTUnwrap(ProcessInfo.processInfo.environment["FIELDBOOK_HUB"], "FIELDBOOK_HUB names the hub's program")
        program = URL(fileURLWithPath: path)
        folder = try emptyFolder()
        let org = try made("org", "new", "--name", "HTX Mường Và")
        let gtin = "08939999000017"
        let product = try made(
            "product", "new", "--org", org, "--name", "Gạo nếp tan Mường Và", "--group", "sticky-rice", "--gtin", gtin)
        let roll = try made("roll", "new", "--product", product, "--gtin", gtin, "--from", "HX00000001", "--to", "HX00000500")
        _ = try staff("lease", "new", "--roll", roll, "--org", org)
        let people = try [("Lò Thị Mai", "manager"), ("Cà Thị Hoa", "farmer")].map { name, role in
            try made("person", "new", "--org", org, "--name", name, "--role", role)
        }
        let url = try serve()
        (mai, hoa) = (try invite(people[0], org: org, url: url), try invite(people[1], org: org, url: url))
    }

    func stop() {
        // Threads of Dispatch block signals, and a process that is started on one inherits that: a gentle end may never come.
        kill(serving.processIdentifier, SIGKILL)
        serving.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The hub takes a port that the system gives it, and says which once it listens: one that was asked for beforehand
    /// could be somebody else's by then.
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

    private func invite(_ person: String, org: String, url: String) throws -> String {
        let answer = try staff("invite", "--org", org, "--person", person, "--url", url)
        return try XCTUnwrap(answer["text"] as? String)
    }

    private func made(_ command: String...) throws -> String {
        try XCTUnwrap(try staff(command)["id"] as? String)
    }

    private func staff(_ command: String...) throws -> [String: Any] {
        try staff(command)
    }

    private func staff(_ command: [String]) throws -> [String: Any] {
        let answer = Pipe()
        let process = Process()
        process.executableURL = program
        process.arguments = ["--json", "--data", folder.path] + command
        process.standardOutput = answer
        try process.run()
        let said = answer.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        XCTAssertEqual(process.terminationStatus, 0, "\(command)")
        return try XCTUnwrap(JSONSerialization.jsonObject(with: said) as? [String: Any])
    }
}

func emptyFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fieldbook-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}
