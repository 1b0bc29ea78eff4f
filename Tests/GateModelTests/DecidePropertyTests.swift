import GateModel
import TestTraits
import Testing

/// Lives through random gates and checks after each step what must hold for every gate.
@Suite(.ownThread) struct DecidePropertyTests {
    private static let stepsPerSeed = Effort.number("SMARTGATE_STEPS", 200)
    /// Few enough that each comes to the rare states too: every verb more makes each of them rarer.
    private static let batches = 10

    private struct Run {
        var steps: [Step] = []
        var violation: Violation?
        var harness = GateHarness()
    }

    private static func live(seed: UInt64) -> Run {
        var run = Run()
        var driver = GateDriver(seed: seed)
        do throws(Violation) {
            for _ in 0..<stepsPerSeed {
                let step = driver.next(run.harness.state)
                run.steps.append(step)
                try run.harness.step(step)
            }
            try run.harness.checkReplay(at: run.harness.journal.count / 2)
            try run.harness.checkReplay(at: run.harness.journal.count)
        } catch {
            run.violation = error
        }
        return run
    }

    private static func replay(_ steps: [Step]) -> Violation? {
        var harness = GateHarness()
        do throws(Violation) {
            for step in steps { try harness.step(step) }
            try harness.checkReplay(at: harness.journal.count / 2)
            try harness.checkReplay(at: harness.journal.count)
            return nil
        } catch {
            return error
        }
    }

    /// Takes steps out as long as what is left still goes wrong.
    private static func shrunk(_ steps: [Step]) -> [Step] {
        var kept = steps
        var size = kept.count / 2
        while size > 0 {
            var start = 0
            while start < kept.count {
                var fewer = kept
                fewer.removeSubrange(start..<min(start + size, kept.count))
                if replay(fewer) != nil { kept = fewer } else { start += size }
            }
            size /= 2
        }
        return kept
    }

    @Test(arguments: 0..<batches)
    func everyInvariantHoldsAtRandomGates(batch: Int) {
        var reached = [Int](repeating: 0, count: VisitState.allCases.count)
        var events = 0
        var accepted: Set<Act.Verb> = []
        var refused: Set<String> = []
        var orders = 0
        var (releasedByAnswer, takenBack) = (0, 0)
        for seed in stride(from: batch, to: Effort.seeds, by: Self.batches) {
            let run = Self.live(seed: UInt64(seed))
            if let violation = run.violation {
                let trace = Self.shrunk(run.steps)
                let text = trace.map(\.description).joined(separator: "\n")
                let last = Self.replay(trace)?.description ?? violation.description
                Issue.record(
                    "seed \(seed), step \(run.steps.count): \(violation)\n\(trace.count) steps: \(last)\n\(text)")
                return
            }
            for state in VisitState.allCases {
                reached[Int(state.rawValue)] += run.harness.reached[Int(state.rawValue)]
            }
            events += run.harness.journal.count
            accepted.formUnion(run.harness.accepted.keys)
            refused.formUnion(run.harness.refusals.keys)
            orders += run.harness.orders.values.reduce(0, +)
            releasedByAnswer += run.harness.releasedByAnswer
            takenBack += run.harness.takenBack
        }
        // A property over gates where nothing happens would prove nothing.
        if Effort.number("SMARTGATE_TALLY", 0) > 0 {
            let tally = VisitState.allCases.map { "\($0.name) \(reached[Int($0.rawValue)])" }.joined(separator: ", ")
            print("batch \(batch): \(events) events; \(tally)")
        }
        guard Effort.seeds / Self.batches >= 10 else { return }
        for state in [VisitState.released, .held, .atBarrierOut, .crossed, .turnedBack, .seized, .noShow, .imageRead] {
            #expect(reached[Int(state.rawValue)] > 0, "batch \(batch) never reached \(state.name)")
        }
        #expect(releasedByAnswer > 0 && takenBack > 0, "batch \(batch): customs' answers decided nothing")
        #expect(orders > 8, "batch \(batch) ordered barriers only \(orders) times")
        #expect(accepted.count >= 14, "batch \(batch) accepted only \(accepted.map(\.name).sorted())")
        #expect(refused.count >= 14, "batch \(batch) refused only \(refused.sorted())")
    }
}
