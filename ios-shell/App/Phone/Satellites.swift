import CoreLocation
import Fieldbook
import FieldbookScreens

/// Where the phone is, as CoreLocation knows it.
@MainActor
final class Satellites: NSObject, Places, CLLocationManagerDelegate {
    private lazy var manager = {
        let manager = CLLocationManager()
        manager.delegate = self
        return manager
    }()
    private var asked: [CheckedContinuation<Void, Never>] = []

    var isPermitted: Bool { [.authorizedWhenInUse, .authorizedAlways].contains(manager.authorizationStatus) }

    func permit() async -> Bool {
        if manager.authorizationStatus == .notDetermined {
            await withCheckedContinuation { answer in
                asked.append(answer)
                manager.requestWhenInUseAuthorization()
            }
        }
        return isPermitted
    }

    /// On the thread that made the manager: the main one. It comes once before anybody was asked, too.
    nonisolated func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
        MainActor.assumeIsolated { answered() }
    }

    private func answered() {
        if manager.authorizationStatus == .notDetermined { return }
        asked.forEach { $0.resume() }
        asked = []
    }

    func here(patience: Duration) async -> Place? {
        if !isPermitted { return nil }
        let seeking = Task { await Self.best() }
        let limit = Task {
            try await Task.sleep(for: patience)
            seeking.cancel()
        }
        defer { limit.cancel() }
        return await withTaskCancellationHandler { await seeking.value } onCancel: { seeking.cancel() }
    }

    /// Until it is good enough to tell a plot from its neighbour, or nobody waits any more.
    private nonisolated static func best() async -> Place? {
        var best: CLLocation?
        do {
            for try await update in CLLocationUpdate.liveUpdates() {
                guard let fix = update.location, fix.horizontalAccuracy >= 0, fix.age <= tooOld else { continue }
                if let known = best, !fix.isBetter(than: known) { continue }
                best = fix
                if fix.isFresh, fix.horizontalAccuracy <= 10 { break }
            }
        } catch {
            // Switched off or not allowed: what is known until then.
        }
        return best.map(place)
    }

    /// Seconds: ten minutes on a motorbike are another commune.
    private nonisolated static let tooOld: TimeInterval = 600

    private nonisolated static func place(_ fix: CLLocation) -> Place {
        Place(
            latE7: Int32((fix.coordinate.latitude * 1e7).rounded()),
            lonE7: Int32((fix.coordinate.longitude * 1e7).rounded()),
            accuracyM: UInt32(min(fix.horizontalAccuracy.rounded(.up), 1e9)),
            fixAgeS: UInt32(min(max(fix.age, 0), 1e9)),
            mock: fix.sourceInformation?.isSimulatedBySoftware ?? false)
    }
}

extension CLLocation {
    fileprivate var age: TimeInterval { -timestamp.timeIntervalSinceNow }

    /// The system begins with what it knew before, perhaps of the last field.
    fileprivate var isFresh: Bool { age <= 30 }

    fileprivate func isBetter(than other: CLLocation) -> Bool {
        isFresh == other.isFresh ? horizontalAccuracy < other.horizontalAccuracy : isFresh
    }
}
