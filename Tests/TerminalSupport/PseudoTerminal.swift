import CVTerm
import Foundation

/// A pseudo-terminal: the tests hold both ends.
public final class PseudoTerminal {
    /// The emulator's end, non-blocking.
    public private(set) var master: Int32
    /// The program's end.
    public let slave: Int32
    public let path: String

    public struct Failure: Error {
        public let call: String
        public let code = errno
        public init(call: String) { self.call = call }
    }

    public init(width: Int = 80, height: Int = 24) throws {
        var name = [CChar](repeating: 0, count: 128)
        master = test_open_master(&name, name.count)
        guard master >= 0 else { throw Failure(call: "posix_openpt") }
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        slave = open(path, O_RDWR | O_NOCTTY)
        guard slave >= 0 else { throw Failure(call: "open") }
        _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
        _ = fcntl(slave, F_SETFD, FD_CLOEXEC)
        resize(width: width, height: height)
    }

    deinit {
        hangUp()
        close(slave)
    }

    /// Closes the emulator's end, as when its window is closed.
    public func hangUp() {
        if master >= 0 { close(master) }
        master = -1
    }

    public func resize(width: Int, height: Int) {
        _ = test_set_window_size(slave, Int32(width), Int32(height))
    }

    /// The settings of the line: what a program must leave as it was.
    public var settings: [UInt32] {
        var line = termios()
        guard tcgetattr(slave, &line) == 0 else { return [] }
        return [line.c_iflag, line.c_oflag, line.c_cflag, line.c_lflag, UInt32(line.c_cc.6), UInt32(line.c_cc.5)]
    }

    /// What the program has written since, without waiting.
    public func read() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(master, &buffer, buffer.count)
            if count <= 0 { return all }
            all += buffer.prefix(count)
        }
    }

    /// Reads until the condition on everything read since the start holds, or the time is over.
    public func read(into all: inout [UInt8], seconds: Double = 10, until condition: ([UInt8]) -> Bool) -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while true {
            all += read()
            if condition(all) { return true }
            if clock.now > end { return false }
            var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            // The wait is short because the condition may also be the end of a process, which writes nothing. While no
            // program has the other end open, poll returns at once; then the clock bounds the loop.
            _ = poll(&source, 1, 5)
        }
    }

    public func type(_ text: String) {
        var text = text
        text.withUTF8 { bytes in _ = write(master, bytes.baseAddress, bytes.count) }
    }
}
