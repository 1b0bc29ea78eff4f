// A console in small, run by the tests under a pseudo-terminal: takes the terminal over, shows one frame, echoes keys,
// and ends in the way its argument names.
import Foundation
import GateGrid
import GateTerminal
import GateText

func draw(_ text: ScreenText, size: (width: Int, height: Int)) -> Grid {
    var canvas = Canvas(width: size.width, height: size.height)
    canvas.box(title: "probe")
    canvas.put(text, x: 2, y: 1)
    return canvas.grid
}

func recurse(_ depth: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 16) { room in
        room[0] = UInt8(truncatingIfNeeded: depth)
        return recurse(depth + 1) + Int(room[0])
    }
}

func run(_ way: String) throws {
    try SignalMask.blockBeforeThreads()
    let capabilities = try TerminalCapabilities.detect(environment: ProcessInfo.processInfo.environment)
    let session = try TerminalSession(options: .init(mouse: way == "mouse", crashNote: "probe crashed"))
    let writer = try FrameWriter(
        type: capabilities.type, sink: .descriptor(session.output),
        look: .init(tier: capabilities.tier, ascii: !capabilities.isUTF8))
    let wakeup = try Wakeup()
    let events = try EventPoll(input: session.input, output: session.output, wakeup: wakeup)
    var decoder = InputDecoder()
    var seen: ScreenText = "ready"
    while true {
        writer.present(draw(seen, size: session.size))
        let event = events.wait(timeout: decoder.needsFlush ? .milliseconds(25) : nil, wantsWrite: writer.wantsWrite)
        if event.wake.contains(.writable) { writer.writable() }
        if !event.signals.isDisjoint(with: .leaving) { break }
        if !event.signals.isDisjoint(with: [.resize, .resume]) { writer.repaint() }
        if event.signals.contains(.suspend) {
            writer.discardPending()
            try session.suspend()
            writer.repaint()
        }
        var keys: [Key] = []
        if event.wake.contains(.timeout) { keys = decoder.flush() }
        if event.wake.contains(.input) || event.wake.contains(.hangUp) {
            guard let bytes = session.read() else { break }
            keys = decoder.feed(bytes)
        }
        for key in keys {
            if key == .character("q") { return }
            if key == .control("z") {
                kill(getpid(), SIGTSTP)
                continue
            }
            switch way {
            case "trap": fatalError("asked for")
            case "thread":
                Thread { fatalError("asked for") }.start()
            case "abort": abort()
            case "overflow": seen = "\(recurse(0))"
            case "exit": exit(3)
            default: seen = "key \(String(describing: key))"
            }
        }
    }
}

do {
    try run(CommandLine.arguments.dropFirst().first ?? "loop")
} catch {
    FileHandle.standardError.write(Data("probe: \(error)\n".utf8))
    exit(2)
}
