import GateDevices
import GateModel
import GateSimulation
import TestTraits
import Testing

@Suite("A simulated day", .ownThread)
struct GateDayTests {
    @Test func sameSeedSameBytes() {
        let first = SimulatedDay.run(SimulatedDay.parameters(seed: 9, vehicles: 60)).messages
        let second = SimulatedDay.run(SimulatedDay.parameters(seed: 9, vehicles: 60)).messages
        let other = SimulatedDay.run(SimulatedDay.parameters(seed: 10, vehicles: 60)).messages
        #expect(SimulatedDay.hash(first) == SimulatedDay.hash(second))
        #expect(SimulatedDay.hash(first) != SimulatedDay.hash(other))
    }

    @Test func messagesComeInOrderWithoutGaps() {
        var last = GateTime.epoch
        var sequences: [String: UInt64] = [:]
        let known = Set(SampleGate.plan().devices.map(\.source))
        for message in SimulatedDay.shared.messages {
            #expect(message.receivedTime >= last)
            last = message.receivedTime
            #expect(message.boot == 1)
            #expect(message.sequence == sequences[message.source, default: 0] + 1)
            sequences[message.source] = message.sequence
            #expect(known.contains(message.source))
            #expect(!message.data.isEmpty)
            if let device = message.deviceTime {
                // Plate groups and results wait in the agent for a moment; clocks are off by tenths of a second.
                let late = (message.receivedTime - device).milliseconds
                #expect(abs(late) < 1_500)
            }
        }
        // Every device spoke but the console, which is a person, and pads that have too few marks yet.
        let silent = known.subtracting(sequences.keys).filter { !$0.hasSuffix("/rating") }
        #expect(sequences.keys.contains { $0.hasSuffix("/rating") } && sequences["/gate/huu-nghi/neighbour"] ?? 0 > 100)
        #expect(silent.sorted() == ["/gate/huu-nghi/terminal/console"])
        #expect(last < SimulatedDay.midnight + .hours(24))
    }

    @Test func everyVehicleEndsSomewhere() {
        let tally = SimulatedDay.shared.tally
        #expect(tally.declared == SimulatedDay.vehicles)
        #expect(tally.arrived == tally.crossed + tally.turnedBack + tally.seized + tally.inside)
        #expect(tally.arrived == SimulatedDay.vehicles)
        #expect(tally.inside >= 0 && tally.inside < 20)
        #expect(tally.crossed > 400)
        let last = SimulatedDay.acts.mapValues { $0.map(\.act.verb) }
        #expect(last.values.filter { $0.contains(.letThrough) }.count == tally.crossed)
        #expect(last.values.filter { $0.contains(.turnBack) }.count == tally.turnedBack)
        #expect(last.values.filter { $0.contains(.seize) }.count == tally.seized)
    }

