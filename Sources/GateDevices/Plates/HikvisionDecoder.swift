internal import GateModel
import GateText

/// Reads Hikvision ISAPI alerts: `EventNotificationAlert` in XML, alone or among pictures in a multipart body.
///
/// Namespaces and prefixes change with the firmware and mean nothing here; misspelt names are part of the format. The same
/// endpoint gets other alerts too: they show that the camera lives, and some of them that it cannot see.
public enum HikvisionDecoder: PlateDecoder {
    /// Largest message read, pictures included, in bytes.
    static let sizeLimit = 16 << 20
    /// Of one alert; real ones have 3 kB, 80 elements and texts of a few words.
    static let limits = StrictXML.Limits(bytes: 2 << 20, elements: 50_000, text: 64 << 10)

    /// - Parameter data: one HTTP body, or one piece of an alert stream; its XML is at most 2 MiB.
    /// - Throws: ``DeviceFault`` with the byte and field where reading stopped; a document type is refused unread.
    public static func decode(_ data: [UInt8]) throws(DeviceFault) -> PlateMessage { try read(data).message }

    /// The same, and what was passed over.
    static func read(_ data: [UInt8]) throws(DeviceFault) -> (message: PlateMessage, skipped: MultipartBody.Skipped) {
        guard data.count <= sizeLimit else {
            throw DeviceFault(.tooLong, "a message of more than \(sizeLimit) bytes", raw: data)
        }
        // A byte order mark before the first tag is tolerated.
        let begin = data.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let first = data[begin...].firstIndex { $0 > 0x20 }
        if let first, data[first] == UInt8(ascii: "<") {
            return (try alert(data, first..<data.count), MultipartBody.Skipped())
        }
        var skipped = MultipartBody.Skipped()
        var messages: [PlateMessage] = []
        for part in try MultipartBody(data).parts {
            if isXML(part, data) {
                messages.append(try alert(data, part.body))
            } else if !part.body.isEmpty {
                skipped.add(part)
            }
        }
        guard let message = joined(messages) else {
            throw DeviceFault(
                .missingField, "no alert among \(skipped.count) parts", place: .init(field: "EventNotificationAlert"),
                raw: data)
        }
        return (message, skipped)
    }

    private static func isXML(_ part: MultipartBody.Part, _ data: [UInt8]) -> Bool {
        if part.contentType.contains("xml") { return true }
        guard !part.contentType.contains("image") else { return false }
        return data[part.body].first { $0 > 0x20 } == UInt8(ascii: "<")
    }

    /// One message of several alerts: plates say more than trouble, and trouble more than a heartbeat.
    private static func joined(_ messages: [PlateMessage]) -> PlateMessage? {
        var sightings: [PlateSighting] = []
        var hasPlates = false
        var other: PlateMessage?
        for message in messages {
            switch message {
            case .sightings(let more):
                hasPlates = true
                sightings += more
            case .trouble: other = message
            case .heartbeat: if other == nil { other = message }
            }
        }
        return hasPlates ? .sightings(Array(sightings.prefix(PlateSighting.frameLimit))) : other
    }

    private static func alert(_ data: [UInt8], _ range: Range<Int>) throws(DeviceFault) -> PlateMessage {
        var alert = Alert()
        do throws(DeviceFault) {
            try StrictXML.read(data[range], limits: limits, visitor: &alert)
            return try alert.message()
        } catch {
            var fault = error
            fault.place.byte += range.lowerBound
            // A part may be empty; then the message shows what came.
            let told = range.isEmpty ? data[...] : data[range]
            if fault.raw.isEmpty { fault.raw = Array(told.prefix(DeviceFault.rawLimit)) }
            throw fault
        }
    }
}

/// The fields of one alert that are used: all of them elements that hold no other.
private struct Alert: XMLVisitor {
    private var path: [String] = []
    private var text: [UInt8] = []
    private var isLeaf = false
    private var isAlert = false
    private var isPlate = false
    private var event = ""
    private var state = ""
    private var time: GateTime?
    private var plate: String?
    private var original = ""
    private var confidence: Int32 = 0
    private var characters: [Int32] = []
    private var motion = PlateSighting.Motion.unknown
    private var country = ""
    private var abbreviation = ""
    private var uuid = ""

    /// Alerts by which a camera says that it sees nothing, or that somebody has covered or turned it.
    private static let troubles: [String: DeviceReason] = [
        "videoloss": .pictureLost, "shelteralarm": .lensCovered, "tamperdetection": .lensCovered,
        "scenechangedetection": .viewMoved,
    ]

    mutating func open(_ name: String, _ attributes: [String: String]) {
        path.append(name)
        text.removeAll(keepingCapacity: true)
        isLeaf = true
    }

