import Foundation

/// A picture as a camera makes it: a line on white, 48×32, grey. Linux has nothing to draw one with, so it was drawn once.
let photograph = Data(
    base64Encoded: """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4
        x9lnN+gXz/wAALCAAgADABAREA/8QAGQAAAgMBAAAAAAAAAAAAAAAAAAUCAwQG/8QAKhAAAQQBAwMCBgMAAAAAAAAAAQIDBBEABRIhEzFBIlEG
        FCMyQoFx4fD/2gAIAQEAAD8A7PDDDDDDEmvuuTFt6LEWUPyRudXtNNtC7Nj3IqvPY1Yy7S2xp0p3TEghgDrRrs+gn1JuvCj7k0oZdrGojTYKnQ
        kreWemygJKt7h+0UMTR4Lnw27EluvF1L56U5ZUSNyjaV8+xNFR8HtZzqMzz5rOnw3ZUgkNtiztFk+AB+zi/QNPcZQ5PmgGdMO9Zo22k1SOeRX9
        c0M0awwtTLcuOjfJiK6rYA5WKpSOxPKbHHmsXwG065qytVWN0OP9OIlaSLUKtyjx3sD+B2Ix680iQy4y6nc24kpULqwRRxfoXzDMRUKUhe+Irp
        IcKaDrf4qHjtxVkiuc2Sokea0G5TKHUBQUEqFix2/36y/IrQlxCkOJCkKBCkqFgj2OQjR2YkdDEdsNtIFJSPGW4Z//2Q==
        """,
    options: .ignoreUnknownCharacters)!
