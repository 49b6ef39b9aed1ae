import Fieldbook
import Observation

/// Files instead of a network: what this phone gives, what it takes in, what it brings back.
@MainActor @Observable
public final class Bundling {
    public let giving = Work()
    public let taking = Work()
    public let returning = Work()

    /// What was given to another phone.
    public private(set) var given: BookBundle?
    /// What was in a file of another phone.
    public private(set) var taken: ImportReport?
    /// The receipts that were given back.
    public private(set) var returned: BookBundle?

    private let session: Session

    public init(_ session: Session) {
        self.session = session
    }

    public func give() {
        giving.start { [self] in
            given = nil
            let bundle = try await session.book.sync.bundleOutbox()
            await session.device.files.share(name: "so-dong.bundle", bytes: bundle.bytes)
            given = bundle
        }
    }

    public func take() {
        taking.start { [self] in
            taken = nil
            // Which type a messenger gave the file nobody knows; the book says whether it is one.
            guard let file = await session.device.files.pick(mimes: []) else { return }
            taken = try await session.book.sync.importBundle(file)
            session.device.syncSoon()
        }
    }

    public func giveBack() {
        returning.start { [self] in
            returned = nil
            let bundle = try await session.book.sync.bundleReceipts()
            await session.device.files.share(name: "bien-nhan.bundle", bytes: bundle.bytes)
            returned = bundle
        }
    }
}

extension ImportReport {
    /// Changes that were new to this phone, those it cannot read and only carries among them.
    public var new: UInt64 { shown + sealed }

    /// What came in, in one sentence for each kind; nothing when nothing was new.
    public func said(_ words: Words) -> String? {
        let entries = new > 0 ? words.bundle.takenIn(count: Int(new)) : nil
        let back = receipts > 0 ? words.bundle.receiptsIn(count: Int(receipts)) : nil
        let all = [entries, back].compactMap(\.self)
        return all.isEmpty ? nil : all.joined(separator: ". ")
    }
}
