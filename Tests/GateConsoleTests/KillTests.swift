import ConsoleSupport
import Foundation
import GateDevices
import GateModel
import TestSupport
import Testing

@testable import GateConsole
@testable import GateJournal

/// The real program, killed as by a power cut of the process, again and again.
@Suite("Kill -9", .serialized) struct KillTests {
    static let kills = ProcessInfo.processInfo.environment["SMARTGATE_KILLS"].flatMap(Int.init) ?? 30
    static let seed = ProcessInfo.processInfo.environment["SMARTGATE_SEED"].flatMap(UInt64.init) ?? 20_260_302

    /// The last event a reader saw, and the hash of its link: acknowledged, for it is on disk.
    private static func seen(_ path: String) -> (head: UInt64, hash: ChainHash)? {
        guard let file = try? JournalFile.read(path) else { return nil }
        defer { file.close() }
        guard let head = try? file.head(), let hash = try? file.hash(at: head) else { return nil }
        return (head, hash)
    }

    @Test("Killed at any moment: the chain is whole, nothing acknowledged is lost, the day ends the same")
    func kills() async throws {
        print("kill -9: \(Self.kills) kills, SMARTGATE_SEED=\(Self.seed)")
        let folder = try ScratchFolder()
        let feed = folder.file("day.ndjson")
        try SampleCapture.write(await Stretch.small.value, to: feed)
        func arguments(_ journal: String) -> [String] {
            ["station", "--feed", feed, "--speed", "0", "--journal", journal, "--json"]
        }
        let whole = try await Program(arguments(folder.file("whole.journal"))).finish()
        try #require(whole.status == 0, "\(whole.err)")
        let wanted = try RecordedDay.load(folder.file("whole.journal"), verifying: true)
        let wantedState = try #require(whole.out.range(of: "\"state\":\"")).upperBound
        let stateHash = String(whole.out[wantedState...].prefix(64))

        var random = SeededRandom(seed: Self.seed)
        var round = 0
        var (tails, untouched, finished) = (0, 0, 0)
        while round < Self.kills {
            let path = folder.file("day\(round).journal")
            // A fresh journal, then the same one continued up to three more times.
            let lives = 1 + random.below(4)
            var acknowledged: [UInt64: ChainHash] = [:]
            for _ in 0..<lives where round < Self.kills {
                round += 1
                let program = try Program(arguments(path))
                let grow = UInt64(random.below(wanted.events.count))
                let limit = ContinuousClock.now + .milliseconds(20 + random.below(900))
                var known: UInt64 = 0
                // Either once the journal has grown so far, or when the time is over.
                while ContinuousClock.now < limit, program.process.isRunning, known <= grow {
                    if let position = Self.seen(path), position.head > known {
                        known = position.head
                        acknowledged[position.head] = position.hash
                    } else {
                        try await Task.sleep(for: .microseconds(700))
                    }
                }
                if !program.process.isRunning { finished += 1 }
                try await program.kill9()
                if known == 0 { untouched += 1 } else if known < wanted.position.head { tails += 1 }
                guard let after = Self.seen(path) else {
                    #expect(acknowledged.isEmpty, "seed \(Self.seed), kill \(round): the journal is gone")
                    continue
                }
                #expect(after.head >= known, "seed \(Self.seed), kill \(round): \(after.head) of \(known)")
            }
            let reader = FileManager.default.fileExists(atPath: path) ? try? ReadOnlyJournal(at: path) : nil
            if let reader {
                let found = try await reader.verify()
                #expect(found.fault == nil, "seed \(Self.seed), kill \(round): \(String(describing: found.fault))")
                for (sequence, hash) in acknowledged {
                    #expect(
                        try await reader.hash(at: sequence) == hash,
                        "seed \(Self.seed), kill \(round), event \(sequence)")
                }
                await reader.close()
            } else {
                #expect(acknowledged.isEmpty)
            }
            let rest = try await Program(arguments(path)).finish()
            #expect(rest.status == 0, "seed \(Self.seed), kill \(round): \(rest.err)")
            #expect(rest.out.contains(stateHash), "seed \(Self.seed), kill \(round): \(rest.out)")
            let end = try RecordedDay.load(path, verifying: true).position
            #expect(end.hash == wanted.position.hash, "seed \(Self.seed), kill \(round)")
        }
        print(
            "kill -9: \(round) kills, \(tails) in the middle, \(untouched) before anything was seen, \(finished) too late"
        )
        #expect(tails > 0, "no kill fell into the middle of a journal: the test tests nothing")
    }
}
