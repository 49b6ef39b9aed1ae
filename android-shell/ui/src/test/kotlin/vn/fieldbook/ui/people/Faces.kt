@file:OptIn(ExperimentalTestApi::class)

package vn.fieldbook.ui.people

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasContentDescription
import java.awt.Color
import java.awt.RenderingHints
import java.awt.geom.Ellipse2D
import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import javax.imageio.ImageIO
import vn.fieldbook.ui.Person

/** What a phone's camera gives of a person, drawn: hair, a face before leaves, a [shirt]. */
fun face(shirt: Color): ByteArray {
    val picture = BufferedImage(900, 1200, BufferedImage.TYPE_INT_RGB)
    picture.createGraphics().apply {
        setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON)
        fun blot(colour: Color, x: Double, y: Double, wide: Double, high: Double) {
            color = colour
            fill(Ellipse2D.Double(x - wide / 2, y - high / 2, wide, high))
        }
        color = Color(120, 150, 90)
        fillRect(0, 0, 900, 1200)
        blot(shirt, 450.0, 1150.0, 820.0, 620.0)
        blot(Color(35, 28, 25), 450.0, 520.0, 480.0, 600.0)
        blot(Color(205, 160, 125), 450.0, 570.0, 380.0, 500.0)
        for (x in listOf(370.0, 530.0)) blot(Color(35, 28, 25), x, 540.0, 50.0, 36.0)
        blot(Color(160, 80, 75), 450.0, 700.0, 130.0, 36.0)
    }.dispose()
    val jpeg = ByteArrayOutputStream()
    ImageIO.write(picture, "jpg", jpeg)
    return jpeg.toByteArray()
}

fun Person.facesOf(name: String): Boolean =
    test.onAllNodes(hasContentDescription("Ảnh của $name"), useUnmergedTree = true).fetchSemanticsNodes().isNotEmpty()

fun Person.seesFace(name: String) = until("sees the face of $name") { facesOf(name) }
