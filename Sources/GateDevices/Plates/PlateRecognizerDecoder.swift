internal import GateModel
import GateText

/// Reads the webhook of Plate Recognizer Stream, and the lines of its result file, which are the webhook's `data` alone.
///
/// With pictures the webhook is a form, whose field `json` holds the same. It posts also when it saw nothing; that is an
/// empty list of sightings. A vehicle without a plate has null for one and is passed over.
public enum PlateRecognizerDecoder: PlateDecoder {
    /// The webhook as it is posted: one JSON object, or a form with it among pictures.
    ///
    /// - Throws: ``DeviceFault`` with the byte of the whole body and the field where reading stopped.
    static func read(_ data: [UInt8]) throws(DeviceFault) -> (message: PlateMessage, skipped: MultipartBody.Skipped) {
        var skipped = MultipartBody.Skipped()
        guard data.first(where: { $0 > 0x20 }) != UInt8(ascii: "{"), MultipartBody.isLikely(data) else {
            return (try webhook(data), skipped)
        }
        var message: PlateMessage?
        for part in try MultipartBody(data).parts {
            let isJSON = data[part.body].first { $0 > 0x20 } == UInt8(ascii: "{")
            guard message == nil, isJSON, !part.contentType.contains("image") else {
                skipped.add(part)
                continue
            }
            do throws(DeviceFault) {
                message = try webhook(Array(data[part.body]))
            } catch {
                var fault = error
                fault.place.byte += part.body.lowerBound
                throw fault
            }
        }
        guard let message else {
            throw DeviceFault(
                .missingField, "no JSON among \(skipped.count) parts", place: .init(field: "json"), raw: data)
        }
        return (message, skipped)
    }

    /// - Parameter data: one JSON object of at most 1 MiB, or a form with it.
    /// - Throws: ``DeviceFault`` with the byte and field where reading stopped.
    public static func decode(_ data: [UInt8]) throws(DeviceFault) -> PlateMessage { try read(data).message }

    private static func webhook(_ data: [UInt8]) throws(DeviceFault) -> PlateMessage {
        try scanning(data) { (scanner: inout JSONScanner) throws(JSONFault) -> PlateMessage in
            var reading = PlateRecognizerReading()
            try reading.object(&scanner, isOuter: true)
            try scanner.end()
            guard reading.hasResults else {
                // The service also tells that a camera has started or is being watched.
                if reading.isOtherEvent { return .heartbeat(reading.time) }
                throw JSONFault(code: .missingField, byte: 0, field: "results", problem: "the field is missing")
            }
            return .sightings(reading.sightings)
        }
    }
}

/// One webhook while it is being read.
private struct PlateRecognizerReading {
    private struct Plate {
        var sighting = PlateSighting(text: "", confidence: 0)
        /// Square pixels of the plate's box.
        var area = 0.0
    }

    private var plates: [Plate] = []
    private(set) var time: GateTime?
    private(set) var hasResults = false
    private(set) var isOtherEvent = false

    var sightings: [PlateSighting] {
        plates.sorted {
            ($1.area, $1.sighting.confidence, $0.sighting.text) < ($0.area, $0.sighting.confidence, $1.sighting.text)
        }.map {
            var sighting = $0.sighting
            sighting.deviceTime = time
            return sighting
        }
    }

