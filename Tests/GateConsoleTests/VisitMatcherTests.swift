import ConsoleSupport
import GateDevices
import GateInsight
import GateJournal
import GateModel
import GateSimulation
import Testing

@testable import GateConsole

/// Whom a read is about: certain, taken by itself at a small risk, or proposed to a person.
@Suite("Reads tied to visits") struct VisitMatcherTests {
    private static func sighting(_ text: String) -> PlateSighting { PlateSighting(text: text, confidence: 900) }

    private static func match(_ gate: HandMade, _ text: String, lane: Int64? = 3) -> (read: PlateRead, visit: VisitID?)
    {
        VisitMatcher(state: gate.state, vehicles: OpenVehicles())
            .match(sighting(text), lane: lane.map { HandMade.lane($0) }, receivedAt: gate.now)
    }

    @Test("A weak read of whom the lane waits for is tied to it, and says why") func waited() throws {
        var gate = HandMade()
        let waiting = gate.declare("29C18345") { $0.trailer = "29R00120" }
        gate.declare("98C55021")
        gate.move(waiting, .atYard, .inQueue)
        let (read, visit) = Self.match(gate, "29C1B35")
        #expect(visit == waiting && read.match == .nearest && read.text == "29C1B35")
        let reason = try #require(read.ranked.first)
        #expect(reason.visit == waiting && reason.identifier == "29C18345" && reason.risk <= 5)
        #expect(reason.edits.map(\.declared) == ["8", "4"] && reason.edits.map(\.read) == ["B", ""])
        // Its trailer is as good a name.
        #expect(Self.match(gate, "29R0012O").visit == waiting)
        // The plate itself needs no ranking.
        let exact = Self.match(gate, "29C18345")
        #expect(exact.visit == waiting && exact.read.match == .exact && exact.read.ranked.isEmpty)
    }

    @Test("A corrected plate is looked for at once, and the wrong one no more") func corrected() {
        var gate = HandMade()
        let truck = gate.declare("29C18345")
        gate.move(truck, .atYard, .inQueue)
        let vehicles = OpenVehicles()
        func match(_ text: String) -> VisitID? {
            VisitMatcher(state: gate.state, vehicles: vehicles)
                .match(Self.sighting(text), lane: HandMade.lane(3), receivedAt: gate.now).visit
        }
        #expect(match("29C1B345") == truck)
        var corrected = FieldCorrected()
        corrected.visit = truck
        corrected.to = "98H77012"
        gate.add(.fieldCorrected(corrected))
        #expect(match("98H7701Z") == truck)
        #expect(match("29C1B345") == nil)
    }

    @Test("Two that are as near are proposed, and neither is taken") func proposed() {
        var gate = HandMade()
        let near = [gate.declare("29C12345"), gate.declare("29C12845")]
        for visit in near { gate.move(visit, .atYard, .inQueue) }
        let (read, visit) = Self.match(gate, "29C1245")
        #expect(visit == nil && read.match == PlateRead.Match.none)
        #expect(Set(read.ranked.map(\.visit)) == Set(near) && read.ranked.allSatisfy { $0.risk > 5 })
        #expect(read.ranked.map(\.risk) == read.ranked.map(\.risk).sorted())
        // A stranger is nobody's.
        let stranger = Self.match(gate, "桂B7K906")
        #expect(stranger.visit == nil && stranger.read.ranked.isEmpty)
    }

