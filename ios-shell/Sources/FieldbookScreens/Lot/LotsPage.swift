import Fieldbook

/// What can be harvested, and the lots made of it, read at once.
public struct LotsPage: Sendable {
    /// A season with the steps by which its harvest is written down, the last one, and how long the next has to wait.
    public struct Harvestable: Sendable, Identifiable {
        public let document: Document
        public let steps: [Step]
        public let last: FactView?
        public let wait: HarvestWait?

        public var id: DocId { document.id }

        /// Straight to the harvest; a group with several kinds of it lets them be chosen.
        public var screen: Screen {
            steps.count == 1 ? .entry(id, step: steps[0].code) : .steps(id)
        }

        @MainActor
        public func said(_ session: Session) -> String {
            let words = session.memory.words
            let last = last.map { words.harvest.last(what: told($0, session)) } ?? words.harvest.notYet
            let left = wait.map { words.harvest.daysLeft(count: Int($0.days)) }
            return [last, left].compactMap(\.self).joined(separator: "\n")
        }
    }

    public let seasons: [Harvestable]
    public let lots: [Document]
    public let mayMake: Bool

    @MainActor
    public static func following(_ book: Fieldbook) -> Following<LotsPage> {
        Following { book.watch(.facts, .documents, .catalog, read: LotsPage.init(of:)) }
    }

    init(of book: Fieldbook) async throws {
        var seasons: [Harvestable] = []
        for season in try await book.documents.list(.season) {
            let found = try await book.harvestable(season)
            if !found.steps.isEmpty { seasons.append(found) }
        }
        self.seasons = seasons
        lots = try await book.documents.list(.lot)
        mayMake = try await book.refusal(.document(kind: .lot)) == nil
    }

    /// A manager sees the seasons of all farmers: the newest first, so that the lots are not pushed off the screen.
    public func seasons(all: Bool) -> [Harvestable] {
        all || lots.isEmpty ? seasons : Array(seasons.prefix(3))
    }
}

extension Fieldbook {
    fileprivate nonisolated func harvestable(_ season: Document) async throws -> LotsPage.Harvestable {
        var steps: [Step] = []
        for step in await self.steps(of: season) where step.kind == .harvest {
            if try await allows(step) { steps.append(step) }
        }
        let harvests = FactQuery(doc: season.id, kind: .harvest, standing: true, limit: 1)
        return LotsPage.Harvestable(
            document: season, steps: steps, last: try await journal.query(harvests).first,
            wait: try await documents.waitBeforeHarvest(season.id))
    }
}

extension Document {
    /// A lot among others: its code, and when it was made.
    @MainActor
    public func lotSaid(_ session: Session) -> String {
        [code, session.times.moment(opened, session.memory.words)].compactMap(\.self).joined(separator: " · ")
    }
}
