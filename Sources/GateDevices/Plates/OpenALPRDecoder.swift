internal import GateModel
import GateText

/// Reads OpenALPR (Rekor) JSON, version 2: `alpr_results`, `alpr_group` and `heartbeat`.
///
/// Only the plate itself must be there; whatever else is missing is left empty. A field of the wrong kind is a
/// fault and nothing of the message is used.
public enum OpenALPRDecoder: PlateDecoder {
    /// - Parameter data: one JSON object, at most 1 MiB.
    /// - Throws: ``DeviceFault`` with the byte and field where reading stopped.
    public static func decode(_ data: [UInt8]) throws(DeviceFault) -> PlateMessage {
        let outcome: Result<PlateMessage, DeviceFault> = data.withUnsafeBufferPointer { bytes in
            do throws(JSONFault) {
                if let byte = UTF8Check.firstInvalid(in: bytes) {
                    throw JSONFault(code: .badText, byte: byte, field: "", problem: "bytes that are not UTF-8")
                }
                var reading = OpenALPRReading(bytes)
                return .success(try reading.message())
            } catch {
                return .failure(error.deviceFault(raw: bytes))
            }
        }
        return try outcome.get()
    }
}

/// One OpenALPR object while it is being read.
private struct OpenALPRReading {
    private enum DataType { case results, group, heartbeat }

    private struct Plate {
        var text = ""
        var confidence: Int32?
        var candidates: [PlateSighting.Candidate] = []
        /// Twice the area of the outline, in ten-thousandths of a square pixel.
        var area = 0.0
    }

    private var scanner: JSONScanner
    private var type: DataType?
    private var plate: Plate?
    private var others: [Plate] = []
    private var hasResults = false
    private var best = Plate()
    private var hasBest = false
    private var uuid = ""
    private var bestUUID = ""
    private var frames: [UInt64] = []
    private var time: GateTime?
    private var direction: Int32?

    init(_ bytes: UnsafeBufferPointer<UInt8>) { scanner = JSONScanner(bytes) }

    mutating func message() throws(JSONFault) -> PlateMessage {
        try scanner.beginObject()
        while let key = try scanner.nextKey() { try field(key) }
        try scanner.end()
        switch type ?? (hasBest ? .group : .results) {
        case .heartbeat: return .heartbeat(time)
        case .results:
            guard hasResults else { throw missing("results") }
            // Nearly every frame holds one plate.
            guard let plate else { return .sightings([]) }
            guard !others.isEmpty else { return .sightings([sighting(plate, uuid: uuid, isGroup: false)]) }
            // The plate nearest to the camera fills most of the picture; confidence, then the text, break ties.
            let sorted = ([plate] + others).sorted {
                ($1.area, $1.confidence ?? 0, $0.text) < ($0.area, $0.confidence ?? 0, $1.text)
            }
            return .sightings(sorted.map { sighting($0, uuid: uuid, isGroup: false) })
        case .group:
            guard hasBest else { throw missing("best_plate_number") }
            guard !best.text.isEmpty else { return .sightings([]) }
            var group = sighting(best, uuid: bestUUID.isEmpty ? uuid : bestUUID, isGroup: true)
            if !frames.isEmpty { group.frames = frames }
            return .sightings([group])
        }
    }

    private func missing(_ field: StaticString) -> JSONFault {
        JSONFault(code: .missingField, byte: 0, field: field, problem: "the field is missing")
    }

    private func sighting(_ plate: Plate, uuid: String, isGroup: Bool) -> PlateSighting {
        PlateSighting(
            text: plate.text, confidence: plate.confidence ?? plate.candidates.first?.confidence ?? 0,
            candidates: plate.candidates, uuid: uuid, isGroup: isGroup, deviceTime: time, travelDirection: direction)
    }

    @inline(__always)
    private mutating func field(_ key: Range<Int>) throws(JSONFault) {
        if scanner.key(key, is: "results") {
            scanner.field = "results"
            try results()
        } else if scanner.key(key, is: "candidates") {
            scanner.field = "candidates"
            best.candidates = try candidates()
        } else if scanner.key(key, is: "uuid") {
            scanner.field = "uuid"
            uuid = try scanner.identifier()
        } else if scanner.key(key, is: "epoch_time") || scanner.key(key, is: "epoch_end")
            || scanner.key(key, is: "timestamp")
        {
            scanner.field = "epoch_time"
            if try !scanner.skipNull() { time = GateTime(milliseconds: try scanner.integer()) }
        } else if scanner.key(key, is: "data_type") {
            scanner.field = "data_type"
            let name = try scanner.token()
            if scanner.key(name.range, is: "alpr_results") {
                type = .results
            } else if scanner.key(name.range, is: "alpr_group") {
                type = .group
            } else if scanner.key(name.range, is: "heartbeat") {
                type = .heartbeat
            } else {
                throw JSONFault(
                    code: .unknownName, byte: name.range.lowerBound, field: "data_type",
                    problem: "expected alpr_results, alpr_group or heartbeat")
            }
        } else if scanner.key(key, is: "best_plate_number") {
            scanner.field = "best_plate_number"
            best.text = try scanner.plateText()
            hasBest = true
        } else if scanner.key(key, is: "best_confidence") {
            scanner.field = "best_confidence"
            best.confidence = try confidence()
        } else if scanner.key(key, is: "best_uuid") {
            scanner.field = "best_uuid"
            bestUUID = try scanner.identifier()
        } else if scanner.key(key, is: "best_plate") {
            scanner.field = "best_plate"
            try bestPlate()
        } else if scanner.key(key, is: "travel_direction") {
            scanner.field = "travel_direction"
            try travelDirection()
        } else if scanner.key(key, is: "uuids") {
            scanner.field = "uuids"
            try frameIDs()
        } else {
            try scanner.skipValue()
        }
    }

