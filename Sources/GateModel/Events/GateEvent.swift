/// The name of an event in the journal. Raw values are for memory only; files carry the name.
public enum EventKind: UInt8, CaseIterable, Sendable, NamedCode {
    case gateConfigured, gateStatusChanged, laneStatusChanged, visitDeclared, visitMoved, frontPlateRead
    case rearPlateRead, containerRead, driverRead, weighed, portalPassed, scanned, channelled, imageRead
    case agencyDecided, plateCorrected, driverMessaged, troubleRaised, troubleCleared, alarmRaised
    case alarmAcknowledged, alarmReturned, barrierMoved, loopChanged, deviceChanged, barrierOrdered, barrierAnswered
    case codeRead, scanChecked, inspected, followUpDone, decisionUndone, clockExtended
    case lodged, manifestLodged, answered, permitStated, movementRecorded, returnOrdered, paperAsked
    case assessed, channelLowering, seedPublished, fieldCorrected, amendmentOffered
    case waitExplained, complaintLodged, complaintReviewed, shiftBegan, shiftEnded, contactMade
    case driversRated, neighbourStated, paceStated

    public static let names: [StaticString] = [
        "gateConfigured", "gateStatusChanged", "laneStatusChanged", "visitDeclared", "visitMoved", "frontPlateRead",
        "rearPlateRead", "containerRead", "driverRead", "weighed", "portalPassed", "scanned", "channelled", "imageRead",
        "agencyDecided", "plateCorrected", "driverMessaged", "troubleRaised", "troubleCleared", "alarmRaised",
        "alarmAcknowledged", "alarmReturned", "barrierMoved", "loopChanged", "deviceChanged",
        "barrierOrdered", "barrierAnswered", "codeRead", "scanChecked",
        "inspected", "followUpDone", "decisionUndone", "clockExtended", "lodged", "manifestLodged", "answered",
        "permitStated", "movementRecorded", "returnOrdered", "paperAsked", "assessed", "channelLowering",
        "seedPublished", "fieldCorrected", "amendmentOffered", "waitExplained", "complaintLodged", "complaintReviewed",
        "shiftBegan", "shiftEnded", "contactMade", "driversRated", "neighbourStated", "paceStated",
    ]
}

/// Everything that happens at a gate: a decided fact with its basis. Replaying never needs the rules of the day.
public enum GateEvent: Hashable, Sendable {
    case gateConfigured(GatePlan)
    case gateStatusChanged(GateStatusChanged)
    case laneStatusChanged(LaneStatusChanged)
    indirect case visitDeclared(VisitDeclared)
    case visitMoved(VisitMoved)
    indirect case frontPlateRead(Observation<PlateRead>)
    indirect case rearPlateRead(Observation<PlateRead>)
    indirect case containerRead(Observation<ContainerRead>)
    indirect case driverRead(Observation<DriverRead>)
    case weighed(Observation<WeightReading>)
    indirect case portalPassed(Observation<PortalOccupancy>)
    indirect case scanned(Observation<ScanResult>)
    case channelled(VisitChannelled)
    case imageRead(ImageRead)
    case agencyDecided(AgencyDecided)
    case plateCorrected(PlateCorrected)
    case driverMessaged(DriverMessaged)
    case troubleRaised(TroubleChanged)
    case troubleCleared(TroubleChanged)
    case alarmRaised(AlarmRaised)
    case alarmAcknowledged(AlarmChanged)
    case alarmReturned(AlarmChanged)
    case barrierMoved(BarrierMoved)
    case loopChanged(LoopChanged)
    case deviceChanged(DeviceChanged)
    case barrierOrdered(BarrierOrdered)
    case barrierAnswered(BarrierAnswered)
    indirect case codeRead(Observation<CodeSeen>)
    indirect case scanChecked(ScanChecked)
    case inspected(Inspected)
    case followUpDone(FollowUpDone)
    case decisionUndone(DecisionUndone)
    case clockExtended(ClockExtended)
    /// A customs declaration in full, beside what ``visitDeclared`` holds of it.
    indirect case lodged(Observation<LodgedDeclaration>)
    /// The e-manifest of a visit that was declared without one.
    indirect case manifestLodged(VisitDeclared)
    /// Of no visit: the gate expects no vehicle of that declaration, or it has gone.
    indirect case answered(Observation<CustomsAnswer>)
    indirect case permitStated(Observation<Permit>)
    indirect case movementRecorded(Observation<MovementRecord>)
    case returnOrdered(ReturnOrdered)
    indirect case paperAsked(PaperAsked)
    indirect case assessed(RiskAssessed)
    indirect case channelLowering(ChannelLowering)
    case seedPublished(DaySeed)
    indirect case fieldCorrected(FieldCorrected)
    case amendmentOffered(Observation<Amendment>)
    case waitExplained(WaitExplained)
    /// Of no visit's stream, for the visit may have left.
    case complaintLodged(ComplaintLodged)
    case complaintReviewed(ComplaintReviewed)
    case shiftBegan(ShiftBegan)
    case contactMade(ContactMade)
    indirect case shiftEnded(ShiftEnded)
    case driversRated(Observation<DriverRatings>)
    /// Of no visit: nobody has declared it here, or it has gone.
    indirect case neighbourStated(Observation<NeighbourRecord>)
    indirect case paceStated(Observation<NeighbourPace>)

