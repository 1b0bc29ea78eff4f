public import GateModel
import GateText

/// What an `int.wco.dec` message says, before a gate makes anything of it.
public struct CustomsDocument: Hashable, Sendable {
    /// A way in which the goods come to the border, cross it or leave it.
    public struct Means: Hashable, Sendable {
        public enum Role: Hashable, Sendable { case border, arrival, departure }
        public var role = Role.border
        /// The name or number, normalised; a plate where ``isRoad``.
        public var id = ""
        /// 1 sea, 2 rail, 3 road, 4 air…; empty where it is not stated.
        public var mode = ""
        /// 30 a road vehicle, 31 a trailer, 11 a ship…; empty where it is not stated.
        public var kind = ""

        public init() {}
        public var isTrailer: Bool { kind == "31" }
        public var isRoad: Bool { mode == "3" || (mode.isEmpty && (kind == "30" || isTrailer)) }
    }

    /// Customs' own number, normalised; empty where customs has given none yet.
    public var number = ""
    /// The trader's reference (LRN), normalised.
    public var reference = ""
    /// 9 original, 13 a request about another declaration.
    public var function = ""
    /// `IMA`, `EXD`…: the first two letters tell the direction.
    public var type = ""
    public var means: [Means] = []
    public var lodged = LodgedDeclaration()
    /// The stated number of items; nil where it is not.
    public var statedItems: Int32?

    public init() {}
}

/// Reads declarations of the WCO Data Model (`int.wco.dec`), XML through ``StrictXML``.
public enum DeclarationDecoder {
    /// Ways of transport of one declaration.
    static let meansLimit = 16

    /// What the message says, whoever it is for.
    ///
    /// - Throws: ``DeviceFault`` with the byte and the element: not XML, a document type, too large, another schema, two
    ///   different numbers, a figure that is none.
    public static func document(_ data: [UInt8]) throws(DeviceFault) -> CustomsDocument {
        var walker = DeclarationWalker()
        try StrictXML.read(data[...], limits: WCOFrame.limits, visitor: &walker)
        return try walker.result(raw: data)
    }

    /// What a gate expects by it: the vehicle that will come, and what the declaration says beyond.
    ///
    /// A declaration is no e-manifest: the vehicle needs one besides.
    ///
    /// - Throws: ``DeviceFault`` as ``document(_:)``, and where it is a request, has no 12-digit number, names neither
    ///   import nor export, or does not cross the border by road.
    public static func decode(
        _ data: [UInt8], at time: GateTime
    ) throws(DeviceFault) -> (declaration: Declaration, lodged: LodgedDeclaration) {
        var document = try document(data)
        func fault(_ code: DeviceFault.Code, _ message: String, _ field: String) -> DeviceFault {
            DeviceFault(code, message, place: .init(field: field), raw: data)
        }
        guard document.function != "13" else {
            throw fault(
                .outOfRange, "a request about a declaration, not one: customs' answer will tell what came of it",
                "FunctionCode")
        }
        guard !document.number.isEmpty else {
            throw fault(.missingField, "customs has not numbered the declaration yet", "ID")
        }
        do throws(IdentifierError) { _ = try DeclarationNumber(document.number) } catch {
            throw fault(.outOfRange, error.description, "ID")
        }
        var declaration = Declaration()
        declaration.number = document.number
        declaration.reference = document.reference
        switch document.type.prefix(2) {
        case "IM": declaration.direction = .inbound
        case "EX": declaration.direction = .outbound
        default: throw fault(.unknownName, "'\(document.type)' is neither import (IM…) nor export (EX…)", "TypeCode")
        }
        let border = document.means.filter { $0.role == .border }
        let plates = border.filter { $0.isRoad && !$0.isTrailer && !$0.id.isEmpty }.map(\.id)
        guard let tractor = plates.first else {
            throw fault(
                border.isEmpty ? .missingField : .outOfRange, "no road vehicle crosses the border with it (ModeCode 3)",
                "BorderTransportMeans")
        }
        if let other = plates.first(where: { $0 != tractor }) {
            throw fault(
                .outOfRange, "two vehicles cross the border with it: \(tractor), \(other)", "BorderTransportMeans")
        }
        declaration.tractor = tractor
        declaration.trailer = document.means.first { $0.isTrailer && !$0.id.isEmpty }?.id ?? ""
        let inland = document.means.filter { $0.role != .border && $0.isRoad && !$0.isTrailer && !$0.id.isEmpty }
        if inland.contains(where: { $0.id != tractor }) { document.lodged.mark(.otherVehicle) }
        let lodged = document.lodged
        declaration.container = lodged.containers.first?.text ?? ""
        declaration.company = declaration.direction == .inbound ? lodged.importer : lodged.exporter
        declaration.goods = lodged.goods.first?.text ?? ""
        declaration.hsCode = String(lodged.goods.first?.hsCode.prefix(6) ?? "")
        declaration.goodsClass = goodsClass(lodged)
        var kept = lodged
        kept.at = time
        return (declaration, kept)
    }

    /// By the chapter of the Harmonised System, first line: it decides which quarantine must see the goods.
    private static func goodsClass(_ lodged: LodgedDeclaration) -> GoodsClass {
        guard let first = lodged.goods.first else { return .empty }
        // Nuts keep, and wait with everybody else.
        if ["0801", "0802"].contains(first.hsCode.prefix(4)) { return .general }
        switch first.hsCode.prefix(2) {
        case "01": return .animal
        case "07", "08": return .fruit
        case "44": return .timber
        case "87": return .vehicles
        default: return .general
        }
    }
}
