import GateModel
import TestSupport
import Testing

@testable import GateDevices

/// What the other side and the pads at the exits send.
@Suite("Neighbour's messages") struct NeighbourMessageTests {
    private static let departed =
        #"{"record":"YYG-7","word":"departed","at":"2026-11-22T20:00:00Z","declaration":"123456789010","tractor":"桂F·12345","container":"CSQU 305438-3","seal":"cn-7","hs":"0810.90","grossKg":18200}"#
    private static let inspected =
        #"{"record":"YYG-6","word":"inspected","at":"2026-11-22T20:00:00Z","declaration":"123456789010","agency":"TV","result":"passed","certificate":"GXC-1"}"#
    private static let pace = #"{"perHour":45,"at":"2026-11-22T20:00:00Z","note":"noon"}"#

    private func record(_ text: String) throws(DeviceFault) -> NeighbourRecord {
        try NeighbourDecoder.record(Array(text.utf8), at: .at(0))
    }

    @Test func aRecordIsReadAndNormalised() throws {
        let record = try record(Self.departed)
        #expect(record.tractor == "桂F12345" && record.container == "CSQU3054383" && record.seal == "CN7")
        #expect(record.hsCode == "081090" && record.grossKilograms == 18_200 && record.at == .at(-4 * 3600))
        #expect(record.receivedAt == .at(0) && !record.isLate)
        let result = try self.record(Self.inspected)
        #expect(result.agency == .plant && result.result == .passed && result.certificate == "GXC-1")
        #expect(try NeighbourDecoder.pace(Array(Self.pace.utf8), at: .at(0)).perHour == 45)
    }

    @Test(
        "records that are none",
        arguments: [
            ("\"YYG-7\"", "\"\"", "record"), ("departed", "gone", "word"), ("departed", "inspected", "agency"),
            ("2026-11-22T20:00:00Z", "2026-11-22", "at"), ("2026-11-22T", "2026-11-24T", "at"),
            ("18200", "-1", "grossKg"), ("18200", "200001", "grossKg"), ("18200", "\"x\"", "grossKg"),
            (#""departed""#, #""departed","result":"passed""#, "result"),
            ("cn-7", String(repeating: "7", count: 41), "seal"),
            ("YYG-7", String(repeating: "7", count: 41), "record"), ("0810.90", "0810901020304", "hs"),
            ("0810.90", "081", "hs"), ("0810.90", "fruit", "hs"), ("123456789010", "12345678901", "declaration"),
            ("2026-11-22T", "2026-10-22T", "at"),
        ])
    func badRecords(old: String, new: String, field: String) {
        let text = Self.departed.replacing(old, with: new)
        let found = fault { () throws(DeviceFault) in try record(text) }
        #expect(found?.place.field == field, "\(found.map { "\($0)" } ?? "no fault")")
    }

    @Test func anInspectionSaysWhoseTaskItIs() {
        let text = Self.inspected.replacing(#""agency":"TV","#, with: "")
        #expect(fault { () throws(DeviceFault) in try record(text) }?.place.field == "agency")
    }

    @Test func aResultThatOthersRestOnHasACertificate() throws {
        let text = Self.inspected.replacing(#","certificate":"GXC-1""#, with: "")
        #expect(fault { () throws(DeviceFault) in try record(text) }?.place.field == "certificate")
        #expect(try record(text.replacing("passed", with: "failed")).result == .failed)
    }

    @Test func oneThatNamesNoVehicleIsNone() {
        let text = #"{"record":"Y","word":"departed","at":"2026-11-22T20:00:00Z"}"#
        #expect(fault { () throws(DeviceFault) in try record(text) }?.place.field == "declaration")
    }

    @Test(arguments: [("45", "1001", "perHour"), ("45", "-1", "perHour"), ("20:00:00Z", "20:00", "at")])
    func badPaces(old: String, new: String, field: String) {
        let text = Self.pace.replacing(old, with: new)
        let found = fault { () throws(DeviceFault) in try NeighbourDecoder.pace(Array(text.utf8), at: .at(0)) }
        #expect(found?.place.field == field, "\(found.map { "\($0)" } ?? "no fault")")
    }

    @Test(
        "marks that are none",
        arguments: [
            #"{"marks":[5,4,4,5]}"#, #"{"marks":[5,4,4,5,6]}"#, #"{"marks":[5,4,4,5,0]}"#, #"{"marks":"5"}"#, "{}",
            "{\"marks\":[" + [String](repeating: "5", count: 51).joined(separator: ",") + "]}",
        ])
    func badMarks(text: String) {
        #expect(fault { () throws(DeviceFault) in try EquipmentDecoder.ratings(Array(text.utf8)) } != nil)
        #expect(throws: Never.self) { try EquipmentDecoder.ratings(Array(#"{"marks":[1,2,3,4,5]}"#.utf8)) }
    }

    @Test func nobodyElseMaySayIt() {
        #expect(MessageType.entrusted(to: .neighbourFeed) == [MessageType.neighbour, MessageType.neighbourPace])
        #expect(MessageType.entrusted(to: .manifestFeed) == MessageType.documents)
        #expect(MessageType.entrusted(to: .ratingPad) == [MessageType.ratings])
        #expect(
            MessageType.entrusted(to: .terminal) == [MessageType.act] && !MessageType.wire.contains(MessageType.act))
        for kind in DeviceKind.allCases where ![.neighbourFeed, .manifestFeed, .ratingPad, .terminal].contains(kind) {
            #expect(MessageType.entrusted(to: kind).isEmpty)
        }
        #expect(MessageType.reserved.isDisjoint(with: [MessageType.loop]))
    }
}
