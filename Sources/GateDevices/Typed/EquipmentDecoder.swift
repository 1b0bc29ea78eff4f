public import GateModel
import GateText

/// What a lane's signal light shows.
public enum LightColour: UInt8, CaseIterable, Sendable, NamedCode {
    case unknown, red, amber, green, off, fault
    public static let names: [StaticString] = ["unknown", "red", "amber", "green", "off", "fault"]
}

/// A radio tag that came by.
public struct TagRead: Hashable, Sendable {
    /// The tag's code in upper-case hexadecimal, 8 to 64 digits: an EPC is 24 or more.
    public var tag = ""
    /// From 1; 0 where the reader does not say.
    public var antenna: Int32 = 0
    /// Signal strength in dBm, −127…0; 0 where the reader does not say.
    public var strength: Int32 = 0
}

/// Where a driverless vehicle is, in the gate's own plane.
public struct VehiclePosition: Hashable, Sendable {
    public enum Motion: UInt8, CaseIterable, Sendable, NamedCode {
        case unknown, moving, waiting, held, charging, fault
        public static let names: [StaticString] = ["unknown", "moving", "waiting", "held", "charging", "fault"]
    }

    /// Its name, at most 32 characters.
    public var vehicle = ""
    /// Millimetres from the gate's own origin.
    public var x: Int32 = 0
    public var y: Int32 = 0
    /// Degrees clockwise from north, 0…359.
    public var heading: Int32 = 0
    /// Millimetres a second, 0…20,000.
    public var speed: Int32 = 0
    public var motion = Motion.unknown
    /// The container it carries, normalised; empty for none.
    public var container = ""
}

/// Reads what the equipment along a lane says, in messages of our own: `vn.smartgate.loop`, `barrier`, `light`,
/// `board`, `rfid`, `agv`, `axles`, `ratings`. Every field is explained in docs/equipment.md.
public enum EquipmentDecoder {
    /// An induction loop: `{"occupied":true}`.
    public static func loop(_ data: [UInt8]) throws(DeviceFault) -> Bool {
        try LooseFieldReader.value(LoopMessage.self, from: data, required: ["occupied"]).isOccupied
    }

    /// A barrier's arm, what became of an order, or both:
    /// `{"position":"opening"}`, `{"order":17,"outcome":"refused","detail":"local mode"}`.
    ///
    /// - Throws: ``DeviceFault`` where it says neither.
    public static func barrier(_ data: [UInt8]) throws(DeviceFault) -> BarrierReport {
        let message = try LooseFieldReader.value(BarrierMessage.self, from: data, required: [])
        var report = message.report
        report.detail = TextNormaliser.line(report.detail, limit: 80)
        guard (report.order == 0) == (report.outcome == .none) else {
            throw fault(.missingField, "an answer names its order and the outcome", "outcome", data)
        }
        switch report.outcome {
        case .none, .accepted, .done, .refused: break
        case .sent, .timedOut, .unsent:
            throw fault(.outOfRange, "a barrier answers accepted, done or refused", "outcome", data)
        }
        guard report.position != nil || report.order > 0 else {
            throw fault(.missingField, "neither a position nor an answer", "position", data)
        }
        return report
    }

    /// A signal light: `{"colour":"green"}`.
    public static func light(_ data: [UInt8]) throws(DeviceFault) -> LightColour {
        try LooseFieldReader.value(LightMessage.self, from: data, required: ["colour"]).colour
    }

    /// What a board shows, by the code of its phrase: `{"phrase":"openDoors"}`; `none` for a dark one.
    public static func board(_ data: [UInt8]) throws(DeviceFault) -> DriverPhrase {
        try LooseFieldReader.value(BoardMessage.self, from: data, required: ["phrase"]).phrase
    }

