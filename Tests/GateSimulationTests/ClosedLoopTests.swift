import GateDevices
import GateModel
import GateSimulation
import TestTraits
import Testing

@Suite("Closed loop and faults", .ownThread)
struct ClosedLoopTests {
    /// Runs a day, handing every act to `respond`, which may notify the day.
    private func run(
        _ parameters: DayParameters, respond: (inout GateDay, Act, DeviceMessage) -> Void
    ) throws -> (acts: [String: [(time: GateTime, act: Act)]], tally: DayTally) {
        var day = GateDay(plan: SampleGate.plan(), parameters: parameters)
        var acts: [String: [(GateTime, Act)]] = [:]
        var last = GateTime.epoch
        while let message = day.next() {
            #expect(message.receivedTime >= last)
            last = message.receivedTime
            guard message.type == MessageType.act else { continue }
            let act = try SimulatedDay.act(message)
            acts[act.declaration, default: []].append((message.receivedTime, act))
            respond(&day, act, message)
        }
        return (acts, day.tally)
    }

    @Test func aHeldVehicleWaitsUntilItIsReleased() throws {
        var held = ""
        var heldAt = GateTime.epoch
        var releasedAt = GateTime.epoch
        var known = true
        let (acts, tally) = try run(SimulatedDay.parameters(vehicles: 120)) { day, act, message in
            if held.isEmpty, act.verb == .start {
                held = act.declaration
                heldAt = message.receivedTime
                known = day.heed(.held(declaration: held)) && known
            } else if !held.isEmpty, releasedAt == .epoch, message.receivedTime > heldAt + .minutes(30) {
                releasedAt = message.receivedTime
                known = day.heed(.released(declaration: held)) && known
            }
        }
        let decisions = try #require(acts[held]).filter { [.pass, .letThrough].contains($0.act.verb) }
        #expect(known)
        #expect(decisions.last?.act.verb == .letThrough)
        #expect(decisions.allSatisfy { $0.time > releasedAt })
        #expect(decisions.filter { $0.act.verb == .pass }.last?.act.agency == .customs)
        #expect(tally.inside == 0)
    }

