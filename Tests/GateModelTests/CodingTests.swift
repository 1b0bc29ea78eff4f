import Foundation
import GateModel
import TestSupport
import TestTraits
import Testing

/// Every type that lists its fields.
private let codedTypes: [any FieldCoded.Type] = [
    Lane.self, Device.self, GatePlan.self, OpenHours.self, WeekdayHours.self, CalendarException.self,
    NeighbourGate.self, AgencyPlace.self, Declaration.self, AgencyCard.self, Trouble.self, HistoryEntry.self,
    Visit.self, PlateRead.self, ReadEdit.self, MatchProposal.self, ContainerRead.self, DriverRead.self,
    WeightReading.self, PortalOccupancy.self, NuclideRead.self, CustomsAnswer.self, Permit.self, MovementRecord.self,
    ReportPlace.self, LodgedDeclaration.self,
    GoodsLine.self, DocumentWord.self, VisitDocuments.self, UnclaimedDocument.self, PaperAsked.self, PaperDay.self,
    ReturnOrdered.self,
    ScanResult.self, DeviceReport.self, Act.self, Alarm.self, LaneState.self, DeviceState.self, DayCounts.self,
    VisitDeclared.self, VisitMoved.self, VisitChannelled.self, ImageRead.self, AgencyDecided.self,
    PlateCorrected.self, DriverMessaged.self, TroubleChanged.self, AlarmRaised.self, AlarmChanged.self,
    BarrierMoved.self, LoopChanged.self, DeviceChanged.self, LaneStatusChanged.self, GateStatusChanged.self,
    Observation<PlateRead>.self, Observation<PortalOccupancy>.self, SlotTable<Alarm>.self,
]

@Suite(.ownThread) struct CodingTests {
    @Test(arguments: codedTypes.indices)
    func everyTypeSurvivesJSONAndCanonicalBytes(index: Int) throws {
        func check<Value: FieldCoded>(_ type: Value.Type) throws {
            for seed in 0..<60 {
                var random = SeededRandom(seed: UInt64(seed))
                let value = RandomFiller.value(type, &random)
                let bytes = value.canonical
                let back = readCanonical(type, bytes)
                #expect(back.success?.canonical == bytes, "\(type) seed \(seed): \(value) \(back)")
                let text = value.jsonText
                let read = readJSON(type, text)
                #expect(read.success?.canonical == bytes, "\(type) seed \(seed): \(text) \(read)")
                #expect(read.success?.jsonText == text, "\(type) seed \(seed)")
                let oracle = try? JSONSerialization.jsonObject(with: Data(text.utf8))
                #expect(oracle is [String: Any], "\(type) seed \(seed): Foundation cannot read \(text)")
            }
        }
        try check(codedTypes[index])
    }

