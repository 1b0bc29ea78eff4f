/// Reads N42.42 files (2006 and 2012), XML as spectroscopic portals and handhelds send it, through ``StrictXML``.
public enum N42Decoder {
    /// Longest file in bytes: twice a real pass-through of 133 slices from eight detectors.
    public static let byteLimit = 8 << 20
    private static let limits = StrictXML.Limits(bytes: byteLimit, elements: 500_000, text: 1 << 20)

    /// - Throws: ``DeviceFault`` with the line, the byte and the element.
    public static func decode(_ data: [UInt8]) throws(DeviceFault) -> N42Document {
        var walker = N42Walker()
        do throws(DeviceFault) {
            try StrictXML.read(data[...], limits: limits, visitor: &walker)
            return try walker.result(raw: data)
        } catch {
            var fault = error
            // Counted where it is wanted, for a file has tens of thousands of lines.
            fault.place.line = 1 + data.prefix(fault.place.byte).reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
            throw fault
        }
    }
}