    public var kind: EventKind {
        switch self {
        case .gateConfigured: .gateConfigured
        case .gateStatusChanged: .gateStatusChanged
        case .laneStatusChanged: .laneStatusChanged
        case .visitDeclared: .visitDeclared
        case .visitMoved: .visitMoved
        case .frontPlateRead: .frontPlateRead
        case .rearPlateRead: .rearPlateRead
        case .containerRead: .containerRead
        case .driverRead: .driverRead
        case .weighed: .weighed
        case .portalPassed: .portalPassed
        case .scanned: .scanned
        case .channelled: .channelled
        case .imageRead: .imageRead
        case .agencyDecided: .agencyDecided
        case .plateCorrected: .plateCorrected
        case .driverMessaged: .driverMessaged
        case .troubleRaised: .troubleRaised
        case .troubleCleared: .troubleCleared
        case .alarmRaised: .alarmRaised
        case .alarmAcknowledged: .alarmAcknowledged
        case .alarmReturned: .alarmReturned
        case .barrierMoved: .barrierMoved
        case .loopChanged: .loopChanged
        case .deviceChanged: .deviceChanged
        case .barrierOrdered: .barrierOrdered
        case .barrierAnswered: .barrierAnswered
        case .codeRead: .codeRead
        case .scanChecked: .scanChecked
        case .inspected: .inspected
        case .followUpDone: .followUpDone
        case .decisionUndone: .decisionUndone
        case .clockExtended: .clockExtended
        case .lodged: .lodged
        case .manifestLodged: .manifestLodged
        case .answered: .answered
        case .permitStated: .permitStated
        case .movementRecorded: .movementRecorded
        case .returnOrdered: .returnOrdered
        case .paperAsked: .paperAsked
        case .assessed: .assessed
        case .channelLowering: .channelLowering
        case .seedPublished: .seedPublished
        case .fieldCorrected: .fieldCorrected
        case .amendmentOffered: .amendmentOffered
        case .waitExplained: .waitExplained
        case .complaintLodged: .complaintLodged
        case .complaintReviewed: .complaintReviewed
        case .shiftBegan: .shiftBegan
        case .contactMade: .contactMade
        case .shiftEnded: .shiftEnded
        case .driversRated: .driversRated
        case .neighbourStated: .neighbourStated
        case .paceStated: .paceStated
        }
    }

