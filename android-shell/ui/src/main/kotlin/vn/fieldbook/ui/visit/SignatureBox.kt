package vn.fieldbook.ui.visit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.gestures.awaitEachGesture
import androidx.compose.foundation.gestures.awaitFirstDown
import androidx.compose.foundation.gestures.drag
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.pointer.PointerInputScope
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.stateDescription
import androidx.compose.ui.unit.dp
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** Where somebody of the place writes their name with a finger. The page does not scroll under that finger. */
@Composable
fun SignatureBox(signature: Signature) {
    val how = words.visit.signHere
    val done = words.visit.signed
    val ink = colours.text
    val shape = RoundedCornerShape(Sizes.corner)
    Heading(words.visit.signature)
    Text(how, style = MaterialTheme.typography.bodyLarge)
    Canvas(
        Modifier.fillMaxWidth()
            .aspectRatio(SIGNATURE_SHAPE)
            .clip(shape)
            .background(colours.surface)
            .border(BorderStroke(2.dp, colours.outline), shape)
            .pointerInput(signature) { follow(signature) }
            .semantics {
                contentDescription = how
                if (!signature.empty) stateDescription = done
            },
    ) {
        drawPath(signature.line(size), ink, style = Stroke(3.dp.toPx(), cap = StrokeCap.Round, join = StrokeJoin.Round))
    }
    if (!signature.empty) SideButton(words.visit.signAgain, Icons.again) { signature.clear() }
}

private suspend fun PointerInputScope.follow(signature: Signature) {
    fun part(at: Offset) = Offset(at.x / size.width, at.y / size.height)
    awaitEachGesture {
        val down = awaitFirstDown()
        down.consume()
        signature.begin(part(down.position))
        drag(down.id) { change ->
            change.consume()
            signature.go(part(change.position))
        }
    }
}
