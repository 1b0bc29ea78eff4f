import GateModel
import GateText
import Testing

@testable import GateDevices

@Suite("Codes and typed messages")
struct CodeTests {
    @Test(
        "container codes",
        arguments: [
            ("CSQU3054383", true), ("csqu 305438-3", true), ("TESI1120274", false), ("CONU1234567", false),
            ("X", false),
        ])
    func containers(code: String, isValid: Bool) throws {
        let read = try CodeDecoder.container([UInt8](#"{"confidence":0.97,"code":"\#(code)","x":[]}"#), at: .at(3))
        #expect(read.isValid == isValid)
        #expect(read.confidence == 970)
        #expect(read.text == TextNormaliser.identifier(code))
        #expect(read.at == .at(3))
    }

    @Test func containerFaults() {
        func code(_ text: String) -> DeviceFault.Code? {
            fault { () throws(DeviceFault) in try CodeDecoder.container([UInt8](text), at: .at(0)) }?.code
        }
        #expect(code("{}") == .missingField)
        #expect(code(#"{"code":""}"#) == .missingField)
        #expect(code(#"{"code":5}"#) == .wrongType)
        #expect(code(#"{"code":"A","confidence":97}"#) == .outOfRange)
        #expect(code(#"{"code":"A"#) == .truncated)
    }

    @Test func machineReadableZones() throws {
        let read = try CodeDecoder.machineReadableZone(
            [UInt8](
                #"{"lines":["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<","L898902C36UTO7408122F1204159ZE184226B<<<<<10"]}"#
            ),
            at: .at(3))
        #expect(read.isValid)
        #expect(read.number == "L898902C3")
        #expect(read.name == "ERIKSSON ANNA MARIA")
        #expect(read.nationality == "UTO")
        #expect(read.fault.isEmpty)
        let wrong = try CodeDecoder.machineReadableZone(
            [UInt8](
                #"{"lines":["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<","L898902C37UTO7408122F1204159ZE184226B<<<<<10"]}"#
            ),
            at: .at(3))
        #expect(!wrong.isValid)
        #expect(wrong.fault == "checkDigit|document number|6|7")
        #expect(wrong.number == "L898902C3")
        #expect(wrong.name == "ERIKSSON ANNA MARIA")
        // A digit for another digit is no look-alike: nothing is repaired.
        #expect(wrong.repair.isEmpty)
        let short = try CodeDecoder.machineReadableZone([UInt8](#"{"lines":["ABC"]}"#), at: .at(3))
        #expect(!short.isValid && !short.fault.isEmpty && short.number.isEmpty)
    }

    @Test func confusedCharactersAreRepairedAndSaid() throws {
        let read = try CodeDecoder.machineReadableZone(
            [UInt8](
                #"{"lines":["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<","L8989O2C36UTO7408I22F1204159ZE184226B<<<<<10"]}"#
            ),
            at: .at(3))
        #expect(read.isValid && read.number == "L898902C3" && read.fault.isEmpty)
        #expect(read.repair == "line 2, 6: O→0; line 2, 18: I→1")
    }

    @Test func visas() throws {
        let read = try CodeDecoder.machineReadableZone(
            [UInt8](
                #"{"lines":["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<","L8988901C4XXX4009078F9612109<<<<<<<<"]}"#),
            at: .at(3))
        #expect(
            read.isValid && read.number == "L8988901C" && read.nationality == String(repeating: "X", count: 3)
                && read.repair.isEmpty)
    }

    @Test func aContainerCodeIsSuggestedAndNeverReplaced() throws {
        let read = try CodeDecoder.container([UInt8](#"{"code":"CSQU 30S438 3"}"#), at: .at(3))
        #expect(read.text == "CSQU30S4383" && !read.isValid && read.suggestion == "CSQU3054383")
        #expect(try CodeDecoder.container([UInt8](#"{"code":"CSQU3054383"}"#), at: .at(3)).suggestion.isEmpty)
    }

    @Test func zoneFaults() {
        func code(_ text: String) -> DeviceFault.Code? {
            fault { () throws(DeviceFault) in try CodeDecoder.machineReadableZone([UInt8](text), at: .at(0)) }?.code
        }
        #expect(code("{}") == .missingField)
        #expect(code(#"{"lines":[]}"#) == .missingField)
        #expect(code(#"{"lines":"P<"}"#) == .wrongType)
        #expect(code(#"{"lines":["A","B","C","D","E"]}"#) == .tooLong)
        #expect(code(#"{"lines":["\#(String(repeating: "A", count: 65))"]}"#) == .tooLong)
    }

    private static let manifest = #"""
        { "grossKg" : 18240, "number":"1234 5678 9012", "direction":"export", "class":"fruit", "tractor":"12c-123.45",
          "trailer":"桂F·1234挂", "driver":"Nguye\u0302\u0303n Va\u0306n A\u200b", "goods":"Sầu riêng", "hs":"0810.60",
          "manifest":true, "container":null, "later":{"unknown":[1,2]} }
        """#

    @Test func aManifest() throws {
        let read = try TypedDecoder.manifest([UInt8](Self.manifest))
        #expect(read.number == "123456789012")
        #expect(read.direction == .outbound)
        #expect(read.goodsClass == .fruit)
        #expect(read.tractor == "12C12345")
        #expect(read.trailer == "桂F1234挂")
        #expect(read.driver == "Nguyễn Văn A")
        #expect(read.hsCode == "081060")
        #expect(read.grossKilograms == 18_240)
        #expect(read.hasManifest)
        #expect(read.container.isEmpty)
    }

    @Test func whatTheModelWritesIsRead() throws {
        var declaration = Declaration()
        declaration.number = "123456789012"
        declaration.tractor = "12C12345"
        declaration.goods = "\"Gỗ\"\n"
        let read = try TypedDecoder.manifest(JSONFieldWriter.json(declaration))
        #expect(read.goods == "\"Gỗ\" ")
        var act = Act()
        act.officer = "Lan"
        act.verb = .hold
        act.agency = .customs
        act.reason = .goodsMismatch
        act.lane = LaneID(number: 3)
        act.declaration = declaration.number
        #expect(try TypedDecoder.act(JSONFieldWriter.json(act)) == act)
        // The first of every list of names is left out when written.
        act.verb = .start
        #expect(try TypedDecoder.act(JSONFieldWriter.json(act)) == act)
    }

    @Test(
        "typed faults",
        arguments: [
            ("manifest", "{}", DeviceFault.Code.missingField, "number"),
            ("manifest", #"{"number":"123456789012"}"#, .missingField, "tractor"),
            ("manifest", #"{"number":"12345678901","tractor":"12C12345"}"#, .outOfRange, "number"),
            ("manifest", #"{"number":"123456789012","tractor":"12C12345","class":"friut"}"#, .unknownName, "class"),
            ("manifest", #"{"number":"123456789012","tractor":"12C12345","grossKg":-5}"#, .outOfRange, "grossKg"),
            ("manifest", #"{"number":"123456789012","tractor":"12C12345","grossKg":5e9}"#, .outOfRange, "grossKg"),
            ("manifest", #"{"number":"123456789012","tractor":"12C12345","grossKg":"5"}"#, .wrongType, "grossKg"),
            ("manifest", #"{"number":"123456789012","tractor":"12C12345","manifest":1}"#, .wrongType, "manifest"),
            ("loop", "{}", .missingField, "occupied"),
            ("loop", #"{"occupied":null}"#, .missingField, "occupied"),
            ("loop", #"{"occupied":"yes"}"#, .wrongType, "occupied"),
            ("loop", #"{"occupied":true"#, .truncated, ""),
            ("barrier", #"{"position":"opne"}"#, .unknownName, "position"),
            ("act", #"{"officer":"Lan","act":"passs"}"#, .unknownName, "act"),
            ("act", #"{"act":"pass"}"#, .missingField, "officer"),
            ("scan", #"{"image":"a"}"#, .missingField, "sha256"),
            ("scan", #"{"image":"a","sha256":"12","width":1,"height":1,"depth":16}"#, .malformed, "sha256"),
            (
                "scan",
                #"{"image":"a","sha256":"\#(ofNothing)","width":1,"height":1,"depth":16,"size":-1}"#, .outOfRange,
                "size"
            ),
            (
                "scan",
                #"{"image":"a","sha256":"\#(ofNothing)","width":1,"height":1,"depth":16,"energies":3}"#, .outOfRange,
                "energies"
            ),
        ])
    func faults(kind: String, text: String, code: DeviceFault.Code, field: String) {
        let found = fault { () throws(DeviceFault) in
            switch kind {
            case "manifest": _ = try TypedDecoder.manifest([UInt8](text))
            case "loop": _ = try EquipmentDecoder.loop([UInt8](text))
            case "barrier": _ = try EquipmentDecoder.barrier([UInt8](text))
            case "act": _ = try TypedDecoder.act([UInt8](text))
            default: _ = try TypedDecoder.scan([UInt8](text), at: .at(0))
            }
        }
        #expect(found?.code == code, "\(text)")
        #expect(found?.place.field == field, "\(text)")
    }

    @Test func unknownNamesNameTheNearest() {
        let found = fault { () throws(DeviceFault) in
            try EquipmentDecoder.barrier([UInt8](#"{"position":"opne"}"#))
        }
        #expect(found?.message == "unknown name 'opne', nearest is 'open'")
        #expect(found?.place.byte == 12)
    }

    @Test func scansLoopsAndBarriers() throws {
        let digest = String(repeating: "aB", count: 32)
        let scan = try TypedDecoder.scan(
            [UInt8](
                #"{"image":"2026/11/a.pgm","scanner":"S1","sha256":"\#(digest)","size":12345678901,"width":2048,"height":768,"depth":16,"energies":2,"declaration":"123456789012"}"#
            ),
            at: .at(9))
        #expect(scan.declaration == "123456789012")
        #expect(scan.result.digest == digest.lowercased())
        #expect(scan.result.width == 2048 && scan.result.height == 768 && scan.result.bitDepth == 16)
        #expect(scan.result.byteSize == 12_345_678_901 && scan.result.energies == 2)
        #expect(scan.result.at == .at(9))
        #expect(try EquipmentDecoder.loop([UInt8](#" {"occupied" : true } "#)))
        #expect(try !EquipmentDecoder.loop([UInt8](#"{"occupied":false}"#)))
        for position in BarrierPosition.allCases {
            #expect(try EquipmentDecoder.barrier([UInt8](#"{"position":"\#(position.name)"}"#)) == .at(position))
        }
    }
}

private let ofNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
