import GateModel
import GateText

/// What every message of the WCO Data Model has around it: `MetaData` with the name of the type, and one message within.
///
/// A customs gateway may wrap `MetaData` in elements of its own; they say nothing to us. A message without `MetaData` is
/// read too, where it is the outermost element. Anything else is another schema.
struct WCOFrame {
    /// Longest message in bytes: a hundred times the largest sample.
    static let byteLimit = 2 << 20
    static let limits = StrictXML.Limits(bytes: byteLimit, elements: 60_000, text: 64 << 10)
    /// Elements that a gateway may put around.
    private static let wrapperLimit = 4

    /// `DEC` and `Declaration`, `RES` and `Response`.
    let type: String
    let message: String
    var path = ElementPath()
    private var messages = 0
    private var other = ""

    init(type: String, message: String) {
        self.type = type
        self.message = message
    }

    /// - Returns: whether the opened element is the message itself.
    mutating func open(_ name: String, _ attributes: [String: String]) throws(DeviceFault) -> Bool {
        path.open(name, attributes)
        let depth = path.names.count
        guard path.root == nil else { return false }
        let isPlaced = depth == 1 || (path.parent == "MetaData" && depth <= Self.wrapperLimit + 2)
        guard isPlaced, name == "Declaration" || name == "Response" else { return false }
        guard name == message else {
            throw DeviceFault(.unknownName, "a \(name) where a \(message) is expected", place: .init(field: name))
        }
        messages += 1
        guard messages == 1 else {
            throw DeviceFault(
                .outOfRange, "two messages in one document: which of them counts, nobody can tell",
                place: .init(field: message))
        }
        path.enter()
        return true
    }

    mutating func close() throws(DeviceFault) {
        if path.root == nil, path.name == "WCOTypeName", path.parent == "MetaData" {
            let name = path.line(limit: 40)
            guard name == type else {
                throw DeviceFault(
                    .unknownName, "the message says that it is a '\(name)', '\(type)' is expected",
                    place: .init(field: "WCOTypeName"))
            }
        }
        path.close()
    }

    func finish(raw: [UInt8]) throws(DeviceFault) {
        guard messages == 1 else {
            throw DeviceFault(
                .unknownName, "no WCO message of the type \(type): it holds no \(message)",
                place: .init(field: message), raw: raw)
        }
    }
}

/// Texts of WCO elements.
enum WCOText {
    /// A moment: format 304 (`20191113172216Z`, `20221114143931+01`) or RFC 3339.
    ///
    /// - Throws: ``DeviceFault`` for a date alone or a time without its zone: which moment that is, depends on the reader.
    static func moment(_ text: String, _ field: String) throws(DeviceFault) -> GateTime {
        if let time = GateTime(rfc3339: text) { return time }
        let bytes = Array(text.utf8)
        guard bytes.count > 14, bytes[..<14].allSatisfy({ $0 &- 0x30 <= 9 }) else {
            throw DeviceFault(
                .malformed, "'\(TextNormaliser.line(text, limit: 40))' is no time of format 304, with its zone",
                place: .init(field: field))
        }
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        var zone = String(decoding: bytes[14...], as: UTF8.self)
        if zone.count == 3 { zone += ":00" }
        if zone.count == 5, zone.first != "Z" { zone.insert(":", at: zone.index(zone.startIndex, offsetBy: 3)) }
        let iso =
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))\(zone)"
        guard let time = GateTime(rfc3339: iso) else {
            throw DeviceFault(
                .outOfRange, "'\(TextNormaliser.line(text, limit: 40))' is no moment", place: .init(field: field))
        }
        return time
    }

    /// A mass in whole kilograms, rounded up: a vehicle is never lighter for its declaration having decimals.
    ///
    /// - Parameter unit: KGM where none is stated, TNE, GRM.
    static func kilograms(_ text: String, unit: String?, _ field: String) throws(DeviceFault) -> Int32 {
        let factor: Double =
            switch (unit ?? "KGM").prefix(3).uppercased() {
            case "KGM", "": 1
            case "TNE": 1000
            case "GRM": 0.001
            default:
                throw DeviceFault(
                    .unknownName, "the unit '\(TextNormaliser.line(unit ?? "", limit: 20))' is no mass",
                    place: .init(field: field))
            }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ".") }),
            let value = Double(text), value.isFinite
        else {
            throw DeviceFault(
                .malformed, "'\(TextNormaliser.line(text, limit: 40))' is no mass", place: .init(field: field))
        }
        let kilograms = (value * factor).rounded(.up)
        guard kilograms <= 10_000_000 else {
            throw DeviceFault(.outOfRange, "more than 10 000 t", place: .init(field: field))
        }
        return Int32(kilograms)
    }
}
