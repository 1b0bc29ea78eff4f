import Foundation
import GateModel
import TestSupport
import Testing

@testable import GateDevices

/// Declarations, customs' answers, movement records and permits.
@Suite("Documents")
struct DocumentTests {
    static let declaration = """
        <MetaData><WCOTypeName>DEC</WCOTypeName><Declaration><FunctionCode>9</FunctionCode>
        <FunctionalReferenceID>LRN-7</FunctionalReferenceID><ID>123456789010</ID><TypeCode>IMA</TypeCode>
        <GoodsItemQuantity>2</GoodsItemQuantity><TotalGrossMassMeasure unitCode="TNE">18.2</TotalGrossMassMeasure>
        <BorderTransportMeans><ID>桂F·A1234</ID><IdentificationTypeCode>30</IdentificationTypeCode><ModeCode>3</ModeCode></BorderTransportMeans>
        <GoodsShipment><Consignment>
        <ArrivalTransportMeans><ID>桂F 5678 挂</ID><IdentificationTypeCode>31</IdentificationTypeCode></ArrivalTransportMeans>
        <TransportEquipment><ID>CSQU3054383</ID><Seal><ID>VN-1</ID></Seal><Seal><ID>VN-2</ID></Seal></TransportEquipment></Consignment>
        <GovernmentAgencyGoodsItem><Commodity><Description>Thanh long</Description>
        <Classification><ID>08109060</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>
        <Classification><ID>00</ID><IdentificationTypeCode>TRC</IdentificationTypeCode></Classification>
        <GoodsMeasure><GrossMassMeasure>18000</GrossMassMeasure><NetNetWeightMeasure>17000.5</NetNetWeightMeasure></GoodsMeasure></Commodity></GovernmentAgencyGoodsItem>
        <GovernmentAgencyGoodsItem><Commodity><Classification><ID>0709</ID></Classification>
        <GoodsMeasure><GrossMassMeasure>200</GrossMassMeasure></GoodsMeasure></Commodity></GovernmentAgencyGoodsItem>
        <Importer><ID>0101</ID><Name>Công ty A</Name></Importer></GoodsShipment></Declaration></MetaData>
        """

    static func response(_ code: String, _ inside: String = "", issued: String = "20261122230000Z") -> String {
        """
        <MetaData><WCOTypeName>RES</WCOTypeName><Response><FunctionCode>\(code)</FunctionCode>
        <IssueDateTime><DateTimeString formatCode="304">\(issued)</DateTimeString></IssueDateTime>\(inside)
        <Declaration><FunctionalReferenceID>LRN-7</FunctionalReferenceID><ID>123456789010</ID></Declaration></Response></MetaData>
        """
    }

    private func read(_ text: String) throws(DeviceFault) -> (declaration: Declaration, lodged: LodgedDeclaration) {
        try DeclarationDecoder.decode(Array(text.utf8), at: .at(0))
    }

    private func answer(_ text: String) throws(DeviceFault) -> CustomsAnswer {
        try ResponseDecoder.decode(Array(text.utf8), at: .at(0))
    }

    // MARK: Declarations

    @Test func aDeclarationSaysWhomToExpectAndWithWhat() throws {
        let (declaration, lodged) = try read(Self.declaration)
        #expect(declaration.number == "123456789010" && declaration.reference == "LRN7")
        #expect(declaration.tractor == "桂FA1234" && declaration.trailer == "桂F5678挂")
        #expect(declaration.container == "CSQU3054383" && declaration.direction == .inbound)
        #expect(declaration.goodsClass == .fruit && declaration.hsCode == "081090" && declaration.goods == "Thanh long")
        #expect(declaration.company == "Công ty A")
        #expect(!declaration.hasManifest, "a declaration is no e-manifest")
        #expect(declaration.grossKilograms == 0, "goods do not weigh what the vehicle weighs")
        #expect(lodged.goodsCount == 2 && lodged.grossKilograms == 18_200 && lodged.flawList.isEmpty)
        #expect(lodged.goods.map(\.netKilograms) == [17_001, 0])
        #expect(lodged.seals.map(\.text) == ["VN1", "VN2"])
    }

