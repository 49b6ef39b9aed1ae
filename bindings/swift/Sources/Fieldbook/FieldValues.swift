// What a person writes down for a field, as literals: `fields: ["moisture": 24.5, "variety": "nếp tan"]`.

import Foundation

extension FieldValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    public init(stringLiteral text: String) {
        self = .text(value: text)
    }

    public init(integerLiteral number: Int) {
        self = .number(value: Decimal(number))
    }

    /// The number as it is typed: 24.3 is 24.3, where a `Decimal` literal goes through a binary number and is not always.
    public init(floatLiteral number: Double) {
        self = .number(value: Decimal(string: "\(number)", locale: Locale(identifier: "en_US_POSIX")) ?? Decimal(number))
    }

    public init(booleanLiteral yes: Bool) {
        self = .bool(value: yes)
    }
}
