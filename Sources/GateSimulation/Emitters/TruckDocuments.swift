internal import GateModel

/// Which documents a vehicle of the day has besides its manifest (all shares assumed).
struct TruckDocuments: Sendable {
    var hasDeclaration = false
    /// The declaration comes before the manifest, which then joins a vehicle that is expected already.
    var isDeclaredFirst = false
    var hasMovement = false
    /// What its specialised inspection came to; nil where the goods need none, or its result does not come this way.
    var inspection: PermitResult?
    let declaration: Declaration
    let channel: Channel
    let kilograms: Int32

    init(_ truck: Truck, random: RandomSource) {
        var random = random
        declaration = truck.declaration
        channel = truck.channel
        kilograms = truck.kilograms
        let draw = random.uniform()
        guard isLoaded, declaration.hasManifest else { return }
        hasDeclaration = draw < 0.30
        isDeclaredFirst = draw < 0.15
        hasMovement = draw < 0.05
        switch declaration.goodsClass {
        case .fruit, .timber, .animal: inspection = random.chance(0.4) ? random.chance(0.02) ? .refused : .granted : nil
        default: break
        }
    }

    /// The trader's own reference.
    private var reference: String { "LRN\(declaration.number.suffix(9))" }

    var isLoaded: Bool { declaration.goodsClass != .empty && declaration.goodsClass != .bus }

    /// What is left of the vehicle without some 14 t of tractor and trailer (assumed).
    var goodsKilograms: Int64 { max(500, Int64(kilograms) - 14_000) }

    var seal: String { "VN\(declaration.number.suffix(7))" }

    /// As a WCO declaration.
    func declaration(to writer: inout ByteWriter) {
        let gross = goodsKilograms
        writer.text(
            #"<?xml version="1.0" encoding="UTF-8"?><md:MetaData xmlns:md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2" xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"><md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode><md:WCOTypeName>DEC</md:WCOTypeName><Declaration><FunctionCode>9</FunctionCode>"#
        )
        element("FunctionalReferenceID", reference, &writer)
        element("ID", declaration.number, &writer)
        element("TypeCode", declaration.direction == .inbound ? "IMA" : "EXA", &writer)
        element("GoodsItemQuantity", "1", &writer)
        element("TotalGrossMassMeasure", "\(gross)", &writer)
        writer.text("<BorderTransportMeans>")
        element("ID", declaration.tractor, &writer)
        writer.text("<IdentificationTypeCode>30</IdentificationTypeCode><ModeCode>3</ModeCode></BorderTransportMeans>")
        if declaration.direction == .outbound { party("Exporter", &writer) }
        writer.text("<GoodsShipment><Consignment>")
        if !declaration.trailer.isEmpty {
            writer.text("<ArrivalTransportMeans>")
            element("ID", declaration.trailer, &writer)
            writer.text("<IdentificationTypeCode>31</IdentificationTypeCode></ArrivalTransportMeans>")
        }
        if !declaration.container.isEmpty {
            writer.text("<TransportEquipment><SequenceNumeric>1</SequenceNumeric>")
            element("ID", declaration.container, &writer)
            writer.text("<Seal><SequenceNumeric>1</SequenceNumeric>")
            element("ID", seal, &writer)
            writer.text("</Seal></TransportEquipment>")
        }
        writer.text("</Consignment><GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><Commodity>")
        element("Description", declaration.goods, &writer)
        writer.text("<Classification>")
        element("ID", declaration.hsCode, &writer)
        writer.text("<IdentificationTypeCode>TSP</IdentificationTypeCode></Classification><GoodsMeasure>")
        element("GrossMassMeasure", "\(gross)", &writer)
        element("NetNetWeightMeasure", "\(gross * 9 / 10)", &writer)
        writer.text("</GoodsMeasure></Commodity></GovernmentAgencyGoodsItem>")
        if declaration.direction == .inbound { party("Importer", &writer) }
        writer.text("</GoodsShipment></Declaration></md:MetaData>")
    }

    /// One of customs' answers, issued at `time`.
    func answer(_ code: AnswerCode, at time: Int64, to writer: inout ByteWriter) {
        writer.text(
            "<MetaData><WCODataModelVersionCode>3.6</WCODataModelVersionCode><WCOTypeName>RES</WCOTypeName><Response><FunctionCode>"
        )
        writer.padded(code.number, width: 2)
        writer.text("</FunctionCode>")
        element("FunctionalReferenceID", "\(declaration.number)\(code.number)", &writer)
        writer.text(#"<IssueDateTime><DateTimeString formatCode="304">"#)
        let civil = CivilTime(GateTime(milliseconds: time), offsetMinutes: 0)
        writer.padded(civil.year, width: 4)
        for part in [civil.month, civil.day, civil.hour, civil.minute, civil.second] { writer.padded(part, width: 2) }
        writer.text("Z</DateTimeString></IssueDateTime>")
        if code == .control {
            writer.text("<Status><NameCode>")
            writer.text(channel == .red ? "3" : "2")
            writer.text("</NameCode></Status>")
        }
        writer.text("<Declaration>")
        element("FunctionalReferenceID", reference, &writer)
        element("ID", declaration.number, &writer)
        writer.text("<VersionID>1</VersionID></Declaration></Response></MetaData>")
    }

    /// The vehicle's movement record.
    func movement(to writer: inout ByteWriter) {
        writer.text(#"{"gmrId":"GMRV"#)
        writer.text(String(declaration.number.suffix(8)))
        writer.text(#"","isUnaccompanied":false,"vehicleRegNum":""#)
        writer.text(declaration.tractor)
        writer.text(#"","customsDeclarations":[{"customsDeclarationId":""#)
        writer.text(declaration.number)
        writer.text(#""}]"#)
        switch channel {
        case .red:
            writer.text(
                #","inspectionRequired":true,"reportToLocations":[{"inspectionTypeId":"1","locationIds":["KSLH"]}]"#)
        case .green: writer.text(#","inspectionRequired":false"#)
        default: break
        }
        writer.text("}")
    }

    /// What its quarantine says, issued at `time`.
    func permit(_ result: PermitResult, at time: Int64, to writer: inout ByteWriter) {
        let isAnimal = declaration.goodsClass == .animal
        writer.text(#"{"number":"KD-"#)
        writer.text(String(declaration.number.suffix(7)))
        writer.text(
            isAnimal ? #"","kind":"animalQuarantine","agency":"DV""# : #"","kind":"plantQuarantine","agency":"TV""#)
        writer.text(result == .refused ? #","result":"refused","issued":""# : #","result":"granted","issued":""#)
        writer.text(Self.rfc3339(time))
        if result == .granted {
            writer.text(#"","validUntil":""#)
            writer.text(Self.rfc3339(time + 30 * 86_400_000))
        }
        writer.text(#"","declaration":""#)
        writer.text(declaration.number)
        writer.text("\"}")
    }

    static func rfc3339(_ time: Int64) -> String {
        let civil = CivilTime(GateTime(milliseconds: time), offsetMinutes: 0)
        return "\(civil.dateText)T\(civil.clockSecondsText)Z"
    }

    private func party(_ name: String, _ writer: inout ByteWriter) {
        guard !declaration.company.isEmpty else { return }
        writer.text("<\(name)>")
        element("Name", declaration.company, &writer)
        writer.text("</\(name)>")
    }

    private func element(_ name: String, _ text: String, _ writer: inout ByteWriter) {
        writer.text("<\(name)>")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): writer.text("&amp;")
            case UInt8(ascii: "<"): writer.text("&lt;")
            default: writer.byte(byte)
            }
        }
        writer.text("</\(name)>")
    }
}
