import GateDevices
internal import GateModel
internal import TestSupport

/// What is said in the name of an authority.
public enum DocumentTargets {
    public static var all: [any FuzzTarget] { [declaration, response, movement, permit, neighbour, pace] }

    static let goodDeclaration = """
        <?xml version="1.0" encoding="UTF-8"?><md:MetaData xmlns:md="urn:m" xmlns="urn:d"><md:WCOTypeName>DEC</md:WCOTypeName>
        <Declaration><!-- c --><FunctionCode>9</FunctionCode><FunctionalReferenceID>LRN-7</FunctionalReferenceID><ID>123456789010</ID>
        <TypeCode>IMA</TypeCode><GoodsItemQuantity>1</GoodsItemQuantity><TotalGrossMassMeasure unitCode="KGM">18.5</TotalGrossMassMeasure>
        <BorderTransportMeans><ID>桂F·A1234</ID><IdentificationTypeCode>30</IdentificationTypeCode><ModeCode>3</ModeCode></BorderTransportMeans>
        <GoodsShipment><Consignment><ContainerCode>1</ContainerCode><ArrivalTransportMeans><ID>桂FA1234</ID><IdentificationTypeCode>30</IdentificationTypeCode></ArrivalTransportMeans>
        <TransportEquipment><ID>CSQU3054383</ID><Seal><ID>VN-1</ID></Seal></TransportEquipment></Consignment>
        <GovernmentAgencyGoodsItem><Commodity><Description>Thanh long &amp; xoài</Description><Classification><ID>08109060</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>
        <GoodsMeasure><GrossMassMeasure>18.5</GrossMassMeasure><NetNetWeightMeasure>17</NetNetWeightMeasure></GoodsMeasure></Commodity></GovernmentAgencyGoodsItem>
        <Importer><Name>Công ty A</Name></Importer></GoodsShipment></Declaration></md:MetaData>
        """

    static let goodResponse = """
        <MetaData><WCOTypeName>RES</WCOTypeName><Response><FunctionCode>05</FunctionCode><FunctionalReferenceID>a1</FunctionalReferenceID>
        <IssueDateTime><DateTimeString formatCode="304">19691113172216Z</DateTimeString></IssueDateTime><Status><NameCode>3</NameCode></Status>
        <AdditionalInformation><StatementDescription>Luồng đỏ</StatementDescription></AdditionalInformation>
        <Error><ValidationCode>CDS12005</ValidationCode></Error>
        <Declaration><ID>123456789010</ID><FunctionalReferenceID>LRN-7</FunctionalReferenceID></Declaration>
        <Declaration><FunctionCode>9</FunctionCode></Declaration></Response></MetaData>
        """

    private struct Read: Equatable {
        var declaration: Declaration
        var lodged: LodgedDeclaration
    }

    private static let names = [
        "Declaration", "Response", "MetaData", "WCOTypeName", "FunctionCode", "FunctionalReferenceID", "ID", "TypeCode",
        "BorderTransportMeans", "ModeCode", "IdentificationTypeCode", "GoodsShipment", "Consignment",
        "ArrivalTransportMeans", "TransportEquipment", "Seal", "GovernmentAgencyGoodsItem", "Commodity",
        "Classification",
        "GoodsMeasure", "GrossMassMeasure", "NetNetWeightMeasure", "IssueDateTime", "DateTimeString", "Status",
        "NameCode",
        "AdditionalInformation", "StatementDescription", "Error", "ValidationCode",
    ]
    private static let values = [
        "DEC", "RES", "9", "05", "08", "10", "99", "123456789010", "IMA", "EXD", "3", "30", "31", "桂FA1234", "18.5",
        "-1",
        "1e9", "0810", "TSP", "CSQU3054383", "19691113172216Z", "19691113", "red", "luồng vàng",
    ]

    private static var declaration: MessageTarget<Read> {
        let grammar = Grammar(names: names, values: values)
        return MessageTarget(
            "WCO declaration", goods: [Array(goodDeclaration.utf8)],
            grammar: { grammar.document($0.chance(70) ? "Declaration" : "MetaData", &$0) },
            decode: { (bytes) throws(DeviceFault) in
                let (declaration, lodged) = try DeclarationDecoder.decode(bytes, at: .epoch)
                return Read(declaration: declaration, lodged: lodged)
            },
            check: { read in
                let lodged = read.lodged
                if read.declaration.number.count != 12 || read.declaration.tractor.isEmpty {
                    return "no number or plate"
                }
                if read.declaration.hasManifest { return "a declaration that is an e-manifest" }
                if lodged.goods.count > LodgedDeclaration.goodsLimit || lodged.goodsCount < lodged.goods.count {
                    return "\(lodged.goods.count) lines of \(lodged.goodsCount)"
                }
                if lodged.containers.count > LodgedDeclaration.containerLimit { return "too many containers" }
                if lodged.seals.count > LodgedDeclaration.sealLimit { return "too many seals" }
                return lodged.goods.allSatisfy { $0.text.count <= 120 && $0.grossKilograms >= 0 }
                    ? nil : "goods out of range"
            })
    }

