import Fieldbook
import Foundation

/// A place on the route: the visit to it, or the season or lot where none was opened yet.
public struct Stop: Sendable, Identifiable {
    public let document: Document
    public let visited: Visited
    /// Answers of this person wait in a draft.
    public let begun: Bool

    public var id: DocId { document.id }

    /// Opened, and nothing found yet.
    var unfinished: Bool { document.doc.kind == .visit && !visited.inspections.contains { $0.doc.id == id } }

    func isDue(_ today: CivilDate) -> Bool { visited.due.map { $0 <= today } ?? false }

    /// When somebody was there last, or since when it is planned.
    @MainActor
    public func said(_ session: Session) -> String {
        let words = session.memory.words
        guard let last = visited.last else { return session.times.moment(document.opened, words) }
        return words.visit.lastTime + ": " + session.times.moment(last.fact.occurred, words)
    }
}

/// Where this person goes, read at once.
public struct VisitsPage: Sendable {
    /// Visits opened and not finished, and places to be looked at again today.
    public let route: [Stop]
    /// Places to be looked at again on another day.
    public let later: [Stop]
    public let past: [Stop]
    public let here: [FollowedOrg]
    public let synced: Date?
    public let notAllowed: FieldbookError?

    @MainActor
    public static func following(_ session: Session) -> Following<VisitsPage> {
        let (folder, times) = (session.device.folder, session.times)
        return Following {
            session.book.watch(
                .facts, .documents, .outbox,
                read: { try await VisitsPage(of: $0, drafts: Drafts(of: $0, in: folder), today: times.today) })
        }
    }

    init(of book: Fieldbook, drafts: Drafts, today: CivilDate) async throws {
        let stops = try await book.stops(drafts)
        let other = stops.filter { !$0.unfinished && !$0.isDue(today) }
        route = stops.filter { $0.unfinished || $0.isDue(today) }
        later = other.filter { $0.visited.due != nil }
            .sorted { left, right in left.visited.due.flatMap { due in right.visited.due.map { due < $0 } } ?? false }
        past = other.filter { $0.visited.due == nil }
        here = try await book.sync.followed().filter(\.followed)
        synced = try await book.sync.status().lastSync
        notAllowed = try await book.refusal(.document(kind: .visit))
    }

    /// Why there is nothing to do here now, in one sentence. The core names who may; a farmer asks what becomes of the visit.
    public func idle(_ words: Words) -> String? {
        switch notAllowed {
        case .notAllowed("only_visits", _): words.visit.byOthers
        case .some(let no): no.said[words.lang]
        case nil: route.isEmpty ? words.visit.none : nil
        }
    }

    /// Everything was fetched: they can go without signal.
    public var ready: Bool { synced != nil && !here.contains(where: \.beginning) }

    /// What was fetched, so that nobody learns in a valley without signal that it was not.
    public func fetched(_ words: Words, _ times: Times) -> String {
        let each = here.map { org in
            org.beginning || synced == nil
                ? words.visit.notHere(organisation: org.name)
                : words.visit.here(organisation: org.name, count: Int(org.documents))
        }
        let last = synced.map { words.home.lastSync(moment: times.moment($0, words)) } ?? words.home.neverSynced
        return (each + [last]).joined(separator: "\n")
    }
}

extension Session {
    /// The visit itself; a new one to a season or lot that was inspected before there were visits to it.
    public func open(_ stop: Stop) async throws {
        if stop.document.doc.kind == .visit { return way.to(.visit(stop.id)) }
        let new = NewVisit(name: stop.document.name, subject: stop.id)
        way.to(.visit(try await book.documents.openVisit(new).id))
    }
}

extension Fieldbook {
    /// Every place once, by its newest visit; a visit that is not finished stands for itself. The newest first.
    fileprivate nonisolated func stops(_ drafts: Drafts) async throws -> [Stop] {
        let visits = try await documents.list(.visit)
        var begun: Set<DocId> = []
        for screen in drafts.kept() where try await drafts.stands(screen) {
            if case .visit(let visit) = screen { begun.insert(visit) }
        }
        var stops: [Stop] = []
        for place in try await documents.allVisited() {
            let there = visits.filter { place.visits.contains($0.id) }
                .map { Stop(document: $0, visited: place, begun: begun.contains($0.id)) }
            let unfinished = there.filter(\.unfinished)
            stops += unfinished.isEmpty ? Array(there.prefix(1)) : unfinished
            // A season or lot that was inspected in its own book, and is to be looked at again.
            if there.isEmpty, place.due != nil {
                stops.append(Stop(document: try await documents.get(place.subject), visited: place, begun: false))
            }
        }
        let order = Dictionary(uniqueKeysWithValues: visits.enumerated().map { ($0.element.id, $0.offset) })
        return stops.sorted { order[$0.id, default: visits.count] < order[$1.id, default: visits.count] }
    }
}
