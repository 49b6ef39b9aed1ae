// What each call costs from Swift, one line of JSON each:
//
//     CallCosts DIR INVITATION      a new book in DIR with a season and 1000 harvests, then every call
//     CallCosts DIR --open          in a fresh process: until the book is open and one page was read
let began = ContinuousClock.now

import Fieldbook
import Foundation

let (dir, second) = (CommandLine.arguments[1], CommandLine.arguments[2])
let page = FactQuery(limit: 50)

func tell(_ call: String, _ times: [Duration]) {
    let nanoseconds = times.map { $0 / .nanoseconds(1) }.sorted()
    let (median, p95) = (nanoseconds[nanoseconds.count / 2], nanoseconds[(nanoseconds.count * 95 - 1) / 100])
    print(#"{"call":"\#(call)","n":\#(times.count),"median_ns":\#(Int(median)),"p95_ns":\#(Int(p95))}"#)
}

if second == "--open" {
    let book = try BlockingFieldbook.open(config: Config(dir: dir))
    let facts = try book.journal().query(query: page)
    precondition(facts.count == 50)
    tell("cold_open", [ContinuousClock.now - began])
    exit(0)
}

let book = try await Fieldbook.create(Config(dir: dir), invitation: second, deviceName: "Máy đo")
// An entry costs more in a long season, so that what is compared is written into seasons of equal length.
func harvest() async throws -> NewFact {
    NewFact(
        doc: try await book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id, step: "harvest",
        quantities: [RoledQuantity(role: .out, quantity: try parseQuantity("2,5 tạ"))],
        fields: ["moisture": 24.5], note: "Gặt ở ruộng Đặng, lúa ẩm")
}
let long = try await harvest()
for _ in 0..<1000 { _ = try await book.journal.record(long) }
let (first, another) = (try await harvest(), try await harvest())

let (width, height) = (1280, 720)
let grey = UnsafeMutableRawBufferPointer.allocate(byteCount: width * height, alignment: 16)
grey.initializeMemory(as: UInt8.self, repeating: 128)
let frame = Data(bytesNoCopy: grey.baseAddress!, count: grey.count, deallocator: .none)

let (journal, scanner, warmUp) = (book.journal.blocking, book.scanner.blocking, 20)

func measure(_ call: String, _ n: Int, _ work: () throws -> Void) rethrows {
    for _ in 0..<warmUp { try work() }
    tell(call, try (0..<n).map { _ in try ContinuousClock().measure { try work() } })
}

func measure(_ call: String, _ n: Int, _ work: () async throws -> Void) async rethrows {
    for _ in 0..<warmUp { try await work() }
    var times: [Duration] = []
    for _ in 0..<n { times.append(try await ContinuousClock().measure { try await work() }) }
    tell(call, times)
}

final class Bell: Listener {
    let rung = DispatchSemaphore(value: 0)
    func ring(topic: Topic) { rung.signal() }
}

func rungOnce() throws -> Duration {
    let bell = Bell()
    let before = ContinuousClock.now
    let place = try book.blocking.watch(topic: .facts, listener: bell)
    bell.rung.wait()
    let time = ContinuousClock.now - before
    place.cancel()
    return time
}

try measure("record", 200) { () throws -> Void in _ = try journal.record(new: first) }
try measure("query_page", 500) { () throws -> Void in _ = try journal.query(query: page).map(\.fact.id) }
for _ in 0..<warmUp { _ = try rungOnce() }
tell("watch_ring", try (0..<500).map { _ in try rungOnce() })
try measure("push_luma", 200) { () throws -> Void in
    _ = try scanner.pushLuma(pixels: frame, width: UInt32(width), height: UInt32(height), stride: UInt32(width))
}
try await measure("record_async", 200) { () async throws -> Void in _ = try await book.journal.record(another) }
try await measure("query_page_async", 500) { () async throws -> Void in _ = try await book.journal.query(page).map(\.fact.id) }
try await measure("push_luma_async", 200) { () async throws -> Void in
    _ = try await book.scanner.pushLuma(
        frame, width: UInt32(width), height: UInt32(height), stride: UInt32(width))
}
try await book.shutdown()
