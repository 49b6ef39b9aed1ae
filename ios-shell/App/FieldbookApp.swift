import BackgroundTasks
import Fieldbook
import FieldbookScreens
import SwiftUI

@main
struct FieldbookApp: App {
    @State private var phone: Phone
    @State private var opening: Opening
    @State private var memory: Memory
    @Environment(\.scenePhase) private var phase

    init() {
        let phone = Phone()
        _phone = State(initialValue: phone)
        let opening = Opening(device: phone)
        _opening = State(initialValue: opening)
        _memory = State(initialValue: opening.memory)
    }

    var body: some Scene {
        WindowGroup {
            Themed(memory: memory) { Root(phone: phone, opening: opening, memory: memory) }
        }
        .onChange(of: phase) { _, now in follow(now) }
        .backgroundTask(.appRefresh(Phone.syncTask)) { await syncUnseen() }
    }

    /// Asked for in the order in which the system says it; the book keeps to that order.
    private func follow(_ phase: ScenePhase) {
        guard let book = opening.book else { return }
        switch phase {
        case .active:
            Task { try? await book.resume() }
        case .background:
            // Without this the system may stop the app before the file is closed, and would kill it for that.
            let held = UIApplication.shared.beginBackgroundTask()
            Task {
                try? await book.pause()
                UIApplication.shared.endBackgroundTask(held)
            }
        case .inactive: break
        @unknown default: break
        }
    }

    /// The system has time for a sync; it cancels the task when that is up.
    private func syncUnseen() async {
        let done = await syncInBackground(opening, device: phone) { UIApplication.shared.applicationState == .background }
        phone.askForSync(soon: !done)
    }
}

/// The book if there is one, else the way to get one.
private struct Root: View {
    let phone: Phone
    let opening: Opening
    let memory: Memory
    @Environment(\.words) private var words

    var body: some View {
        switch opening.state {
        case .looking:
            Page(words.app.name, onBack: nil) { Waiting(said: words.wait.opening) }.task { await opening.open() }
        case .notEnrolled:
            EnrolScreen(phone: phone, opening: opening, memory: memory)
        case .keyLost:
            KeyLostScreen(phone: phone, opening: opening, memory: memory)
        case .failed(let error):
            Page(words.app.name, onBack: nil) {
                EmptyView()
            } bottom: {
                MainButton(words.error.retry, Icons.again) { Task { await opening.open() } }
            } content: {
                Failure(error)
            }
        case .open(let book):
            // A book that was opened anew has screens of its own.
            InBook(book: book, phone: phone, opening: opening).id(ObjectIdentifier(book))
        }
    }
}

private struct InBook: View {
    let book: Fieldbook
    let phone: Phone
    let opening: Opening
    @State private var session: Session?
    /// The system keeps it when it ends the process behind the person's back.
    @SceneStorage("way") private var saved = ""

    var body: some View {
        Group {
            if let session {
                // A screen's state belongs to the place on the way: the same form opened twice is two forms.
                screen(session).id(session.way.here)
                    .onChange(of: session.way.saved) { _, way in saved = way }
            }
        }
        .onAppear {
            if session != nil { return }
            session = Session(book: book, device: phone, memory: opening.memory, way: opening.way(saved: saved), opening: opening)
        }
    }

    @ViewBuilder private func screen(_ session: Session) -> some View {
        switch session.way.here {
        case .home: HomeScreen(session: session)
        case .choose(let kind): ChooseScreen(session: session, kind: kind)
        case .steps(let doc): StepsScreen(session: session, doc: doc)
        case .entry(let doc, let step, let like, let from):
            PlaceTold(session: session) { EntryScreen(session: session, doc: doc, step: step, like: like, from: from) }
        case .saved(let fact): SavedScreen(session: session, fact: fact)
        case .history(let fact): HistoryScreen(session: session, fact: fact)
        case .correct(let fact, let field): CorrectScreen(session: session, fact: fact, field: field)
        case .void(let fact): VoidScreen(session: session, fact: fact)
        case .conflicts: ConflictsScreen(session: session)
        case .conflict(let doc, let fact, let field): ConflictScreen(session: session, doc: doc, fact: fact, field: field)
        case .lots: LotsScreen(session: session)
        case .newLot(let from): NewLotScreen(session: session, from: from)
        case .lot(let doc): LotScreen(session: session, lot: doc)
        case .visits: VisitsScreen(session: session)
        case .visit(let doc): VisitScreen(session: session, visit: doc)
        case .scan: ScanScreen(session: session)
        case .sweep(let lot): SweepScreen(session: session, lot: lot)
        case .stampLot: ChooseLot(session: session, onBack: session.way.back) { session.way.onTo(.activate($0)) }
        case .activate(let lot): ActivateScreen(session: session, lot: lot)
        case .claim(let claim): ClaimScreen(session: session, claim: claim)
        case .rescan(let claim): PlaceTold(session: session) { RescanScreen(session: session, claim: claim) }
        case .tasks: TasksScreen(session: session)
        case .outbox: OutboxScreen(session: session)
        case .bundles: BundlesScreen(session: session)
        case .people: PeopleScreen(session: session)
        case .addPerson: AddPersonScreen(session: session)
        case .pin(let person): PinScreen(session: session, person: person)
        case .newPin: NewPinScreen(session: session)
        case .settings: SettingsScreen(session: session)
        case .dataUse: DataScreen(session: session)
        case .backup: BackupScreen(session: session)
        case .organisations: OrganisationsScreen(session: session)
        case .licences: LicencesScreen(session: session)
        }
    }
}
