import Foundation
import GateJournal
import GateModel
import JournalSamples

/// What the kill, lock and trace tests run.
enum Victim {
    /// Appends for ever and says each acknowledged event, `<sequence> <chain hash>`, on standard output.
    ///
    /// - Parameter numbers: the seed, and how many appends share a transaction.
    static func append(_ path: String, _ numbers: [UInt64]) async throws {
        let journal = try await SQLiteJournal.open(at: path, as: identity)
        let start = try await journal.position().head
        let boot = UInt32(truncatingIfNeeded: start + 1)
        var day = SampleDay(seed: numbers.first ?? 1, boot: boot, firstVisit: Int64(start) * 2 + 1)
        let group = Int(numbers.dropFirst().first ?? 1)
        while true {
            let batch = (0..<group).map { _ in Append([day.next()], recordedAt: SampleDay.start) }
            let outcomes = await journal.append(batch: batch)
            for outcome in outcomes {
                guard case .done(let recorded) = outcome else {
                    say("stopped \(outcome)")
                    exit(3)
                }
                for event in recorded {
                    say("\(event.sequence) \(try await journal.hash(at: event.sequence)?.hex ?? "none")")
                }
            }
        }
    }

    /// Appends a number of batches, says how many were acknowledged, and leaves.
    ///
    /// - Parameters:
    ///   - numbers: batches, and appends of each.
    ///   - endures: after a failure, recover the journal and send the same batch again.
    static func count(_ path: String, _ numbers: [UInt64], endures: Bool) async throws {
        let journal = try await SQLiteJournal.open(at: path, as: identity)
        var day = SampleDay(seed: 1, boot: 9)
        var acknowledged = 0
        say("open")
        for _ in 0..<(numbers.first ?? 10) {
            let batch = (0..<(numbers.dropFirst().first ?? 1)).map { _ in
                Append([day.next()], recordedAt: SampleDay.start)
            }
            var outcomes = await journal.append(batch: batch)
            while let reason = outcomes.first?.unknownReason {
                say("unknown \(reason)")
                guard endures else { break }
                try await journal.recover()
                outcomes = await journal.append(batch: batch)
            }
            if outcomes.allSatisfy({ $0.recorded != nil }) { acknowledged += 1 }
        }
        say("acknowledged \(acknowledged)")
    }

    /// Owns the journal until standard input ends.
    static func hold(_ path: String) async throws {
        let journal = try await SQLiteJournal.open(at: path, as: identity)
        say("open")
        _ = try FileHandle.standardInput.readToEnd()
        await journal.close()
    }

    /// Reads and verifies without writing.
    static func read(_ path: String) async throws {
        let day = try RecordedDay.load(path, verifying: true)
        let found = try await ReadOnlyJournal(at: path).verify()
        say("read \(day.events.count) \(found.events) \(found.fault?.problem ?? "whole")")
    }

    /// One line at once, unbuffered: what was said before a kill stays said.
    static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
