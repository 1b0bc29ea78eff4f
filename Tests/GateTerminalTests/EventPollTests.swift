import Foundation
import GateGrid
import Testing

@testable import GateTerminal

@Suite struct EventPollTests {
    @Test func eachSourceHasItsBit() throws {
        try SignalMask.blockBeforeThreads()
        var pipe: [Int32] = [0, 0]
        #expect(Foundation.pipe(&pipe) == 0)
        let wakeup = try Wakeup()
        let events = try EventPoll(input: pipe[0], output: pipe[1], wakeup: wakeup)

        #expect(events.wait(timeout: .zero).wake == .timeout)
        #expect(events.wait(timeout: .zero, wantsWrite: true).wake == .writable)

        wakeup.signal()
        wakeup.signal()
        #expect(events.wait(timeout: .seconds(10)).wake == .wakeup)
        #expect(events.wait(timeout: .zero).wake == .timeout)

        // Sent to this thread, where they are blocked, so that no other test is disturbed.
        raise(SIGWINCH)
        raise(SIGTERM)
        let event = events.wait(timeout: .seconds(10))
        #expect(event.wake == .signal)
        #expect(event.signals == [.resize, .terminate])
        #expect(!event.signals.isDisjoint(with: .leaving))

        events.armFrame(in: .milliseconds(1))
        #expect(events.wait(timeout: .seconds(10)).wake == .frame)
        #expect(events.wait(timeout: .zero).wake == .timeout)
        events.armFrame(in: .milliseconds(-5))
        #expect(events.wait(timeout: .seconds(10)).wake == .frame)
        events.armFrame(in: .milliseconds(1))
        events.disarmFrame()
        #expect(events.wait(timeout: .milliseconds(20)).wake == .timeout)

        #expect(write(pipe[1], "x", 1) == 1)
        #expect(events.wait(timeout: .seconds(10)).wake == .input)
        close(pipe[1])
        #expect(events.wait(timeout: .seconds(10)).wake == [.input, .hangUp])
        close(pipe[0])
    }

    @Test func anyThreadCanWakeTheLoop() throws {
        let wakeup = try Wakeup()
        let events = try EventPoll(input: -1, output: -1, wakeup: wakeup)
        Thread { wakeup.signal() }.start()
        #expect(events.wait(timeout: .seconds(10)).wake == .wakeup)
    }
}

@Suite struct TerminalCapabilitiesTests {
    private static let known = [
        "xterm": 8, "xterm-256color": 256, "vt100": 0, "linux": 8, "screen": 8, "screen-256color": 256, "dumb": -2,
        "rxvt-16color": 16,
    ]

    private func resolve(_ environment: [String: String]) throws(TerminalError) -> TerminalCapabilities {
        try TerminalCapabilities.resolve(environment: environment, isUTF8: true) { Self.known[$0] ?? -1 }
    }

    @Test func theTierIsWhatTerminfoAndTheUserAllow() throws {
        #expect(try resolve(["TERM": "xterm-256color"]).tier == .full256)
        #expect(try resolve(["TERM": "linux"]).tier == .eight)
        #expect(try resolve(["TERM": "vt100"]).tier == .none)
        #expect(try resolve(["TERM": "rxvt-16color"]).tier == .sixteen)
        #expect(try resolve(["TERM": "xterm-256color", "NO_COLOR": "1"]).tier == .none)
        #expect(try resolve(["TERM": "xterm-256color", "NO_COLOR": ""]).tier == .full256)
        #expect(try resolve(["TERM": "screen", "COLORTERM": "truecolor"]).type == "screen-256color")
        #expect(try resolve(["TERM": "linux", "COLORTERM": "truecolor"]).tier == .eight)
    }

    @Test func anUnknownTypeFallsBack() throws {
        #expect(try resolve(["TERM": "kitty"]).type == "xterm")
        #expect(try resolve(["TERM": "kitty", "COLORTERM": "truecolor"]).type == "xterm-256color")
        #expect(try resolve(["TERM": "foot-256color"]).type == "xterm-256color")
        #expect(try resolve([:]).type == "xterm")
        #expect(throws: TerminalError.cannotAddressCursor("dumb")) { try resolve(["TERM": "dumb"]) }
        #expect(throws: TerminalError.unknownType("x")) {
            try TerminalCapabilities.resolve(environment: ["TERM": "x"], isUTF8: true) { _ in -1 }
        }
    }
}
