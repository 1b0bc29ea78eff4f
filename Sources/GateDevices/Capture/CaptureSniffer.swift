internal import GateModel

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

    /// Recognises the own bytes of a device that sends documents or a weight.
    ///
    /// - Parameter kind: what the device is; a weight is looked for only where one is weighed.
    /// - Returns: the message type; nil where it is nothing of the kind.
    static func type(of head: ArraySlice<UInt8>, kind: DeviceKind?) -> String? {
        let head = head.prefix(4_096)
        if head.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
            let names = elements(of: head)
            if names.contains("RadInstrumentData") || names.contains("N42InstrumentData") { return MessageType.spectra }
            guard holds(head, "wco") || holds(head, "WCO") else { return nil }
            // An answer names the declaration inside it.
            let first = names.first { $0 == "Response" || $0 == "Declaration" }
            if first == nil, !names.contains("MetaData") { return nil }
            return first == "Response" ? MessageType.customsResponse : MessageType.customsDeclaration
        }
        guard let kind else { return nil }
        // A portal's log without its logger's times.
        if kind == .portal, head.split(separator: 0x0A).contains(where: { PortalLine.isTagged($0) }) {
            return MessageType.portal
        }
        if kind == .manifestFeed, holds(head, "\"gmrId\"") { return MessageType.movement }
        guard kind.weighs, head.first(where: { $0 > 0x20 }) != UInt8(ascii: "{") else { return nil }
        if let begin = head.firstIndex(of: 0x02) {
            // Both begin alike; the shorter frame shows its end.
            let frame = head[begin...].prefix(12)
            guard frame.count == 12 else { return nil }
            return frame.contains(0x03) ? MessageType.scaleFrame : MessageType.scaleContinuous
        }
        let isLine = head.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).contains { line in
            ["ST,", "US,", "OL,", "LO,"].contains { line.starts(with: $0.utf8) }
        }
        return isLine ? MessageType.scaleLine : nil
    }

    /// The names of the elements that begin, without their prefixes.
    private static func elements(of bytes: ArraySlice<UInt8>) -> [String] {
        bytes.split(separator: UInt8(ascii: "<")).map { tag in
            let name = tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
            let local = name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name
            return String(decoding: local, as: UTF8.self)
        }
    }

    private static func holds(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return bytes.indices.contains { bytes[$0] == wanted[0] && bytes[$0...].starts(with: wanted) }
    }

    /// What is said of a file whose beginning no format knows.
    static func fault(_ head: ArraySlice<UInt8>) -> DeviceFault {
        if head.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
            return DeviceFault(
                .unknownFormat, "XML, but neither a plate camera's alert, nor N42, nor a document of WCO", raw: head)
        }
        return DeviceFault(
            .unknownFormat,
            "neither CloudEvents lines, nor a portal's log, nor the messages of a plate camera, nor any that the device of "
                + "--source sends; --format names the type where it is known", raw: head)
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
