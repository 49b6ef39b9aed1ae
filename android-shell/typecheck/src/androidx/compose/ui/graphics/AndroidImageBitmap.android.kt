// What of Compose UI 1.7.6 for Android the app uses; see ../README.md. Never shipped.
package androidx.compose.ui.graphics

import android.graphics.Bitmap

fun Bitmap.asImageBitmap(): ImageBitmap = error("there is no Compose for Android here")

fun ImageBitmap.asAndroidBitmap(): Bitmap = error("there is no Compose for Android here")
