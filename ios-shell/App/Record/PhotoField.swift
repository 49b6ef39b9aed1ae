import Fieldbook
import FieldbookScreens
import SwiftUI

/// Photos of an entry. Each is made small and on the disk before the form shows it.
struct PhotoField: View {
    let session: Session
    let form: EntryForm
    @Environment(\.words) private var words

    var body: some View {
        if !form.photos.isEmpty {
            Heading(words.record.photos(count: form.photos.count))
            Photos(book: session.book, photos: form.photos)
        }
        SideButton(words.record.photo, Icons.camera) { form.takePhoto(session) }.disabled(form.photographing.running)
        if form.cameraRefused, !form.photographing.running { CameraRefused { form.takePhoto(session) } }
        WaitingFor(work: form.photographing, said: words.wait.photo)
    }
}

/// Photos of an entry that is written.
struct Photos: View {
    let book: Fieldbook
    let photos: [BlobHash]

    var body: some View {
        if !photos.isEmpty {
            FlowRow(gap: Sizes.gapSmall) { ForEach(photos, id: \.self) { Photo(book: book, hash: $0) } }
        }
    }
}

/// A photo of the book, small; nothing while it is fetched, and a word when it is not on this phone.
struct Photo: View {
    let book: Fieldbook
    let hash: BlobHash
    @State private var picture: UIImage?
    @State private var missing = false
    @Environment(\.words) private var words

    var body: some View {
        Group {
            if let picture {
                let outline = RoundedRectangle(cornerRadius: Sizes.corner)
                Filling(picture: picture, side: Sizes.tileMin, outline: outline, said: words.record.photoShown)
            } else if missing {
                Note(words.record.photoElsewhere, .waiting)
            } else {
                Color.clear.frame(width: Sizes.tileMin, height: Sizes.tileMin)
            }
        }
        .task {
            picture = (try? await book.blobs.thumbnail(hash)).flatMap(UIImage.init(data:))
            missing = picture == nil
        }
    }
}
