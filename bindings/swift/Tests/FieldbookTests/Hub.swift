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
        let port = try freePort()
        let org = try made("org", "new", "--name", "HTX Mường Và")
        let gtin = "08939999000017"
        let product = try made(
            "product", "new", "--org", org, "--name", "Gạo nếp tan Mường Và", "--group", "sticky-rice", "--gtin", gtin)
        let roll = try made("roll", "new", "--product", product, "--gtin", gtin, "--from", "HX00000001", "--to", "HX00000500")
        _ = try staff("lease", "new", "--roll", roll, "--org", org)
        mai = try invite("Lò Thị Mai", role: "manager", org: org, port: port)
        hoa = try invite("Cà Thị Hoa", role: "farmer", org: org, port: port)
        try serve(port: port)
    }

    func stop() {
        // Threads of Dispatch block signals, and a process that is started on one inherits that: a gentle end may never come.
        kill(serving.processIdentifier, SIGKILL)
        serving.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private func serve(port: UInt16) throws {
        serving.executableURL = program
        serving.arguments = ["--json", "--data", folder.path, "serve", "--listen", "127.0.0.1:\(port)"]
        serving.standardError = FileHandle.nullDevice
        serving.standardOutput = FileHandle.nullDevice
        try serving.run()
        let patience = Date() + 20
        while Date() < patience, serving.isRunning {
            if isListening(port) { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        XCTFail("the hub does not listen")
    }

    private func invite(_ name: String, role: String, org: String, port: UInt16) throws -> String {
        let person = try made("person", "new", "--org", org, "--name", name, "--role", role)
        let answer = try staff("invite", "--org", org, "--person", person, "--url", "http://127.0.0.1:\(port)")
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

/// A port on which nobody listens: the system chooses it, and it is let go again.
private func freePort() throws -> UInt16 {
    let socket = newSocket()
    defer { close(socket) }
    var address = loopback(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(socket, address, size) == 0 && getsockname(socket, address, &size) == 0
        }
    }
    XCTAssertTrue(bound)
    return UInt16(bigEndian: address.sin_port)
}

private func isListening(_ port: UInt16) -> Bool {
    let socket = newSocket()
    defer { close(socket) }
    var address = loopback(port: port)
    return withUnsafePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            connect(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

private func newSocket() -> Int32 {
    #if canImport(Glibc)
    socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
    socket(AF_INET, SOCK_STREAM, 0)
    #endif
}

private func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
}
