package vn.fieldbook.ui.scan

import com.google.zxing.BarcodeFormat
import com.google.zxing.EncodeHintType
import com.google.zxing.qrcode.QRCodeWriter
import java.awt.Color
import java.awt.RenderingHints
import java.awt.geom.AffineTransform
import java.awt.image.BufferedImage
import java.awt.image.ConvolveOp
import java.awt.image.Kernel
import java.io.File
import javax.imageio.ImageIO
import kotlin.math.min
import vn.fieldbook.ui.Hub

/** A stamp's text, as the hub prints it. */
fun link(number: Int, gtin: String = Hub.GTIN): String = "https://id.gs1.org/01/$gtin/21/${serial(number)}"

fun serial(number: Int): String = "HX%08d".format(number)

/** A printed sheet, [columns] stamps side by side; null is a stamp that was taken off. */
class Sheet(private val texts: List<String?>, private val columns: Int) {
    private val print: BufferedImage = print()

    private fun print(): BufferedImage {
        val rows = (texts.size + columns - 1) / columns
        val print = BufferedImage(columns * SIDE, rows * SIDE, BufferedImage.TYPE_BYTE_GRAY)
        print.createGraphics().apply { color = Color.WHITE }.fillRect(0, 0, print.width, print.height)
        val hints = mapOf(EncodeHintType.MARGIN to MARGIN, EncodeHintType.QR_VERSION to VERSION)
        texts.forEachIndexed { at, text ->
            if (text != null) stamp(print, at, QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, SIDE, SIDE, hints)::get)
        }
        return print
    }

    private fun stamp(print: BufferedImage, at: Int, dark: (Int, Int) -> Boolean) {
        val (left, top) = at % columns * SIDE to at / columns * SIDE
        for (y in 0 until SIDE) for (x in 0 until SIDE) if (dark(x, y)) print.setRGB(left + x, top + y, 0)
    }

    /** Pictures of a hand that goes over it from left to right: turned by some degrees, not quite sharp, in the shade. */
    fun film(folder: File, frames: Int = 1, inView: Int = columns): File {
        folder.mkdirs()
        for (frame in 0 until frames) {
            val column = if (frames == 1) 0.0 else (columns - inView).toDouble() * frame / (frames - 1)
            val picture = seen(column, inView, degrees = 3.0 - frame)
            ImageIO.write(picture, "jpg", folder.resolve("frame-%02d.jpg".format(frame)))
        }
        return folder
    }

    private fun seen(column: Double, inView: Int, degrees: Double): BufferedImage {
        val frame = BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY)
        frame.createGraphics().apply {
            color = Color(150, 150, 150)
            fillRect(0, 0, WIDTH, HEIGHT)
            setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR)
            val scale = min(WIDTH * FILLED / (inView * SIDE), HEIGHT * FILLED / print.height)
            translate(WIDTH / 2.0, HEIGHT / 2.0)
            rotate(Math.toRadians(degrees))
            scale(scale, scale)
            drawImage(print, AffineTransform.getTranslateInstance(-(column + inView / 2.0) * SIDE, -print.height / 2.0), null)
        }.dispose()
        return ConvolveOp(Kernel(3, 3, FloatArray(9) { 1 / 9f }), ConvolveOp.EDGE_NO_OP, null).filter(frame, null)
    }

    private companion object {
        const val VERSION = 4
        const val MARGIN = 4

        /** Pixels of a stamp: 41 modules with its margin, 6 each. */
        const val SIDE = 246

        // Half of what phones give, with few stamps in view: nothing is optimised here, and a frame has 33 ms.
        const val WIDTH = 640
        const val HEIGHT = 360

        /** Share of the frame that the sheet fills, so that its corners are in it when it is turned. */
        const val FILLED = 0.9
    }
}
