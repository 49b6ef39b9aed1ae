package vn.fieldbook.ui.lot

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import java.math.BigDecimal
import vn.fieldbook.EnteredUnit
import vn.fieldbook.Finding
import vn.fieldbook.GoodsBalance
import vn.fieldbook.LeftIs
import vn.fieldbook.QuantityRole
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.looks.tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.history.NotTakenLines
import vn.fieldbook.ui.history.said
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.name
import vn.fieldbook.ui.record.text
import vn.fieldbook.sayNumber
import vn.fieldbook.unitName

/** A lot: what is there, what is wrong, and its way from the field. */
@Composable
fun LotScreen(session: Session, screen: Screen.Lot) {
    val views = remember(session.book, screen) { lotViews(session.book, screen.doc) }
    var shown by remember { mutableStateOf<LotView?>(null) }
    Page(
        words.lot.title,
        onBack = session.way::back,
        bottom = {
            MainButton(words.lot.write, Icons.diary) { session.way.to(Screen.Steps(screen.doc)) }
            if (shown?.mayActivate == true) SideButton(words.activate.title, Icons.activate) { session.way.to(Screen.Activate(screen.doc)) }
        },
    ) {
        Following(views) { view ->
            shown = view
            Head(view)
            for (finding in view.findings) FindingNote(session, view, finding)
            Heading(words.lot.story)
            if (view.steps.isEmpty()) Note(words.lot.empty, null)
            for (step in view.steps) StepLine(session, step)
        }
    }
}

/** Its name, its code as printed on packs, and what is there now. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Head(view: LotView) {
    val document = view.document
    Text(document.name, style = MaterialTheme.typography.headlineSmall)
    val code = document.text("code")?.takeIf { it != document.name }?.let { "${words.lot.code} $it" }
    val about = listOfNotNull(view.trace.product?.name, code).joinToString(" · ")
    if (about.isNotEmpty()) Text(about, style = MaterialTheme.typography.bodyMedium, color = colours.textQuiet)
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
    ) {
        view.inStock?.let { Badge(left(it), if (it.leftIs == LeftIs.EXACTLY) Tone.GOOD else Tone.WARN, Icons.weight) }
        view.packsMade?.let { Badge(words.lot.packsMade(it.toInt()), Tone.GOOD, Icons.lot) }
        if (view.stamps > 0) Badge(words.lot.stamps(view.stamps), Tone.GOOD, Icons.activate)
    }
}

/** What is left, as far as it is known. */
@Composable
private fun left(goods: GoodsBalance): String {
    val amount = goods.left?.let { kilograms(it) }.orEmpty()
    return when (goods.leftIs) {
        LeftIs.EXACTLY -> words.lot.inStock(amount)
        LeftIs.AT_LEAST -> words.lot.inStockAtLeast(amount)
        LeftIs.AT_MOST -> words.lot.inStockAtMost(amount)
        LeftIs.UNKNOWN -> words.lot.inStockUnknown
        LeftIs.CONTRADICTION -> words.lot.moreOut
    }
}

/** What the rules say, and the way to the entry that they say it of. */
@Composable
private fun FindingNote(session: Session, view: LotView, finding: Finding) {
    val fact = finding.fact
    val step = view.steps.find { it.told.fact.id == fact }?.step?.name?.get(words.lang)
    // The step's name alone reads as something to do: “Kích hoạt tem” would activate more.
    val label = step?.let { words.lot.openStep(it) } ?: words.lot.openEntry
    Note(finding.remedy[words.lang], finding.severity.tone, title = finding.said[words.lang]) {
        if (fact != null) SideButton(label, Icons.forward) { session.way.to(Screen.History(fact)) }
    }
}

/** One step: what it took and gave, and where the goods came from. */
@Composable
private fun StepLine(session: Session, step: LotStep) {
    val fact = step.told.fact
    val name = step.step?.name?.get(words.lang) ?: fact.step
    val title = if (step.told.voided) "$name · ${words.history.crossedOut}" else name
    val said = listOf(from(step), amounts(step), loss(step), stamps(step), LocalTimes.current.moment(fact.occurred, words))
    Line(
        title,
        said.filterNot { it.isNullOrEmpty() }.joinToString("\n"),
        Icons.step(fact.step, fact.kind),
        beside = { if (step.told.conflicts.isNotEmpty()) Icon(Icons.conflict, words.conflict.title, Modifier.size(Sizes.icon)) },
        below = { NotTakenLines(step.notTaken) },
    ) { session.way.to(Screen.History(fact.id)) }
}

@Composable
private fun from(step: LotStep): String =
    step.sources.map { source ->
        val name = source.name ?: words.lot.notHere
        listOfNotNull(words.lot.fromOne(name), said(source.origin.quantity)).joinToString(": ")
    }.joinToString("\n")

/** As it was entered: `Cân vào 8,5 tạ · Cân ra 714 kg`. */
@Composable
private fun amounts(step: LotStep): String {
    val labels = step.step?.quantities.orEmpty()
    return step.told.fact.quantities.filter { it.role != QuantityRole.AREA }.map { amount ->
        val label = labels.find { it.role == amount.role }?.label?.get(words.lang)
        listOfNotNull(label, said(amount.quantity)).joinToString(": ")
    }.joinToString("\n")
}

@Composable
private fun loss(step: LotStep): String? {
    val loss = step.balance?.lost?.takeIf { it.signum() > 0 } ?: return null
    val percent = step.balance.lostPercent?.let { " (${sayNumber(it, words.lang)} %)" }.orEmpty()
    return words.lot.loss(kilograms(loss)) + percent
}

@Composable
private fun stamps(step: LotStep): String? = step.claim?.let { "${words.lot.stamps(it.stamps)} · ${it.said[words.lang]}" }

@Composable
private fun kilograms(amount: BigDecimal): String = "${sayNumber(amount, words.lang)} ${unitName(EnteredUnit.KG)}"