    /// Foundation sees the same values, not only valid JSON.
    @Test func foundationReadsTheSameFields() throws {
        for seed in 0..<200 {
            var random = SeededRandom(seed: UInt64(seed))
            let value = RandomFiller.value(Declaration.self, &random)
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(value.json)) as? [String: Any], "seed \(seed)")
            #expect(object["goods"] as? String ?? "" == value.goods, "seed \(seed)")
            #expect(object["driver"] as? String ?? "" == value.driver, "seed \(seed)")
            #expect(object["grossKg"] as? Int ?? 0 == Int(value.grossKilograms), "seed \(seed)")
            #expect(object["class"] as? String ?? "general" == value.goodsClass.name, "seed \(seed)")
            #expect(object["manifest"] as? Bool ?? false == value.hasManifest, "seed \(seed)")
        }
    }

    @Test(arguments: EventKind.allCases)
    func everyEventSurvivesJSON(kind: EventKind) {
        for seed in 0..<80 {
            var random = SeededRandom(seed: UInt64(seed) &+ UInt64(kind.rawValue) << 32)
            let event = GateEvent.random(kind, &random)
            #expect(event.kind == kind)
            let back = readEvent(kind, event.json)
            #expect(back == .success(event), "seed \(seed): \(String(decoding: event.json, as: UTF8.self))")
        }
    }

    /// As journals before its size and energies were known have it.
    @Test func anOlderScanResultIsRead() {
        let older = #"{"image":"a.png","scanner":"s","sha256":"ab","width":3,"height":2,"depth":16,"at":9}"#
        var scan = ScanResult()
        (scan.image, scan.scanner, scan.digest, scan.at) = ("a.png", "s", "ab", GateTime(milliseconds: 9))
        (scan.width, scan.height, scan.bitDepth) = (3, 2, 16)
        #expect(readJSON(ScanResult.self, older) == .success(scan))
        #expect(scan.jsonText == older)
    }

    /// The value at zero is left out of JSON, and must not come back as whatever `init()` prefers.
    @Test func emptyValuesComeBackAsThemselves() {
        var alarm = AlarmRaised()
        alarm.kind = .neutron
        #expect(readJSON(AlarmRaised.self, alarm.json).success?.kind == .neutron)
        var plan = GatePlan()
        plan.calendar.usual.opens = 0
        plan.calendar.offsetMinutes = 0
        plan.weightTolerancePermille = 0
        #expect(readJSON(GatePlan.self, plan.json) == .success(plan))
        var decided = AgencyDecided()
        decided.decision = .notRequired
        #expect(readJSON(AgencyDecided.self, decided.json) == .success(decided))
        var trouble = TroubleChanged()
        trouble.reason = .none
        #expect(readJSON(TroubleChanged.self, trouble.json) == .success(trouble))
    }

    @Test func extremeIntegersSurviveJSON() {
        let numbers: [Int64] = [.min, -9_223_372_036_854_775_807, -1, 0, 1, 9_223_372_036_854_775_798, .max]
        for number in numbers {
            var portal = PortalOccupancy()
            portal.number = number
            #expect(readJSON(PortalOccupancy.self, portal.json).success?.number == number, "\(number)")
        }
        for text in ["9223372036854775808", "-9223372036854775809", "99999999999999999999999", "-", "1.5", "\"1\""] {
            let fault = readJSON(PortalOccupancy.self, "{\"number\":\(text)}").failure
            #expect(fault != nil, "\(text)")
        }
    }

    @Test func anUnknownOrMisplacedFieldIsAFaultThatNamesItAndItsByte() throws {
        let unknown = try #require(readJSON(VisitMoved.self, #"{"visit":1,"colour":"red"}"#).failure)
        #expect(unknown.field.contains("colour"))
        #expect(unknown.byte == 11)
        let misplaced = try #require(readJSON(VisitMoved.self, #"{"to":"inLane","visit":1}"#).failure)
        #expect(misplaced.field.contains("visit") || misplaced.problem.contains("missing"))
        let twice = try #require(readJSON(VisitMoved.self, #"{"visit":1,"visit":2}"#).failure)
        #expect(twice.byte == 11)
        let name = try #require(readJSON(VisitMoved.self, #"{"visit":1,"to":"flying"}"#).failure)
        #expect(name.field == "to")
        #expect(name.problem.contains("flying"))
        let narrow = try #require(readJSON(Lane.self, #"{"id":300}"#).failure)
        #expect(narrow.field == "id")
        let wide = try #require(readJSON(WeightReading.self, #"{"kg":2147483648}"#).failure)
        #expect(wide.field == "kg")
        let after = try #require(readJSON(VisitMoved.self, #"{"visit":1} "#).failure)
        #expect(after.byte == 11)
        let none = try #require(readJSON(AlarmChanged.self, "{}").failure)
        #expect(none.field == "alarm")
        let escape = try #require(readJSON(VisitMoved.self, #"{"visit":1,"basis":"\n"}"#).failure)
        #expect(escape.field == "basis")
    }

    @Test func oddCharactersAreEscapedAsJSONAsksFor() {
        var moved = VisitMoved()
        moved.basis = "\"\\\n\u{0}\u{1F}\u{7F}é"
        #expect(moved.jsonText == #"{"visit":1,"basis":"\"\\\u000a\u0000\u001f\u007fé"}"#)
    }

    @Test(arguments: EventKind.allCases)
    func cutJSONIsAFaultAtEveryByte(kind: EventKind) {
        var random = SeededRandom(seed: UInt64(kind.rawValue))
        for round in 0..<4 {
            let bytes = GateEvent.random(kind, &random).json
            for length in bytes.indices {
                let outcome = readEvent(kind, Array(bytes[..<length]))
                #expect(outcome.failure != nil, "round \(round): \(String(decoding: bytes[..<length], as: UTF8.self))")
            }
        }
    }

    @Test(arguments: codedTypes.indices)
    func cutCanonicalBytesAreAFaultAtEveryByte(index: Int) {
        func check<Value: FieldCoded>(_ type: Value.Type) {
            var random = SeededRandom(seed: 77)
            let bytes = RandomFiller.value(type, &random).canonical
            for length in bytes.indices {
                let outcome = readCanonical(type, Array(bytes[..<length]))
                #expect(outcome.failure != nil, "\(type) cut to \(length) of \(bytes.count)")
            }
            #expect(readCanonical(type, bytes + [0]).failure?.field == "end")
        }
        check(codedTypes[index])
    }

    /// Damaged bytes are refused or read as something else that can be written and read again; they never trap.
    @Test func fuzzDamagedBytesNeverTrap() {
        var random = SeededRandom(seed: UInt64(Effort.number("SMARTGATE_FUZZ_SEED", 20_261_123)))
        var refused = 0
        for round in 0..<Effort.fuzz {
            let kind = random.pick(EventKind.self)
            var bytes = GateEvent.random(kind, &random).json
            damage(&bytes, &random)
            if let event = readEvent(kind, bytes).success {
                #expect(readEvent(kind, event.json) == .success(event), "round \(round)")
            } else {
                refused += 1
            }
            var packed = RandomFiller.value(Visit.self, &random).canonical
            damage(&packed, &random)
            if let visit = readCanonical(Visit.self, packed).success {
                #expect(readCanonical(Visit.self, visit.canonical) == .success(visit), "round \(round)")
            } else {
                refused += 1
            }
        }
        // Most damage is noticed; a changed digit cannot be.
        #expect(refused > Effort.fuzz / 2)
    }

    private func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        for _ in 0...random.below(3) where !bytes.isEmpty {
            switch random.below(5) {
            case 0: bytes.removeLast(random.below(bytes.count) + 1)
            case 1: bytes.remove(at: random.below(bytes.count))
            case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: random.below(bytes.count))
            case 3: bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
            default: bytes[random.below(bytes.count)] = random.pick(Array("\"\\{}[],:0-".utf8))
            }
        }
    }

    @Test func aLengthBeyondTheEndIsRefusedBeforeAnythingIsReserved() {
        var writer = CanonicalWriter()
        var huge = Int64(1) << 40
        writer.integer("count", &huge)
        #expect(readCanonical(SlotTable<Visit>.self, writer.bytes).failure?.field == "elements")
    }
}

