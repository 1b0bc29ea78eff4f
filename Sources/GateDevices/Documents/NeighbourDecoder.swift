public import GateModel
import GateText

/// Reads what the gate on the other side of the border tells (`vn.smartgate.neighbour`, `vn.smartgate.neighbour-pace`), our
/// own messages.
public enum NeighbourDecoder {
    /// The most that goods on one vehicle are believed to weigh, in kilograms.
    private static let mostKilograms: Int32 = 200_000
    /// What happened longer ago is not news of a vehicle: a clock that was never set, or a wrong year (assumed).
    private static let behindLimit = GateSpan.hours(31 * 24)
    /// The most that a side is believed to take in an hour.
    private static let mostPerHour: Int32 = 1_000

    /// `{"record":"YYG-000417","word":"departed","at":"2026-11-23T01:00:00Z","declaration":"123456789012",
    /// "tractor":"桂F12345","container":"CSQU3054383","seal":"CN0012345","hs":"081090","grossKg":18200}`
    ///
    /// - Throws: ``DeviceFault`` where a field is missing, a name unknown, the time none, ahead of its receipt or a month
    ///   behind it, a number or a weight not believable, or the record contradicts itself: it names no vehicle, an inspection
    ///   has no result or a passed one no certificate to rest on, or something else than an inspection has a result.
    public static func record(_ data: [UInt8], at time: GateTime) throws(DeviceFault) -> NeighbourRecord {
        let message = try LooseFieldReader.value(
            NeighbourMessage.self, from: data, required: ["record", "word", "at"])
        var record = message.record
        if record.word == .inspected {
            _ = try LooseFieldReader.value(NeighbourMessage.self, from: data, required: ["agency", "result"])
        }
        record.number = TextNormaliser.line(record.number, limit: 200)
        record.declaration = TextNormaliser.identifier(record.declaration)
        record.tractor = TextNormaliser.identifier(record.tractor)
        record.trailer = TextNormaliser.identifier(record.trailer)
        record.container = TextNormaliser.identifier(record.container)
        record.seal = TextNormaliser.identifier(record.seal)
        record.hsCode = TextNormaliser.identifier(record.hsCode)
        record.goods = TextNormaliser.line(record.goods, limit: TypedDecoder.textLimit)
        record.certificate = TextNormaliser.line(record.certificate, limit: 40)
        guard !record.number.isEmpty else { throw fault(.missingField, "the record has no number", "record", data) }
        guard [record.declaration, record.tractor, record.container].contains(where: { !$0.isEmpty }) else {
            throw fault(.missingField, "neither a declaration, a plate nor a container is named", "declaration", data)
        }
        for (field, text, most) in [
            ("record", record.number, 40), ("declaration", record.declaration, 40), ("tractor", record.tractor, 40),
            ("trailer", record.trailer, 40), ("container", record.container, 40), ("seal", record.seal, 40),
            ("hs", record.hsCode, 12),
        ] where text.count > most {
            throw fault(.tooLong, "more than \(most) characters", field, data)
        }
        guard record.declaration.isEmpty || (try? DeclarationNumber(record.declaration)) != nil else {
            throw fault(
                .malformed, "'\(record.declaration)' is no declaration's number: 12 digits", "declaration", data)
        }
        guard record.hsCode.isEmpty || isGoodsCode(record.hsCode) else {
            throw fault(.malformed, "'\(record.hsCode)' is no code of goods: 4 to 12 digits", "hs", data)
        }
        guard (0...mostKilograms).contains(record.grossKilograms) else {
            throw fault(
                .outOfRange, "\(record.grossKilograms) kg, expected 0…\(mostKilograms)", "grossKg", data)
        }
        guard (record.word == .inspected) == (record.result != .none) else {
            throw fault(.missingField, "an inspection has a result, and nothing else has one", "result", data)
        }
        guard record.result != .passed || !record.certificate.isEmpty else {
            throw fault(.missingField, "a result that others are to rest on has a number", "certificate", data)
        }
        record.at = try moment(message.at, before: time, data)
        record.receivedAt = time
        return record
    }

    /// `{"perHour":40,"at":"2026-11-23T01:00:00Z","note":"one lane shut"}`; 0 while it takes none.
    ///
    /// - Throws: ``DeviceFault`` where the number is missing or not 0…1,000, or the time is none, ahead of its receipt or a
    ///   month behind it.
    public static func pace(_ data: [UInt8], at time: GateTime) throws(DeviceFault) -> NeighbourPace {
        let message = try LooseFieldReader.value(PaceMessage.self, from: data, required: ["perHour", "at"])
        var pace = NeighbourPace()
        guard (0...mostPerHour).contains(message.perHour) else {
            throw fault(.outOfRange, "\(message.perHour) an hour, expected 0…\(mostPerHour)", "perHour", data)
        }
        pace.perHour = message.perHour
        pace.note = TextNormaliser.line(message.note, limit: 120)
        pace.at = try moment(message.at, before: time, data)
        return pace
    }

    private static func isGoodsCode(_ text: String) -> Bool {
        (4...12).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func moment(
        _ text: String, before time: GateTime, _ data: [UInt8]
    ) throws(DeviceFault) -> GateTime {
        guard let moment = GateTime(rfc3339: text) else {
            throw fault(.malformed, "'\(TextNormaliser.line(text, limit: 40))' is no time with its zone", "at", data)
        }
        guard moment <= time + ResponseDecoder.aheadLimit else {
            throw fault(.outOfRange, "more than 10 minutes after it was received", "at", data)
        }
        guard moment >= time - behindLimit else {
            throw fault(.outOfRange, "more than 31 days before it was received", "at", data)
        }
        return moment
    }

    private static func fault(
        _ code: DeviceFault.Code, _ message: String, _ field: String, _ data: [UInt8]
    ) -> DeviceFault {
        DeviceFault(code, message, place: .init(field: field), raw: data)
    }
}

private struct NeighbourMessage: FieldCoded {
    var record = NeighbourRecord()
    var at = ""

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("record", &record.number)
        try coder.named("word", &record.word)
        try coder.text("at", &at)
        try coder.text("declaration", &record.declaration)
        try coder.text("tractor", &record.tractor)
        try coder.text("trailer", &record.trailer)
        try coder.text("container", &record.container)
        try coder.text("seal", &record.seal)
        try coder.text("goods", &record.goods)
        try coder.text("hs", &record.hsCode)
        try coder.number("grossKg", &record.grossKilograms)
        try coder.named("agency", &record.agency)
        try coder.named("result", &record.result)
        try coder.text("certificate", &record.certificate)
    }
}

private struct PaceMessage: FieldCoded {
    var perHour: Int32 = 0
    var at = ""
    var note = ""

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("perHour", &perHour)
        try coder.text("at", &at)
        try coder.text("note", &note)
    }
}