    mutating func text(_ piece: UnsafeBufferPointer<UInt8>) { if isLeaf { text.append(contentsOf: piece) } }

    mutating func close(_ name: String) throws(DeviceFault) {
        defer {
            isLeaf = false
            path.removeLast()
        }
        guard isLeaf else { return }
        try take(String(decoding: Self.trimmed(text), as: UTF8.self))
    }

    private mutating func take(_ text: String) throws(DeviceFault) {
        guard path.first == "EventNotificationAlert" else { return }
        isAlert = true
        switch (path.count, path.last) {
        case (2, "eventType"): event = TextNormaliser.line(text, limit: 64).lowercased()
        case (2, "eventState"): state = TextNormaliser.line(text, limit: 64).lowercased()
        case (2, "dateTime"): time = try Self.time(text)
        case (2, "UUID"): uuid = TextNormaliser.line(text, limit: 64)
        case (2, "countryAbbreviation"): abbreviation = TextNormaliser.line(text, limit: 64).uppercased()
        case (3, let name?) where path[1] == "ANPR":
            isPlate = true
            try plateField(name, text)
        default: break
        }
    }

    private mutating func plateField(_ name: String, _ text: String) throws(DeviceFault) {
        switch name {
        case "licensePlate": plate = Self.plate(text)
        case "originalLicensePlate": original = Self.plate(text)
        case "confidenceLevel": if !text.isEmpty { confidence = try Self.percent(text, name) }
        case "plateCharBelieve":
            characters.removeAll()
            for part in text.split(separator: ",").prefix(TextNormaliser.identifierLimit) {
                characters.append(try Self.percent(String(part), name))
            }
        case "direction":
            switch text {
            case "forward": motion = .approaching
            case "reverse": motion = .leaving
            default: motion = .unknown
            }
        case "country": country = TextNormaliser.line(text, limit: 64).uppercased()
        default: break
        }
    }

    func message() throws(DeviceFault) -> PlateMessage {
        guard isAlert else {
            throw DeviceFault(
                .unknownName, "the document is no alert", place: .init(field: "EventNotificationAlert"))
        }
        guard isPlate || event == "anpr" else {
            if state == "active", let trouble = Self.troubles[event] { return .trouble(trouble) }
            guard !event.isEmpty else {
                throw DeviceFault(.missingField, "the kind of alert is missing", place: .init(field: "eventType"))
            }
            return .heartbeat(time)
        }
        guard let plate else {
            throw DeviceFault(.missingField, "the plate is missing", place: .init(field: "licensePlate"))
        }
        let text = plate.isEmpty ? original : plate
        guard !text.isEmpty else { return .sightings([]) }
        var sighting = PlateSighting(text: text, confidence: confidence, uuid: uuid, deviceTime: time)
        // Where separators were counted too, nobody can tell any more which number belongs to which character.
        if characters.count == text.count { sighting.characters = characters }
        if !original.isEmpty, original != text {
            sighting.candidates = [.init(text: text, confidence: confidence), .init(text: original, confidence: 0)]
        }
        sighting.motion = motion
        // NON stands for none; then there is the camera's own number of the country.
        sighting.region = abbreviation.isEmpty || abbreviation == "NON" ? country : abbreviation
        return .sightings([sighting])
    }

    /// Normalised; empty for the words that stand for no plate.
    private static func plate(_ text: String) -> String {
        let plate = TextNormaliser.identifier(text)
        return plate == "UNKNOWN" || plate == "NOPLATE" ? "" : plate
    }

    private static func percent(_ text: String, _ field: String) throws(DeviceFault) -> Int32 {
        let trimmed = text.filter { $0 != " " }
        guard let percent = Int32(trimmed), (0...100).contains(percent) else {
            throw DeviceFault(
                .outOfRange, "'\(TextNormaliser.line(text, limit: 32))' is no number from 0 to 100",
                place: .init(field: field))
        }
        return percent * 10
    }

    /// With its zone, which some firmware writes without a colon; nil for a local time without one, which names no moment.
    private static func time(_ text: String) throws(DeviceFault) -> GateTime? {
        if text.isEmpty { return nil }
        if let time = GateTime(rfc3339: text) { return time }
        if text.utf8.count <= 64 {
            let (head, tail) = (text.dropLast(2), text.suffix(2))
            if let time = GateTime(rfc3339: "\(head):\(tail)") { return time }
            if GateTime(rfc3339: text + "Z") != nil { return nil }
        }
        throw DeviceFault(
            .malformed, "'\(TextNormaliser.line(text, limit: 32))' is no time", place: .init(field: "dateTime"))
    }
}
