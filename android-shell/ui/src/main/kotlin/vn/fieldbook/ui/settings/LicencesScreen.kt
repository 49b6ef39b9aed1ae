package vn.fieldbook.ui.settings

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** Something of others in this app, and under what terms it is here. */
private class Part(val name: String, val licence: String, val place: String)

private val PARTS =
    listOf(
        Part("Be Vietnam Pro", "SIL Open Font License 1.1", "github.com/bettergui/BeVietnamPro"),
        Part("Material Design Icons", "Apache License 2.0", "github.com/Templarian/MaterialDesign"),
        Part("Kotlin, Compose", "Apache License 2.0", "kotlinlang.org, jetbrains.com/compose"),
        Part("JNA", "Apache License 2.0", "github.com/java-native-access/jna"),
    )

@Composable
fun LicencesScreen(session: Session) {
    Page(words.settings.licences, onBack = session.way::back) {
        Text(words.settings.licencesHow)
        for (part in PARTS) {
            Text(part.name, style = MaterialTheme.typography.titleMedium)
            Text("${part.licence}\n${part.place}", color = colours.textQuiet)
        }
    }
}
