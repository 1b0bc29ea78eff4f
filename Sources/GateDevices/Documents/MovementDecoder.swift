public import GateModel
import GateText

/// A movement record, and by what its visit may be found.
public struct MovementMessage: Hashable, Sendable {
    public var record = MovementRecord()
    /// Normalised, in the order of the record; at most ``MovementRecord/declarationLimit``.
    public var declarations: [String] = []
    /// Plates of trailers and codes of containers, normalised; at most ``MovementRecord/declarationLimit`` of each.
    public var trailers: [String] = []
    public var containers: [String] = []
    public var isUnaccompanied = false

    public init() {}
}

/// Reads movement records (`gov.gvms.gmr`): JSON in the shape of the United Kingdom's goods vehicle movement service, one
/// record or a list of them.
public enum MovementDecoder {
    /// Records of one message.
    public static let recordLimit = 256

    /// - Throws: ``DeviceFault`` with the byte and the field: a record without a number or without a vehicle, one that
    ///   asks for no inspection and yet says where it is, a time that is none, more records than ``recordLimit``. Of a list
    ///   with one bad record none is taken.
    public static func decode(_ data: [UInt8], at time: GateTime) throws(DeviceFault) -> [MovementMessage] {
        try scanning(data) { (scanner: inout JSONScanner) throws(JSONFault) -> [MovementMessage] in
            var records: [MovementMessage] = []
            if scanner.kind() == .array {
                try scanner.beginArray()
                while try scanner.nextElement() {
                    guard records.count < recordLimit else { throw scanner.fault(.tooLong, "more than 256 records") }
                    records.append(try record(&scanner, at: time))
                }
            } else {
                records.append(try record(&scanner, at: time))
            }
            try scanner.end()
            return records
        }
    }

    private static func record(
        _ scanner: inout JSONScanner, at time: GateTime
    ) throws(JSONFault) -> MovementMessage {
        var message = MovementMessage()
        message.record.updatedAt = time
        let start = scanner.cursor
        func missing(_ field: StaticString, _ problem: StaticString) -> JSONFault {
            JSONFault(code: .missingField, byte: start, field: field, problem: problem)
        }
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
            try field(key, &scanner, &message)
        }
        let record = message.record
        if record.number.isEmpty { throw missing("gmrId", "the record has no number") }
        if !message.isUnaccompanied, record.plate.isEmpty { throw missing("vehicleRegNum", "no vehicle is named") }
        if message.isUnaccompanied, record.plate.isEmpty, message.trailers.isEmpty, message.containers.isEmpty {
            throw missing("trailerRegistrationNums", "neither a trailer nor a container is named")
        }
        if record.inspection == .notRequired, !record.reportTo.isEmpty {
            throw JSONFault(
                code: .outOfRange, byte: start, field: "reportToLocations",
                problem: "no inspection is required, and yet the record says where")
        }
        if record.updatedAt > time + ResponseDecoder.aheadLimit {
            throw JSONFault(
                code: .outOfRange, byte: start, field: "updatedDateTime",
                problem: "changed more than 10 minutes after it was received")
        }
        return message
    }

    private static func field(
        _ key: Range<Int>, _ scanner: inout JSONScanner, _ message: inout MovementMessage
    ) throws(JSONFault) {
        func isKey(_ name: StaticString) -> Bool { scanner.key(key, is: name) }
        if isKey("gmrId") {
            scanner.field = "gmrId"
            message.record.number = String(TextNormaliser.identifier(try scanner.text()).prefix(40))
        } else if isKey("vehicleRegNum") {
            scanner.field = "vehicleRegNum"
            message.record.plate = TextNormaliser.identifier(try scanner.text())
        } else if isKey("isUnaccompanied") {
            scanner.field = "isUnaccompanied"
            message.isUnaccompanied = try scanner.boolean()
        } else if isKey("inspectionRequired") {
            scanner.field = "inspectionRequired"
            // Null is as good as absent: nobody has decided yet.
            if try scanner.skipNull() { return }
            message.record.inspection = try scanner.boolean() ? .required : .notRequired
        } else if isKey("updatedDateTime") {
            scanner.field = "updatedDateTime"
            let text = try scanner.text()
            guard let time = GateTime(rfc3339: text) else { throw scanner.fault(.malformed, "no time with its zone") }
            message.record.updatedAt = time
        } else if isKey("trailerRegistrationNums") {
            scanner.field = "trailerRegistrationNums"
            message.trailers = try identifiers(&scanner)
        } else if isKey("containerReferenceNums") {
            scanner.field = "containerReferenceNums"
            message.containers = try identifiers(&scanner)
        } else if isKey("customsDeclarations") {
            scanner.field = "customsDeclarations"
            message.declarations = try declarations(&scanner)
        } else if isKey("reportToLocations") {
            scanner.field = "reportToLocations"
            message.record.reportTo = try places(&scanner)
        } else {
            try scanner.skipValue()
        }
    }

    private static func identifiers(_ scanner: inout JSONScanner) throws(JSONFault) -> [String] {
        var found: [String] = []
        try scanner.beginArray()
        while try scanner.nextElement() {
            let text = TextNormaliser.identifier(try scanner.text())
            guard found.count < MovementRecord.declarationLimit else { throw scanner.fault(.tooLong, "more than 16") }
            if !text.isEmpty { found.append(text) }
        }
        return found
    }

    private static func declarations(_ scanner: inout JSONScanner) throws(JSONFault) -> [String] {
        var found: [String] = []
        try scanner.beginArray()
        while try scanner.nextElement() {
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                guard scanner.key(key, is: "customsDeclarationId") else {
                    try scanner.skipValue()
                    continue
                }
                scanner.field = "customsDeclarationId"
                let text = TextNormaliser.identifier(try scanner.text())
                guard found.count < MovementRecord.declarationLimit else {
                    throw scanner.fault(.tooLong, "more than 16 declarations")
                }
                if !text.isEmpty { found.append(text) }
            }
        }
        return found
    }

    /// In the order in which the vehicle is to go there.
    private static func places(_ scanner: inout JSONScanner) throws(JSONFault) -> [ReportPlace] {
        var found: [ReportPlace] = []
        try scanner.beginArray()
        while try scanner.nextElement() {
            guard found.count < MovementRecord.placeLimit else {
                throw scanner.fault(.tooLong, "more than 8 inspections")
            }
            var place = ReportPlace()
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                if scanner.key(key, is: "inspectionTypeId") {
                    scanner.field = "inspectionTypeId"
                    place.inspection = TextNormaliser.line(try scanner.text(), limit: 16)
                } else if scanner.key(key, is: "locationIds") {
                    scanner.field = "locationIds"
                    place.places = TextNormaliser.line(
                        try identifiers(&scanner).joined(separator: " "), limit: 120)
                } else {
                    try scanner.skipValue()
                }
            }
            guard !place.inspection.isEmpty else {
                throw JSONFault(
                    code: .missingField, byte: scanner.cursor, field: "inspectionTypeId",
                    problem: "the kind of inspection is missing")
            }
            found.append(place)
        }
        return found
    }
}
