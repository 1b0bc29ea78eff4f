import GateModel
import Testing

@testable import GateDevices

@Suite("Plates, seals and declarations")
struct CodeReadTests {
    private func found(_ text: String, _ type: String) -> DeviceFault? {
        fault { () throws(DeviceFault) in try CodeReadDecoder.decode([UInt8](text), type: type) }
    }

    @Test func hazardPlates() throws {
        let read = try CodeReadDecoder.hazardPlate([UInt8](#"{"hazard":"x 423","un":"UN 1428","confidence":0.9}"#))
        #expect(read == .hazard(try HazardNumber("X423"), try UNNumber("1428"), confidence: 900))
        #expect(try CodeReadDecoder.hazardPlate([UInt8](#"{"hazard":"","un":""}"#)) == .hazard(nil, nil, confidence: 0))
        let explosive = try CodeReadDecoder.hazardPlate([UInt8](#"{"un":"0027","hazard":"1.1D"}"#))
        #expect(explosive == .hazard(try HazardNumber("11D"), try UNNumber("0027"), confidence: 0))
    }

    @Test func sealsAndDeclarations() throws {
        let seal = try CodeReadDecoder.seal([UInt8](#"{"seal":"vn-001 2345","confidence":1}"#))
        #expect(seal == .seal(try SealNumber("VN0012345"), confidence: 1_000))
        for text in [
            "101007095300", "101007095300\r\n", "TK|101007095300|HUU NGHI",
            "https://customs.example/tk?so=101007095300&x=1",
            "101007095300;99C-917.26;101007095300", "Tờ khai 101007095300",
        ] {
            #expect(try CodeReadDecoder.declaration([UInt8](text)).text == "101007095300", "\(text)")
        }
    }

    @Test(
        "typed faults",
        arguments: [
            (MessageType.hazardPlate, "{}", DeviceFault.Code.missingField, "hazard", 0),
            (MessageType.hazardPlate, #"{"code":"33/1203"}"#, .missingField, "hazard", 0),
            (MessageType.hazardPlate, #"{"hazard":"33"}"#, .missingField, "un", 0),
            (MessageType.hazardPlate, #"{"un":"1203"}"#, .missingField, "hazard", 0),
            (MessageType.hazardPlate, #"{"hazard":"03","un":"1203"}"#, .malformed, "hazard", 10),
            (MessageType.hazardPlate, #"{"hazard":"33","un":"12O3"}"#, .malformed, "un", 20),
            (MessageType.hazardPlate, #"{"hazard":33,"un":"1203"}"#, .wrongType, "hazard", 10),
            (MessageType.hazardPlate, #"{"hazard":"33","un":"1203","confidence":2}"#, .outOfRange, "confidence", 40),
            (MessageType.hazardPlate, #"{"hazard":"33""#, .truncated, "", 14),
            (MessageType.seal, "{}", .missingField, "seal", 0),
            (MessageType.seal, #"{"seal":"*12345"}"#, .malformed, "seal", 8), (MessageType.seal, "", .truncated, "", 0),
            (MessageType.declarationCode, "", .missingField, "number", 0),
            (MessageType.declarationCode, "1010070953001", .missingField, "number", 0),
            (MessageType.declarationCode, "101007095300 301007095300", .malformed, "number", 13),
            (MessageType.declarationCode, String(repeating: "x", count: 3_001), .tooLong, "number", 0),
        ])
    func faults(type: String, text: String, code: DeviceFault.Code, field: String, byte: Int) {
        let fault = found(text, type)
        #expect(
            fault?.code == code && fault?.place.field == field && fault?.place.byte == byte, "\(text): \(fault as Any)")
    }

    @Test func theDeskPassesThemOn() throws {
        var desk = DeviceDesk(plan: DeskTests.plan())
        let receipt = desk.receive(
            message([UInt8]("101007095300"), type: MessageType.declarationCode, source: DeskTests.portal, received: 1))
        #expect(receipt.signals == [.code(.declaration(try DeclarationNumber("101007095300")))])
    }

    @Test("every number of the list", .enabled(if: Samples.folder != nil, Samples.absent)) func theList() throws {
        let lines = try Samples.bytes("un-adr/un-numbers.ndjson").split(separator: 0x0A)
        #expect(lines.count > 2_000)
        for line in lines {
            let number = try scanning(Array(line)) { (scanner: inout JSONScanner) throws(JSONFault) -> String in
                var number = ""
                try scanner.beginObject()
                while let key = try scanner.nextKey() {
                    if scanner.key(key, is: "number") { number = try scanner.text() } else { try scanner.skipValue() }
                }
                return number
            }
            #expect((try? UNNumber(number))?.text == number, "\(number)")
        }
    }
}
