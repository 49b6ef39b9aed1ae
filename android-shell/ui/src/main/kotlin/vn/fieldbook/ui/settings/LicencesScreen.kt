package vn.fieldbook.ui.settings

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import java.io.IOException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** Something of others in this app, and under what terms it is here. */
class Part(val name: String, val licence: String, val place: String)

/** What is the app's own to show, its libraries, and what the core is made of. */
private val LISTS = listOf("others", "android", "crates")

/** Everything of others in this app, list by list. */
fun parts(): List<List<Part>> = LISTS.map(::parts)

private fun parts(list: String): List<Part> {
    val name = "/licences/$list.tsv"
    val lines = Part::class.java.getResourceAsStream(name) ?: throw IOException("$name is not in this app")
    return lines.bufferedReader().useLines { all ->
        all.map { it.split('\t') }.map { (name, licence, place) -> Part(name, licence, place) }.toList()
    }
}

@Composable
fun LicencesScreen(session: Session) {
    val lists = remember { flow { emit(parts()) }.flowOn(Dispatchers.IO) }
    Page(words.settings.licences, onBack = session.way::back) {
        Text(words.settings.licencesHow)
        Following(lists) { found ->
            for (part in found.first()) Each(part)
            // Two hundred of them: those that are alike stand together, and are no two hundred layouts.
            for ((licence, parts) in found.drop(1).flatten().groupBy { it.licence }.toSortedMap()) {
                Heading(licence)
                Text(parts.joinToString(", ") { it.name }, color = colours.textQuiet)
            }
        }
    }
}

@Composable
private fun Each(part: Part) {
    Text(part.name, style = MaterialTheme.typography.titleMedium)
    Text("${part.licence}\n${part.place}", color = colours.textQuiet)
}