    /// A radio tag: `{"tag":"E2801160600002085A3B1F7C","antenna":1,"rssi":-61}`.
    public static func tag(_ data: [UInt8]) throws(DeviceFault) -> TagRead {
        var read = try LooseFieldReader.value(TagMessage.self, from: data, required: ["tag"]).read
        read.tag = TextNormaliser.identifier(read.tag)
        let isHexadecimal = read.tag.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) }
        guard isHexadecimal, (8...64).contains(read.tag.utf8.count) else {
            throw fault(.malformed, "expected 8 to 64 hexadecimal digits", "tag", data)
        }
        guard (0...64).contains(read.antenna) else {
            throw fault(.outOfRange, "\(read.antenna), expected 0…64", "antenna", data)
        }
        guard (-127...0).contains(read.strength) else {
            throw fault(.outOfRange, "\(read.strength) dBm, expected −127…0", "rssi", data)
        }
        return read
    }

    /// A driverless vehicle:
    /// `{"vehicle":"AGV-07","x_mm":12400,"y_mm":-310,"heading":90,"speed_mm_s":1400,"motion":"moving"}`.
    public static func vehiclePosition(_ data: [UInt8]) throws(DeviceFault) -> VehiclePosition {
        var position = try LooseFieldReader.value(
            VehicleMessage.self, from: data, required: ["vehicle", "x_mm", "y_mm", "motion"]
        ).position
        position.vehicle = TextNormaliser.line(position.vehicle, limit: 32)
        position.container = TextNormaliser.identifier(position.container)
        guard !position.vehicle.isEmpty else { throw fault(.missingField, "it has no name", "vehicle", data) }
        guard (0...359).contains(position.heading) else {
            throw fault(.outOfRange, "\(position.heading)°, expected 0…359", "heading", data)
        }
        guard (0...20_000).contains(position.speed) else {
            throw fault(.outOfRange, "\(position.speed) mm/s, expected 0…20000", "speed_mm_s", data)
        }
        return position
    }

    /// A vehicle weighed axle by axle, from the front: `{"axles_kg":[6200,9100,8800],"gross_kg":24100}`. Without a
    /// gross weight it is the sum.
    public static func axles(_ data: [UInt8], at time: GateTime) throws(DeviceFault) -> WeightReading {
        let message = try LooseFieldReader.value(AxleMessage.self, from: data, required: ["axles_kg"])
        let counts = WeightLaw.axleCounts
        guard counts.contains(message.axles.count) else {
            throw fault(
                .outOfRange, "\(message.axles.count) axles, expected \(counts.lowerBound)…\(counts.upperBound)",
                "axles_kg",
                data)
        }
        if let odd = message.axles.first(where: { !(1...axleKilograms).contains($0) }) {
            throw fault(.outOfRange, "\(odd) kg on an axle, expected 1…\(axleKilograms)", "axles_kg", data)
        }
        var gross = message.axles.reduce(0, +)
        if let said = message.gross {
            let heaviest = message.axles.max() ?? 0
            let most = axleKilograms * Int32(message.axles.count)
            guard (heaviest...most).contains(said) else {
                throw fault(.outOfRange, "\(said) kg, expected \(heaviest)…\(most)", "gross_kg", data)
            }
            gross = said
        }
        return WeightReading(kilograms: gross, isStable: true, at: time, axles: message.axles)
    }

    /// Drivers' marks from an exit's pad: `{"marks":[5,4,4,2,5]}`.
    ///
    /// - Throws: ``DeviceFault`` where a mark is not 1…5, or there are fewer than ``DriverRatings/fewest`` or more than
    ///   ``DriverRatings/most``: of few it could be told whose they are.
    public static func ratings(_ data: [UInt8]) throws(DeviceFault) -> DriverRatings {
        let ratings = try LooseFieldReader.value(DriverRatings.self, from: data, required: ["marks"])
        let counts = DriverRatings.fewest...DriverRatings.most
        guard counts.contains(ratings.marks.count) else {
            throw fault(
                .outOfRange, "\(ratings.marks.count) marks, expected \(counts.lowerBound)…\(counts.upperBound)",
                "marks", data)
        }
        if let odd = ratings.marks.first(where: { !DriverRatings.scale.contains($0) }) {
            throw fault(.outOfRange, "\(odd), expected 1…5", "marks", data)
        }
        return ratings
    }

    /// The most that an axle is believed to carry.
    private static let axleKilograms: Int32 = 60_000

    private static func fault(
        _ code: DeviceFault.Code, _ message: String, _ field: String, _ data: [UInt8]
    ) -> DeviceFault {
        DeviceFault(code, message, place: .init(field: field), raw: data)
    }
}

private struct LoopMessage: FieldCoded {
    var isOccupied = false
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.flag("occupied", &isOccupied)
    }
}

private struct BarrierMessage: FieldCoded {
    /// Saying that one does not know where the arm is differs from saying nothing of it.
    private enum Said: UInt8, CaseIterable, NamedCode {
        case nothing, unknown, closed, opening, open, closing, fault
        static let names: [StaticString] = ["nothing"] + BarrierPosition.names
    }

    var report = BarrierReport()
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        var said = Said.nothing
        try coder.named("position", &said)
        report.position = said == .nothing ? nil : BarrierPosition(rawValue: said.rawValue - 1)
        try coder.number("order", &report.order)
        try coder.named("outcome", &report.outcome)
        try coder.text("detail", &report.detail)
    }
}

private struct LightMessage: FieldCoded {
    var colour = LightColour.unknown
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("colour", &colour)
    }
}

private struct BoardMessage: FieldCoded {
    var phrase = DriverPhrase.none
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("phrase", &phrase)
    }
}

private struct TagMessage: FieldCoded {
    var read = TagRead()
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("tag", &read.tag)
        try coder.number("antenna", &read.antenna)
        try coder.number("rssi", &read.strength)
    }
}

private struct AxleMessage: FieldCoded {
    var axles: [Int32] = []
    var gross: Int32?
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.integers("axles_kg", &axles)
        // No weight is that low: the field was not there.
        var gross = Int32.min
        try coder.number("gross_kg", &gross)
        self.gross = gross == .min ? nil : gross
    }
}

private struct VehicleMessage: FieldCoded {
    var position = VehiclePosition()
    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("vehicle", &position.vehicle)
        try coder.number("x_mm", &position.x)
        try coder.number("y_mm", &position.y)
        try coder.number("heading", &position.heading)
        try coder.number("speed_mm_s", &position.speed)
        try coder.named("motion", &position.motion)
        try coder.text("container", &position.container)
    }
}
