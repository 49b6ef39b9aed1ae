import FieldbookScreens
import Foundation
import Observation

/// A hummed second, Opus in Ogg: a phone's own would be AAC in MP4, which is larger. Linux has nothing to record with.
let recording = Data(
    base64Encoded: """
        T2dnUwACAAAAAAAAAABN7D27AAAAAH3qvWMBE09wdXNIZWFkAQE4AYA+AAAAAABPZ2dTAAAAAAAAAAAAAE3sPbsBAAAAP+WdlQE2T3B1c1RhZ3
        MNAAAATGF2ZjYyLjEyLjEwMgEAAAAVAAAAZW5jb2Rlcj1MYXZmNjIuMTIuMTAyT2dnUwAAgLsAAAAAAABN7D27AgAAAGaxyasyNjElICQgJCYe
        HiMlHxMRDw0SERIQDxARFyonKiwnJScnIR0jJB4SEQ8QEREQEBEPFBZIgomQ3pzfBZiwBR8ivuUKHyVd4eBccg9Zvufj3woqy9tdazrSYZi6hB
        ggGxB2TSioNrsCguBIr5bDjTBJ2OSDURGw80vWZ0QU+OIFAs9dL95zs43TSpPtvA7gixJ2ObT2+AsctSpISKE4FMMMz4iY4J7tJGhh6PvrHozn
        SOVE9F2R5kNFDwA4Sbs/gEihQe0bZl1QbG5YulQNrCVQ4U8KX8H1jitFEozCLFqASKFB8WlC1Rv9l0eStwTYOv+buhQRetex2DgVpobnpJTDJC
        omSKE4FMLQPFbnOF5xGPd4Q9chHPS0hREu3TZQtXqa72ZIoTgUwwzPkYQXZW4odBFFl+CCA/7AXd/YuXtXutvDt+OZ+txIoTgUwwzPiJjU2jAH
        fbBVrgtbMDSBOFOirDLpcICo/lr24kERpEihQfFsybNY152Je4fToyEyQfr2fPWL7ntc9dYTSEihQfFpQtUcAB8gBBTmKAf8IgTfk+sjEzHnwy
        zJ0EihOBTC0DxW5zhed57Le07WlUuA3oO9n4BzTQxmRdIuL9zASKE4FMMMz5GELLwOv+EhBhGTzOPbjQ3bxDd+Jh5Ag3ZBPNUTaEiiyBWl+Jkc
        aa2uju5g40+wJsM2kNBr/yEWkgXwQvhIOV/Aeawq9EEkFKnnVHst/OvYSBpFRIqDgFlIbPaM8JJviXBIDAWgvdYwTaBygX/T/4BICoKkxSXQYS
        tMMnSgSApZ56vWf8ddyjqFpd/dHhS0SAmcpMUjSDDwGF9FjlPRT0dICXPnq9Z/VTmdio5h5T+I4e5ICLakxSNBcLU+CobD0U6MSAi2pMUjQSm3
        o5LynPiQSAi2pMUl0LLH47zcUqbIZEgIbaC95d/q1TrLoMbaobCASAfQpMUnVK02QiXFeOkeG8oI/+7PSNxIgodaufw2zXT/DmX49wl6TZJn1c
        6rwq91MInVP7IFLtuJqwnT87pSEoBIoNuK8dPcxbElHMQUGNIupX16t69FcDwA4YFws9jF+rgef203lzJIn++0wwzPiJjVmmQlMwU74ZJVYkjs
        4SkcC267IAe4x8K9HtKrW1/f26hIn/mNG2ZdEvbf98kyppKsOLDTtQGYnOyCtUZQL/1/ZK5V7oHNEs1D2DTEtEif+ZFpQtUcMk6h+w/UtFde/m
        AGtuChqhqf7ced24XJvBWgjQN2sEif77TC0DxW5zoC/uuymE9WUaT4c5S2Em26szoKZEvDkHrK1lVIn++0wvhQ1/OuZvpTlsoqWkY0tSoIsc9g
        2RQVasFmXIkLNQU8ECJIoTgUwwzPiJjiEtm4VVZ2rYq/MRTXYE4mWrd5xiTnl9qzzMIoYdZIoUHxbMmzWNhZtXMsG3jLhBIwvtDviP2sIpdTYX
        ljgtxIoUHxaULVG/2FWkGsEu4IlK8KcsniQErT/4N4KEihOBTC0DxW50DJQuHeJnNwBEc8bkbL6IXpqdzjW4M6AcHQSKFH62P5t6vqztYpNCAM
        dVx9Da3ehJkb7N5BAwyevihDoy1ESKL6FgZMGPXZvz2vEKiOa5xzzcQQVxx1seKmeuUgSDlfwHmsKvREkXXGtWpTWtdgSBpFRIqDgFRdTLaOun
        gJ07BIDAWgvdZ+h6XB+EdcKIxICoKkxSNFwmzqM6GO0IX4SApZ56vWMD5elyTa/UaPgFhICZykxSNHX+VuOR+3nr+FgEgJhIw+jZdvlvteuJVP
        1WBICLakxSNHbKYZU10jSDVISAi2pMUnIHXhJhuiEJUpMe5ICLakxSXQZmR/UC6dgKBICG2gvdcmDimLDVwVnhDV5aPxeEgH0KTFJeOOy5b7V4
        SGanlOeu+RO4BPZ2dTAAS4vAAAAAAAAE3sPbsDAAAA89JnfQEPSAfQpMVS8tjzsNps4CNe
        """,
    options: .ignoreUnknownCharacters)!

/// A microphone before which somebody speaks until they end it.
@MainActor @Observable
final class TestRecorder: Recorder {
    var isPermitted = true
    /// What the person says when they are asked, and how often they were.
    var grants = true
    private(set) var questions = 0
    /// What happens while the system asks.
    @ObservationIgnored var whileAsked: @MainActor () -> Void = {}
    /// What it hears; nothing is a tap too short.
    var hears: Data? = recording
    var seconds: Int?
    @ObservationIgnored private var end: CheckedContinuation<Void, Never>?

    func permit() async -> Bool {
        if !isPermitted {
            questions += 1
            whileAsked()
            isPermitted = grants
        }
        return isPermitted
    }

    func record(into file: URL) async -> Bool {
        await withCheckedContinuation {
            end = $0
            seconds = 0
        }
        seconds = nil
        return (try? hears?.write(to: file)) != nil
    }

    func stop() {
        end?.resume()
        end = nil
    }
}

/// A loudspeaker that remembers what it played.
@MainActor
final class TestPlayer: Player {
    private(set) var played: [Data] = []
    /// Whether it can play what it is given.
    var plays = true

    func play(_ file: URL) async -> Bool {
        guard plays, let bytes = try? Data(contentsOf: file) else { return false }
        played.append(bytes)
        return true
    }
}
