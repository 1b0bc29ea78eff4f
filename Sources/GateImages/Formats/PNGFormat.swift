internal import CImages

/// PNG through libpng: grey, 8 or 16 bits, one energy.
enum PNGFormat {
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: ScanLimits) throws(ScanImageFault) -> DecodedScan
    {
        // The sides stand at bytes 16…23, always: judged here, so that even their fault has a name.
        if bytes.count >= 24, bytes[12..<16].elementsEqual("IHDR".utf8) {
            func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
            try limits.check(.png, width: number(16), height: number(20), byte: 16)
        }
        var report = cimages_report()
        var header = cimages_png_header()
        let inspected = cimages_png_inspect(bytes.baseAddress, bytes.count, &header, &report)
        if let fault = report.fault(inspected, .png) { throw fault }
        let (width, height) = (Int(header.width), Int(header.height))
        try limits.check(.png, width: width, height: height, byte: 16)
        try check(header)
        let high = try samples(width * height) { target in
            let read = cimages_png_read(bytes.baseAddress, bytes.count, header.width, header.height, target, &report)
            return report.fault(read, .png)
        }
        var notes = report.notes
        if report.byte < bytes.count { notes.append(.trailingBytes(bytes.count - report.byte)) }
        let image = ScanImage(width: width, height: height, bitDepth: Int(header.bit_depth), high: high)
        return DecodedScan(image: image, format: .png, notes: notes)
    }

    private static func check(_ header: cimages_png_header) throws(ScanImageFault) {
        func refuse(_ code: ScanImageFault.Code, _ message: String, _ byte: Int) -> ScanImageFault {
            ScanImageFault(code, message, format: .png, byte: byte)
        }
        switch header.colour_type {
        case 0: break
        case 3: throw refuse(.colour, "a palette, expected grey", 25)
        case 4: throw refuse(.alpha, "grey with alpha, expected grey alone", 25)
        default: throw refuse(.colour, "colour, expected grey", 25)
        }
        guard header.is_transparent == 0 else { throw refuse(.alpha, "a transparent grey, expected grey alone", 33) }
        guard header.bit_depth == 8 || header.bit_depth == 16 else {
            throw refuse(.sampleType, "\(header.bit_depth) bits a sample, expected 8 or 16", 24)
        }
        guard header.is_interlaced == 0 else {
            throw refuse(.interlaced, "interlaced, expected rows from top to bottom", 28)
        }
    }
}
