// What a list on a screen knows its rows by: `List(facts) { … }`.

import Foundation

extension Fact: Identifiable {}
extension DocRef: Identifiable {}
extension Lease: Identifiable {}
extension SubLease: Identifiable {}
extension Org: Identifiable {}
extension Person: Identifiable {}
extension Plot: Identifiable {}
extension Product: Identifiable {}
extension ProductGroup: Identifiable {}
extension Standard: Identifiable {}
extension SweepView: Identifiable {}

extension FactView: Identifiable {
    public var id: FactId { fact.id }
}

extension Document: Identifiable {
    public var id: DocId { doc.id }
}

extension Claim: Identifiable {
    public var id: FactId { fact }
}

extension BlobView: Identifiable {
    public var id: BlobHash { hash }
}

extension BookTask: Identifiable {
    /// A claim asks for one thing at a time.
    public var id: FactId { claim }
}