    @Test(
        "what it says against itself is marked",
        arguments: [
            (">17000.5<", ">18000.5<", DocumentFlaw.grossBelowNet), (">18.2<", ">19<", .totalDiffers),
            ("Quantity>2<", "Quantity>3<", .itemsDiffer),
            ("桂F 5678 挂</ID><IdentificationTypeCode>31", "桂F5678</ID><IdentificationTypeCode>30", .otherVehicle),
            (">VN-2<", ">vn 1<", .repeated), ("CSQU3054383", "CSQU3054384", .badContainer),
            (">0709<", ">X7<", .badGoodsCode),
        ])
    func flaws(old: String, new: String, flaw: DocumentFlaw) throws {
        let changed = Self.declaration.replacing(old, with: new)
        try #require(changed != Self.declaration)
        #expect(try read(changed).lodged.flawList == [flaw])
    }

    @Test(
        "what cannot be a vehicle's declaration is refused with its place",
        arguments: [
            ("<ID>123456789010</ID>", "", DeviceFault.Code.missingField, "ID"),
            ("<ID>123456789010</ID>", "<ID>12345</ID>", .outOfRange, "ID"),
            ("<ID>123456789010</ID>", "<ID>123456789010</ID><ID>123456789011</ID>", .outOfRange, "ID"),
            (">IMA<", ">CO<", .unknownName, "TypeCode"),
            ("<ModeCode>3<", "<ModeCode>1<", .outOfRange, "BorderTransportMeans"),
            ("<FunctionCode>9<", "<FunctionCode>13<", .outOfRange, "FunctionCode"),
            (">DEC<", ">RES<", .unknownName, "WCOTypeName"),
            ("\"TNE\"", "\"LTR\"", .unknownName, "TotalGrossMassMeasure"),
            (">18000<", ">a lot<", .malformed, "GrossMassMeasure"),
            (">18000<", ">1e300<", .malformed, "GrossMassMeasure"),
            (">18000<", ">99999999999<", .outOfRange, "GrossMassMeasure"),
            ("</Declaration>", "</Declaration><Declaration/>", .outOfRange, "Declaration"),
            (
                "</BorderTransportMeans>",
                "</BorderTransportMeans><BorderTransportMeans><ID>12C12345</ID><ModeCode>3</ModeCode></BorderTransportMeans>",
                .outOfRange, "BorderTransportMeans"
            ),
            ("<MetaData>", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><MetaData>", .unsupportedDialect, "DOCTYPE"),
        ])
    func refusals(old: String, new: String, code: DeviceFault.Code, field: String) throws {
        let changed = Self.declaration.replacing(old, with: new)
        try #require(changed != Self.declaration)
        let found = fault { () throws(DeviceFault) in try read(changed) }
        #expect(found?.code == code && found?.place.field == field, "\(found.map { "\($0)" } ?? "no fault")")
        #expect(found?.raw.isEmpty == false && found?.message.isEmpty == false)
    }

    @Test func otherSchemasAndHugeOnesAreRefused() {
        let others = ["<html><body/></html>", "{\"number\":1}", "", "<a>", DocumentTests.response("08"), "\u{0}"]
        for text in others { #expect(fault { () throws(DeviceFault) in try read(text) } != nil, "\(text.prefix(20))") }
        let inside = "<Declaration><ID>123456789010</ID></Declaration>"
        #expect(fault { () throws(DeviceFault) in try read("<a><b>\(inside)</b></a>") }?.code == .unknownName)
        let huge = Array(Self.declaration.utf8) + [UInt8](repeating: 0x20, count: WCOFrame.byteLimit)
        #expect(fault { () throws(DeviceFault) in try DeclarationDecoder.decode(huge, at: .at(0)) }?.code == .tooLong)
        let many = String(repeating: "<a/>", count: 61_000)
        let crowded = Self.declaration.replacing("<Consignment>", with: many + "<Consignment>")
        #expect(fault { () throws(DeviceFault) in try read(crowded) }?.code == .tooLong)
        let means = "<BorderTransportMeans><ModeCode>3</ModeCode></BorderTransportMeans>"
        let fleet = Self.declaration.replacing(
            "<GoodsShipment>", with: String(repeating: means, count: 20) + "<GoodsShipment>")
        #expect(fault { () throws(DeviceFault) in try read(fleet) }?.code == .tooLong)
    }

    @Test func whatIsKeptIsBoundedAndAllIsCounted() throws {
        let item =
            "<GovernmentAgencyGoodsItem><Commodity><Description>\(String(repeating: "x", count: 5_000))</Description></Commodity></GovernmentAgencyGoodsItem>"
        let seals = (0..<200).map { "<Seal><ID>S\($0)</ID></Seal>" }.joined()
        let text = Self.declaration.replacing("<Importer>", with: String(repeating: item, count: 300) + "<Importer>")
            .replacing("<Seal><ID>VN-1</ID></Seal>", with: seals)
        let lodged = try read(text).lodged
        #expect(lodged.goodsCount == 302 && lodged.goods.count == LodgedDeclaration.goodsLimit)
        #expect(lodged.goods.allSatisfy { $0.text.count <= 120 } && lodged.seals.count == LodgedDeclaration.sealLimit)
    }

    // MARK: Answers

    @Test func onlyTheResponsesOwnFunctionCodeCounts() throws {
        let nested =
            "<Declaration><FunctionCode>9</FunctionCode></Declaration><Amendment><FunctionCode>08</FunctionCode></Amendment>"
        let answer = try answer(Self.response("07", nested))
        #expect(answer.code == .result && answer.declaration == "123456789010" && answer.reference == "LRN7")
        #expect(answer.at == .at(-3600))
        let without = Self.response("07", nested).replacing("<FunctionCode>07</FunctionCode>", with: "")
        #expect(fault { () throws(DeviceFault) in try self.answer(without) }?.code == .missingField)
    }

    @Test(
        "the channel of a control",
        arguments: [
            ("<Status><NameCode>2</NameCode></Status>", Channel.yellow),
            ("<Status><NameCode>3</NameCode></Status>", .red),
            ("<Status><NameCode>39</NameCode></Status>", .none), (note("Chuyển luồng đỏ"), .red),
            (note("Luồng VÀNG: kiểm tra hồ sơ"), .yellow), (note("inspection required, registered"), .none),
            (note("red or yellow"), .none), ("", .none),
        ])
    func channels(inside: String, channel: Channel) throws {
        #expect(try answer(Self.response("05", inside)).channel == channel)
        #expect(try answer(Self.response("01", inside)).channel == .none)
    }

    private static func note(_ text: String) -> String {
        "<AdditionalInformation><StatementDescription>\(text)</StatementDescription></AdditionalInformation>"
    }

    @Test func reasonsAreCollectedAndBounded() throws {
        let errors = "<Error><ValidationCode>CDS12005</ValidationCode><Description>Sai mã HS</Description></Error>"
        #expect(try answer(Self.response("03", Self.note("Sửa lại") + errors)).reason == "CDS12005; Sai mã HS; Sửa lại")
        let long = String(repeating: Self.note(String(repeating: "y", count: 900)), count: 500)
        #expect(try answer(Self.response("03", long)).reason.count == CustomsAnswer.reasonLimit)
    }

    @Test(
        "an answer that nobody can act on is refused",
        arguments: [
            (Self.response("04"), DeviceFault.Code.unknownName), (Self.response("clear"), .unknownName),
            (Self.response("08", "<FunctionCode>10</FunctionCode>"), .outOfRange),
            (Self.response("08", "<Declaration><ID>999999999999</ID></Declaration>"), .outOfRange),
            (Self.response("08", issued: "20261123001100Z"), .outOfRange),
            (Self.response("08", issued: "20261122"), .malformed),
            (Self.response("08", issued: "20261122230000"), .malformed),
            (Self.response("08", issued: "20261322230000Z"), .outOfRange),
            ("<Response><FunctionCode>08</FunctionCode></Response>", .missingField),
            (declaration, .unknownName),
        ])
    func badAnswers(text: String, code: DeviceFault.Code) {
        let found = fault { () throws(DeviceFault) in try answer(text) }
        #expect(found?.code == code, "\(found.map { "\($0)" } ?? "no fault")")
    }

    @Test func zonesOfTimes() throws {
        #expect(try answer(Self.response("08", issued: "20261123060000+07")).at == .at(-3600))
        #expect(try answer(Self.response("08", issued: "20261123060000+0700")).at == .at(-3600))
        #expect(try answer(Self.response("08", issued: "2026-11-23T06:00:00+07:00")).at == .at(-3600))
    }

    // MARK: Every truncation

    @Test func everyTruncationIsAFault() {
        for text in [Self.declaration, Self.response("08")] {
            let bytes = Array(text.utf8)
            for count in 0..<bytes.count - 1 {
                let cut = Array(bytes[..<count])
                let found =
                    text == Self.declaration
                    ? fault { () throws(DeviceFault) in try DeclarationDecoder.decode(cut, at: .at(0)) }
                    : fault { () throws(DeviceFault) in try ResponseDecoder.decode(cut, at: .at(0)) }
                #expect(found != nil && (0...count).contains(found?.place.byte ?? -1), "\(count)")
            }
        }
        let json = [Array(Self.movement.utf8), Array(Self.permit.utf8)]
        for (index, bytes) in json.enumerated() {
            for count in 0..<bytes.count - 1 {
                let cut = Array(bytes[..<count])
                let found =
                    index == 0
                    ? fault { () throws(DeviceFault) in try MovementDecoder.decode(cut, at: .at(0)) }
                    : fault { () throws(DeviceFault) in try PermitDecoder.decode(cut, at: .at(0)) }
                #expect(found != nil, "\(count)")
            }
        }
    }

    // MARK: Movement records and permits

    static let movement =
        #"{"gmrId":"GMRB1","isUnaccompanied":false,"vehicleRegNum":"12C-123.45","customsDeclarations":[{"customsDeclarationId":"123456789010"}],"inspectionRequired":true,"reportToLocations":[{"inspectionTypeId":"1","locationIds":["B","A"]},{"inspectionTypeId":"2","locationIds":["A"]}]}"#

    @Test func aMovementRecordKeepsItsOrder() throws {
        let message = try #require(try MovementDecoder.decode(Array(Self.movement.utf8), at: .at(0)).first)
        #expect(message.record.plate == "12C12345" && message.declarations == ["123456789010"])
        #expect(message.record.inspection == .required && message.record.updatedAt == .at(0))
        #expect(message.record.reportTo.map(\.inspection) == ["1", "2"])
        #expect(message.record.reportTo.map(\.places) == ["B A", "A"], "any of them will do, in the record's order")
    }

    @Test(
        "three answers to one question",
        arguments: [
            ("true", InspectionNeed.required), ("null", .undecided),
        ])
    func inspections(value: String, need: InspectionNeed) throws {
        let text = Self.movement.replacing("\"inspectionRequired\":true", with: "\"inspectionRequired\":\(value)")
        #expect(try MovementDecoder.decode(Array(text.utf8), at: .at(0)).first?.record.inspection == need)
    }

    @Test(
        "movement records that are none",
        arguments: [
            ("\"inspectionRequired\":true", "\"inspectionRequired\":false", "reportToLocations"),
            ("\"vehicleRegNum\":\"12C-123.45\",", "", "vehicleRegNum"), ("\"gmrId\":\"GMRB1\",", "", "gmrId"),
            (
                "\"isUnaccompanied\":false,\"vehicleRegNum\":\"12C-123.45\"", "\"isUnaccompanied\":true",
                "trailerRegistrationNums"
            ),
            ("\"inspectionTypeId\":\"1\",", "", "inspectionTypeId"),
            ("\"gmrId\"", "\"updatedDateTime\":\"2031-01-01T00:00:00Z\",\"gmrId\"", "updatedDateTime"),
        ])
    func badMovements(old: String, new: String, field: String) {
        let text = Self.movement.replacing(old, with: new)
        let found = fault { () throws(DeviceFault) in try MovementDecoder.decode(Array(text.utf8), at: .at(0)) }
        #expect(found?.place.field == field, "\(found.map { "\($0)" } ?? "no fault")")
        let list = "[\(Self.movement),\(text)]"
        #expect(fault { () throws(DeviceFault) in try MovementDecoder.decode(Array(list.utf8), at: .at(0)) } != nil)
    }

    static let permit =
        #"{"number":"GP-7","kind":"plantQuarantine","agency":"TV","result":"granted","issued":"2026-11-22T20:00:00Z","validUntil":"2026-12-22T20:00:00Z","declaration":"123456789010"}"#

    @Test func aPermitHasItsAge() throws {
        let permit = try PermitDecoder.decode(Array(Self.permit.utf8), at: .at(0))
        #expect(permit.agency == .plant && permit.kind == .plantQuarantine && permit.result == .granted)
        #expect(permit.issuedAt == .at(-4 * 3600) && permit.at == .at(0))
        #expect(!permit.hasExpired(at: .at(86_400)) && permit.hasExpired(at: .at(40 * 86_400)))
    }

    @Test(
        "permits that are none",
        arguments: [
            ("\"GP-7\"", "\"\"", "number"), ("plantQuarantine", "paper", "kind"), ("granted", "perhaps", "result"),
            ("granted", "pending", "validUntil"), ("2026-12-22", "2026-10-22", "validUntil"),
            ("2026-11-22T20:00:00Z", "2026-11-22", "issued"), ("2026-11-22", "2026-11-24", "issued"),
            ("\"TV\"", "\"XX\"", "agency"),
        ])
    func badPermits(old: String, new: String, field: String) {
        let text = Self.permit.replacing(old, with: new)
        let found = fault { () throws(DeviceFault) in try PermitDecoder.decode(Array(text.utf8), at: .at(0)) }
        #expect(found?.place.field == field, "\(found.map { "\($0)" } ?? "no fault")")
    }

    // MARK: The samples

    private static let codes: [String: AnswerCode] = [
        "ACC": .accepted, "RCV": .received, "REJ": .rejected, "CTL": .control, "DOC": .documents, "RES": .result,
        "ROG": .release, "CLE": .clear, "INV": .invalidated, "REQ": .request, "TAX": .tax, "CPI": .paymentInstruction,
        "CPR": .paymentReminder, "EOG": .exit, "GER": .further,
    ]

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func everySampleOfCustomsIsRead() throws {
        let folder = try #require(Samples.folder).appendingPathComponent("customs")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".xml") }
        #expect(files.count == 36)
        var (answers, declarations, requests) = (0, 0, 0)
        for file in files.sorted() {
            let bytes = try Samples.bytes("customs/\(file)")
            if let mark = file.firstRange(of: "DMS") {
                let name = String(file[mark.upperBound...].prefix(3))
                let answer = try ResponseDecoder.decode(bytes, at: .at(0))
                #expect(answer.code == Self.codes[name] && answer.declaration.count == 18, "\(file)")
                answers += 1
                continue
            }
            let document = try DeclarationDecoder.document(bytes)
            #expect(!document.reference.isEmpty && document.lodged.goodsCount == document.lodged.goods.count, "\(file)")
            if document.function == "13" { requests += 1 } else { declarations += 1 }
            // None of them has a Vietnamese number: each is refused with the reason, and none is taken for a vehicle.
            #expect(fault { () throws(DeviceFault) in try DeclarationDecoder.decode(bytes, at: .at(0)) } != nil)
            for other in [answers, declarations] where other > 0 {
                #expect(
                    fault { () throws(DeviceFault) in try ResponseDecoder.decode(bytes, at: .at(0)) }?.code
                        == .unknownName)
            }
        }
        print("samples: \(answers) answers, \(declarations) declarations, \(requests) requests")
        #expect(answers == 27 && requests == 2)
    }

    @Test(.enabled(if: Samples.folder != nil, Samples.absent)) func theSampleOfMovementRecordsIsRead() throws {
        let bytes = try Samples.bytes("gvms/get-checked-in-gmrs-for-departure.json")
        let messages = try MovementDecoder.decode(bytes, at: .at(0))
        #expect(messages.map(\.record.inspection) == [.required, .notRequired, .undecided, .undecided])
        #expect(messages[0].record.plate == "PJ15JEF" && messages[0].record.reportTo.map(\.inspection) == ["1", "2"])
        #expect(messages[2].trailers == ["AB293824", "SJ259382"] && messages[3].containers == ["GB293824"])
    }
}
