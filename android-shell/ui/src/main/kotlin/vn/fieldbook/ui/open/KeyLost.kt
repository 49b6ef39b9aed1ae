package vn.fieldbook.ui.open

/** The device has lost the key of its book, which nobody can read any more; only a new invitation goes on. */
class KeyLost(cause: Throwable? = null) : Exception("the device has lost the key of the book", cause)
