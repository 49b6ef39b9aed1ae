import Fieldbook
import Foundation

/// Where a form was filled in. It may be saved long after.
struct Fix: Equatable, Sendable {
    private let place: Place
    private let found: Date

    init(_ place: Place, found: Date) {
        (self.place, self.found) = (place, found)
    }

    /// Of what is written down at a moment: how old it is then is part of it.
    func at(_ moment: Date) -> Place {
        // A clock that was set back since makes nothing younger.
        let since = UInt32(min(max(moment.timeIntervalSince(found), 0), 1e9))
        return Place(
            latE7: place.latE7, lonE7: place.lonE7, accuracyM: place.accuracyM, fixAgeS: min(place.fixAgeS, 1_000_000_000) + since,
            mock: place.mock)
    }

    /// `211234567 1039876543 8 1 1795000000`: ten-millionths of degrees, metres, seconds, when; behind them whether it is made up.
    var kept: String {
        let numbers = [Int(place.latE7), Int(place.lonE7), Int(place.accuracyM), Int(place.fixAgeS), Int(found.timeIntervalSince1970)]
        return numbers.map(String.init).joined(separator: " ") + (place.mock ? " mock" : "")
    }

    init?(kept: String) {
        let parts = kept.split(separator: " ")
        guard parts.count >= 5, let latE7 = Int32(parts[0]), let lonE7 = Int32(parts[1]), let accuracyM = UInt32(parts[2]),
            let fixAgeS = UInt32(parts[3]), let found = Int(parts[4])
        else { return nil }
        let place = Place(latE7: latE7, lonE7: lonE7, accuracyM: accuracyM, fixAgeS: fixAgeS, mock: parts.count > 5)
        self.init(place, found: Date(timeIntervalSince1970: Double(found)))
    }
}

extension Session {
    /// The best fix that is to be had within that time.
    func fix(patience: Duration) async -> Fix? {
        await device.places.here(patience: patience).map { Fix($0, found: times.now) }
    }
}
