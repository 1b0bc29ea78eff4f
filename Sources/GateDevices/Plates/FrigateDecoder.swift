internal import GateModel
import GateText

/// Reads what Frigate publishes on `frigate/tracked_object_update`: plates (`type` lpr) among faces and descriptions.
///
/// One vehicle comes again under the same `id` as its read improves.
public enum FrigateDecoder: PlateDecoder {
    /// - Parameter data: one JSON object, at most 1 MiB.
    /// - Throws: ``DeviceFault`` with the byte and field where reading stopped.
    public static func decode(_ data: [UInt8]) throws(DeviceFault) -> PlateMessage {
        try scanning(data) { (scanner: inout JSONScanner) throws(JSONFault) -> PlateMessage in
            var sighting = PlateSighting(text: "", confidence: 0)
            var type: String?
            var hasPlate = false
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                if scanner.key(key, is: "type") {
                    scanner.field = "type"
                    type = try scanner.identifier()
                } else if scanner.key(key, is: "plate") {
                    scanner.field = "plate"
                    sighting.text = try scanner.plateText()
                    hasPlate = true
                } else if scanner.key(key, is: "score") {
                    scanner.field = "score"
                    sighting.confidence = try scanner.share()
                } else if scanner.key(key, is: "timestamp") {
                    scanner.field = "timestamp"
                    sighting.deviceTime = try time(&scanner)
                } else if scanner.key(key, is: "id") {
                    scanner.field = "id"
                    sighting.uuid = try scanner.identifier()
                } else {
                    try scanner.skipValue()
                }
            }
            try scanner.end()
            guard let type else {
                throw JSONFault(code: .missingField, byte: 0, field: "type", problem: "the field is missing")
            }
            guard type == "lpr" else { return .heartbeat(sighting.deviceTime) }
            guard hasPlate else {
                throw JSONFault(code: .missingField, byte: 0, field: "plate", problem: "the field is missing")
            }
            return .sightings(sighting.text.isEmpty ? [] : [sighting])
        }
    }

    /// Seconds since 1970 with a fraction; nil for null.
    private static func time(_ scanner: inout JSONScanner) throws(JSONFault) -> GateTime? {
        if try scanner.skipNull() { return nil }
        let start = scanner.cursor
        let seconds = try scanner.number()
        // Up to the year 9999.
        guard abs(seconds) < 253_402_300_800 else {
            throw JSONFault(code: .outOfRange, byte: start, field: "timestamp", problem: "no time of this calendar")
        }
        return GateTime(milliseconds: Int64((seconds * 1000).rounded()))
    }
}
