public import GateModel
import GateText

/// Reads licences and results of specialised inspections (`vn.smartgate.permit`), our own message.
public enum PermitDecoder {
    /// `{"number":"GP-77/2026","kind":"plantQuarantine","agency":"TV","result":"granted","issued":"2026-11-23T01:00:00Z",
    /// "validUntil":"2026-12-23T00:00:00Z","declaration":"123456789012","note":"…"}`
    ///
    /// - Throws: ``DeviceFault`` where a field is missing, a name unknown, a time none or without its zone, or the permit
    ///   contradicts itself: ended before it was issued, issued after it came, one that is pending and yet valid until.
    public static func decode(_ data: [UInt8], at time: GateTime) throws(DeviceFault) -> Permit {
        let message = try LooseFieldReader.value(
            PermitMessage.self, from: data, required: ["number", "kind", "agency", "result", "issued", "declaration"])
        func fault(_ code: DeviceFault.Code, _ problem: String, _ field: String) -> DeviceFault {
            DeviceFault(code, problem, place: .init(field: field), raw: data)
        }
        func moment(_ text: String, _ field: String) throws(DeviceFault) -> GateTime {
            guard let time = GateTime(rfc3339: text) else {
                throw fault(.malformed, "'\(TextNormaliser.line(text, limit: 40))' is no time with its zone", field)
            }
            return time
        }
        var permit = message.permit
        permit.number = TextNormaliser.line(permit.number, limit: 40)
        permit.note = TextNormaliser.line(permit.note, limit: 120)
        permit.declaration = TextNormaliser.identifier(permit.declaration)
        permit.at = time
        permit.isLate = false
        guard !permit.number.isEmpty else { throw fault(.missingField, "the permit has no number", "number") }
        guard !permit.declaration.isEmpty else {
            throw fault(.missingField, "the permit names no declaration", "declaration")
        }
        permit.issuedAt = try moment(message.issued, "issued")
        guard permit.issuedAt <= time + ResponseDecoder.aheadLimit else {
            throw fault(.outOfRange, "issued more than 10 minutes after it was received", "issued")
        }
        if !message.validUntil.isEmpty {
            permit.validUntil = try moment(message.validUntil, "validUntil")
            guard permit.validUntil > permit.issuedAt else {
                throw fault(.outOfRange, "it ended before it was issued", "validUntil")
            }
            guard permit.result != .pending else {
                throw fault(.outOfRange, "what is pending is valid for no time", "validUntil")
            }
        }
        return permit
    }
}

private struct PermitMessage: FieldCoded {
    var permit = Permit()
    var issued = ""
    var validUntil = ""

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("number", &permit.number)
        try coder.named("kind", &permit.kind)
        try coder.named("agency", &permit.agency)
        try coder.named("result", &permit.result)
        try coder.text("issued", &issued)
        try coder.text("validUntil", &validUntil)
        try coder.text("declaration", &permit.declaration)
        try coder.text("note", &permit.note)
    }
}
