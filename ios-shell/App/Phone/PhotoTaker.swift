import UIKit

/// The system's own camera screen, once.
@MainActor
final class PhotoTaker: NSObject, UIImagePickerControllerDelegate, UINavigationControllerDelegate {
    private var answer: CheckedContinuation<Data?, Never>?

    func take() async -> Data? {
        guard let front = frontController() else { return nil }
        return await withCheckedContinuation { answer in
            self.answer = answer
            let picker = UIImagePickerController()
            picker.sourceType = .camera
            picker.delegate = self
            front.present(picker, animated: true)
        }
    }

    func imagePickerController(
        _ picker: UIImagePickerController, didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
    ) {
        // The core makes it small; this only keeps what the camera saw.
        end(picker, (info[.originalImage] as? UIImage)?.jpegData(compressionQuality: 0.9))
    }

    func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
        end(picker, nil)
    }

    private func end(_ picker: UIImagePickerController, _ jpeg: Data?) {
        picker.dismiss(animated: true)
        answer?.resume(returning: jpeg)
        answer = nil
    }
}

/// What is shown in front, to show something over it.
@MainActor
func frontController() -> UIViewController? {
    let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
    var front = scenes.compactMap(\.keyWindow).first?.rootViewController
    while let next = front?.presentedViewController { front = next }
    return front
}