    /// The stream whose line of decisions this event belongs to.
    public var stream: Stream {
        switch self {
        case .gateConfigured, .gateStatusChanged: .gate
        case .laneStatusChanged(let change): .lane(change.lane)
        case .visitDeclared(let declared): .visit(declared.visit)
        case .visitMoved(let moved): .visit(moved.visit)
        case .frontPlateRead(let seen), .rearPlateRead(let seen): Self.stream(of: seen)
        case .containerRead(let seen): Self.stream(of: seen)
        case .driverRead(let seen): Self.stream(of: seen)
        case .weighed(let seen): Self.stream(of: seen)
        case .portalPassed(let seen): Self.stream(of: seen)
        case .scanned(let seen): Self.stream(of: seen)
        case .channelled(let channelled): .visit(channelled.visit)
        case .imageRead(let read): .visit(read.visit)
        case .agencyDecided(let decided): .visitAgency(decided.visit, decided.agency)
        case .plateCorrected(let corrected): .visit(corrected.visit)
        case .driverMessaged(let messaged): .visit(messaged.visit)
        case .troubleRaised(let trouble), .troubleCleared(let trouble): .visit(trouble.visit)
        case .alarmRaised(let raised): .alarm(raised.alarm)
        case .alarmAcknowledged(let changed), .alarmReturned(let changed): .alarm(changed.alarm)
        case .barrierMoved(let moved): .lane(moved.lane)
        case .loopChanged(let changed): .lane(changed.lane)
        case .deviceChanged(let changed): .device(changed.device)
        case .barrierOrdered(let ordered): .lane(ordered.lane)
        case .barrierAnswered(let answered): .lane(answered.lane)
        case .codeRead(let seen): Self.stream(of: seen)
        case .scanChecked(let checked): .visit(checked.visit)
        case .inspected(let inspected): .visit(inspected.visit)
        // The visit may have left, and what has left never changes.
        case .followUpDone: .gate
        case .decisionUndone(let undone): .visitAgency(undone.visit, undone.agency)
        case .clockExtended(let extended): .visit(extended.visit)
        case .lodged(let seen): Self.stream(of: seen)
        case .manifestLodged(let declared): .visit(declared.visit)
        case .answered(let seen): Self.stream(of: seen)
        case .permitStated(let seen): Self.stream(of: seen)
        case .movementRecorded(let seen): Self.stream(of: seen)
        case .returnOrdered(let ordered): .visit(ordered.visit)
        case .paperAsked(let asked): .visit(asked.visit)
        case .assessed(let assessed): .visit(assessed.visit)
        case .channelLowering(let lowering): .visit(lowering.visit)
        case .seedPublished: .gate
        case .fieldCorrected(let corrected): .visit(corrected.visit)
        case .amendmentOffered(let seen): Self.stream(of: seen)
        case .waitExplained(let explained): .visit(explained.visit)
        case .contactMade(let met): .visit(met.visit)
        case .complaintLodged, .complaintReviewed, .shiftBegan, .shiftEnded: .gate
        case .driversRated(let seen): Self.stream(of: seen)
        case .neighbourStated(let seen): Self.stream(of: seen)
        case .paceStated(let seen): Self.stream(of: seen)
        }
    }

    private static func stream<Value>(of seen: Observation<Value>) -> Stream {
        seen.visit.map { .visit($0) } ?? .device(seen.device)
    }

    /// Observations are facts: they carry no version, so a chatty scale never defeats an officer's decision. What a barrier
    /// does is none of these: an opening that was decided on where the arms were must not outlive their moving.
    public var isObservation: Bool {
        switch self {
        case .frontPlateRead, .rearPlateRead, .containerRead, .driverRead, .weighed, .portalPassed, .scanned,
            .loopChanged, .deviceChanged, .codeRead, .scanChecked, .lodged, .answered, .permitStated, .movementRecorded,
            .assessed, .amendmentOffered, .driversRated, .neighbourStated, .paceStated:
            true
        default: false
        }
    }

    /// The visit the event is about, if it is about one.
    public var visit: VisitID? {
        switch stream {
        case .visit(let visit), .visitAgency(let visit, _): visit
        default: if case .alarmRaised(let raised) = self { raised.visit } else { nil }
        }
    }

