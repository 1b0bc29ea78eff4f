/// The picture of one simulated scan, as the scanner leaves it in its folder, and the truth about it.
public struct SimulatedScan: Sendable {
    /// Name of the file, as the scan message has it.
    public let name: String
    /// A TIFF of two pages.
    public let bytes: [UInt8]
    public let hidden: [HiddenThing]
    /// What the picture shows, hidden things included.
    public let kilograms: Double
}