    private mutating func frameIDs() throws(JSONFault) {
        frames.removeAll()
        if try scanner.skipNull() { return }
        try scanner.beginArray()
        while try scanner.nextElement() {
            if try scanner.skipNull() { continue }
            let token = try scanner.token()
            if frames.count < PlateSighting.frameLimit, !token.range.isEmpty {
                frames.append(try scanner.fingerprint(of: token))
            }
        }
    }

    private mutating func results() throws(JSONFault) {
        hasResults = true
        plate = nil
        others.removeAll()
        if try scanner.skipNull() { return }
        try scanner.beginArray()
        while try scanner.nextElement() {
            let start = scanner.cursor
            guard let plate = try plateObject() else {
                throw JSONFault(
                    code: .missingField, byte: start, field: "results.plate", problem: "a result without its plate")
            }
            if !plate.text.isEmpty { keep(plate) }
            scanner.field = "results"
        }
    }

    private mutating func keep(_ read: Plate) {
        if plate == nil {
            plate = read
        } else if others.count + 1 < PlateSighting.frameLimit {
            others.append(read)
        }
    }

    /// Newer agents repeat the best plate as an object; its candidates are worth having.
    private mutating func bestPlate() throws(JSONFault) {
        guard scanner.kind() == .object else {
            best.text = try scanner.plateText()
            hasBest = true
            return
        }
        guard let plate = try plateObject() else { return }
        if best.text.isEmpty { best.text = plate.text }
        if best.confidence == nil { best.confidence = plate.confidence }
        if best.candidates.isEmpty { best.candidates = plate.candidates }
        hasBest = true
    }

    /// Reads one plate object; nil where it names no plate.
    private mutating func plateObject() throws(JSONFault) -> Plate? {
        var plate = Plate()
        var hasText = false
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            if scanner.key(key, is: "plate") {
                scanner.field = "plate"
                plate.text = try scanner.plateText()
                hasText = true
            } else if scanner.key(key, is: "confidence") {
                scanner.field = "confidence"
                plate.confidence = try confidence()
            } else if scanner.key(key, is: "candidates") {
                scanner.field = "candidates"
                plate.candidates = try candidates()
            } else if scanner.key(key, is: "coordinates") {
                scanner.field = "coordinates"
                plate.area = try outlineArea()
            } else {
                try scanner.skipValue()
            }
        }
        return hasText ? plate : nil
    }

    private mutating func candidates() throws(JSONFault) -> [PlateSighting.Candidate] {
        var list: [PlateSighting.Candidate] = []
        if try scanner.skipNull() { return list }
        list.reserveCapacity(PlateSighting.candidateLimit)
        try scanner.beginArray()
        while try scanner.nextElement() {
            var candidate = PlateSighting.Candidate(text: "", confidence: 0)
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                if scanner.key(key, is: "plate") {
                    scanner.field = "candidates.plate"
                    candidate.text = try scanner.plateText()
                } else if scanner.key(key, is: "confidence") {
                    scanner.field = "candidates.confidence"
                    candidate.confidence = try confidence()
                } else {
                    try scanner.skipValue()
                }
            }
            if !candidate.text.isEmpty { candidate.insert(into: &list) }
        }
        return list
    }

    /// Percent, as thousandths. Rounding in a camera may pass 100 by a hair.
    private mutating func confidence() throws(JSONFault) -> Int32 {
        if try scanner.skipNull() { return 0 }
        let start = scanner.cursor
        if let thousandths = scanner.shortNumber(places: 1) {
            if thousandths <= 1000 { return Int32(thousandths) }
            scanner.move(to: start)
        }
        let percent = try scanner.number()
        guard percent >= -0.5, percent <= 100.5 else {
            throw JSONFault(
                code: .outOfRange, byte: start, field: scanner.field, problem: "a confidence is from 0 to 100")
        }
        return min(max(Int32((percent * 10).rounded()), 0), 1000)
    }

    private mutating func travelDirection() throws(JSONFault) {
        if try scanner.skipNull() { return }
        let degrees = try scanner.number().truncatingRemainder(dividingBy: 360)
        let whole = Int32(degrees.rounded())
        direction = (whole + 360) % 360
    }

    /// Hundredths of a pixel, whole where they are not negative.
    @inline(__always)
    private mutating func coordinate() throws(JSONFault) -> Double {
        if let hundredths = scanner.shortNumber(places: 2) { return Double(hundredths) }
        return try scanner.number() * 100
    }

    /// Twice the area inside the four corners (the shoelace formula), in ten-thousandths of a square pixel; 0 where there
    /// are fewer than three.
    private mutating func outlineArea() throws(JSONFault) -> Double {
        if try scanner.skipNull() { return 0 }
        var first: (x: Double, y: Double)?
        var last = (x: 0.0, y: 0.0)
        var sum = 0.0
        var count = 0
        try scanner.beginArray()
        while try scanner.nextElement() {
            var point = (x: 0.0, y: 0.0)
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                let isX = scanner.key(key, is: "x")
                scanner.field = "coordinates"
                if isX {
                    point.x = try coordinate()
                } else if scanner.key(key, is: "y") {
                    point.y = try coordinate()
                } else {
                    try scanner.skipValue()
                }
            }
            if first == nil { first = point } else { sum += last.x * point.y - point.x * last.y }
            last = point
            count += 1
        }
        guard let first, count >= 3 else { return 0 }
        sum += last.x * first.y - first.x * last.y
        return sum.isFinite ? abs(sum) : 0
    }
}