    /// The payload as one compact JSON object.
    public var json: [UInt8] {
        switch self {
        case .gateConfigured(let value): JSONFieldWriter.json(value)
        case .gateStatusChanged(let value): JSONFieldWriter.json(value)
        case .laneStatusChanged(let value): JSONFieldWriter.json(value)
        case .visitDeclared(let value): JSONFieldWriter.json(value)
        case .visitMoved(let value): JSONFieldWriter.json(value)
        case .frontPlateRead(let value), .rearPlateRead(let value): JSONFieldWriter.json(value)
        case .containerRead(let value): JSONFieldWriter.json(value)
        case .driverRead(let value): JSONFieldWriter.json(value)
        case .weighed(let value): JSONFieldWriter.json(value)
        case .portalPassed(let value): JSONFieldWriter.json(value)
        case .scanned(let value): JSONFieldWriter.json(value)
        case .channelled(let value): JSONFieldWriter.json(value)
        case .imageRead(let value): JSONFieldWriter.json(value)
        case .agencyDecided(let value): JSONFieldWriter.json(value)
        case .plateCorrected(let value): JSONFieldWriter.json(value)
        case .driverMessaged(let value): JSONFieldWriter.json(value)
        case .troubleRaised(let value), .troubleCleared(let value): JSONFieldWriter.json(value)
        case .alarmRaised(let value): JSONFieldWriter.json(value)
        case .alarmAcknowledged(let value), .alarmReturned(let value): JSONFieldWriter.json(value)
        case .barrierMoved(let value): JSONFieldWriter.json(value)
        case .loopChanged(let value): JSONFieldWriter.json(value)
        case .deviceChanged(let value): JSONFieldWriter.json(value)
        case .barrierOrdered(let value): JSONFieldWriter.json(value)
        case .barrierAnswered(let value): JSONFieldWriter.json(value)
        case .codeRead(let value): JSONFieldWriter.json(value)
        case .scanChecked(let value): JSONFieldWriter.json(value)
        case .inspected(let value): JSONFieldWriter.json(value)
        case .followUpDone(let value): JSONFieldWriter.json(value)
        case .decisionUndone(let value): JSONFieldWriter.json(value)
        case .clockExtended(let value): JSONFieldWriter.json(value)
        case .lodged(let value): JSONFieldWriter.json(value)
        case .manifestLodged(let value): JSONFieldWriter.json(value)
        case .answered(let value): JSONFieldWriter.json(value)
        case .permitStated(let value): JSONFieldWriter.json(value)
        case .movementRecorded(let value): JSONFieldWriter.json(value)
        case .returnOrdered(let value): JSONFieldWriter.json(value)
        case .paperAsked(let value): JSONFieldWriter.json(value)
        case .assessed(let value): JSONFieldWriter.json(value)
        case .channelLowering(let value): JSONFieldWriter.json(value)
        case .seedPublished(let value): JSONFieldWriter.json(value)
        case .fieldCorrected(let value): JSONFieldWriter.json(value)
        case .amendmentOffered(let value): JSONFieldWriter.json(value)
        case .waitExplained(let value): JSONFieldWriter.json(value)
        case .complaintLodged(let value): JSONFieldWriter.json(value)
        case .complaintReviewed(let value): JSONFieldWriter.json(value)
        case .shiftBegan(let value): JSONFieldWriter.json(value)
        case .contactMade(let value): JSONFieldWriter.json(value)
        case .shiftEnded(let value): JSONFieldWriter.json(value)
        case .driversRated(let value): JSONFieldWriter.json(value)
        case .neighbourStated(let value): JSONFieldWriter.json(value)
        case .paceStated(let value): JSONFieldWriter.json(value)
        }
    }

