package vn.fieldbook.app

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.util.AtomicFile
import java.io.File
import java.security.InvalidKeyException
import java.security.KeyStore
import java.security.SecureRandom
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import vn.fieldbook.BookKey
import vn.fieldbook.ui.open.KeyLost

/**
 * The book's key, kept in [file] wrapped with a key of the phone's Keystore that never leaves it. The file begins with the
 * name of that one.
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
        val bytes =
            try {
                if (kept.size <= NAME + NONCE) throw AEADBadTagException("cut to ${kept.size} bytes")
                val wrapping = keystore().getKey(alias(kept), null) as SecretKey? ?: throw KeyLost(null)
                val cipher = Cipher.getInstance(CIPHER)
                cipher.init(Cipher.DECRYPT_MODE, wrapping, GCMParameterSpec(TAG_BITS, kept, NAME, NONCE))
                cipher.doFinal(kept, NAME + NONCE, kept.size - NAME - NONCE)
            } catch (other: AEADBadTagException) {
                throw KeyLost(other)
            } catch (invalid: InvalidKeyException) {
                throw KeyLost(invalid)
            } catch (broken: UnrecoverableKeyException) {
                throw KeyLost(broken)
            }
        return BookKey.fromBytes(bytes).also { bytes.fill(0) }
    }

    /** A new key, on the disk before it is used. */
    fun make(): BookKey {
        check(!file.exists()) { "a key is never overwritten" }
        val cipher = Cipher.getInstance(CIPHER)
        val name = ByteArray(NAME).also(SecureRandom()::nextBytes)
        cipher.init(Cipher.ENCRYPT_MODE, wrappingKey(alias(name)))
        val key = BookKey.generate()
        val bytes = key.bytes()
        val kept = name + cipher.iv + cipher.doFinal(bytes)
        bytes.fill(0)
        val atomic = AtomicFile(file)
        val stream = atomic.startWrite()
        stream.write(kept)
        atomic.finishWrite(stream) // waits for the disk
        return key
    }

    /** One for each file: an older one may be dead, and then it would be so for every new book too; or opens what was set aside. */
    private fun wrappingKey(alias: String): SecretKey {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec =
            KeyGenParameterSpec.Builder(alias, purposes)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setKeySize(256)
                .build() // without asking for the screen lock: a sync in the background needs it
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE).apply { init(spec) }.generateKey()
    }

    private fun alias(kept: ByteArray) = "vn.fieldbook.book-" + kept.take(NAME).joinToString("") { "%02x".format(it) }

    private fun keystore() = KeyStore.getInstance(KEYSTORE).apply { load(null) }

    companion object {
        const val KEYSTORE = "AndroidKeyStore"
        private const val CIPHER = "AES/GCM/NoPadding"
        private const val NAME = 8
        private const val NONCE = 12
        private const val TAG_BITS = 128
    }
}
