import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateModel
import GateScreens
import GateSimulation
import GateTerminal
import TestSupport
import TestTraits
import Testing

@testable import GateConsole

@Suite("Resuming a feed", .ownThread) struct ResumeTests {
    /// Where to cut: everywhere in a sample, and inside portal occupancies on purpose.
    static func cuts(_ messages: [DeviceMessage], random: inout SeededRandom) -> [Int] {
        let inOccupancy = messages.indices.filter {
            messages[$0].type == MessageType.portal && messages[$0].data.starts(with: Array("GS".utf8))
        }
        var cuts = [1, 2, messages.count - 1, messages.count]
        for _ in 0..<10 { cuts.append(1 + random.below(messages.count)) }
        for _ in 0..<10 where !inOccupancy.isEmpty { cuts.append(inOccupancy[random.below(inOccupancy.count)] + 1) }
        return cuts
    }

    @Test("Stopped anywhere and fed the same again, the day ends the same", arguments: [21, 22] as [UInt64])
    func stopAnywhere(seed: UInt64) async throws {
        print("resume: seed \(seed)")
        var random = SeededRandom(seed: seed)
        let messages = await Stretch.small.value
        let whole = SimulatedJournal(as: testIdentity, seed: 1)
        let uninterrupted = try await Bench(whole)
        await uninterrupted.play(messages)
        let wanted = await uninterrupted.hash
        let head = try await whole.position()
        for cut in Self.cuts(messages, random: &random) {
            let journal = SimulatedJournal(as: testIdentity, seed: 1)
            await (try Bench(journal)).play(messages[..<cut])
            // Once more stopped on the way.
            let second = cut + random.below(messages.count - cut + 1)
            await (try Bench(journal)).play(messages[..<second])
            let last = try await Bench(journal)
            await last.play(messages)
            #expect(await last.hash == wanted, "seed \(seed): cut at \(cut), \(second)")
            #expect(try await journal.position().hash == head.hash, "seed \(seed): cut at \(cut), \(second)")
            #expect(await last.station.isStillResuming == false)
        }
    }

    @Test("With faults of the devices too") func withFaults() async throws {
        var faults = DayFaults()
        faults.stutter = 0.05
        faults.garbage = 0.02
        faults.lyingClock = "/gate/huu-nghi/lane/2/front"
        faults.silences = [
            .init(
                source: "/gate/huu-nghi/lane/1/portal", from: SampleCapture.time(7, 1),
                until: SampleCapture.time(7, 4))
        ]
        let messages = SampleCapture(
            vehicles: 500, until: SampleCapture.time(7, 6), faults: faults
        ).messages
        let whole = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        await whole.play(messages)
        #expect(whole.glass.shows(\.status.duplicates) > 0 && whole.glass.shows(\.status.rejected) > 0)
        #expect(whole.glass.shows(\.status.journalTrouble) == nil, "\(whole.glass.shows { "\($0.status)" })")
        var random = SeededRandom(seed: 5)
        for _ in 0..<6 {
            let cut = 1 + random.below(messages.count)
            let journal = SimulatedJournal(as: testIdentity, seed: 1)
            await (try Bench(journal)).play(messages[..<cut])
            let last = try await Bench(journal)
            await last.play(messages)
            #expect(await last.hash == whole.hash, "cut at \(cut)")
        }
    }

    @Test("An officer's acts do not move the place in the feed") func withActs() async throws {
        let messages = StationActTests.arrival()
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let first = try await Bench(journal)
        await first.play(messages.map { .message($0) } + [.act(StationActTests.act(.pass, 1))])
        let again = try await Bench(journal)
        await again.play(messages)
        #expect(await again.hash == first.hash)
        #expect(await again.station.isStillResuming == false)
    }

    @Test("A feed that lacks the journal's last cause is reported and adds nothing") func otherFeed() async throws {
        let messages = await Stretch.small.value
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        await (try Bench(journal)).play(messages)
        let before = try await journal.position()
        let other = try await Bench(journal)
        await other.play(messages.filter { $0.source.contains("lane/1/loop") })
        #expect(await other.station.isStillResuming)
        #expect(try await journal.position() == before)
    }
}