    mutating func object(_ scanner: inout JSONScanner, isOuter: Bool) throws(JSONFault) {
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if scanner.key(key, is: "results") {
                scanner.field = "results"
                try results(&scanner)
            } else if scanner.key(key, is: "timestamp") {
                scanner.field = "timestamp"
                try timestamp(&scanner)
            } else if isOuter, scanner.key(key, is: "data") {
                scanner.field = "data"
                try object(&scanner, isOuter: false)
            } else if isOuter, scanner.key(key, is: "hook") {
                scanner.field = "hook"
                try hook(&scanner)
            } else {
                try scanner.skipValue()
            }
        }
    }

    private mutating func hook(_ scanner: inout JSONScanner) throws(JSONFault) {
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if scanner.key(key, is: "event"), scanner.kind() == .string {
                isOtherEvent = !scanner.key(try scanner.token().range, is: "recognition")
            } else {
                try scanner.skipValue()
            }
        }
    }

    private mutating func timestamp(_ scanner: inout JSONScanner) throws(JSONFault) {
        if try scanner.skipNull() { return }
        let start = scanner.cursor
        let text = try scanner.text()
        if text.isEmpty { return }
        guard text.utf8.count <= 64, let read = GateTime(rfc3339: text) else {
            throw JSONFault(code: .malformed, byte: start, field: "timestamp", problem: "expected a time of RFC 3339")
        }
        time = read
    }

    private mutating func results(_ scanner: inout JSONScanner) throws(JSONFault) {
        hasResults = true
        plates.removeAll()
        if try scanner.skipNull() { return }
        try scanner.beginArray()
        while try scanner.nextElement() {
            let start = scanner.cursor
            guard let plate = try self.plate(&scanner) else {
                throw JSONFault(
                    code: .missingField, byte: start, field: "results.plate", problem: "a result without its plate")
            }
            if !plate.sighting.text.isEmpty, plates.count < PlateSighting.frameLimit { plates.append(plate) }
            scanner.field = "results"
        }
    }

    /// Reads one plate object; nil where it names no plate.
    private func plate(_ scanner: inout JSONScanner) throws(JSONFault) -> Plate? {
        var plate = Plate()
        var hasText = false
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if scanner.key(key, is: "plate") {
                scanner.field = "plate"
                plate.sighting.text = try scanner.plateText()
                hasText = true
            } else if scanner.key(key, is: "score") {
                scanner.field = "score"
                plate.sighting.confidence = try scanner.share()
            } else if scanner.key(key, is: "candidates") {
                scanner.field = "candidates"
                plate.sighting.candidates = try candidates(&scanner)
            } else if scanner.key(key, is: "direction") {
                scanner.field = "direction"
                plate.sighting.travelDirection = try scanner.degrees()
            } else if scanner.key(key, is: "region"), scanner.kind() == .object {
                plate.sighting.region = try region(&scanner)
            } else if scanner.key(key, is: "box"), scanner.kind() == .object {
                plate.area = try area(&scanner)
            } else {
                try scanner.skipValue()
            }
        }
        return hasText ? plate : nil
    }

    /// Candidates may come without a score of their own; they then stay in the order sent.
    private func candidates(_ scanner: inout JSONScanner) throws(JSONFault) -> [PlateSighting.Candidate] {
        var list: [PlateSighting.Candidate] = []
        if try scanner.skipNull() { return list }
        try scanner.beginArray()
        while try scanner.nextElement() {
            var candidate = PlateSighting.Candidate(text: "", confidence: 0)
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                if scanner.key(key, is: "plate") {
                    scanner.field = "candidates.plate"
                    candidate.text = try scanner.plateText()
                } else if scanner.key(key, is: "score") {
                    scanner.field = "candidates.score"
                    candidate.confidence = try scanner.share()
                } else {
                    try scanner.skipValue()
                }
            }
            if !candidate.text.isEmpty { candidate.insert(into: &list) }
        }
        return list
    }

    private func region(_ scanner: inout JSONScanner) throws(JSONFault) -> String {
        var code = ""
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if scanner.key(key, is: "code") {
                scanner.field = "region.code"
                code = try scanner.identifier().uppercased()
            } else {
                try scanner.skipValue()
            }
        }
        return code
    }

    private func area(_ scanner: inout JSONScanner) throws(JSONFault) -> Double {
        var (left, right, top, bottom) = (0.0, 0.0, 0.0, 0.0)
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            let isNumber = scanner.kind() == .number
            scanner.field = "box"
            if isNumber, scanner.key(key, is: "xmin") {
                left = try scanner.number()
            } else if isNumber, scanner.key(key, is: "xmax") {
                right = try scanner.number()
            } else if isNumber, scanner.key(key, is: "ymin") {
                top = try scanner.number()
            } else if isNumber, scanner.key(key, is: "ymax") {
                bottom = try scanner.number()
            } else {
                try scanner.skipValue()
            }
        }
        let area = (right - left) * (bottom - top)
        return area.isFinite ? max(0, area) : 0
    }
}