@Suite struct NamedCodeTests {
    private static let codes: [any NamedCode.Type] = [
        Agency.self, Actor.Kind.self, Direction.self, LaneKind.self, DeviceKind.self, VisitState.self, GoodsClass.self,
        Channel.self, ChannelReason.self, AgencyDecision.self, Reason.self, ImageFinding.self, DriverPhrase.self,
        AlarmKind.self, AlarmPriority.self, AlarmState.self, PlateRead.Match.self, BarrierPosition.self,
        DeviceCondition.self, PlatePlace.self, LaneEnd.self, OpenStatus.self, EventKind.self, Act.Verb.self,
        Plate.Country.self, GateClass.self, Weekday.self, AnswerCode.self, PermitKind.self, PermitResult.self,
        InspectionNeed.self, DocumentFlaw.self, Paper.self, UnclaimedDocument.Kind.self,
    ]

    @Test(arguments: codes.indices)
    func everyCaseHasOneNameAndReadsBack(index: Int) {
        func check<Code: NamedCode>(_ type: Code.Type) {
            #expect(Code.names.count == Code.allCases.count, "\(type)")
            #expect(Set(Code.names.map { "\($0)" }).count == Code.names.count, "\(type): a name stands twice")
            for (index, value) in Code.allCases.enumerated() {
                #expect(Int(value.rawValue) == index, "\(type): raw values count from 0")
                #expect(!value.name.isEmpty)
                #expect(Code(name: value.name) == value)
            }
            #expect(Code(name: "no such name") == nil)
        }
        check(Self.codes[index])
    }
}
