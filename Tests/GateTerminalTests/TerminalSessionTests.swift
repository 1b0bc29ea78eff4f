import Foundation
import GateGrid
import GateText
import TerminalSupport
import TestSupport
import Testing

@testable import GateTerminal

extension CursesTests {
    /// How a program can end; what the tests do to it; how it says so.
    enum Ending: String, CaseIterable {
        case quit, terminate, hangUp, interrupt, trap, thread, abort, overflow, exit

        var way: String {
            switch self {
            case .trap, .thread, .abort, .overflow, .exit: rawValue
            default: "loop"
            }
        }

        var signal: Int32? {
            switch self {
            case .terminate: SIGTERM
            case .hangUp: SIGHUP
            case .interrupt: SIGINT
            default: nil
            }
        }
    }

    private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(text)
    }

    @Test(arguments: Ending.allCases) func everyEndGivesTheTerminalBack(ending: Ending) throws {
        let terminal = try PseudoTerminal()
        let before = terminal.settings
        let probe = try Probe(ending.way, on: terminal)
        var output: [UInt8] = []
        #expect(terminal.read(into: &output) { Self.contains($0, "ready") })
        #expect(terminal.settings != before)
        #expect(Self.contains(output, "\u{1B}[?1049h"))
        #expect(Self.contains(output, "\u{1B}[?2026h"))

        let clock = ContinuousClock()
        let start = clock.now
        if let signal = ending.signal {
            kill(probe.process, signal)
        } else {
            terminal.type(ending == .quit ? "q" : "x")
        }
        #expect(terminal.read(into: &output) { _ in probe.hasEnded })
        let took = clock.now - start
        output += terminal.read()

        #expect(terminal.settings == before, "\(ending)")
        let text = String(decoding: output, as: UTF8.self)
        for piece in ["\u{1B}[?1049l", "\u{1B}[?25h", "\u{1B}[?2004l", "\u{1B}[?2026l"] {
            #expect(text.contains(piece), "\(ending) \(piece.debugDescription)")
        }
        #expect(text.components(separatedBy: "\u{1B}[?1049l").count == 2, "restored once")
        switch ending {
        case .trap, .thread, .overflow: #expect(probe.signal != nil && text.contains("probe crashed"))
        case .abort: #expect(probe.signal == SIGABRT)
        case .exit: #expect(probe.exitCode == 3)
        default: #expect(probe.exitCode == 0)
        }
        // The budget is 0.3 s; a machine busy with other work gets more before this fails.
        #expect(took < .seconds(2), "\(ending) took \(took)")
        print("\(ending): terminal back after \(took)")
    }

    @Test func keysReachTheScreen() throws {
        let terminal = try PseudoTerminal(width: 60, height: 10)
        let probe = try Probe("mouse", on: terminal)
        var output: [UInt8] = []
        #expect(terminal.read(into: &output) { Self.contains($0, "ready") })
        #expect(Self.contains(output, "\u{1B}[?1006h"))
        let screen = VirtualTerminal(width: 60, height: 10)
        let row = { (0..<60).map { screen.cell(x: $0, y: 1)?.scalars ?? [] }.joined() }
        let shows = { (text: String) in row().contains(Array(text.unicodeScalars.map(\.value))) }
        for (bytes, name) in [
            ("\u{1B}[15~", "key function(5)"), ("\u{1B}", "key escape"), ("đ", "key character(\"đ\")"),
        ] {
            terminal.type(bytes)
            let arrived = terminal.read(into: &output) { bytes in
                screen.feed(bytes)
                return shows(name)
            }
            #expect(arrived, "\(name)")
        }
        terminal.type("q")
        #expect(terminal.read(into: &output) { _ in probe.hasEnded })
        #expect(Self.contains(output, "\u{1B}[?1006l"))
    }

    @Test func aShellCanStopAndContinueTheProgram() throws {
        let terminal = try PseudoTerminal()
        let before = terminal.settings
        let path = try Probe.path()
        let shell = try Probe(
            shell: "set -m; \(path) loop; echo '[shell here]'; read line; fg; echo '[shell again]'", on: terminal)
        var output: [UInt8] = []
        #expect(terminal.read(into: &output) { Self.contains($0, "ready") })
        #expect(terminal.settings != before)
        output = []
        terminal.type("\u{1A}")
        #expect(terminal.read(into: &output) { Self.contains($0, "[shell here]") })
        #expect(Self.contains(output, "\u{1B}[?1049l"))
        #expect(terminal.settings == before)
        output = []
        terminal.resize(width: 50, height: 7)
        terminal.type("\n")
        #expect(terminal.read(into: &output) { Self.contains($0, "\u{1B}[?1049h") && Self.contains($0, "ready") })
        #expect(terminal.settings != before)
        terminal.type("q")
        #expect(terminal.read(into: &output) { _ in shell.hasEnded })
        output += terminal.read()
        #expect(Self.contains(output, "[shell again]"))
        #expect(terminal.settings == before)
    }

    @Test func aResizedWindowIsDrawnAnew() throws {
        let terminal = try PseudoTerminal(width: 40, height: 8)
        let probe = try Probe("loop", on: terminal)
        var output: [UInt8] = []
        #expect(terminal.read(into: &output) { Self.contains($0, "ready") })
        for (width, height) in [(90, 30), (20, 4)] {
            output = []
            terminal.resize(width: width, height: height)
            let screen = VirtualTerminal(width: width, height: height)
            let isDrawn = terminal.read(into: &output) { bytes in
                screen.feed(bytes)
                return screen.cell(x: width - 1, y: height - 1)?.scalars == [0x2518]
            }
            #expect(isDrawn, "\(width)×\(height)")
        }
        terminal.type("q")
        #expect(terminal.read(into: &output) { _ in probe.hasEnded })
    }

    @Test func aPlainLocaleStillGetsItsLetters() throws {
        let terminal = try PseudoTerminal()
        let probe = try Probe("loop", on: terminal, environment: ["LC_ALL": "C"])
        var output: [UInt8] = []
        #expect(terminal.read(into: &output) { Self.contains($0, "┌") && Self.contains($0, "ready") })
        terminal.type("q")
        #expect(terminal.read(into: &output) { _ in probe.hasEnded })
    }

    @Test func suspendingGivesTheTerminalBackAndTakesItAgain() throws {
        let terminal = try PseudoTerminal()
        let probe = try Probe("loop", on: terminal)
        var output: [UInt8] = []
        #expect(terminal.read(into: &output) { Self.contains($0, "ready") })
        output = []
        // The probe leads its session, where no shell could continue it: the kernel does not really stop it.
        kill(probe.process, SIGTSTP)
        #expect(terminal.read(into: &output) { Self.contains($0, "\u{1B}[?1049h") && Self.contains($0, "ready") })
        #expect(Self.contains(output, "\u{1B}[?1049l"))
        terminal.type("q")
        #expect(terminal.read(into: &output) { _ in probe.hasEnded })
        #expect(probe.exitCode == 0)
    }

    @Test func aClosedWindowEndsTheProgram() throws {
        let terminal = try PseudoTerminal()
        let probe = try Probe("loop", on: terminal)
        var output: [UInt8] = []
        #expect(terminal.read(into: &output) { Self.contains($0, "ready") })
        terminal.hangUp()
        #expect(terminal.read(into: &output) { _ in probe.hasEnded })
        #expect(probe.exitCode == 0)
    }

    @Test func withoutAKnownTypeXtermStandsIn() throws {
        for type in ["foot-extra-new", "", "new-256color"] {
            let terminal = try PseudoTerminal()
            let probe = try Probe("loop", on: terminal, environment: ["TERM": type])
            var output: [UInt8] = []
            #expect(terminal.read(into: &output) { Self.contains($0, "ready") }, "TERM=\(type)")
            terminal.type("q")
            #expect(terminal.read(into: &output) { _ in probe.hasEnded })
        }
        let terminal = try PseudoTerminal()
        let before = terminal.settings
        let probe = try Probe("loop", on: terminal, environment: ["TERM": "dumb"])
        var output: [UInt8] = []
        #expect(terminal.read(into: &output) { _ in probe.hasEnded })
        output += terminal.read()
        #expect(probe.exitCode == 2)
        #expect(Self.contains(output, "cannot place its cursor"))
        #expect(terminal.settings == before)
    }

    @Test func aStalledTerminalNeverStopsTheWriter() throws {
        let terminal = try PseudoTerminal(width: 200, height: 50)
        let session = try TerminalSession(input: terminal.slave, output: terminal.slave)
        defer { session.close() }
        #expect(session.size == (200, 50))
        let writer = try FrameWriter(type: "xterm-256color", sink: .descriptor(session.output))
        let screen = VirtualTerminal(width: 200, height: 50)
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SeededRandom(seed: seed)
        var grid = Grid(width: 200, height: 50)
        let clock = ContinuousClock()
        var slowest = Duration.zero
        var drawing = Duration.zero
        for _ in 0..<60 {
            RandomGrid.scribble(on: &grid, strokes: 200, random: &random)
            let start = clock.now
            writer.present(grid)
            let took = clock.now - start
            slowest = max(slowest, took)
            drawing += took
        }
        #expect(writer.wantsWrite)
        #expect(writer.counters.dropped > 40)
        #expect(slowest < .seconds(1), "seed \(seed)")
        print("stalled terminal: slowest present \(slowest), \(writer.counters)")

        let end = clock.now + .seconds(10)
        var problems = ["nothing was read"]
        repeat {
            screen.feed(terminal.read())
            writer.writable()
            if !writer.wantsWrite { problems = screen.differences(from: grid, look: writer.look) }
        } while !problems.isEmpty && clock.now < end
        #expect(problems.isEmpty, "seed \(seed): \(problems)")
    }

    @Test func aStalledTerminalIsStillGivenBack() throws {
        let terminal = try PseudoTerminal()
        let before = terminal.settings
        let session = try TerminalSession(input: terminal.slave, output: terminal.slave)
        let junk = [UInt8](repeating: 0x78, count: 100_000)
        while Foundation.write(session.output, junk, junk.count) > 0 {}
        let clock = ContinuousClock()
        let start = clock.now
        session.close()
        #expect(clock.now - start < .seconds(1))
        #expect(terminal.settings == before)
    }

    @Test func onlyOneSessionHoldsATerminal() throws {
        let terminal = try PseudoTerminal()
        let before = terminal.settings
        do {
            let session = try TerminalSession(input: terminal.slave, output: terminal.slave)
            #expect(throws: TerminalError.busy) {
                _ = try TerminalSession(input: terminal.slave, output: terminal.slave)
            }
            terminal.type("xyz")
            var source = pollfd(fd: session.input, events: Int16(POLLIN), revents: 0)
            #expect(poll(&source, 1, 10_000) == 1)
            #expect(session.read() == Array("xyz".utf8))
            #expect(session.read() == [])
            #expect(session.setMouse(true).hasPrefix("\u{1B}[?1000h"))
            #expect(session.hasMouse)
        }
        #expect(terminal.settings == before)
        #expect(Self.contains(terminal.read(), "\u{1B}[?1049l"))
        let null = open("/dev/null", O_RDWR)
        defer { close(null) }
        #expect(throws: TerminalError.notATerminal(descriptor: null)) {
            _ = try TerminalSession(input: null, output: null)
        }
    }
}
