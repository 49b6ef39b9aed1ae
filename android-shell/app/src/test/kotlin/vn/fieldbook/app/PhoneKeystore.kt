package vn.fieldbook.app

import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.ProviderException
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import android.security.keystore.KeyGenParameterSpec
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey
import javax.crypto.spec.SecretKeySpec

/** The provider `AndroidKeyStore`, which is a service of the phone's hardware that Robolectric does not have. */
internal object PhoneKeystore {
    /** What lies in it, by alias. */
    val keys = mutableMapOf<String, SecretKey>()

    /** It answers nothing, as after a system update that is not through yet. */
    var silent = false

    fun install() {
        keys.clear()
        silent = false
        Security.removeProvider(BookKeyStore.KEYSTORE)
        Security.addProvider(KeystoreProvider())
    }

    fun answer() {
        if (silent) throw ProviderException("Keystore not ready")
    }
}

class KeystoreProvider : Provider(BookKeyStore.KEYSTORE, "1.0", "the phone's keys, for tests") {
    init {
        put("KeyStore.AndroidKeyStore", Store::class.java.name)
        put("KeyGenerator.AES", Generator::class.java.name)
    }

    class Generator : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(params: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = params as KeyGenParameterSpec
        }

        override fun engineInit(random: SecureRandom?) = error("a key of the Keystore has a name")

        override fun engineInit(size: Int, random: SecureRandom?) = error("a key of the Keystore has a name")

        override fun engineGenerateKey(): SecretKey {
            PhoneKeystore.answer()
            check(spec.blockModes.contentEquals(arrayOf("GCM")) && !spec.isUserAuthenticationRequired)
            val key = SecretKeySpec(ByteArray(spec.keySize / 8).also(SecureRandom()::nextBytes), "AES")
            PhoneKeystore.keys[spec.keystoreAlias] = key
            return key
        }
    }

    class Store : KeyStoreSpi() {
        override fun engineLoad(stream: InputStream?, password: CharArray?) = PhoneKeystore.answer()

        override fun engineGetKey(alias: String, password: CharArray?): Key? = PhoneKeystore.keys[alias]

        override fun engineContainsAlias(alias: String) = alias in PhoneKeystore.keys

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(PhoneKeystore.keys.keys)

        override fun engineSize() = PhoneKeystore.keys.size

        override fun engineIsKeyEntry(alias: String) = alias in PhoneKeystore.keys

        override fun engineDeleteEntry(alias: String) = Unit.also { PhoneKeystore.keys.remove(alias) }

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null

        override fun engineGetCertificate(alias: String): Certificate? = null

        override fun engineGetCreationDate(alias: String): Date? = null

        override fun engineSetKeyEntry(alias: String, key: Key, password: CharArray?, chain: Array<Certificate>?) = no()

        override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<Certificate>?) = no()

        override fun engineSetCertificateEntry(alias: String, certificate: Certificate) = no()

        override fun engineIsCertificateEntry(alias: String) = false

        override fun engineGetCertificateAlias(certificate: Certificate): String? = null

        override fun engineStore(stream: OutputStream?, password: CharArray?) = no()

        private fun no(): Unit = throw UnsupportedOperationException()
    }
}
