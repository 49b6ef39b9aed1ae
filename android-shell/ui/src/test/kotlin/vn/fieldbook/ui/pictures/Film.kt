package vn.fieldbook.ui.pictures

import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter
import java.awt.image.BufferedImage
import java.io.File
import javax.imageio.ImageIO

/** A code as a hub shows it: a picture that a camera sees. */
fun draw(text: String, file: File, pixels: Int = 480) {
    val code = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, pixels, pixels)
    val picture = BufferedImage(pixels, pixels, BufferedImage.TYPE_BYTE_GRAY)
    for (y in 0 until pixels) for (x in 0 until pixels) picture.setRGB(x, y, if (code[x, y]) 0 else 0xFFFFFF)
    ImageIO.write(picture, "png", file)
}
