/// Recognises a capture's format by its first bytes.
enum CaptureSniffer {
    /// - Parameter head: the beginning of the file, at most one chunk.
    /// - Returns: nil where no line of it looks like anything known.
    static func format(of head: ArraySlice<UInt8>) -> CaptureFormat? {
        // The first line may be a half one, cut by whoever copied the file: the first that is known decides.
        for line in head.split(separator: 0x0A, maxSplits: 2_000) {
            if PortalLine.isLogLine(line) { return .portalLog }
            if contains(line, "\"specversion\"") { return .cloudEvents }
            if contains(line, "\"data_type\"") { return .openALPR }
            if contains(line, "\"plateUTF8\"") || contains(line, "\"carState\"") { return .axis }
            if contains(line, "\"hook\"") || contains(line, "\"timestamp_local\"") { return .plateRecognizer }
            if contains(line, "\"lpr\"") { return .frigate }
            if AlertCutter.holdsAlert(line) { return .hikvision }
        }
        return nil
    }

    /// What is said of a file whose beginning no format knows.
    static func fault(_ head: ArraySlice<UInt8>) -> DeviceFault {
        if head.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
            return DeviceFault(.unknownFormat, "XML, but no alert of a plate camera", raw: head)
        }
        return DeviceFault(
            .unknownFormat, "neither CloudEvents lines, nor a portal's log, nor the messages of a plate camera",
            raw: head)
    }

    private static func contains(_ line: ArraySlice<UInt8>, _ text: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        var index = line.startIndex
        while let hit = line[index...].firstIndex(of: UInt8(ascii: "\"")) {
            if line[hit...].starts(with: wanted) { return true }
            index = hit + 1
        }
        return false
    }
}
