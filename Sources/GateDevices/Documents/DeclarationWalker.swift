import GateModel
import GateText

/// Walks over a declaration and keeps what ``CustomsDocument`` has a place for.
struct DeclarationWalker: XMLVisitor {
    private var frame = WCOFrame(type: "DEC", message: "Declaration")
    private var document = CustomsDocument()
    private var means: CustomsDocument.Means?
    private var goods: GoodsLine?
    private var code = ""
    private var codeKind = ""
    private var statedGross: Int32?
    private var sum: Int64 = 0
    private var hasEveryGross = true
    private var containers: Set<String> = []
    private var seals: Set<String> = []

    mutating func open(_ name: String, _ attributes: [String: String]) throws(DeviceFault) {
        _ = try frame.open(name, attributes)
        guard frame.path.root != nil else { return }
        switch name {
        case "BorderTransportMeans" where frame.path.is(name): begin(.border)
        case "ArrivalTransportMeans" where frame.path.is("GoodsShipment", "Consignment", name): begin(.arrival)
        case "DepartureTransportMeans" where frame.path.is("GoodsShipment", "Consignment", name): begin(.departure)
        case "GovernmentAgencyGoodsItem" where frame.path.is("GoodsShipment", name): goods = GoodsLine()
        case "Classification":
            code = ""
            codeKind = ""
        default: break
        }
    }

    private mutating func begin(_ role: CustomsDocument.Means.Role) {
        means = CustomsDocument.Means()
        means?.role = role
    }

    mutating func text(_ piece: UnsafeBufferPointer<UInt8>) { frame.path.text(piece) }

    mutating func close(_ name: String) throws(DeviceFault) {
        if frame.path.root != nil {
            if means != nil {
                try transport(name)
            } else if goods != nil {
                try item(name)
            } else {
                try whole(name)
            }
        }
        try frame.close()
    }

    // MARK: The whole

    private mutating func whole(_ name: String) throws(DeviceFault) {
        let path = frame.path
        switch name {
        case "ID":
            if path.is("ID") {
                try same(&document.number, path.identifier, "ID")
            } else if path.is("GoodsShipment", "Consignment", "TransportEquipment", "ID") {
                container(path.identifier)
            } else if path.is("GoodsShipment", "Consignment", "TransportEquipment", "Seal", "ID") {
                seal(path.identifier)
            } else if path.is("GoodsShipment", "Importer", "ID") || path.is("GoodsShipment", "Consignee", "ID") {
                party(&document.lodged.importer, path, isName: false)
            } else if path.is("Exporter", "ID") {
                party(&document.lodged.exporter, path, isName: false)
            }
        case "Name":
            if path.is("GoodsShipment", "Importer", "Name") || path.is("GoodsShipment", "Consignee", "Name") {
                party(&document.lodged.importer, path, isName: true)
            } else if path.is("Exporter", "Name") || path.is("GoodsShipment", "Consignor", "Name") {
                party(&document.lodged.exporter, path, isName: true)
            }
        case "FunctionalReferenceID" where path.is(name): try same(&document.reference, path.identifier, name)
        case "FunctionCode" where path.is(name): try same(&document.function, path.identifier, name)
        case "TypeCode" where path.is(name): try same(&document.type, path.identifier, name)
        case "GoodsItemQuantity" where path.is(name):
            guard let count = Int32(path.line(limit: 20)), (0...99_999).contains(count) else {
                throw DeviceFault(.malformed, "the number of items is none", place: .init(field: name))
            }
            document.statedItems = count
        case "TotalGrossMassMeasure" where path.is(name):
            statedGross = try WCOText.kilograms(path.line(limit: 40), unit: path.attributes["unitCode"], name)
        default: break
        }
    }

    private func same(_ known: inout String, _ text: String, _ field: String) throws(DeviceFault) {
        guard !text.isEmpty, text != known else { return }
        guard known.isEmpty else {
            throw DeviceFault(
                .outOfRange, "the declaration contradicts itself: \(known) and \(text)", place: .init(field: field))
        }
        known = text
    }

    /// A party by its name, and by its number where it has none.
    private func party(_ known: inout String, _ path: ElementPath, isName: Bool) {
        let text = path.line(limit: TypedDecoder.textLimit)
        if !text.isEmpty, isName || known.isEmpty { known = text }
    }

    private mutating func container(_ code: String) {
        guard !code.isEmpty else { return }
        if !remember(code, &containers) { return document.lodged.mark(.repeated) }
        if (try? ContainerNumber(code)) == nil { document.lodged.mark(.badContainer) }
        if document.lodged.containers.count < LodgedDeclaration.containerLimit {
            document.lodged.containers.append(DocumentWord(code))
        }
    }

