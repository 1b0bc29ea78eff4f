import GateModel
import TestSupport

/// A coder that writes nothing and fills every field it is shown with a random value: the list of fields that a type
/// keeps for its files is also the list for its tests, so that no field can be forgotten.
///
/// It does not see how wide a number is. A value that does not fit comes back as a fault naming the field, and the
/// next attempt tries a narrower range for that field.
struct RandomFiller: FieldCoder {
    var random: SeededRandom
    private var narrowness: [String: Int] = [:]

    init(_ random: SeededRandom) { self.random = random }

    static func value<Value: FieldCoded>(_ type: Value.Type, _ random: inout SeededRandom) -> Value {
        var filler = RandomFiller(random)
        while true {
            var value = Value()
            do throws(FieldFault) {
                try value.code(&filler)
                random = filler.random
                return value
            } catch {
                precondition(filler.narrowness[error.field, default: 0] < 5, "cannot fill \(type): \(error)")
                filler.narrowness[error.field, default: 0] += 1
            }
        }
    }

    private static let extremes: [[Int64]] = [
        [.min, .min + 1, .max, .max - 1, -1, 1 << 53],
        [Int64(Int32.min), Int64(Int32.max), -1],
        [Int64(Int32.max), 1 << 20],
        [1, 127, 128, 255],
    ]

    private mutating func number(_ narrow: Int) -> Int64 {
        switch random.below(10) {
        case 0: return narrow >= 3 ? 1 : 0
        case 1..<4: return Int64(random.below(200)) + 1
        case 4..<7: return random.pick(Self.extremes[min(narrow, 3)])
        default:
            let bits = Int64(bitPattern: random.next())
            switch narrow {
            case 0: return bits
            case 1: return Int64(Int32(truncatingIfNeeded: bits))
            case 2: return Int64(Int32(truncatingIfNeeded: bits) & Int32.max)
            default: return Int64(bits & 0x7F) + 1
            }
        }
    }

    private static let pieces = [
        "", "a", "12C12345", "桂F12345", "Nguyễn Thị Ánh", "\"", "\\", "\\u0041", "\n", "\t", "\r", "\u{0}", "\u{1F}",
        "\u{7F}", "\u{85}", "{", "}", "[", "]", ",", ":", "null", "\"}", "ກຂ", "ខ្មែរ", "👩‍👩‍👧", "e\u{301}", "\u{202E}",
        "\u{FFFD}",
        "\u{10FFFF}", "/gate/huu-nghi/lane/3/front", " ",
    ]

    mutating func integer(_ name: StaticString, _ value: inout Int64) {
        value = number(narrowness["\(name)", default: 0])
    }
    mutating func text(_ name: StaticString, _ value: inout String) {
        value = (0..<random.below(4)).map { _ in random.pick(Self.pieces) }.joined()
    }
    mutating func flag(_ name: StaticString, _ value: inout Bool) { value = random.chance(50) }
    mutating func named<Code: NamedCode>(_ name: StaticString, _ value: inout Code) { value = random.pick(Code.self) }
    mutating func object<Value: FieldCoded>(_ name: StaticString, _ value: inout Value) throws(FieldFault) {
        try value.code(&self)
    }
    mutating func list<Value: FieldCoded>(_ name: StaticString, _ values: inout [Value]) throws(FieldFault) {
        // A list that starts out filled has a fixed length.
        if values.isEmpty { values = (0..<random.below(3)).map { _ in Value() } }
        for index in values.indices { try values[index].code(&self) }
    }
    mutating func integers(_ name: StaticString, _ values: inout [Int32]) {
        let count = values.isEmpty ? random.below(4) : values.count
        values = (0..<count).map { _ in Int32(truncatingIfNeeded: number(1)) }
    }
}