    @Test("A movement record is about an open visit, waits while a declaration is yet to come, and else is late")
    func movements() throws {
        var gate = HandMade()
        let gone = gate.declare("29C18345")
        gate.move(gone, .atYard, .turnedBack)
        let first = try #require(gate.state.visit(gone)).declaration.number
        var message = MovementMessage()
        message.declarations = [first]
        func match() -> (record: MovementRecord, visit: VisitID?) {
            VisitMatcher(state: gate.state, vehicles: OpenVehicles()).match(message)
        }
        #expect(match().visit == gone)
        message.declarations = [first, "309999999999"]
        #expect(match().visit == nil)
        #expect(match().record.declaration == first && match().record.others == [DocumentWord("309999999999")])
        let here = gate.declare("15C59533")
        message.declarations.append(try #require(gate.state.visit(here)).declaration.number)
        #expect(match().visit == here)
    }

    @Test("Whom another lane has under control is not taken on a weak read, only proposed") func elsewhere() {
        var gate = HandMade()
        let busy = gate.declare("29C18345")
        gate.control(busy, lane: 4)
        let (read, visit) = Self.match(gate, "29C1B345")
        #expect(visit == nil && read.ranked.first?.visit == busy)
        #expect(Self.match(gate, "29C1B345", lane: 4).visit == busy)
        #expect(Self.match(gate, "29C18345").visit == busy)
    }

    @Test("A broken container code suggests the declared one") func container() {
        var gate = HandMade()
        let visit = gate.declare("29C18345") { $0.container = "CSQU3054383" }
        let matcher = VisitMatcher(state: gate.state, vehicles: OpenVehicles())
        let broken = matcher.match(ContainerRead(text: "CSQU305483", confidence: 700, isValid: false, at: gate.now))
        #expect(broken.visit == visit && broken.read.suggestion == "CSQU3054383" && broken.read.text == "CSQU305483")
        let exact = matcher.match(ContainerRead(text: "CSQU3054383", confidence: 700, isValid: true, at: gate.now))
        #expect(exact.visit == visit && exact.read.suggestion.isEmpty)
        let other = matcher.match(ContainerRead(text: "MSKU9070323", confidence: 700, isValid: true, at: gate.now))
        #expect(other.visit == nil && other.read.suggestion.isEmpty)
    }

    @Test(
        "What is kept beside the state follows it: vehicles come, leave and come again",
        arguments: [1, 2, 3] as [UInt64])
    func follows(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func below(_ bound: Int) -> Int { Int(random.next() >> 33) % bound }
        var gate = HandMade()
        let kept = OpenVehicles()
        var open: [VisitID] = []
        for _ in 0..<300 {
            if below(3) > 0 || open.isEmpty {
                // Few plates, so that some are declared twice.
                open.append(
                    gate.declare("29C1\(1000 + below(150))") {
                        $0.trailer = "29R0\(1000 + below(40))"
                        $0.container = below(2) == 0 ? "" : "CSQU305438\(below(10))"
                    })
            } else {
                gate.move(open.remove(at: below(open.count)), .expired)
            }
            guard below(4) == 0 else { continue }
            let read = PlateSighting(text: "29C1\(1000 + below(150))".replacing("10", with: "1D"), confidence: 800)
            let fresh = VisitMatcher(state: gate.state, vehicles: OpenVehicles())
            let used = VisitMatcher(state: gate.state, vehicles: kept)
            let (ours, theirs) = [used, fresh].map {
                $0.match(read, lane: HandMade.lane(3), receivedAt: gate.now)
            }.pair
            #expect(ours.read == theirs.read && ours.visit == theirs.visit, "seed \(seed), \(read.text)")
            // A text that is declared as it stands is not searched for, and nothing was followed for it.
            kept.follow(gate.state)
            #expect(kept.plates.count == Set(gate.state.open.flatMap { identifiers(of: $0, in: gate.state) }).count)
        }
    }

    private func identifiers(of visit: VisitID, in state: GateState) -> [String] {
        state.visit(visit).map { [$0.declaration.tractor, $0.declaration.trailer] } ?? []
    }

    @Test("A proposal reaches the journal and the lane, and a restart finds the same") func restart() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        let time = SampleCapture.time(9)
        var messages: [DeviceMessage] = []
        for (index, plate) in ["29C12345", "29C12845", "98C77001"].enumerated() {
            var declaration = Declaration()
            declaration.number = "30000000\(index)010"
            declaration.tractor = plate
            messages.append(.manifest(declaration, number: UInt64(index) + 1, at: time))
        }
        let frame =
            #"{"data_type":"alpr_results","epoch_time":\#(time.milliseconds),"uuid":"f1","results":[{"plate":"29C1245","confidence":80}]}"#
        messages.append(.make("lane/1/front", MessageType.plateResults, frame, number: 1, at: time + .seconds(5)))
        await bench.play(messages)
        let state = await bench.station.state
        let lane = try #require(state.lane(HandMade.lane(1)))
        #expect(lane.unknownPlate == "29C1245")
        #expect(Set(lane.unknownRanked.map(\.identifier)) == ["29C12345", "29C12845"])
        #expect(state.standingAlarms.map(\.kind) == [.unknownVehicle])
        let again = try await Bench(journal)
        await again.play(messages)
        #expect(try await again.folded() == bench.folded())
        #expect(await again.hash == bench.hash)
    }
}

extension Array {
    /// The two elements of a list of two.
    fileprivate var pair: (Element, Element) { (self[0], self[1]) }
}
