import Foundation
import GateJournal
import GateModel
import Glibc

/// Durable appends through `SQLiteJournal` beside the limit of the disk: the same bytes at the end of a preallocated
/// file, with `fdatasync` after each append. The two take turns in short stretches, because a disk has moods.
enum JournalBench {
    private struct Times {
        var ours: [Double] = []
        var peer: [Double] = []
    }

    /// - Parameters:
    ///   - source: a recorded journal, whose events are appended anew.
    ///   - folder: where the files are made, on the disk to be measured.
    static func run(source: String, folder: String, rounds: Int) async throws {
        let events = try RecordedDay.load(source).events
        let path = "\(folder)/append.journal"
        let journal = try await SQLiteJournal.open(
            at: path, as: JournalIdentity(gate: "bench", created: events.first?.occurredAt ?? .epoch))
        let limit = try PreallocatedFile(path: "\(folder)/append.peer", bytes: 256 << 20)
        var number = 0
        func next() -> Proposed {
            let event = events[number % events.count]
            number += 1
            let cause = Cause(source: "bench/feed", boot: 1, number: UInt64(number))
            return Proposed(
                id: cause.eventID(0), event: event.event, actor: event.actor, cause: cause,
                occurredAt: event.occurredAt)
        }
        var bytes = 0
        for _ in 0..<rounds {
            var single = Times()
            var batch = Times()
            for _ in 0..<10 {
                for _ in 0..<2 { try await turn(journal, limit, &single, appends: 100, group: 1, &bytes, next) }
                try await turn(journal, limit, &batch, appends: 20, group: 100, &bytes, next)
            }
            report("single", single, group: 1)
            report("batch", batch, group: 100)
        }
        Stopwatch.report("bytes_per_event", bytes / max(1, number))
        await journal.close()
    }

    private static func turn(
        _ journal: SQLiteJournal, _ limit: PreallocatedFile, _ times: inout Times, appends: Int, group: Int,
        _ bytes: inout Int, _ next: () -> Proposed
    ) async throws {
        var sizes: [Int] = []
        for _ in 0..<appends {
            let batch = (0..<group).map { _ in next() }
            let at = batch[0].occurredAt
            sizes.append(batch.reduce(0) { $0 + size($1) })
            let proposals = batch.map { Append([$0], recordedAt: at) }
            var isRecorded = false
            times.ours.append(
                await Stopwatch.seconds {
                    if group == 1 {
                        isRecorded = await journal.append(batch, guards: [], recordedAt: at).recorded != nil
                    } else {
                        isRecorded = await journal.append(batch: proposals).allSatisfy { $0.recorded != nil }
                    }
                })
            guard isRecorded else { throw BenchError.notRecorded }
        }
        for size in sizes { times.peer.append(try Stopwatch.seconds { try limit.append(size) }) }
        bytes += sizes.reduce(0, +)
    }

    /// What an event weighs as the chain frames it: its texts, its numbers and the link.
    private static func size(_ event: Proposed) -> Int {
        let texts = event.id.text.utf8.count + event.cause.text.utf8.count + event.actor.name.utf8.count
        return event.event.json.count + event.event.stream.text.utf8.count + texts + 32 + 5 * 8
    }

    private static func report(_ name: String, _ times: Times, group: Int) {
        let (ours, peer) = (times.ours.reduce(0, +), times.peer.reduce(0, +))
        let count = Double(times.ours.count * group)
        Stopwatch.report("\(name)_per_s", count / ours)
        Stopwatch.report("\(name)_peer_per_s", count / peer)
        Stopwatch.report("\(name)_p99_s", Stopwatch.quantile(times.ours, 0.99))
        Stopwatch.report("\(name)_peer_p99_s", Stopwatch.quantile(times.peer, 0.99))
    }
}

enum BenchError: Error {
    case notRecorded
    case file(String)
}

/// A file written over from its beginning, all of it on disk before: an append then costs the data's own flush only.
final class PreallocatedFile {
    private let descriptor: Int32
    private let size: Int
    private var offset = 0
    private let bytes = [UInt8](repeating: 7, count: 1 << 20)

    init(path: String, bytes size: Int) throws {
        self.size = size
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw BenchError.file(path) }
        for _ in 0..<(size >> 20) where write(descriptor, bytes, bytes.count) != bytes.count {
            throw BenchError.file(path)
        }
        guard fsync(descriptor) == 0 else { throw BenchError.file(path) }
    }

    deinit { close(descriptor) }

    func append(_ count: Int) throws {
        if offset + count > size { offset = 0 }
        let written = pwrite(descriptor, bytes, min(count, bytes.count), off_t(offset))
        guard written == count, fdatasync(descriptor) == 0 else { throw BenchError.file("append.peer") }
        offset += count
    }
}