    @Test func platesAndDeclarationsAreUniqueAndValid() throws {
        let declarations = SimulatedDay.declarations
        #expect(declarations.count == SimulatedDay.vehicles)
        #expect(Set(declarations.map(\.number)).count == SimulatedDay.vehicles)
        #expect(Set(declarations.map(\.tractor)).count == SimulatedDay.vehicles)
        var countries: [Plate.Country: Int] = [:]
        var trailers = 0
        for declaration in declarations {
            _ = try DeclarationNumber(declaration.number)
            let tractor = try Plate(declaration.tractor)
            countries[tractor.country, default: 0] += 1
            #expect(tractor.category == .civil)
            if !declaration.trailer.isEmpty {
                let trailer = try Plate(declaration.trailer)
                #expect(trailer.country == tractor.country)
                if trailer.country != .laos { #expect(trailer.category == .trailer) }
                trailers += 1
            }
            if !declaration.container.isEmpty { _ = try ContainerNumber(declaration.container) }
            #expect(declaration.driver.count <= 40 && !declaration.driver.isEmpty)
        }
        #expect(countries.count == 4)
        #expect(countries[.vietnam, default: 0] > 120 && countries[.china, default: 0] > 120)
        #expect(trailers > 200)
        let imports = Double(declarations.count { $0.direction == .inbound }) / Double(SimulatedDay.vehicles)
        #expect((0.70...0.80).contains(imports))
        let bare = declarations.count { !$0.hasManifest }
        #expect((1...18).contains(bare))
    }

    /// call → channel → start and pass of every required agency, customs last → letThrough.
    @Test func everyCrossingHasItsChainOfActs() throws {
        var crossings = 0
        for declaration in SimulatedDay.declarations {
            let acts = try #require(SimulatedDay.acts[declaration.number]).map(\.act)
            #expect(acts.allSatisfy { !$0.officer.isEmpty && $0.officer.count <= 40 })
            guard acts.last?.verb == .letThrough else { continue }
            crossings += 1
            #expect(acts.first?.verb == .call && acts.first?.agency == .board && acts.first?.lane != nil)
            let passes = acts.filter { $0.verb == .pass }.map(\.agency)
            #expect(Set(passes) == Set(AgencyRules.required(for: declaration).members))
            #expect(passes.count == Set(passes).count)
            #expect(passes.last == .customs)
            let channel = try #require(acts.firstIndex { $0.verb == .channel })
            let firstPass = try #require(acts.firstIndex { $0.verb == .pass })
            #expect(channel < firstPass)
            for agency in passes {
                let start = try #require(acts.firstIndex { $0.verb == .start && $0.agency == agency })
                let pass = try #require(acts.firstIndex { $0.verb == .pass && $0.agency == agency })
                #expect(channel < start && start < pass)
            }
            if let correction = acts.firstIndex(where: { $0.verb == .correctPlate }) {
                #expect(correction < firstPass)
                #expect(acts[correction].plate == declaration.tractor)
            }
            if let hold = acts.firstIndex(where: { $0.verb == .hold }) {
                let pass = try #require(acts.firstIndex { $0.verb == .pass && $0.agency == acts[hold].agency })
                #expect(hold < pass && acts[hold].reason != .none)
            }
        }
        #expect(crossings == SimulatedDay.shared.tally.crossed)
    }

    @Test func channelsAndScansKeepTheirShares() {
        let declarations = SimulatedDay.declarations.filter {
            $0.direction == .inbound && $0.goodsClass != .empty && $0.goodsClass != .bus && $0.hasManifest
        }
        let channels = declarations.compactMap { declaration in
            SimulatedDay.acts[declaration.number]?.first { $0.act.verb == .channel }?.act.channel
        }
        let red = Double(channels.count { $0 == .red }) / Double(channels.count)
        let yellow = Double(channels.count { $0 == .yellow }) / Double(channels.count)
        #expect((0.15...0.25).contains(red))
        #expect((0.36...0.48).contains(yellow))
        let scans = SimulatedDay.messages(of: MessageType.scan).count
        let read = SimulatedDay.acts.values.joined().count { $0.act.verb == .readImage }
        #expect(scans == read && scans > 25)
        let corrections = SimulatedDay.acts.values.joined().count { $0.act.verb == .correctPlate }
        #expect((0.08...0.15).contains(Double(corrections) / Double(SimulatedDay.vehicles)))
    }

    /// Barrier 2 of a lane never opens for two vehicles at once, and its loop is passed in between.
    @Test func barriersAndLoopsTakeTurns() throws {
        for lane in 1...12 {
            for end in ["in", "out"] {
                let source = "/gate/huu-nghi/lane/\(lane)/barrier-\(end)"
                let positions = try SimulatedDay.shared.messages.filter { $0.source == source }
                    .map { try SimulatedDay.json($0)["position"] as? String ?? "" }
                // When it wakes it says that it is closed.
                #expect(positions.count % 4 == 1)
                for (index, position) in positions.enumerated() {
                    #expect(position == ["closed", "opening", "open", "closing"][index % 4])
                }
                let loop = "/gate/huu-nghi/lane/\(lane)/loop-\(end)"
                let loops = try SimulatedDay.shared.messages.filter { $0.source == loop }
                    .map { try SimulatedDay.json($0)["occupied"] as? Bool ?? false }
                #expect(loops.count == positions.count / 2)
                for (index, occupied) in loops.enumerated() { #expect(occupied == (index % 2 == 0)) }
            }
            // The interlock: while one arm is up, the other is down.
            var up: Set<String> = []
            for message in SimulatedDay.shared.messages
            where message.source.hasPrefix("/gate/huu-nghi/lane/\(lane)/barrier-") {
                let position = try SimulatedDay.json(message)["position"] as? String ?? ""
                if position == "closed" { up.remove(message.source) } else { up.insert(message.source) }
                #expect(up.count < 2, "lane \(lane) at \(message.receivedTime)")
            }
        }
    }

    @Test func aHarvestBringsFruit() {
        func fruit(_ harvest: Double) -> Int {
            var parameters = SimulatedDay.parameters(vehicles: 300)
            parameters.harvest = harvest
            return SimulatedDay.run(parameters).messages.count { message in
                guard message.type == MessageType.manifest else { return false }
                return (try? SimulatedDay.decode(Declaration.self, message))?.goodsClass == .fruit
            }
        }
        #expect(fruit(2.5) > fruit(1) + 15)
    }

    /// One lane with barriers and a terminal, nothing else: far too little for 500 vehicles.
    @Test func aSmallGateShutsOnTime() throws {
        var plan = GatePlan()
        plan.gate = "nho"
        let lane = try #require(LaneID(number: 4))
        plan.calendar.offsetMinutes = 420
        plan.calendar.usual = OpenHours(opens: 7 * 60, closes: 19 * 60, fruitCloses: 20 * 60)
        plan.lanes = [Lane(id: lane, direction: .inbound, kind: .cargo)]
        for (index, kind) in [DeviceKind.barrierIn, .terminal, .manifestFeed].enumerated() {
            let id = try #require(DeviceID(number: Int64(index + 1)))
            let place = kind == .manifestFeed ? nil : lane
            plan.devices.append(
                Device(id: id, source: "/gate/nho/\(kind.name)", kind: kind, lane: place, silentAfterSeconds: 0))
        }
        var parameters = SimulatedDay.parameters(vehicles: 500)
        parameters.importShare = 1
        var day = GateDay(plan: plan, parameters: parameters)
        var opened = 0
        while let message = day.next() {
            #expect(message.source.hasPrefix("/gate/nho/"))
            guard message.type == MessageType.barrier,
                try SimulatedDay.json(message)["position"] as? String == "opening"
            else { continue }
            opened += 1
            let local = CivilTime(message.receivedTime, offsetMinutes: 420)
            #expect((7..<19).contains(local.hour) || (local.hour == 19 && local.minute == 0 && local.second < 5))
        }
        let tally = day.tally
        #expect(opened > 200 && opened < 480)
        #expect(tally.inside > 20)
        #expect(tally.crossed + tally.turnedBack + tally.seized + tally.inside == 500)
        plan.calendar.usual = .shut
        var never = GateDay(plan: plan, parameters: parameters)
        #expect(never.next() == nil, "nobody comes to a gate that is shut all day")
        #expect(never.tally == DayTally())
    }

    /// Fruit that nobody opens crosses within ten minutes of its call, in the median (domain.md, fruit lane).
    @Test func fruitIsQuick() {
        var fromCall: [Int64] = []
        for declaration in SimulatedDay.declarations
        where declaration.goodsClass == .fruit && declaration.direction == .outbound {
            guard let acts = SimulatedDay.acts[declaration.number], acts.last?.act.verb == .letThrough,
                let end = acts.last?.time, let call = acts.first?.time,
                let channel = acts.first(where: { $0.act.verb == .channel }),
                channel.act.channel != .red, !acts.contains(where: { $0.act.verb == .hold })
            else { continue }
            let atHouse = end - channel.time > .minutes(10)
            if !atHouse { fromCall.append((end - call).seconds) }
        }
        fromCall.sort()
        #expect(fromCall.count > 20)
        print("fruit: \(fromCall.count) vehicles, call to barrier 2 median \(fromCall[fromCall.count / 2]) s")
        #expect(fromCall[fromCall.count / 2] < 600)
    }
}
