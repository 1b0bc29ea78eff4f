import GateModel
import Testing

@testable import GateDevices

@Suite("Identity cards")
struct IdentityCardTests {
    static let card = "001090012345|123456789|Nguyễn Văn An|02091990|Nam|Số 1, phố Đinh Lễ, Hà Nội|15052021"

    private func read(_ text: String) throws(DeviceFault) -> DriverRead {
        try IdentityCardDecoder.decode([UInt8](text), at: .at(3))
    }

    @Test(
        "every form of the card",
        arguments: [
            card, "001090012345||Nguyễn Văn An|02091990|Nam|Hà Nội|15052021", card + "\r\n",
            "001090012345|Nguyễn Văn An|02091990|Nam|Hà Nội|15052021", "001090012345|Nguyễn Văn An|02091990|Nam",
            "001090012345||Nguyễn Văn An|02091990", "001090012345||Nguyễn Văn An|02091990|nam||",
            "001090012345|012345678901|Nguyễn Văn An|02091990|Nam|Hà Nội|15052021||Nguyễn Văn Bố|Trần Thị Mẹ|",
            // Decomposed, as some scanners' drivers type it.
            "001090012345||Nguye\u{302}\u{303}n Va\u{306}n An|02091990|Nam|Hà Nội|15052021",
        ])
    func forms(text: String) throws {
        let read = try read(text)
        #expect(read.number == "001090012345" && read.name == "Nguyễn Văn An" && read.nationality == "VNM")
        #expect(read.isValid && read.fault.isEmpty && read.repair.isEmpty && read.at == .at(3))
    }

    @Test(
        "cards that contradict themselves",
        arguments: [
            ("001090012345||An|02091991|Nam", IdentifierError.Fault.otherBirthYear(number: 1990, card: 1991)),
            ("001190012345||An|02091990|Nam", .otherSex), ("001090012345||An|02091990|N\u{1EEF}", .otherSex),
            ("001290012345||An|02091990|Nam", .otherBirthYear(number: 2090, card: 1990)),
        ])
    func contradictions(text: String, fault: IdentifierError.Fault) throws {
        let read = try read(text)
        #expect(!read.isValid && IdentifierError.Fault(read.fault) == fault, "\(read.fault)")
    }

    @Test(
        "typed faults",
        arguments: [
            ("", DeviceFault.Code.truncated, "", 0), ("12C12345", .malformed, "number", 2),
            ("00109001234|", .malformed, "number", 0), ("0010900123456||An|02091990", .malformed, "number", 0),
            ("999090012345||An|02091990", .malformed, "number", 0),
            ("00109001234x||An|02091990", .malformed, "number", 11),
            ("001090012345", .truncated, "name", 12), ("001090012345|", .truncated, "name", 13),
            ("001090012345|12345678|An|02091990", .malformed, "old number", 13),
            ("001090012345|||02091990", .missingField, "name", 14),
            ("001090012345||R2-D2|02091990", .malformed, "name", 14),
            ("001090012345||An", .truncated, "birth", 16), ("001090012345||An|2091990", .malformed, "birth", 17),
            ("001090012345||An|0209199x", .malformed, "birth", 24),
            ("001090012345||An|31021990", .outOfRange, "birth", 17),
            ("001090012345||An|02131990", .outOfRange, "birth", 17),
            ("001090012345||An|02091090", .outOfRange, "birth", 17),
            ("001090012345||An|02091990|Anh", .unknownName, "sex", 26),
            ("001090012345||An|02091990|Nam|HN|30022021", .outOfRange, "issued", 33),
            ("001090012345||An|02091990|Nam|HN|x", .malformed, "issued", 33),
            (String(repeating: "|", count: 16), .tooLong, "", 0),
            (String(repeating: "x", count: 1_025), .tooLong, "", 0),
        ])
    func faults(text: String, code: DeviceFault.Code, field: String, byte: Int) {
        let found = fault { () throws(DeviceFault) in try read(text) }
        #expect(
            found?.code == code && found?.place.field == field && found?.place.byte == byte, "\(text): \(found as Any)")
    }

    @Test func bytesThatAreNoText() {
        let found = fault { () throws(DeviceFault) in
            try IdentityCardDecoder.decode([UInt8]("001090012345||") + [0xFF], at: .at(0))
        }
        #expect(found?.code == .badText && found?.place.byte == 14)
    }

    /// Cut anywhere it is a fault or a card with fewer fields, never another person.
    @Test func truncation() throws {
        let bytes = [UInt8](Self.card)
        for length in bytes.indices {
            guard let read = try? IdentityCardDecoder.decode(Array(bytes.prefix(length)), at: .at(3)) else { continue }
            #expect(read.number == "001090012345" && read.name == "Nguyễn Văn An", "cut after \(length)")
        }
    }
}
