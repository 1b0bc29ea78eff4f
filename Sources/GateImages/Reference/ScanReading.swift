internal import GateModel
internal import Glibc

/// Reads an open image file and compares it with what its scanner sent.
enum ScanReading {
    /// Size and energies are compared where the message states them: results recorded by older versions do not.
    ///
    /// - Throws: ``ScanFileFault``, the first thing that is wrong, in the order of docs/scan-images.md.
    static func read(
        _ file: Int32, limits: ScanLimits, as scan: ScanResult
    ) throws(ScanFileFault) -> DecodedScan {
        let name = scan.image
        let bytes = try contents(of: file, limits, declared: scan)
        let digest = ScanDigest.text(of: bytes)
        guard digest == scan.digest else { throw .wrongDigest(name, declared: scan.digest, found: digest) }
        let decoded: DecodedScan
        do throws(ScanImageFault) {
            decoded = try ScanDecoder.decode(bytes, limits: limits)
        } catch {
            throw .notAnImage(name, error)
        }
        let image = decoded.image
        guard image.width == scan.width else {
            throw .wrongWidth(name, declared: Int(scan.width), found: image.width)
        }
        guard image.height == scan.height else {
            throw .wrongHeight(name, declared: Int(scan.height), found: image.height)
        }
        guard image.bitDepth == scan.bitDepth else {
            throw .wrongDepth(name, declared: Int(scan.bitDepth), found: image.bitDepth)
        }
        guard scan.energies == 0 || image.energies == scan.energies else {
            throw .wrongEnergies(name, declared: Int(scan.energies), found: image.energies)
        }
        return decoded
    }

    /// As many bytes as the file has now: one that grows meanwhile fails its digest.
    static func contents(
        of file: Int32, _ limits: ScanLimits, declared scan: ScanResult
    ) throws(ScanFileFault) -> [UInt8] {
        let name = scan.image
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw .unreadable(name, reason: reason(errno)) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile(name) }
        let size = Int(facts.st_size)
        guard size <= limits.fileBytes else { throw .tooLarge(name, bytes: size, limit: limits.fileBytes) }
        if scan.byteSize > 0, Int64(size) != scan.byteSize {
            throw .wrongSize(name, declared: Int(clamping: scan.byteSize), found: size)
        }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size, let start = buffer.baseAddress {
                let count = Glibc.read(file, start + filled, size - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = errno }
                guard count > 0 else { return }
                filled += count
            }
        }
        guard failure == 0 else { throw .unreadable(name, reason: reason(failure)) }
        return bytes
    }

    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