extension GateEvent {
    /// An event of the given kind with every field random.
    static func random(_ kind: EventKind, _ random: inout SeededRandom) -> GateEvent {
        switch kind {
        case .gateConfigured: .gateConfigured(RandomFiller.value(GatePlan.self, &random))
        case .gateStatusChanged: .gateStatusChanged(RandomFiller.value(GateStatusChanged.self, &random))
        case .laneStatusChanged: .laneStatusChanged(RandomFiller.value(LaneStatusChanged.self, &random))
        case .visitDeclared: .visitDeclared(RandomFiller.value(VisitDeclared.self, &random))
        case .visitMoved: .visitMoved(RandomFiller.value(VisitMoved.self, &random))
        case .frontPlateRead: .frontPlateRead(RandomFiller.value(Observation<PlateRead>.self, &random))
        case .rearPlateRead: .rearPlateRead(RandomFiller.value(Observation<PlateRead>.self, &random))
        case .containerRead: .containerRead(RandomFiller.value(Observation<ContainerRead>.self, &random))
        case .driverRead: .driverRead(RandomFiller.value(Observation<DriverRead>.self, &random))
        case .weighed: .weighed(RandomFiller.value(Observation<WeightReading>.self, &random))
        case .portalPassed: .portalPassed(RandomFiller.value(Observation<PortalOccupancy>.self, &random))
        case .scanned: .scanned(RandomFiller.value(Observation<ScanResult>.self, &random))
        case .channelled: .channelled(RandomFiller.value(VisitChannelled.self, &random))
        case .imageRead: .imageRead(RandomFiller.value(ImageRead.self, &random))
        case .agencyDecided: .agencyDecided(RandomFiller.value(AgencyDecided.self, &random))
        case .plateCorrected: .plateCorrected(RandomFiller.value(PlateCorrected.self, &random))
        case .driverMessaged: .driverMessaged(RandomFiller.value(DriverMessaged.self, &random))
        case .troubleRaised: .troubleRaised(RandomFiller.value(TroubleChanged.self, &random))
        case .troubleCleared: .troubleCleared(RandomFiller.value(TroubleChanged.self, &random))
        case .alarmRaised: .alarmRaised(RandomFiller.value(AlarmRaised.self, &random))
        case .alarmAcknowledged: .alarmAcknowledged(RandomFiller.value(AlarmChanged.self, &random))
        case .alarmReturned: .alarmReturned(RandomFiller.value(AlarmChanged.self, &random))
        case .barrierMoved: .barrierMoved(RandomFiller.value(BarrierMoved.self, &random))
        case .loopChanged: .loopChanged(RandomFiller.value(LoopChanged.self, &random))
        case .deviceChanged: .deviceChanged(RandomFiller.value(DeviceChanged.self, &random))
        case .barrierOrdered: .barrierOrdered(RandomFiller.value(BarrierOrdered.self, &random))
        case .codeRead: .codeRead(RandomFiller.value(Observation<CodeSeen>.self, &random))
        case .inspected: .inspected(RandomFiller.value(Inspected.self, &random))
        case .followUpDone: .followUpDone(RandomFiller.value(FollowUpDone.self, &random))
        case .decisionUndone: .decisionUndone(RandomFiller.value(DecisionUndone.self, &random))
        case .clockExtended: .clockExtended(RandomFiller.value(ClockExtended.self, &random))
        case .scanChecked: .scanChecked(RandomFiller.value(ScanChecked.self, &random))
        case .lodged: .lodged(RandomFiller.value(Observation<LodgedDeclaration>.self, &random))
        case .manifestLodged: .manifestLodged(RandomFiller.value(VisitDeclared.self, &random))
        case .answered: .answered(RandomFiller.value(Observation<CustomsAnswer>.self, &random))
        case .permitStated: .permitStated(RandomFiller.value(Observation<Permit>.self, &random))
        case .movementRecorded: .movementRecorded(RandomFiller.value(Observation<MovementRecord>.self, &random))
        case .returnOrdered: .returnOrdered(RandomFiller.value(ReturnOrdered.self, &random))
        case .paperAsked: .paperAsked(RandomFiller.value(PaperAsked.self, &random))
        case .assessed: .assessed(RandomFiller.value(RiskAssessed.self, &random))
        case .channelLowering: .channelLowering(RandomFiller.value(ChannelLowering.self, &random))
        case .seedPublished: .seedPublished(RandomFiller.value(DaySeed.self, &random))
        case .fieldCorrected: .fieldCorrected(RandomFiller.value(FieldCorrected.self, &random))
        case .amendmentOffered:
            .amendmentOffered(RandomFiller.value(Observation<Amendment>.self, &random))
        case .waitExplained: .waitExplained(RandomFiller.value(WaitExplained.self, &random))
        case .complaintLodged: .complaintLodged(RandomFiller.value(ComplaintLodged.self, &random))
        case .complaintReviewed: .complaintReviewed(RandomFiller.value(ComplaintReviewed.self, &random))
        case .contactMade: .contactMade(RandomFiller.value(ContactMade.self, &random))
        case .shiftBegan: .shiftBegan(RandomFiller.value(ShiftBegan.self, &random))
        case .shiftEnded: .shiftEnded(RandomFiller.value(ShiftEnded.self, &random))
        case .driversRated: .driversRated(RandomFiller.value(Observation<DriverRatings>.self, &random))
        case .neighbourStated: .neighbourStated(RandomFiller.value(Observation<NeighbourRecord>.self, &random))
        case .paceStated: .paceStated(RandomFiller.value(Observation<NeighbourPace>.self, &random))
        case .barrierAnswered: .barrierAnswered(RandomFiller.value(BarrierAnswered.self, &random))
        }
    }
}
