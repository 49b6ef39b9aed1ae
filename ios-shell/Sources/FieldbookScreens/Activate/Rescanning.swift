import Fieldbook
import Foundation
import Observation

/// The stamps in hand, gathered as evidence: read by the camera, typed, and photographed.
@MainActor @Observable
public final class Rescanning: FormScreen {
    public private(set) var sighting = Sighting.nothing
    /// Texts of the lot's own stamps that the camera read.
    public private(set) var read: [String] = []
    /// Codes of other goods, and codes that are no stamps: not counted.
    public private(set) var others: [String] = []
    /// Numbers of stamps that no camera can read.
    public private(set) var typed: [String] = []
    public private(set) var photos: [BlobHash] = []
    /// The phone does not let the person use its camera.
    public var cameraRefused = false
    /// A number being typed.
    public var typing = ""
    public private(set) var failure: FieldbookError?
    public let work = Work()
    public private(set) var drafting: Drafting?

    private let claim: FactId
    public let session: Session
    /// Serials alone do not tell two products apart.
    private var gtin: String?
    private nonisolated let book: Fieldbook

    public init(_ claim: FactId, _ session: Session) {
        self.claim = claim
        self.session = session
        book = session.book
    }

    public var inHand: Int { read.count + typed.count }

    /// The lot's own product is asked for before the first stamp is looked at.
    public func begin() async {
        if drafting != nil { return }
        do {
            let lot = try await book.documents.get(book.journal.get(claim).doc.id)
            let product = lot.text("product")
            let products = try await book.people.register().products
            gtin = products.first { $0.id.uuidString.lowercased() == product || $0.name == product }?.gtin
            drafting = try await session.begun(
                .rescan(claim), saving: work, written: { [book, claim] in "\(try await book.stamps.claimHistory(claim).count)" }
            ) { self }.drafting
        } catch {
            failure = known(error)
        }
    }

    /// On the camera's thread.
    public nonisolated func look(_ frame: LumaFrame) {
        do {
            let (width, height, stride) = (frame.width, frame.height, frame.stride)
            let codes = try book.scanner.blocking.pushLuma(frame.pixels, width: width, height: height, stride: stride)
            let looks = codes.filter { $0.part == nil }.map { Look(code: $0, stamp: book.stamps.blocking.read(text: $0.text)) }
            Task { @MainActor [shape = FrameShape(frame)] in saw(looks, shape) }
        } catch FieldbookError.closed {
            // Looked at again when the book is open again.
        } catch {
            Task { @MainActor in failure = known(error) }
        }
    }

    private struct Look: Sendable {
        let code: Code
        let stamp: Stamp
    }

    private func saw(_ looks: [Look], _ shape: FrameShape) {
        failure = nil
        let outlines = looks.map { Outline(text: $0.code.text, corners: $0.code.corners, mark: mark($0.code.text, $0.stamp)) }
        sighting = sighting.next(shape, outlines)
    }

    private func mark(_ text: String, _ stamp: Stamp) -> SeenMark {
        if read.contains(text) { return .known }
        if others.contains(text) { return .foreign }
        guard stamp.`class` == .item, stamp.gtin == nil || gtin == nil || stamp.gtin == gtin else {
            others.append(text)
            return .foreign
        }
        read.append(text)
        session.tick()
        return .new
    }

    /// Adds the number that no camera reads; the core says when it can be none.
    public func addTyped() {
        guard let serial = trimmed(typing) else { return }
        work.start { [self] in
            if try await book.stamps.listed([serial]).isEmpty { _ = try await book.stamps.range(serial, last: serial) }
            if !typed.contains(serial) { typed.append(serial) }
            typing = ""
        }
    }

    public func photograph() {
        work.start { [self] in
            let jpeg = await session.device.camera.photo()
            cameraRefused = session.device.camera.refused
            guard let jpeg else { return }
            photos.append(try await book.blobs.keepPhoto(jpeg))
        }
    }

    public func save() {
        guard let drafting else { return }
        work.start { [self] in
            let saved = try await drafting.save { try await book.stamps.rescan(try await evidence()).view.id }
            guard let saved else { return }
            session.device.syncSoon()
            session.way.onTo(.saved(saved), from: .rescan(claim))
        }
    }

    private func evidence() async throws -> NewRescan {
        let stamps = book.stamps
        let codes = try await stamps.listed(read)
        let typedCodes = try await stamps.listed(typed)
        var ranges: [SerialRange] = []
        for serial in typed where !typedCodes.contains(serial) { ranges.append(try await stamps.range(serial, last: serial)) }
        return NewRescan(
            claim: claim,
            read: await stamps.propose(read.filter { !codes.contains($0) }).ranges,
            typed: ranges,
            codes: codes,
            typedCodes: typedCodes,
            photos: photos,
            // The stamps lie on the table: whoever scans them again waits for nothing else.
            place: await session.device.places.here(patience: .seconds(5)))
    }
}

extension Rescanning: Drafted {
    var kept: [String: String] {
        let lists = [("read", read), ("others", others), ("typed", typed), ("photos", photos)]
        return lists.reduce(into: typing.isEmpty ? [:] : ["typing": typing]) { kept, list in
            kept.merge(listed(list.1, as: list.0)) { $1 }
        }
    }

    func takeUp(_ kept: [String: String]) -> Bool {
        (read, others) = (listed(kept, "read"), listed(kept, "others"))
        (typed, photos) = (listed(kept, "typed"), listed(kept, "photos"))
        typing = kept["typing"] ?? ""
        return true
    }
}
