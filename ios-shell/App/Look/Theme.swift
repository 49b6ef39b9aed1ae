import FieldbookScreens
import SwiftUI

extension EnvironmentValues {
    /// The words in the person's language.
    @Entry var words = Words(.vi)
    /// Says the name of a field; nothing for who reads.
    @Entry var aloud: (@MainActor (String) -> Void)?
    /// The colours for the light there is.
    @Entry var colours = Colours.light
}

extension Shade {
    var color: Color { Color(.sRGB, red: red, green: green, blue: blue) }
}

/// One table of colours, sizes and words for all screens.
struct Themed<Content: View>: View {
    let memory: Memory
    @ViewBuilder let content: Content
    @Environment(\.colorScheme) private var scheme

    private var colours: Colours { memory.isDark(phone: scheme == .dark) ? .dark : .light }

    /// The system's own parts, such as its keyboard, in the same light.
    private var chosen: ColorScheme? {
        switch memory.light {
        case .phone: nil
        case .day: .light
        case .night: .dark
        }
    }

    var body: some View {
        content
            .environment(\.words, memory.words)
            .environment(\.colours, colours)
            // VoiceOver reads in the language that is written, not in the phone's.
            .environment(\.locale, Locale(identifier: memory.lang == .vi ? "vi" : "en"))
            .font(.plain(.regular))
            .foregroundStyle(colours.text.color)
            .tint(colours.primary.color)
            .background(colours.background.color.ignoresSafeArea())
            .preferredColorScheme(chosen)
    }
}

/// The app's own font, in which every Vietnamese letter is drawn, in two weights; its heights grow as the person has set.
enum Letters: String {
    case regular = "BeVietnamPro-Regular"
    case semiBold = "BeVietnamPro-SemiBold"
}

extension Font {
    static func small(_ letters: Letters) -> Font { custom(letters.rawValue, size: TextSizes.label, relativeTo: .callout) }
    static func plain(_ letters: Letters) -> Font { custom(letters.rawValue, size: TextSizes.body, relativeTo: .body) }
    static let pageTitle = custom(Letters.semiBold.rawValue, size: TextSizes.title, relativeTo: .title2)
    static let large = custom(Letters.semiBold.rawValue, size: TextSizes.headline, relativeTo: .title)
    static let number = custom(Letters.semiBold.rawValue, size: TextSizes.number, relativeTo: .largeTitle)
}

/// A picture of the looks, in the colour of the words beside it. They say it already: VoiceOver must not say it twice.
struct Picture: View {
    let name: String
    var size = Sizes.icon

    var body: some View {
        Image(decorative: name).renderingMode(.template).resizable().scaledToFit().frame(width: size, height: size)
    }
}

/// A photo that fills a shape, cut off at its sides.
struct Filling<Outline: Shape>: View {
    let picture: UIImage
    let side: Double
    let outline: Outline
    let said: String

    var body: some View {
        Image(uiImage: picture)
            .resizable()
            .scaledToFill()
            .frame(width: side, height: side)
            .clipShape(outline)
            .accessibilityLabel(said)
    }
}

/// The ground that things lie on: rounded, with an edge.
struct Ground: ViewModifier {
    let fill: Shade
    let edge: Shade?
    var width: Double = 1

    func body(content: Content) -> some View {
        let shape = RoundedRectangle(cornerRadius: Sizes.corner)
        content
            .background(fill.color, in: shape)
            .overlay { if let edge { shape.strokeBorder(edge.color, lineWidth: width) } }
            .contentShape(shape)
    }
}

extension View {
    func ground(_ fill: Shade, edge: Shade? = nil, width: Double = 1) -> some View {
        modifier(Ground(fill: fill, edge: edge, width: width))
    }
}
