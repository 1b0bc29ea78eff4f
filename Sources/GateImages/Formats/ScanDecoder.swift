internal import CImages

/// Reads an image from the bytes of a file: PNG, TIFF or PGM.
///
/// A function of the bytes and nothing else. It never traps, writes to no stream, and takes memory only for a size that its
/// limits allow.
public enum ScanDecoder {
    /// - Throws: ``ScanImageFault`` for anything but a whole grey image of one or two energies within the limits.
    public static func decode(_ bytes: [UInt8], limits: ScanLimits = .standard) throws(ScanImageFault) -> DecodedScan {
        guard !bytes.isEmpty else { throw ScanImageFault(.empty, "a file of no bytes") }
        guard bytes.count <= limits.fileBytes else {
            throw ScanImageFault(.fileTooLarge, "\(bytes.count) bytes, at most \(limits.fileBytes)")
        }
        let outcome: Result<DecodedScan, ScanImageFault> = bytes.withUnsafeBufferPointer { buffer in
            do throws(ScanImageFault) {
                switch ScanFormat(firstOf: buffer) {
                case .png: return .success(try PNGFormat.decode(buffer, limits))
                case .tiff: return .success(try TIFFFormat.decode(buffer, limits))
                case .pgm: return .success(try PGMFormat.decode(buffer, limits))
                case nil: throw ScanImageFault(.notAnImage, "it begins like no PNG, TIFF or PGM", byte: 0)
                }
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

extension cimages_report {
    /// The fault that a call into a library ended with; nil where it went well.
    func fault(_ outcome: Int32, _ format: ScanFormat) -> ScanImageFault? {
        let code: ScanImageFault.Code
        switch UInt32(bitPattern: outcome) {
        case cimages_done.rawValue: return nil
        case cimages_truncated.rawValue: code = .truncated
        case cimages_bad_checksum.rawValue: code = .badChecksum
        case cimages_no_memory.rawValue: code = .noMemory
        default: code = .malformed
        }
        return ScanImageFault(code, Self.text(error), format: format, byte: byte)
    }

    var notes: [ScanNote] {
        warnings == 0 ? [] : [.warnings(first: Self.text(warning), count: Int(warnings))]
    }

    /// The library's words, some of which are taken from the file: only plain ASCII is let through.
    private static func text<Characters>(_ characters: Characters) -> String {
        withUnsafeBytes(of: characters) { bytes in
            let end = bytes.firstIndex(of: 0) ?? bytes.count
            return String(decoding: bytes[..<end].map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
        }
    }
}

/// Fills an array of samples through a call that may fail; memory is taken once, and not filled beforehand.
func samples(
    _ count: Int, _ fill: (UnsafeMutablePointer<UInt16>) -> ScanImageFault?
) throws(ScanImageFault) -> [UInt16] {
    var fault: ScanImageFault?
    let samples = [UInt16](unsafeUninitializedCapacity: count) { buffer, filled in
        guard let start = buffer.baseAddress else { return }
        fault = fill(start)
        filled = fault == nil ? count : 0
    }
    if let fault { throw fault }
    return samples
}