    private static var response: MessageTarget<CustomsAnswer> {
        let grammar = Grammar(names: names, values: values)
        return MessageTarget(
            "WCO response", goods: [Array(goodResponse.utf8)],
            grammar: { grammar.document($0.chance(70) ? "Response" : "MetaData", &$0) },
            decode: { (bytes) throws(DeviceFault) in try ResponseDecoder.decode(bytes, at: .epoch) },
            check: { answer in
                if answer.declaration.isEmpty, answer.reference.isEmpty { return "an answer to no declaration" }
                if answer.code != .control, answer.channel != .none { return "a channel that no control names" }
                if answer.at > .epoch + ResponseDecoder.aheadLimit { return "an answer from the future" }
                return answer.reason.count <= CustomsAnswer.reasonLimit ? nil : "\(answer.reason.count) characters"
            })
    }

    private static var movement: MessageTarget<[MovementMessage]> {
        let good = #"""
            [{"gmrId":"GMRB00000GKW","updatedDateTime":"1969-06-05T04:21:23.492Z","isUnaccompanied":false,"vehicleRegNum":"PJ15 JEF",
            "inspectionRequired":true,"reportToLocations":[{"inspectionTypeId":"1","locationIds":["L0029A","L0030A"]}],
            "customsDeclarations":[{"customsDeclarationId":"123456789010"}]},
            {"gmrId":"GMRB1","isUnaccompanied":true,"trailerRegistrationNums":["AB 1"],"inspectionRequired":null}]
            """#
        let grammar = Grammar(
            names: [
                "gmrId", "updatedDateTime", "isUnaccompanied", "vehicleRegNum", "inspectionRequired",
                "reportToLocations",
                "inspectionTypeId", "locationIds", "customsDeclarations", "customsDeclarationId",
                "trailerRegistrationNums", "containerReferenceNums",
            ],
            values: ["\"GMRB1\"", "true", "false", "null", "[\"A 1\"]", "\"1\"", "\"1969-06-05T04:21:23.492Z\""])
        return MessageTarget(
            "movement record", goods: [Array(good.utf8)], grammar: { grammar.object(&$0) },
            decode: { (bytes) throws(DeviceFault) in try MovementDecoder.decode(bytes, at: .epoch) },
            check: { messages in
                if messages.count > MovementDecoder.recordLimit { return "\(messages.count) records" }
                return messages.allSatisfy {
                    !$0.record.number.isEmpty && $0.record.number.count <= 40
                        && $0.record.reportTo.count <= MovementRecord.placeLimit
                        && $0.declarations.count <= MovementRecord.declarationLimit
                        && $0.record.reportTo.allSatisfy { $0.places.count <= 120 && $0.inspection.count <= 16 }
                        && ($0.isUnaccompanied || !$0.record.plate.isEmpty)
                } ? nil : "a record out of range"
            })
    }

    private static var permit: MessageTarget<Permit> {
        CodeTargets.typed(
            "permit",
            #"{"number":"GP-7","kind":"plantQuarantine","agency":"TV","result":"granted","issued":"1969-12-23T01:00:00Z","validUntil":"1970-11-23T01:00:00Z","declaration":"123456789010"}"#,
            ["number", "kind", "agency", "result", "issued", "validUntil", "declaration", "note"],
            ["\"GP-7\"", "\"licence\"", "\"TV\"", "\"refused\"", "\"1969-12-23T01:00:00Z\"", "\"123456789010\""]
        ) { (bytes) throws(DeviceFault) in try PermitDecoder.decode(bytes, at: .epoch) }
    }

    private static var neighbour: MessageTarget<NeighbourRecord> {
        CodeTargets.typed(
            "neighbour record",
            #"{"record":"YYG-000417","word":"inspected","at":"1969-12-23T01:00:00Z","declaration":"123456789010","tractor":"桂F12345","container":"CSQU3054383","hs":"081090","grossKg":18200,"agency":"TV","result":"passed","certificate":"GXC-1"}"#,
            [
                "record", "word", "at", "declaration", "tractor", "seal", "hs", "grossKg", "agency", "result",
                "certificate",
            ],
            [
                "\"YYG-1\"", "\"GXC-1\"", "\"departed\"", "\"TV\"", "\"failed\"", "\"1969-12-23T01:00:00Z\"", "18200",
                "\"桂F12345\"",
            ]
        ) { (bytes) throws(DeviceFault) in try NeighbourDecoder.record(bytes, at: .epoch) }
    }

    private static var pace: MessageTarget<NeighbourPace> {
        CodeTargets.typed(
            "neighbour pace", #"{"perHour":40,"at":"1969-12-23T01:00:00Z","note":"noon"}"#, ["perHour", "at", "note"],
            ["40", "0", "1001", "\"1969-12-23T01:00:00Z\"", "\"noon\""]
        ) { (bytes) throws(DeviceFault) in try NeighbourDecoder.pace(bytes, at: .epoch) }
    }
}
