import FieldbookScreens
import Foundation
import UIKit
import UniformTypeIdentifiers

/// The system's own windows for files.
@MainActor
final class FileWindows: NSObject, Files, UIDocumentPickerDelegate, UIAdaptivePresentationControllerDelegate {
    private var answer: CheckedContinuation<[URL], Never>?

    func share(name: String, bytes: Data) async {
        guard let front = frontController(), let file = written(name, bytes) else { return }
        await withCheckedContinuation { (answer: CheckedContinuation<Void, Never>) in
            let sheet = UIActivityViewController(activityItems: [file], applicationActivities: nil)
            sheet.completionWithItemsHandler = { [weak sheet] app, done, _, _ in
                // An app that the person chose and left again says so too, and the sheet stays: it speaks again when it closes.
                guard done || app == nil else { return }
                sheet?.completionWithItemsHandler = nil
                answer.resume()
            }
            // An iPad shows it as a bubble, which must come from somewhere.
            sheet.popoverPresentationController?.sourceView = front.view
            front.present(sheet, animated: true)
        }
        try? FileManager.default.removeItem(at: file)
    }

    func keep(_ file: URL) async -> Bool {
        await !picked(UIDocumentPickerViewController(forExporting: [file], asCopy: true)).isEmpty
    }

    func pick(mimes: [String]) async -> Data? {
        let types = mimes.compactMap { UTType(mimeType: $0) }
        let all: [UTType] = types.isEmpty ? [.data] : types
        let file = await picked(UIDocumentPickerViewController(forOpeningContentTypes: all, asCopy: true))
        return file.first.flatMap { try? Data(contentsOf: $0) }
    }

    /// What the system gives is a copy of our own already: it is only put in its place.
    func pick(into file: URL) async throws -> Bool {
        guard let copy = await picked(UIDocumentPickerViewController(forOpeningContentTypes: [.data], asCopy: true)).first else {
            return false
        }
        try FileManager.default.moveItem(at: copy, to: file)
        return true
    }

    private func picked(_ picker: UIDocumentPickerViewController) async -> [URL] {
        guard let front = frontController() else { return [] }
        return await withCheckedContinuation { answer in
            self.answer = answer
            picker.delegate = self
            // Swiped away before it is all there, it tells nobody else.
            picker.presentationController?.delegate = self
            front.present(picker, animated: true)
        }
    }

    func documentPicker(_ controller: UIDocumentPickerViewController, didPickDocumentsAt urls: [URL]) {
        answer?.resume(returning: urls)
        answer = nil
    }

    func documentPickerWasCancelled(_ controller: UIDocumentPickerViewController) {
        answer?.resume(returning: [])
        answer = nil
    }

    func presentationControllerDidDismiss(_ presentationController: UIPresentationController) {
        answer?.resume(returning: [])
        answer = nil
    }

    private func written(_ name: String, _ bytes: Data) -> URL? {
        let file = URL.temporaryDirectory.appending(path: name)
        guard (try? bytes.write(to: file, options: .atomic)) != nil else { return nil }
        return file
    }
}
