internal import CImages

/// Writes images as files. The same image gives the same bytes as long as libpng, libtiff and zlib are the same: no times, no
/// names, nothing of the machine.
public enum ScanEncoder {
    /// One energy as a 16-bit grey PNG; of an image of two, the higher.
    ///
    /// - Throws: ``ScanImageFault`` with `noMemory`.
    public static func png(_ image: ScanImage) throws(ScanImageFault) -> [UInt8] {
        try written(.png) { bytes, count, report in
            image.high.withUnsafeBufferPointer {
                cimages_png_write(
                    $0.baseAddress, UInt32(image.width), UInt32(image.height), &bytes, &count, &report)
            }
        }
    }

    /// 16-bit grey, deflated: a page for each energy, the higher first.
    ///
    /// - Throws: ``ScanImageFault`` with `noMemory`.
    public static func tiff(_ image: ScanImage) throws(ScanImageFault) -> [UInt8] {
        try written(.tiff) { bytes, count, report in
            image.high.withUnsafeBufferPointer { high in
                image.low.withUnsafeBufferPointer { low in
                    var pages = [high.baseAddress, low.baseAddress]
                    return cimages_tiff_write(
                        &pages, Int32(image.energies), UInt32(image.width), UInt32(image.height), &bytes, &count,
                        &report)
                }
            }
        }
    }

    private static func written(
        _ format: ScanFormat,
        _ write: (inout UnsafeMutablePointer<UInt8>?, inout Int, inout cimages_report) -> Int32
    ) throws(ScanImageFault) -> [UInt8] {
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        var report = cimages_report()
        let outcome = write(&bytes, &count, &report)
        defer { cimages_free(bytes) }
        if let fault = report.fault(outcome, format) { throw fault }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}