    /// Reads a payload back.
    ///
    /// - Throws: ``FieldFault`` naming the field and the byte.
    public init(kind: EventKind, json: UnsafeBufferPointer<UInt8>) throws(FieldFault) {
        switch kind {
        case .gateConfigured: self = .gateConfigured(try JSONFieldReader.value(GatePlan.self, from: json))
        case .gateStatusChanged:
            self = .gateStatusChanged(try JSONFieldReader.value(GateStatusChanged.self, from: json))
        case .laneStatusChanged:
            self = .laneStatusChanged(try JSONFieldReader.value(LaneStatusChanged.self, from: json))
        case .visitDeclared: self = .visitDeclared(try JSONFieldReader.value(VisitDeclared.self, from: json))
        case .visitMoved: self = .visitMoved(try JSONFieldReader.value(VisitMoved.self, from: json))
        case .frontPlateRead: self = .frontPlateRead(try JSONFieldReader.value(Observation.self, from: json))
        case .rearPlateRead: self = .rearPlateRead(try JSONFieldReader.value(Observation.self, from: json))
        case .containerRead: self = .containerRead(try JSONFieldReader.value(Observation.self, from: json))
        case .driverRead: self = .driverRead(try JSONFieldReader.value(Observation.self, from: json))
        case .weighed: self = .weighed(try JSONFieldReader.value(Observation.self, from: json))
        case .portalPassed: self = .portalPassed(try JSONFieldReader.value(Observation.self, from: json))
        case .scanned: self = .scanned(try JSONFieldReader.value(Observation.self, from: json))
        case .channelled: self = .channelled(try JSONFieldReader.value(VisitChannelled.self, from: json))
        case .imageRead: self = .imageRead(try JSONFieldReader.value(ImageRead.self, from: json))
        case .agencyDecided: self = .agencyDecided(try JSONFieldReader.value(AgencyDecided.self, from: json))
        case .plateCorrected: self = .plateCorrected(try JSONFieldReader.value(PlateCorrected.self, from: json))
        case .driverMessaged: self = .driverMessaged(try JSONFieldReader.value(DriverMessaged.self, from: json))
        case .troubleRaised: self = .troubleRaised(try JSONFieldReader.value(TroubleChanged.self, from: json))
        case .troubleCleared: self = .troubleCleared(try JSONFieldReader.value(TroubleChanged.self, from: json))
        case .alarmRaised: self = .alarmRaised(try JSONFieldReader.value(AlarmRaised.self, from: json))
        case .alarmAcknowledged: self = .alarmAcknowledged(try JSONFieldReader.value(AlarmChanged.self, from: json))
        case .alarmReturned: self = .alarmReturned(try JSONFieldReader.value(AlarmChanged.self, from: json))
        case .barrierMoved: self = .barrierMoved(try JSONFieldReader.value(BarrierMoved.self, from: json))
        case .loopChanged: self = .loopChanged(try JSONFieldReader.value(LoopChanged.self, from: json))
        case .deviceChanged: self = .deviceChanged(try JSONFieldReader.value(DeviceChanged.self, from: json))
        case .barrierOrdered: self = .barrierOrdered(try JSONFieldReader.value(BarrierOrdered.self, from: json))
        case .barrierAnswered: self = .barrierAnswered(try JSONFieldReader.value(BarrierAnswered.self, from: json))
        case .codeRead: self = .codeRead(try JSONFieldReader.value(Observation.self, from: json))
        case .scanChecked: self = .scanChecked(try JSONFieldReader.value(ScanChecked.self, from: json))
        case .inspected: self = .inspected(try JSONFieldReader.value(Inspected.self, from: json))
        case .followUpDone: self = .followUpDone(try JSONFieldReader.value(FollowUpDone.self, from: json))
        case .decisionUndone: self = .decisionUndone(try JSONFieldReader.value(DecisionUndone.self, from: json))
        case .clockExtended: self = .clockExtended(try JSONFieldReader.value(ClockExtended.self, from: json))
        case .lodged: self = .lodged(try JSONFieldReader.value(Observation.self, from: json))
        case .manifestLodged: self = .manifestLodged(try JSONFieldReader.value(VisitDeclared.self, from: json))
        case .answered: self = .answered(try JSONFieldReader.value(Observation.self, from: json))
        case .permitStated: self = .permitStated(try JSONFieldReader.value(Observation.self, from: json))
        case .movementRecorded: self = .movementRecorded(try JSONFieldReader.value(Observation.self, from: json))
        case .returnOrdered: self = .returnOrdered(try JSONFieldReader.value(ReturnOrdered.self, from: json))
        case .paperAsked: self = .paperAsked(try JSONFieldReader.value(PaperAsked.self, from: json))
        case .assessed: self = .assessed(try JSONFieldReader.value(RiskAssessed.self, from: json))
        case .channelLowering:
            self = .channelLowering(try JSONFieldReader.value(ChannelLowering.self, from: json))
        case .seedPublished: self = .seedPublished(try JSONFieldReader.value(DaySeed.self, from: json))
        case .fieldCorrected: self = .fieldCorrected(try JSONFieldReader.value(FieldCorrected.self, from: json))
        case .amendmentOffered: self = .amendmentOffered(try JSONFieldReader.value(Observation.self, from: json))
        case .waitExplained: self = .waitExplained(try JSONFieldReader.value(WaitExplained.self, from: json))
        case .complaintLodged: self = .complaintLodged(try JSONFieldReader.value(ComplaintLodged.self, from: json))
        case .complaintReviewed:
            self = .complaintReviewed(try JSONFieldReader.value(ComplaintReviewed.self, from: json))
        case .contactMade: self = .contactMade(try JSONFieldReader.value(ContactMade.self, from: json))
        case .shiftBegan: self = .shiftBegan(try JSONFieldReader.value(ShiftBegan.self, from: json))
        case .shiftEnded: self = .shiftEnded(try JSONFieldReader.value(ShiftEnded.self, from: json))
        case .driversRated: self = .driversRated(try JSONFieldReader.value(Observation.self, from: json))
        case .neighbourStated: self = .neighbourStated(try JSONFieldReader.value(Observation.self, from: json))
        case .paceStated: self = .paceStated(try JSONFieldReader.value(Observation.self, from: json))
        }
    }
}
