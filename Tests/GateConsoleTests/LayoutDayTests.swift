import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateLayout
import GateModel
import GateScreens
import GateSimulation
import TestSupport
import TestTraits
import Testing

@testable import GateConsole

@Suite("A simulated day at any gate", .timeLimit(.minutes(20)), .ownThread) struct LayoutDayTests {
    static let names = ["huu-nghi", "tan-thanh", "na-meo"]

    private struct Outcome {
        var tally: DayTally
        var state: GateState
        var rejected: Int
        var acts: [DeviceMessage]
        var anomalies: [String]
    }

    /// What the day says it did, and what the station made of its bytes.
    private func play(_ plan: GatePlan, _ parameters: DayParameters) async throws -> Outcome {
        var day = GateDay(plan: plan, parameters: parameters)
        var messages: [DeviceMessage] = []
        while let message = day.next() { messages.append(message) }
        let identity = JournalIdentity(gate: plan.gate, created: parameters.date)
        let bench = try await Bench(
            SimulatedJournal(as: identity, seed: 1), plan: plan, capacity: messages.count + 1)
        await bench.play(messages)
        let state = await bench.station.state
        return Outcome(
            tally: day.tally, state: state, rejected: bench.glass.shows(\.status.rejected),
            acts: messages.filter { $0.type == MessageType.act }, anomalies: invariants(state))
    }

    private func check(_ outcome: Outcome, _ note: Comment) {
        #expect(outcome.state.visits.count == outcome.tally.declared, note)
        #expect(outcome.state.count(.crossed) == outcome.tally.crossed, note)
        #expect(outcome.state.count(.turnedBack) == outcome.tally.turnedBack, note)
        #expect(outcome.state.count(.seized) == outcome.tally.seized, note)
        #expect(outcome.anomalies.isEmpty && outcome.rejected == 0, note)
    }

    @Test("Every layout has a believable day: what the simulation did is what the station saw", arguments: names)
    func layouts(name: String) async throws {
        let layout = try GateLayoutFile.load(path: "\(Repository.root)/layouts/\(name).toml")
        let vehicles = 120
        var parameters = DayParameters(seed: 5, date: SampleCapture.midnight, vehicles: vehicles)
        parameters.importShare = Double(try #require(layout.traffic.importPercent)) / 100
        let outcome = try await play(layout.plan, parameters)
        check(outcome, "\(name)")
        #expect(outcome.tally.crossed > vehicles * 9 / 10)
        #expect(outcome.state.alarms.count < vehicles / 8, "\(outcome.state.alarms.map(\.kind))")
        // Everybody sits at a post of their own agency.
        for message in outcome.acts {
            let act = try #require(try? JSONFieldReaderOf.act(message))
            let post = try #require(layout.plan.devices.first { $0.source == message.source })
            #expect(post.agencies.isEmpty || post.agencies.contains(act.agency), "\(act.agency) at \(post.source)")
        }
        var trucks: [Plate.Country: Int] = [:]
        outcome.state.visits.forEach { visit in
            if let plate = try? Plate(visit.declaration.tractor) { trucks[plate.country, default: 0] += 1 }
            for agency in AgencyRules.required(for: visit.declaration).members {
                #expect(layout.plan.agencyOrder.contains(agency), "\(visit.declaration.goods) needs \(agency)")
            }
        }
        #expect(trucks[layout.plan.neighbour.country, default: 0] > vehicles / 3, "\(trucks)")
        #expect(trucks[.vietnam, default: 0] > vehicles / 3, "\(trucks)")
    }

    @Test("Where axles are weighed an overloaded vehicle is rare, found, and seen to") func axles() async throws {
        let laws = try House.data.laws()
        let layout = try GateLayoutFile.load(path: "\(Repository.root)/layouts/na-meo.toml", laws: laws)
        var parameters = DayParameters(seed: 5, date: SampleCapture.midnight, vehicles: 600)
        parameters.importShare = 0
        let outcome = try await play(layout.plan, parameters)
        check(outcome, "\(outcome.tally)")
        var (weighed, loaded) = (0, 0)
        outcome.state.visits.forEach { visit in
            if visit.atBoothAt > .epoch, visit.declaration.grossKilograms > 0 { loaded += 1 }
            guard !visit.weight.axles.isEmpty else { return }
            weighed += 1
            #expect(visit.weight.axles.reduce(0, +) == visit.weight.kilograms)
            let legal = layout.plan.legalWeight(visit.weight, of: visit.declaration)
            let isOver = legal.map { $0.isGrossOver || $0.isAxleOver } ?? false
            #expect(visit.troubles.contains { $0.reason == .overweight } == isOver, "\(visit.id.number)")
        }
        #expect(weighed > 100 && weighed > loaded * 9 / 10, "\(weighed) of \(loaded)")
        let alarms = outcome.state.alarms.filter { $0.kind == .overweight }
        #expect((1...weighed / 25).contains(alarms.count), "\(alarms.count) of \(weighed)")
        #expect(alarms.allSatisfy { $0.state != .unacknowledged }, "\(alarms.map(\.state))")
    }

    @Test("A day that is shut is a day without vehicles") func holiday() async throws {
        let layout = try GateLayoutFile.load(path: "\(Repository.root)/layouts/na-meo.toml")
        let tet = try #require(CivilDay("2027-02-06")).time(minute: 0, offsetMinutes: 420)
        var day = GateDay(plan: layout.plan, parameters: DayParameters(seed: 5, date: tet, vehicles: 50))
        #expect(day.next() == nil)
        let short = try #require(CivilDay("2027-04-15")).time(minute: 0, offsetMinutes: 420)
        var half = GateDay(plan: layout.plan, parameters: DayParameters(seed: 5, date: short, vehicles: 50))
        while let message = half.next() {
            guard message.source.hasSuffix("barrier-in"),
                String(decoding: message.data, as: UTF8.self).contains("opening")
            else { continue }
            #expect(layout.plan.calendar.isOpen(at: message.receivedTime), "\(message.receivedTime)")
        }
        #expect(half.tally.crossed > 40)
    }

    /// Lanes of any kind and direction, with any of the devices a lane can have.
    private func random(_ random: inout SeededRandom) -> GatePlan {
        var plan = GatePlan()
        plan.gate = "any"
        plan.calendar.offsetMinutes = 420
        let opens = random.below(10) * 60
        let closes = opens + 240 + random.below(1440 - opens - 240)
        plan.calendar.usual = OpenHours(opens: Int32(opens), closes: Int32(closes), fruitCloses: Int32(closes))
        plan.inspectionBays = Int32(random.below(3))
        plan.weightTolerancePermille = 30
        func add(_ kind: DeviceKind, _ lane: LaneID?, _ agencies: AgencySet = AgencySet()) {
            guard let id = DeviceID(number: Int64(plan.devices.count) + 1) else { return }
            var device = Device(
                id: id, source: "/gate/any/\(id.number)/\(kind.name)", kind: kind, lane: lane, silentAfterSeconds: 0)
            device.agencies = agencies
            plan.devices.append(device)
        }
        let kinds: [DeviceKind] = [
            .queueCamera, .frontCamera, .rearCamera, .containerCamera, .portal, .documentReader, .weighbridge,
            .axleWeigher, .barrierIn,
        ]
        for _ in 0...random.below(4) {
            guard let id = LaneID(number: Int64(plan.lanes.count * 2 + 1)) else { continue }
            plan.lanes.append(
                Lane(id: id, direction: random.pick(Direction.self), kind: random.pick([.cargo, .fruit, .empty, .bus])))
            for kind in kinds where random.chance(60) { add(kind, id) }
            // How a crossing is seen.
            for kind in [DeviceKind.loopIn, .loopOut, .barrierOut] { add(kind, id) }
            if random.chance(50) { add(.terminal, id, random.chance(50) ? AgencySet(.borderGuard) : AgencySet()) }
        }
        add(.manifestFeed, nil)
        add(.terminal, nil)
        for kind in [DeviceKind.yardCamera, .houseCamera, .scanner] where random.chance(50) { add(kind, nil) }
        return plan
    }

    @Test("A gate of any shape has a day that adds up", arguments: 0..<12 as Range<UInt64>)
    func anyShape(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let plan = self.random(&random)
        var parameters = DayParameters(seed: seed, date: SampleCapture.midnight, vehicles: 40)
        parameters.importShare = Double(random.below(101)) / 100
        let outcome = try await play(plan, parameters)
        let lanes = plan.lanes.map { "\($0.direction.name) \($0.kind.name)" }
        check(outcome, "seed \(seed) \(lanes) \(plan.devices.map(\.kind.name)) \(outcome.tally)")
        #expect(outcome.tally.declared == 40)
    }
}

private enum JSONFieldReaderOf {
    static func act(_ message: DeviceMessage) throws -> Act {
        try message.data.withUnsafeBufferPointer { try JSONFieldReader.value(Act.self, from: $0) }
    }
}
