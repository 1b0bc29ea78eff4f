import ConsoleSupport
import GateDevices
import GateJournal
import GateModel
import GateScreens
import Synchronization
import TestSupport
import Testing

@testable import GateConsole

/// A device that began anew under its old numbers while the gate was down, and one that only repeats itself.
@Suite("The same numbers again") struct SecondLifeTests {
    private static let hour = SampleCapture.time(9)

    /// Messages 1…20 of boot 3 of a loop that has no clock: free, occupied, free…
    private static func loops(
        at start: GateTime, isOccupiedFirst: Bool = true, hasClock: Bool = false,
        _ numbers: ClosedRange<UInt64> = 1...20
    ) -> [DeviceMessage] {
        numbers.map { number in
            var message = DeviceMessage.make(
                "lane/3/loop-in", MessageType.loop,
                #"{"occupied":\#(number.isMultiple(of: 2) != isOccupiedFirst)}"#, number: number, boot: 3,
                at: start + .seconds(Int64(number)))
            if !hasClock { message.deviceTime = nil }
            return message
        }
    }

    /// A start of the gate.
    private struct Run {
        let bench: Bench
        private let heard: Heard

        private final class Heard: Sendable {
            let causes = Mutex<[Cause]>([])
        }

        init(_ journal: any Journal) async throws {
            let heard = Heard()
            self.heard = heard
            bench = try await Bench(
                journal, resumes: false, acknowledge: { causes in heard.causes.withLock { $0 += causes } })
        }

        var acknowledged: [UInt64] { heard.causes.withLock { $0.map(\.number) } }
    }

    private func loopEvents(_ journal: any Journal) async throws -> Int {
        try await journal.readAll().count { $0.event.kind == .loopChanged }
    }

    /// The engines that know what they hold.
    private func engines(_ body: (any Journal) async throws -> Void) async throws {
        try await body(SimulatedJournal(as: testIdentity, seed: 1))
        let folder = try ScratchFolder()
        let file = try await SQLiteJournal.open(at: folder.file("a.journal"), as: testIdentity)
        try await body(file)
        await file.close()
    }

    @Test("Hours later, with the very same words and no clock: all is new, recorded and acknowledged") func sameWords()
        async throws
    {
        try await engines { journal in
            let first = try await Run(journal)
            await first.bench.play(Self.loops(at: Self.hour))
            #expect(first.acknowledged == Array(1...20))
            #expect(try await loopEvents(journal) == 20)
            // Another device was heard for an hour more, so that the gate did not go down with the loop's last word.
            let between = try await Run(journal)
            await between.bench.play([
                .make(
                    "lane/4/loop-in", MessageType.loop, #"{"occupied":true}"#, number: 1, at: Self.hour + .minutes(60))
            ])
            for life in 1...3 as ClosedRange<Int64> {
                let start = Self.hour + .minutes(120 * life)
                let next = try await Run(journal)
                await next.bench.play(Self.loops(at: start))
                #expect(next.acknowledged == Array(1...20))
                #expect(next.bench.glass.shows(\.status.rejected) == 0, "\(next.bench.glass.shows { "\($0.status)" })")
                #expect(try await loopEvents(journal) == 20 + 20 * Int(life) + Int(life))
                let later = try await Run(journal)
                await later.bench.play([
                    .make(
                        "lane/4/loop-in", MessageType.loop, #"{"occupied":\#(life.isMultiple(of: 2))}"#,
                        number: UInt64(life) + 1, at: start + .minutes(60))
                ])
                // The other loop's own change.
                #expect(try await loopEvents(journal) == 21 + 20 * Int(life) + Int(life))
            }
        }
    }

    @Test("At once, with other words: all is new") func otherWords() async throws {
        try await engines { journal in
            await (try Run(journal)).bench.play(Self.loops(at: Self.hour, hasClock: true))
            let next = try await Run(journal)
            await next.bench.play(Self.loops(at: Self.hour + .seconds(30), hasClock: true))
            #expect(next.acknowledged == Array(1...20) && next.bench.glass.shows(\.status.rejected) == 0)
            #expect(next.bench.glass.shows(\.status.duplicates) == 0)
            #expect(try await loopEvents(journal) == 40)
        }
    }

    @Test(
        "What was recorded and not acknowledged adds nothing when it comes again, and is acknowledged",
        arguments: [true, false])
    func repeats(hasClock: Bool) async throws {
        try await engines { journal in
            await (try Run(journal)).bench.play(Self.loops(at: Self.hour, hasClock: hasClock))
            let hash = try await journal.position().hash
            let next = try await Run(journal)
            // The last three, as they were said; received later, and after the state has moved on.
            let again = Self.loops(at: Self.hour, hasClock: hasClock, 18...20).map { message in
                var message = message
                message.receivedTime = Self.hour + .seconds(25)
                return message
            }
            await next.bench.play(again)
            #expect(next.acknowledged == [18, 19, 20])
            #expect(next.bench.glass.shows(\.status.duplicates) == 3 && next.bench.glass.shows(\.status.rejected) == 0)
            #expect(try await journal.position().hash == hash)
            // And then it goes on.
            let last = try await Run(journal)
            await last.bench.play(
                again + Self.loops(at: Self.hour + .seconds(10), hasClock: hasClock, 21...24))
            #expect(last.acknowledged == Array(18...24))
            #expect(try await loopEvents(journal) == 24)
        }
    }

    @Test("A capture of links, played, finds its place in the journal of those links") func resumes() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let messages = Self.loops(at: Self.hour, hasClock: true)
        await (try Run(journal)).bench.play(messages)
        let played = try await Bench(journal)
        await played.play(messages)
        #expect(await played.station.isStillResuming == false)
        #expect(try await loopEvents(journal) == 20)
    }

    @Test("A cause says what the device calls its message, whatever stands above") func plain() throws {
        var maker = CauseMaker(printsMessages: true, openedAt: Self.hour)
        let message = try #require(Self.loops(at: Self.hour).last)
        let first = maker.cause(of: message, restarts: 0)
        let cause = try #require(first)
        #expect(cause != message.cause && CauseMaker.plain(cause) == message.cause)
        #expect(CauseMaker.names(cause, message))
        var other = message
        other.data += [0x20]
        #expect(!CauseMaker.names(cause, other))
        // The next life of the same number, and the one after it.
        for life in 1...2 as ClosedRange<UInt64> {
            let following = maker.cause(of: message, restarts: Int64(life))
            let next = try #require(following)
            #expect(next != cause && CauseMaker.plain(next) == message.cause)
            #expect(next == maker.candidate(message, life: life))
        }
        // Numbers that leave no room, and sources that do not count.
        other.sequence = 1 << 50
        let far = maker.cause(of: other, restarts: 2)
        #expect(far?.number ?? 0 >= 1 << 50)
        other.sequence = 0
        let uncounted = maker.cause(of: other, restarts: 2)
        #expect(uncounted?.number == UInt64(1) << 63 | 1)
        // Every life is taken: the last is denied by the journal rather than thought to be another message.
        var known: [Cause: GateTime] = [:]
        for life in 0..<CauseMaker.lives {
            let candidate = maker.candidate(message, life: life)
            known[try #require(candidate)] = .epoch
        }
        let last = maker.cause(of: message, restarts: 2, known: known)
        #expect(last == maker.candidate(message, life: 127))
    }
}
