import Foundation
import GateJournal
import GateModel
import JournalSamples

/// Timings for the budgets of the journal, printed one a line. Build it for release.
enum Bench {
    /// Fills a journal: events, and appends of one transaction.
    static func fill(_ path: String, _ numbers: [UInt64]) async throws {
        let journal = try await SQLiteJournal.open(at: path, as: identity)
        var day = SampleDay(seed: 42)
        try await append(journal, &day, events: Int(numbers.first ?? 300_000), group: 1_000, name: "fill")
        await journal.close()
    }

    static func run(_ path: String) async throws {
        let journal = try await SQLiteJournal.open(at: path, as: identity)
        var day = SampleDay(seed: 42)
        for round in 1...3 {
            try await append(journal, &day, events: 3_000, group: 1, name: "round \(round): appends of 1")
            try peer(path + ".peer", writes: 3_000, group: 1)
            try await append(journal, &day, events: 60_000, group: 100, name: "round \(round): appends of 100")
            try peer(path + ".peer", writes: 600, group: 100)
            try await append(journal, &day, events: 60_000, group: 1_000, name: "round \(round): appends of 1000")
            try peer(path + ".peer", writes: 60, group: 1_000)
        }
        let head = try await journal.position().head
        if head < 1_000_000 {
            try await append(journal, &day, events: 1_000_000 - Int(head), group: 1_000, name: "fill to 1,000,000")
        }
        let clock = ContinuousClock()
        report("checkpoint", 1, clock.measure { _ = path }, "pages left \(await journal.checkpointWhenIdle())")
        await journal.close()
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        Victim.say("file: \(size / 1_000_000) MB")
        for _ in 1...3 {
            for workers in [1, 2] {
                var events = 0
                let time = try clock.measure { events = try RecordedDay.load(path, workers: workers).events.count }
                report("load, \(workers) workers", events, time)
            }
            let time = try clock.measure { _ = try RecordedDay.load(path, verifying: true).events.count }
            report("load and check the chain, 2 workers", 1_000_000, time)
        }
        for _ in 1...2 {
            let opening = try clock.measure { _ = try SQLiteJournal(at: path, as: identity) }
            report("open for writing (chain checked)", 1_000_000, opening)
        }
        let reader = try ReadOnlyJournal(at: path)
        let pages = try await clock.measure { _ = try await reader.readAll().count }
        report("read in pages of 10,000", 1_000_000, pages)
        let whole = try await clock.measure { _ = try await reader.verify() }
        report("verify: chain, bodies, indexes", 1_000_000, whole)
    }

    private static func append(
        _ journal: SQLiteJournal, _ day: inout SampleDay, events: Int, group: Int, name: String
    ) async throws {
        let batches = stride(from: 0, to: events, by: group).map { first in
            (first..<min(events, first + group)).map { _ in Append([day.next()], recordedAt: SampleDay.start) }
        }
        let clock = ContinuousClock()
        var times: [Duration] = []
        let time = await clock.measure {
            for batch in batches {
                times.append(
                    await clock.measure {
                        if group == 1 {
                            _ = await journal.append(batch[0].events, guards: [], recordedAt: SampleDay.start)
                        } else {
                            _ = await journal.append(batch: batch)
                        }
                    })
            }
        }
        report(name, events, time, spread(&times))
    }

    /// The limit: the same number of bytes at the end of a preallocated file, `fdatasync` after each group.
    private static func peer(_ path: String, writes: Int, group: Int) throws {
        let bytes = [UInt8](repeating: 7, count: 300 * group)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        defer {
            close(descriptor)
            unlink(path)
        }
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        for _ in 0...(writes * bytes.count >> 20) { write(descriptor, zeros, zeros.count) }
        fsync(descriptor)
        let clock = ContinuousClock()
        var times: [Duration] = []
        var offset = 0
        let time = clock.measure {
            for _ in 0..<writes {
                times.append(
                    clock.measure {
                        pwrite(descriptor, bytes, bytes.count, off_t(offset))
                        fdatasync(descriptor)
                    })
                offset += bytes.count
            }
        }
        report("  peer, preallocated file in groups of \(group)", writes * group, time, spread(&times))
    }

    private static func spread(_ times: inout [Duration]) -> String {
        times.sort()
        func milliseconds(_ share: Double) -> String {
            String(format: "%.3f", times[Int(Double(times.count - 1) * share)] / .milliseconds(1))
        }
        return "p50 \(milliseconds(0.5)) ms, p99 \(milliseconds(0.99)) ms"
    }

    private static func report(_ name: String, _ count: Int, _ time: Duration, _ more: String = "") {
        let seconds = time / .seconds(1)
        let rate = Int(Double(count) / seconds)
        Victim.say("\(name): \(count) in \(String(format: "%.3f", seconds)) s = \(rate)/s \(more)")
    }
}