    private mutating func seal(_ code: String) {
        guard !code.isEmpty else { return }
        if !remember(code, &seals) { return document.lodged.mark(.repeated) }
        if document.lodged.seals.count < LodgedDeclaration.sealLimit {
            document.lodged.seals.append(DocumentWord(code))
        }
    }

    /// Whether a text is new. The set is bounded by the elements that a document may have.
    private func remember(_ text: String, _ known: inout Set<String>) -> Bool { known.insert(text).inserted }

    // MARK: Transport

    private mutating func transport(_ name: String) throws(DeviceFault) {
        let path = frame.path
        switch name {
        case "ID" where path.parent.hasSuffix("TransportMeans"): means?.id = path.identifier
        case "ModeCode" where path.parent.hasSuffix("TransportMeans"): means?.mode = path.line(limit: 8)
        case "IdentificationTypeCode" where path.parent.hasSuffix("TransportMeans"): means?.kind = path.line(limit: 8)
        case "BorderTransportMeans", "ArrivalTransportMeans", "DepartureTransportMeans":
            guard let ended = means else { return }
            means = nil
            guard document.means.count < DeclarationDecoder.meansLimit else {
                throw DeviceFault(
                    .tooLong, "more than \(DeclarationDecoder.meansLimit) ways of transport", place: .init(field: name))
            }
            document.means.append(ended)
        default: break
        }
    }

    // MARK: Goods

    private mutating func item(_ name: String) throws(DeviceFault) {
        let path = frame.path
        let inner = ["GoodsShipment", "GovernmentAgencyGoodsItem", "Commodity"]
        switch name {
        case "Description" where path.parent == "Commodity": goods?.text = path.line(limit: 120)
        case "ID" where path.parent == "Classification": code = path.identifier
        case "IdentificationTypeCode" where path.parent == "Classification": codeKind = path.line(limit: 8)
        // TSP is the tariff's code; one without a kind is taken for it too.
        case "Classification" where path.is(inner[0], inner[1], inner[2], name):
            if codeKind == "TSP" || (codeKind.isEmpty && goods?.hsCode.isEmpty == true) { goods?.hsCode = code }
        case "GrossMassMeasure" where path.parent == "GoodsMeasure":
            goods?.grossKilograms = try WCOText.kilograms(
                path.line(limit: 40), unit: path.attributes["unitCode"], name)
        case "NetNetWeightMeasure" where path.parent == "GoodsMeasure":
            goods?.netKilograms = try WCOText.kilograms(
                path.line(limit: 40), unit: path.attributes["unitCode"], name)
        case "GovernmentAgencyGoodsItem" where path.is(inner[0], name): endItem()
        default: break
        }
    }

    private mutating func endItem() {
        guard let ended = goods else { return }
        goods = nil
        let digits = ended.hsCode.utf8
        if !(4...12).contains(digits.count) || !digits.allSatisfy({ $0 &- 0x30 <= 9 }) {
            document.lodged.mark(.badGoodsCode)
        }
        if ended.grossKilograms > 0, ended.grossKilograms < ended.netKilograms { document.lodged.mark(.grossBelowNet) }
        if ended.grossKilograms == 0 { hasEveryGross = false }
        sum += Int64(ended.grossKilograms)
        document.lodged.goodsCount += 1
        if document.lodged.goods.count < LodgedDeclaration.goodsLimit { document.lodged.goods.append(ended) }
    }

    // MARK: The end

    mutating func result(raw: [UInt8]) throws(DeviceFault) -> CustomsDocument {
        try frame.finish(raw: raw)
        guard !document.number.isEmpty || !document.reference.isEmpty else {
            throw DeviceFault(
                .missingField, "the declaration has neither a number nor a reference", place: .init(field: "ID"),
                raw: raw)
        }
        document.lodged.number = document.number
        document.lodged.reference = document.reference
        if let stated = document.statedItems, stated != document.lodged.goodsCount, document.function != "13" {
            document.lodged.mark(.itemsDiffer)
        }
        // Items are rounded up one by one, so that a sum may lie above the total by one for each.
        if let statedGross, hasEveryGross, document.lodged.goodsCount > 0,
            abs(Int64(statedGross) - sum) > Int64(document.lodged.goodsCount)
        {
            document.lodged.mark(.totalDiffers)
        }
        document.lodged.grossKilograms = statedGross ?? Int32(clamping: sum)
        return document
    }
}
