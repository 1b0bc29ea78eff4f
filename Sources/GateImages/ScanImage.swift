/// A radiograph: what came through a vehicle, sample by sample, at one or two X-ray energies.
///
/// A value; copies share the samples. Row by row from the top left. A sample is a share of the detector's full scale: 0 where
/// nothing came through, 65,535 for all of it, whatever the bit depth of the file it came from.
public struct ScanImage: Hashable, Sendable {
    /// Columns: along the vehicle. At least 1.
    public let width: Int
    /// Rows: the line of detectors. At least 1.
    public let height: Int
    /// Bits that the scanner's file gives a sample, 1…16; the samples here always span 16.
    public let bitDepth: Int
    /// At the higher energy, or at the only one: `width` × `height` samples.
    public let high: [UInt16]
    /// At the lower energy; empty where there is one.
    public let low: [UInt16]

    /// - Precondition: the arrays hold `width` × `height` samples, or `low` none.
    public init(width: Int, height: Int, bitDepth: Int = 16, high: [UInt16], low: [UInt16] = []) {
        precondition(width > 0 && height > 0 && (1...16).contains(bitDepth), "an image has a size and a depth")
        precondition(high.count == width * height, "samples that do not fill the image")
        precondition(low.isEmpty || low.count == high.count, "two energies of different sizes")
        self.width = width
        self.height = height
        self.bitDepth = bitDepth
        self.high = high
        self.low = low
    }

    /// 1 or 2.
    public var energies: Int { low.isEmpty ? 1 : 2 }

    /// The same picture at its higher energy alone.
    public var highAlone: ScanImage { ScanImage(width: width, height: height, bitDepth: bitDepth, high: high) }

    /// The same picture at its lower energy alone; nil where there is one energy.
    public var lowAlone: ScanImage? {
        low.isEmpty ? nil : ScanImage(width: width, height: height, bitDepth: bitDepth, high: low)
    }
}
