internal import CImages

/// TIFF through libtiff: grey, 8 or 16 bits; two energies as two samples of a pixel or as two pages, the higher first.
enum TIFFFormat {
    /// `COMPRESSION_*` of libtiff: none, LZW, deflate in both numbers, PackBits.
    private static let compressions: Set<UInt16> = [1, 5, 8, 32_946, 32_773]

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: ScanLimits) throws(ScanImageFault) -> DecodedScan
    {
        let pages = try inspect(bytes, limits)
        for page in pages.pages { try check(page, limits) }
        guard let first = pages.pages.first else { throw refuse(.malformed, "no page") }
        let energies = pages.pages.reduce(0) { $0 + Int($1.samples_per_pixel) }
        guard energies <= 2, !pages.hasMore else {
            throw refuse(
                .tooManyEnergies,
                pages.hasMore ? "more than two pages" : "\(energies) samples a pixel in all, expected 1 or 2")
        }
        for page in pages.pages.dropFirst() {
            guard page.width == first.width, page.height == first.height, page.bits == first.bits,
                page.photometric == first.photometric
            else {
                throw refuse(
                    .energiesDiffer,
                    "pages of \(first.width) x \(first.height), \(first.bits) bits and of \(page.width) x "
                        + "\(page.height), \(page.bits) bits")
            }
        }
        var notes = pages.notes
        var planes: [[UInt16]] = []
        let count = Int(first.width) * Int(first.height)
        for (number, page) in pages.pages.enumerated() {
            var samples = try read(page, number, count, bytes, limits, &notes)
            if page.photometric == 0 {
                for index in samples.indices { samples[index] = ~samples[index] }
            }
            if page.samples_per_pixel == 2 {
                planes = [Array(samples[..<count]), Array(samples[count...])]
            } else {
                planes.append(samples)
            }
        }
        if first.photometric == 0 { notes.append(.inverted) }
        let image = ScanImage(
            width: Int(first.width), height: Int(first.height), bitDepth: Int(first.bits), high: planes[0],
            low: planes.count > 1 ? planes[1] : [])
        return DecodedScan(image: image, format: .tiff, notes: notes)
    }

    private struct Pages {
        var pages: [cimages_tiff_page]
        var hasMore: Bool
        var notes: [ScanNote]
    }

    private static func inspect(
        _ bytes: UnsafeBufferPointer<UInt8>, _ limits: ScanLimits
    ) throws(ScanImageFault) -> Pages {
        var report = cimages_report()
        var found: Int32 = 0
        var pages = [cimages_tiff_page](repeating: cimages_tiff_page(), count: 2)
        let outcome = cimages_tiff_inspect(
            bytes.baseAddress, bytes.count, limits.libraryBytes, &pages, 2, &found, &report)
        if let fault = report.fault(outcome, .tiff) { throw fault }
        return Pages(pages: Array(pages.prefix(Int(found))), hasMore: found > 2, notes: report.notes)
    }

    private static func read(
        _ page: cimages_tiff_page, _ number: Int, _ count: Int, _ bytes: UnsafeBufferPointer<UInt8>,
        _ limits: ScanLimits, _ notes: inout [ScanNote]
    ) throws(ScanImageFault) -> [UInt16] {
        var page = page
        var report = cimages_report()
        let samples = try samples(count * Int(page.samples_per_pixel)) { target in
            let outcome = cimages_tiff_read(
                bytes.baseAddress, bytes.count, limits.libraryBytes, Int32(number), &page, target, &report)
            return report.fault(outcome, .tiff)
        }
        // What the directory was warned of is known from its inspection.
        if notes.isEmpty { notes = report.notes }
        return samples
    }

    private static func refuse(_ code: ScanImageFault.Code, _ message: String) -> ScanImageFault {
        ScanImageFault(code, message, format: .tiff)
    }

    private static func check(_ page: cimages_tiff_page, _ limits: ScanLimits) throws(ScanImageFault) {
        try limits.check(.tiff, width: Int(page.width), height: Int(page.height))
        guard page.photometric != 3 else { throw refuse(.colour, "a palette, expected grey") }
        guard page.photometric <= 1 else {
            throw refuse(.colour, "colours of kind \(page.photometric), expected grey")
        }
        guard page.has_alpha == 0 else { throw refuse(.alpha, "grey with alpha, expected grey alone") }
        guard (1...2).contains(page.samples_per_pixel) else {
            throw refuse(.tooManyEnergies, "\(page.samples_per_pixel) samples a pixel, expected 1 or 2")
        }
        guard page.bits == 8 || page.bits == 16 else {
            throw refuse(.sampleType, "\(page.bits) bits a sample, expected 8 or 16")
        }
        guard page.sample_format == 1 else {
            throw refuse(.sampleType, "samples of format \(page.sample_format), expected whole numbers without a sign")
        }
        guard compressions.contains(page.compression) else {
            throw refuse(
                .compression, "compression \(page.compression), expected none, LZW, deflate or PackBits")
        }
        guard page.orientation == 1 else {
            throw refuse(.orientation, "orientation \(page.orientation), expected 1: from the top left")
        }
        guard page.chunk_bytes > 0, page.chunk_bytes <= UInt64(limits.libraryBytes) else {
            throw refuse(.tooManyPixels, "strips or tiles of \(page.chunk_bytes) bytes, at most \(limits.libraryBytes)")
        }
    }
}
