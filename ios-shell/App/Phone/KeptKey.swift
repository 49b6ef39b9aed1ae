import Fieldbook
import FieldbookScreens
import Foundation
import Security

/// The key that the book is encrypted under: in the Keychain, to be had after the first unlock, so that a sync at night
/// finds it, and never on another device.
///
/// Throws when the system does not give it, and `KeyLost` when there is a book but no key: a new key would not open it.
func keptKey(forBookAt book: URL) throws -> BookKey {
    if let kept = try keptBytes() { return try BookKey.fromBytes(kept) }
    if FileManager.default.fileExists(atPath: book.appending(path: "book.sqlite").path(percentEncoded: false)) {
        throw KeyLost()
    }
    let key = try BookKey.generate()
    var item = place
    item[kSecValueData] = key.bytes()
    item[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
    let status = SecItemAdd(item as CFDictionary, nil)
    guard status == errSecSuccess else { throw KeyNotKept(status: status) }
    return key
}

private func keptBytes() throws -> Data? {
    var query = place
    query[kSecReturnData] = true
    var found: CFTypeRef?
    switch SecItemCopyMatching(query as CFDictionary, &found) {
    case errSecSuccess: return found as? Data
    case errSecItemNotFound: return nil
    case let status: throw KeyNotKept(status: status)
    }
}

private var place: [CFString: Any] {
    [
        kSecClass: kSecClassGenericPassword,
        kSecAttrService: "vn.fieldbook",
        kSecAttrAccount: "book-key",
    ]
}

private struct KeyNotKept: LocalizedError {
    let status: OSStatus

    var errorDescription: String? {
        SecCopyErrorMessageString(status, nil).map { "the book's key: \($0 as String)" } ?? "the book's key: \(status)"
    }
}
