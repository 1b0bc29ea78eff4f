internal import GateModel
import GateText

/// Reads the events of the licence-plate application on Axis cameras, which writes numbers as names.
///
/// One vehicle comes several times under one `carID`: `new`, then `update` as the read improves, and `lost` when it has
/// left the picture, which sums it up.
public enum AxisDecoder: PlateDecoder {
    /// - Parameter data: one JSON object, at most 1 MiB.
    /// - Throws: ``DeviceFault`` with the byte and field where reading stopped.
    public static func decode(_ data: [UInt8]) throws(DeviceFault) -> PlateMessage {
        try scanning(data) { (scanner: inout JSONScanner) throws(JSONFault) -> PlateMessage in
            var sighting = PlateSighting(text: "", confidence: 0)
            var names = Names()
            try scanner.beginObject()
            while let key = try scanner.nextKey() { try field(key, &scanner, &sighting, &names) }
            try scanner.end()
            guard let text = names.best else {
                throw JSONFault(code: .missingField, byte: 0, field: "plateUTF8", problem: "the field is missing")
            }
            guard !text.isEmpty else { return .sightings([]) }
            sighting.text = text
            // A camera counts its vehicles; only with its serial number is the count an id.
            sighting.uuid = names.car.isEmpty || names.serial.isEmpty ? "" : "\(names.serial)-\(names.car)"
            return .sightings([sighting])
        }
    }

    /// The one plate in its spellings, and what makes the vehicle's id.
    private struct Names {
        var car = ""
        var serial = ""
        var utf8: String?
        var unicode: String?
        var ascii: String?
        var best: String? {
            let known = [utf8, unicode, ascii].compactMap { $0 }
            return known.first { !$0.isEmpty } ?? known.first
        }
    }

    private static func field(
        _ key: Range<Int>, _ scanner: inout JSONScanner, _ sighting: inout PlateSighting, _ names: inout Names
    ) throws(JSONFault) {
        if scanner.key(key, is: "plateUTF8") {
            scanner.field = "plateUTF8"
            names.utf8 = try scanner.plateText()
        } else if scanner.key(key, is: "plateUnicode") || scanner.key(key, is: "plateText") {
            scanner.field = "plateText"
            names.unicode = try scanner.plateText()
        } else if scanner.key(key, is: "plateASCII") {
            scanner.field = "plateASCII"
            names.ascii = try scanner.plateText()
        } else if scanner.key(key, is: "plateConfidence") {
            scanner.field = "plateConfidence"
            sighting.confidence = try scanner.share()
        } else if scanner.key(key, is: "capture_timestamp") {
            scanner.field = "capture_timestamp"
            let time = try scanner.perhapsQuoted { (scanner) throws(JSONFault) in try scanner.integer() }
            sighting.deviceTime = time.map { GateTime(milliseconds: $0) }
        } else if scanner.key(key, is: "carID") {
            scanner.field = "carID"
            // A number in some versions.
            names.car =
                scanner.kind() == .number
                ? String(try scanner.integer()) : String(try scanner.identifier().prefix(31))
        } else if scanner.key(key, is: "carState") {
            scanner.field = "carState"
            sighting.isGroup = try scanner.identifier() == "lost"
        } else if scanner.key(key, is: "carMoveDirection") {
            scanner.field = "carMoveDirection"
            switch try scanner.identifier() {
            case "in": sighting.motion = .approaching
            case "out": sighting.motion = .leaving
            default: sighting.motion = .unknown
            }
        } else if scanner.key(key, is: "plateCountry") {
            scanner.field = "plateCountry"
            sighting.region = try scanner.identifier().uppercased()
        } else if scanner.key(key, is: "camera_info"), scanner.kind() == .object {
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                if scanner.key(key, is: "SerialNumber") {
                    scanner.field = "SerialNumber"
                    names.serial = String(try scanner.identifier().prefix(32))
                } else {
                    try scanner.skipValue()
                }
            }
        } else {
            try scanner.skipValue()
        }
    }
}