    @Test func aTurnedBackVehicleLeavesAndFreesItsLane() throws {
        var turned: Set<String> = []
        let (acts, tally) = try run(SimulatedDay.parameters(vehicles: 120)) { day, act, _ in
            // Some are turned back on the way to the lane, some at the booth, some in the house.
            let chosen =
                switch act.verb {
                case .call: turned.count < 4
                case .channel: turned.count < 8
                case .start: turned.count < 12
                default: false
                }
            if chosen, turned.insert(act.declaration).inserted {
                let first = day.heed(.turnedBack(declaration: act.declaration))
                let second = day.heed(.turnedBack(declaration: act.declaration))
                #expect(first && !second)
            }
        }
        #expect(turned.count == 12)
        for declaration in turned { #expect(acts[declaration]?.contains { $0.act.verb == .letThrough } == false) }
        #expect(tally.turnedBack >= 12 && tally.inside == 0)
        #expect(tally.crossed + tally.turnedBack + tally.seized == 120)
    }

    /// On attended lanes the simulated guard keeps quiet; when the person passes and lets through, all goes on.
    @Test func attendedLanesWaitForThePerson() throws {
        var parameters = SimulatedDay.parameters(vehicles: 150)
        parameters.attended = Set((1...12).compactMap { LaneID(number: $0) })
        let (acts, tally) = try run(parameters) { day, act, _ in
            if act.verb == .channel { day.heed(.passed(declaration: act.declaration, agency: .borderGuard)) }
            if act.verb == .pass, act.agency == .customs {
                day.heed(.released(declaration: act.declaration))
                day.heed(.letThrough(declaration: act.declaration))
            }
        }
        for act in acts.values.joined() where act.act.agency == .borderGuard {
            #expect(![.pass, .letThrough, .start, .hold].contains(act.act.verb))
        }
        #expect(tally.inside == 0)
        #expect(tally.crossed > 135)
    }

    @Test func withoutThePersonAnAttendedLaneStandsStill() throws {
        var parameters = SimulatedDay.parameters(vehicles: 150)
        let lane = try #require(LaneID(number: 1))
        parameters.attended = [lane]
        let (acts, tally) = try run(parameters) { _, _, _ in }
        #expect(tally.inside >= 1)
        let called = acts.values.filter { $0.contains { $0.act.verb == .call && $0.act.lane == lane } }
        #expect(called.allSatisfy { !$0.contains { $0.act.verb == .letThrough } })
    }

    /// A console reports what it made of the day's own acts: nothing changes.
    @Test func theDaysOwnActsMayComeBack() throws {
        let parameters = SimulatedDay.parameters(seed: 5, vehicles: 200)
        let quiet = try run(parameters) { _, _, _ in }
        let echoed = try run(parameters) { day, act, _ in
            switch act.verb {
            case .hold: day.heed(.held(declaration: act.declaration))
            case .pass: day.heed(.passed(declaration: act.declaration, agency: act.agency))
            case .turnBack: day.heed(.turnedBack(declaration: act.declaration))
            case .seize: day.heed(.seized(declaration: act.declaration))
            case .letThrough: day.heed(.letThrough(declaration: act.declaration))
            default: break
            }
        }
        #expect(quiet.acts.values.joined().contains { $0.act.verb == .hold })
        #expect(quiet.tally == echoed.tally)
        for (declaration, acts) in quiet.acts {
            #expect(acts.map(\.time) == echoed.acts[declaration]?.map(\.time))
        }
    }

    /// Released by people alone, at whatever desk: the vehicle drives to the exit and crosses once.
    @Test func aVehicleReleasedByPeopleGoes() throws {
        var released: Set<String> = []
        let (acts, tally) = try run(SimulatedDay.parameters(vehicles: 100)) { day, act, _ in
            guard act.verb == .start, released.count < 20, released.insert(act.declaration).inserted else { return }
            day.heed(.released(declaration: act.declaration))
        }
        for declaration in released {
            let verbs = acts[declaration]?.map(\.act.verb) ?? []
            #expect(verbs.count { $0 == .letThrough } == 1 && !verbs.contains(.pass))
        }
        #expect(tally.inside == 0)
    }

    @Test func faultsAreAsAskedFor() throws {
        var parameters = SimulatedDay.parameters(vehicles: 40)
        let front = "/gate/huu-nghi/lane/2/front"
        let yard = "/gate/huu-nghi/yard"
        parameters.faults.lyingClock = front
        parameters.faults.silences = [
            .init(source: yard, from: SimulatedDay.midnight + .hours(8), until: SimulatedDay.midnight + .hours(9))
        ]
        parameters.faults.stutter = 0.01
        parameters.faults.garbage = 0.01
        let messages = SimulatedDay.run(parameters).messages
        let lies = messages.filter { $0.source == front && $0.type == MessageType.plateHeartbeat }
            .compactMap { message in message.deviceTime.map { ($0 - message.receivedTime).milliseconds } }
        #expect(lies.allSatisfy { $0 == 75_000 } && lies.count > 100)
        let seen = messages.filter { $0.source == yard }
        #expect(!seen.contains { CivilTime($0.receivedTime, offsetMinutes: 420).hour == 8 })
        #expect(seen.last?.boot == 2)
        let twins = zip(messages, messages.dropFirst()).count { $0 == $1 }
        #expect((0.005...0.015).contains(Double(twins) / Double(messages.count)))
    }

    @Test func anUnknownDeclarationChangesNothing() {
        var day = GateDay(plan: SampleGate.plan(), parameters: SimulatedDay.parameters(vehicles: 3))
        let known = day.heed(.letThrough(declaration: "999999999999"))
        #expect(!known)
        var bare = GateDay(plan: GatePlan(), parameters: SimulatedDay.parameters(vehicles: 3))
        let first = bare.next()
        #expect(first == nil)
    }
}
