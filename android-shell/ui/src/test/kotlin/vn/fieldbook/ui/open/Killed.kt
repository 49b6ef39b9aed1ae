package vn.fieldbook.ui.open

import java.io.File

/** What lies on the disk when the app is killed between setting a book aside and putting a copy in its place. */
fun setAside(dir: File) {
    SetAside(dir).begin()
    File(dir, "book.new").writeBytes(ByteArray(10))
}
