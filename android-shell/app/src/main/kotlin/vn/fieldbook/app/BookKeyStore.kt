package vn.fieldbook.app

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.util.AtomicFile
import java.io.File
import java.security.InvalidKeyException
import java.security.KeyStore
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import vn.fieldbook.BookKey
import vn.fieldbook.ui.open.KeyLost

/**
 * The book's key, kept in [file] wrapped with a key of the phone's Keystore that never leaves it.
 *
 * The Keystore loses its key when the phone is set back, the file comes from another phone, and on some phones when the
 * screen lock is changed. Then the book is sealed for good, and that is said; nothing is overwritten.
 */
internal class BookKeyStore(val file: File) {
    /**
     * The key, or null when none was ever kept. Throws [KeyLost]; whatever else is thrown says that the Keystore did not
     * answer, and may at the next try.
     */
    fun find(): BookKey? {
        if (!file.exists()) return null
        val kept = AtomicFile(file).readFully()
        val wrapping = keystore().getKey(ALIAS, null) as SecretKey? ?: throw KeyLost(null)
        val bytes =
            try {
                if (kept.size <= NONCE) throw AEADBadTagException("cut to ${kept.size} bytes")
                val cipher = Cipher.getInstance(CIPHER)
                cipher.init(Cipher.DECRYPT_MODE, wrapping, GCMParameterSpec(TAG_BITS, kept, 0, NONCE))
                cipher.doFinal(kept, NONCE, kept.size - NONCE)
            } catch (other: AEADBadTagException) {
                throw KeyLost(other)
            } catch (invalid: InvalidKeyException) {
                throw KeyLost(invalid)
            }
        return BookKey.fromBytes(bytes).also { bytes.fill(0) }
    }

    /** A new key, on the disk before it is used. */
    fun make(): BookKey {
        check(!file.exists()) { "a key is never overwritten" }
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, wrappingKey())
        val key = BookKey.generate()
        val bytes = key.bytes()
        val kept = cipher.iv + cipher.doFinal(bytes)
        bytes.fill(0)
        val atomic = AtomicFile(file)
        val stream = atomic.startWrite()
        stream.write(kept)
        atomic.finishWrite(stream) // waits for the disk
        return key
    }

    private fun wrappingKey(): SecretKey {
        (keystore().getKey(ALIAS, null) as SecretKey?)?.let { return it }
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec =
            KeyGenParameterSpec.Builder(ALIAS, purposes)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setKeySize(256)
                .build() // without asking for the screen lock: a sync in the background needs it
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE).apply { init(spec) }.generateKey()
    }

    private fun keystore() = KeyStore.getInstance(KEYSTORE).apply { load(null) }

    companion object {
        const val KEYSTORE = "AndroidKeyStore"
        const val ALIAS = "vn.fieldbook.book"
        private const val CIPHER = "AES/GCM/NoPadding"
        private const val NONCE = 12
        private const val TAG_BITS = 128
    }
}
