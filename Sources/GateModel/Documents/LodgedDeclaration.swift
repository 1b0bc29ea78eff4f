/// What a declaration says against itself. Marked and shown, for a person to judge: none of them is proof of anything.
public enum DocumentFlaw: UInt8, CaseIterable, Sendable, NamedCode {
    /// An item, or the whole, weighs less with its packing than without.
    case grossBelowNet
    /// The stated total is not the sum of the items.
    case totalDiffers
    /// The stated number of items is not how many there are.
    case itemsDiffer
    /// Another vehicle brings the goods to the border than crosses it.
    case otherVehicle
    /// A container or a seal stands twice.
    case repeated
    /// A container's check digit is wrong.
    case badContainer
    /// Goods without a code, or one that is no HS code.
    case badGoodsCode
    public static let names: [StaticString] = [
        "grossBelowNet", "totalDiffers", "itemsDiffer", "otherVehicle", "repeated", "badContainer", "badGoodsCode",
    ]
}

/// Goods of one line of a declaration.
public struct GoodsLine: FieldCoded, Hashable {
    /// Harmonised System, 4 to 12 digits; empty where the declaration has none.
    public var hsCode = ""
    /// At most 120 characters.
    public var text = ""
    /// Kilograms with packing and without, rounded up; 0 where they are not stated.
    public var grossKilograms: Int32 = 0
    public var netKilograms: Int32 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("hs", &hsCode)
        try coder.text("text", &text)
        try coder.number("grossKg", &grossKilograms)
        try coder.number("netKg", &netKilograms)
    }
}

/// A word of a list of words.
public struct DocumentWord: FieldCoded, Hashable {
    public var text = ""
    public init() {}
    public init(_ text: String) { self.text = text }
    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("text", &text)
    }
}

/// What a declaration says beyond what the gate needs to expect its vehicle.
public struct LodgedDeclaration: FieldCoded, Hashable {
    /// Lines of goods, containers and seals kept; all of them are counted.
    public static let goodsLimit = 8
    public static let containerLimit = 4
    public static let sealLimit = 8

    /// 12 digits.
    public var number = ""
    /// The trader's own reference (LRN), normalised; may be empty.
    public var reference = ""
    public var goods: [GoodsLine] = []
    public var goodsCount: Int32 = 0
    public var containers: [DocumentWord] = []
    public var seals: [DocumentWord] = []
    /// Kilograms of the goods with their packing: not what the vehicle weighs.
    public var grossKilograms: Int32 = 0
    /// The plate it names, normalised.
    public var tractor = ""
    public var importer = ""
    public var exporter = ""
    /// Bit n stands for the flaw with the raw value n.
    public var flaws: UInt8 = 0
    /// When the gate received it.
    public var at = GateTime.epoch

    public init() {}

    public func has(_ flaw: DocumentFlaw) -> Bool { flaws >> flaw.rawValue & 1 == 1 }
    public mutating func mark(_ flaw: DocumentFlaw) { flaws |= 1 << flaw.rawValue }
    public var flawList: [DocumentFlaw] { DocumentFlaw.allCases.filter { has($0) } }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("number", &number)
        try coder.text("reference", &reference)
        try coder.list("goods", &goods)
        try coder.number("goodsCount", &goodsCount)
        try coder.list("containers", &containers)
        try coder.list("seals", &seals)
        try coder.number("grossKg", &grossKilograms)
        try coder.text("tractor", &tractor)
        try coder.text("importer", &importer)
        try coder.text("exporter", &exporter)
        try coder.number("flaws", &flaws)
        try coder.time("at", &at)
    }
}
