import ConsoleSupport
import Foundation
import GateDevices
import GateInsight
import GateJournal
import GateLayout
import GateModel
import GateSimulation
import TestSupport
import TestTraits
import Testing

@testable import GateConsole

/// A day at a gate with risk rules, from the devices' bytes to the auditor's table.
@Suite("Risk on a simulated day", .timeLimit(.minutes(20)), .ownThread) struct RiskDayTests {
    private struct Played {
        var tally: DayTally
        var state: GateState
        var events: [Recorded]
        var problems: [String]
    }

    /// - Parameter draws: of ten thousand.
    private static func plan(draws: Int32) throws -> GatePlan {
        var laws = LawTables()
        laws.risk = try RiskFiles.load(folder: Repository.root + "/data/risk").tables
        laws.risk.sampling[0].normal = draws
        laws.risk.sampling[0].tightened = draws
        return try GateLayoutFile.load(path: Repository.root + "/layouts/huu-nghi.toml", laws: laws).plan
    }

    private func play(_ plan: GatePlan, vehicles: Int = 160) async throws -> Played {
        var day = GateDay(
            plan: plan, parameters: DayParameters(seed: 11, date: SampleCapture.midnight, vehicles: vehicles))
        var messages: [DeviceMessage] = []
        while let message = day.next() { messages.append(message) }
        let journal = SimulatedJournal(as: JournalIdentity(gate: plan.gate, created: SampleCapture.midnight), seed: 1)
        let bench = try await Bench(journal, plan: plan, capacity: messages.count + 1)
        await bench.play(messages)
        let state = await bench.station.state
        return Played(tally: day.tally, state: state, events: try await journal.readAll(), problems: invariants(state))
    }

    private func audit(_ events: [Recorded]) -> RiskAudit {
        var audit = RiskAudit()
        for event in events { audit.take(event) }
        return audit
    }

    @Test("Every vehicle is judged, every judgement comes out the same again, and the day goes on as before")
    func day() async throws {
        let played = try await play(try Self.plan(draws: 2_500))
        #expect(played.problems.isEmpty)
        #expect(played.state.count(.crossed) == played.tally.crossed && played.tally.crossed > 130)
        #expect(played.state.count(.seized) == played.tally.seized)
        played.state.visits.forEach { visit in
            guard visit.state == .crossed else { return }
            #expect(visit.risk.channel != .none && visit.channel.rawValue >= visit.risk.channel.rawValue, "\(visit.id)")
        }
        let audit = audit(played.events)
        let day = try #require(audit.days.first)
        #expect(audit.days.count == 1 && day.seed != nil && day.date == 20_260_302)
        #expect(day.disputed == 0 && audit.firstDispute == nil)
        #expect(day.judged >= played.tally.crossed && day.eligible + day.hit >= day.judged)
        #expect(day.drawn > 10 && abs(day.deviation) < 4, "\(day)")
        // Twice the same.
        let again = try await play(try Self.plan(draws: 2_500))
        #expect(StateHash.of(again.state).hex == StateHash.of(played.state).hex)
    }

    private func reseeded(_ events: [Recorded], _ seed: DaySeed) -> Int {
        guard var last = events.last else { return -1 }
        last.sequence += 1
        last.event = .seedPublished(seed)
        return audit(events + [last]).days.reduce(0) { $0 + $1.reseeded }
    }

    /// An auditor is nobody's fool: a judgement that was changed afterwards is found.
    @Test func aForgedJudgementIsDisputed() async throws {
        var events = try await play(try Self.plan(draws: 2_500), vehicles: 60).events
        let index = try #require(
            events.firstIndex {
                if case .assessed(let it) = $0.event { it.assessment.reason == .random } else { false }
            })
        guard case .assessed(var forged) = events[index].event else { return }
        forged.assessment.channel = .green
        forged.assessment.reason = .low
        events[index].event = .assessed(forged)
        let audit = audit(events)
        #expect(audit.firstDispute?.sequence == events[index].sequence && audit.firstDispute?.anew.reason == .random)
        #expect(audit.days.reduce(0) { $0 + $1.disputed } == 1)
        // Nor is one who saw whom the day's number draws, and then chose another.
        var again = DaySeed(day: try #require(audit.days.first).date, seed: 77)
        #expect(reseeded(events, again) == 1)
        again.seed = try #require(audit.days.first?.seed)
        #expect(reseeded(events, again) == 0)
    }

    @Test("Rules are tried on a recorded day: the table adds up, and a stricter rule changes what it says")
    func trial() async throws {
        let plan = try Self.plan(draws: 0)
        let events = try await play(plan, vehicles: 80).events
        var harder = plan.risk
        var all = RiskRule()
        all.id = "fruit"
        all.from = 20_200_101
        all.channel = .red
        all.level = .high
        var term = RiskTerm()
        term.fact = .goods
        term.text = GoodsClass.fruit.name
        all.terms = [term]
        harder.rules.append(all)
        var counts: [Int] = []
        for tables in [plan.risk, harder] {
            var trial = RiskTrial(tables)
            for event in events { trial.take(event) }
            #expect(trial.counts.reduce(0) { $0 + $1.reduce(0, +) } == trial.vehicles && trial.vehicles > 60)
            let unchanged = Channel.allCases.reduce(0) { $0 + trial.counts[Int($1.rawValue)][Int($1.rawValue)] }
            #expect(trial.changed == trial.vehicles - unchanged)
            // The rules of the day itself would have changed next to nothing: a judgement that was taken back meanwhile.
            if tables == plan.risk { #expect(trial.changed <= trial.vehicles / 20, "\(trial.changes)") }
            #expect(trial.changes.count == min(trial.changed, RiskTrial.changeLimit))
            counts.append(trial.rules.first { $0.id == "fruit" }?.hits ?? -1)
        }
        var fruit = 0
        var state = GateState()
        for event in events { state.apply(event) }
        state.visits.forEach { if $0.declaration.goodsClass == .fruit, $0.state == .crossed { fruit += 1 } }
        #expect(counts[0] == -1 && counts[1] >= fruit && fruit > 5, "\(counts), \(fruit)")
    }

    @Test("The commands: rules checked, a day simulated, drawn again, and tried") func commands() async throws {
        let folder = try ScratchFolder()
        let checked = try await Program.run("risk", "check")
        #expect(checked.status == 0 && checked.out.contains("cases as they should be"), "\(checked)")
        let day = try await Program.run(
            "simulate", "--vehicles", "60", "--seed", "3", "--output", folder.file("day.ndjson"))
        try #require(day.status == 0, "\(day)")
        let journal = folder.file("day.journal")
        let station = try await Program.run(
            "station", "--feed", folder.file("day.ndjson"), "--journal", journal, "--speed", "0")
        try #require(station.status == 0, "\(station)")
        let audit = try await Program.run("risk", "audit", journal)
        #expect(audit.status == 0 && audit.out.contains("disputed") && audit.out.contains("σ"), "\(audit)")
        let tried = try await Program.run("risk", "try", journal)
        #expect(tried.status == 0 && tried.out.contains("empty-heavy") && tried.out.contains("on trial"), "\(tried)")
        let nowhere = try await Program.run("risk", "check", "--rules", folder.path)
        #expect(nowhere.status == 66, "\(nowhere)")
    }
}
