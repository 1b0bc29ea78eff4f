import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateModel
import GateScreens
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import GateConsole

@Suite("The capture and its disk") struct CaptureLogTests {
    /// A disk and a clock that a test turns.
    private final class Disk: Sendable {
        let free = Mutex<Int64?>(10 << 30)
        private let seconds = Mutex<Int64>(0)

        var room: CaptureLog.Room {
            var room = CaptureLog.Room()
            room.free = { _ in self.free.withLock(\.self) }
            // Every look finds another second.
            room.clock = {
                self.seconds.withLock {
                    $0 += 1
                    return $0
                }
            }
            return room
        }
    }

    private static func message(_ number: UInt64) -> DeviceMessage {
        .make(
            "lane/3/loop-in", MessageType.loop, #"{"occupied":\#(number.isMultiple(of: 2))}"#, number: number,
            at: SampleCapture.time(9) + .seconds(Int64(number)))
    }

    private static func numbers(_ path: String) throws -> [Int] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            line.firstMatch(of: /"sequence":"(\d+)"/).flatMap { Int($0.1) }
        }
    }

    private static let mebibyte: Int64 = 1 << 20

    @Test("Below the reserve it pauses and counts, above it goes on; before that it warns") func pauses() throws {
        let folder = try ScratchFolder()
        let disk = Disk()
        let log = try CaptureLog(path: folder.file("a.ndjson"), room: disk.room)
        log.write([Self.message(1)])
        #expect(log.trouble == nil)
        disk.free.withLock { $0 = 2_000 * Self.mebibyte }
        log.write([Self.message(2)])
        #expect(log.trouble == .low(freeMebibytes: 2_000) && log.lost == 0)
        disk.free.withLock { $0 = 512 * Self.mebibyte - 1 }
        log.write([Self.message(3), Self.message(4)])
        #expect(log.trouble == .paused(freeMebibytes: 511) && log.lost == 2)
        // A little more room is not enough: it would come and go.
        disk.free.withLock { $0 = 575 * Self.mebibyte }
        log.write([Self.message(5)])
        #expect(log.trouble == .paused(freeMebibytes: 575) && log.lost == 3)
        disk.free.withLock { $0 = 576 * Self.mebibyte }
        log.write([Self.message(6)])
        #expect(log.trouble == .low(freeMebibytes: 576) && log.lost == 3)
        // Where nobody knows, nothing stops.
        disk.free.withLock { $0 = nil }
        log.write([Self.message(7)])
        #expect(log.trouble == nil)
        log.flush()
        #expect(try Self.numbers(folder.file("a.ndjson")) == [1, 2, 6, 7])
    }

    @Test("The real disk has some room") func realDisk() throws {
        let folder = try ScratchFolder()
        let log = try CaptureLog(path: folder.file("a.ndjson"))
        let descriptor = open(folder.file("a.ndjson"), O_RDONLY)
        defer { close(descriptor) }
        #expect(CaptureLog.Room().free(descriptor) ?? 0 > 0)
        #expect(CaptureLog.Room().free(-1) == nil)
        log.write([])
        if case .failed(let problem)? = log.trouble { Issue.record("\(problem)") }
    }

    @Test("What a full disk did not take is counted, and what it took half spoils no other line") func full() throws {
        let log = try CaptureLog(path: "/dev/full", room: Disk().room)
        log.write([Self.message(1), Self.message(2)])
        #expect(log.trouble == .failed(String(cString: strerror(ENOSPC))) && log.lost == 2)
        log.write([Self.message(3)])
        #expect(log.lost == 3)
    }

    @Test("The journal goes on while the capture pauses; the screen and the metrics say so") func station() async throws
    {
        let folder = try ScratchFolder()
        let disk = Disk()
        disk.free.withLock { $0 = 100 * Self.mebibyte }
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal, capture: folder.file("a.ndjson"), room: disk.room)
        await bench.play((1...10).map { Self.message($0) })
        #expect(try await journal.readAll().count { $0.event.kind == .loopChanged } == 9)
        #expect(bench.glass.shows(\.status.captureTrouble) == .paused(freeMebibytes: 100))
        #expect(bench.glass.shows(\.status.captureLost) == 10)
        #expect(try Self.numbers(folder.file("a.ndjson")).isEmpty)
        let samples = try MetricsTests.parse(await bench.station.metrics(links: [], now: nil).text)
        #expect(samples["gate_capture_lost_total"] == 10)
    }
}
