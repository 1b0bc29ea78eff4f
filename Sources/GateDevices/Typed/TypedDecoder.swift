public import GateModel
import GateText

/// Reads the messages that are ours: `vn.smartgate.*`.
///
/// Fields may stand in any order and unknown ones are passed over. Identifiers come out normalised, texts in NFC
/// and without hidden characters.
public enum TypedDecoder {
    /// Longest name of a person, a company or goods, in characters.
    static let textLimit = 200

    /// A declaration with the field names of `Declaration.code`.
    ///
    /// - Throws: ``DeviceFault`` where the number is not 12 digits, no tractor is named or a weight is negative.
    public static func manifest(_ data: [UInt8]) throws(DeviceFault) -> Declaration {
        var declaration = try LooseFieldReader.value(
            Declaration.self, from: data, required: ["number", "tractor"])
        declaration.number = TextNormaliser.identifier(declaration.number)
        declaration.tractor = TextNormaliser.identifier(declaration.tractor)
        declaration.trailer = TextNormaliser.identifier(declaration.trailer)
        declaration.container = TextNormaliser.identifier(declaration.container)
        declaration.document = TextNormaliser.identifier(declaration.document)
        declaration.nationality = TextNormaliser.identifier(declaration.nationality)
        declaration.hsCode = TextNormaliser.identifier(declaration.hsCode)
        declaration.reference = TextNormaliser.identifier(declaration.reference)
        declaration.driver = TextNormaliser.line(declaration.driver, limit: textLimit)
        declaration.company = TextNormaliser.line(declaration.company, limit: textLimit)
        declaration.goods = TextNormaliser.line(declaration.goods, limit: textLimit)
        do throws(IdentifierError) {
            _ = try DeclarationNumber(declaration.number)
        } catch {
            throw fault(.outOfRange, error.description, "number", data)
        }
        guard !declaration.tractor.isEmpty else { throw fault(.missingField, "the plate is empty", "tractor", data) }
        guard declaration.grossKilograms >= 0 else {
            throw fault(.outOfRange, "a weight is never negative", "grossKg", data)
        }
        return declaration
    }

    /// A scanner's result with the fields of `ScanResult` and the declaration it belongs to.
    ///
    /// A scanner that kept no picture says so with the digest of no bytes.
    ///
    /// - Throws: ``DeviceFault`` where the image has no name, the digest is not 64 hexadecimal digits, the size is
    ///   negative, a side is not 1…65,535 pixels, the depth not 1…32 bits or the energies neither 1 nor 2.
    public static func scan(
        _ data: [UInt8], at time: GateTime
    ) throws(DeviceFault) -> (result: ScanResult, declaration: String) {
        let message = try LooseFieldReader.value(
            ScanMessage.self, from: data, required: ["image", "sha256", "width", "height", "depth"])
        var result = message.result
        result.image = TextNormaliser.line(result.image, limit: textLimit)
        result.scanner = TextNormaliser.line(result.scanner, limit: 64)
        result.digest = TextNormaliser.line(result.digest, limit: 128).lowercased()
        result.at = time
        guard !result.image.isEmpty else { throw fault(.missingField, "the image has no name", "image", data) }
        let isDigest = result.digest.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isDigest, result.digest.utf8.count == 64 else {
            throw fault(.malformed, "expected 64 hexadecimal digits", "sha256", data)
        }
        guard (1...65_535).contains(result.width) else {
            throw fault(.outOfRange, "\(result.width) pixels, expected 1…65535", "width", data)
        }
        guard (1...65_535).contains(result.height) else {
            throw fault(.outOfRange, "\(result.height) pixels, expected 1…65535", "height", data)
        }
        guard (1...32).contains(result.bitDepth) else {
            throw fault(.outOfRange, "\(result.bitDepth) bits, expected 1…32", "depth", data)
        }
        guard result.byteSize >= 0 else { throw fault(.outOfRange, "a size is never negative", "size", data) }
        // 0 stands for a field that is not there.
        guard (0...2).contains(result.energies) else {
            throw fault(.outOfRange, "\(result.energies) energies, expected 1 or 2", "energies", data)
        }
        return (result, TextNormaliser.identifier(message.declaration))
    }

    /// What an officer pressed, with the field names of `Act.code`.
    public static func act(_ data: [UInt8]) throws(DeviceFault) -> Act {
        var act = try LooseFieldReader.value(Act.self, from: data, required: ["officer"])
        act.officer = TextNormaliser.line(act.officer, limit: 64)
        act.declaration = TextNormaliser.identifier(act.declaration)
        act.plate = TextNormaliser.identifier(act.plate)
        // Twice what a law may have: one that is too long is refused, not cut.
        act.law = TextNormaliser.line(act.law, limit: 2 * PaperAsked.basisLimit)
        guard !act.officer.isEmpty else { throw fault(.missingField, "the officer has no name", "officer", data) }
        return act
    }

    private static func fault(
        _ code: DeviceFault.Code, _ message: String, _ field: String, _ data: [UInt8]
    ) -> DeviceFault {
        DeviceFault(code, message, place: .init(field: field), raw: data)
    }
}

private struct ScanMessage: FieldCoded {
    var result = ScanResult()
    var declaration = ""
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try result.code(&coder)
        try coder.text("declaration", &declaration)
    }
}
