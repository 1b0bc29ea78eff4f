internal import Glibc

/// Where a capture's bytes come from: a file, a pipe, memory.
public protocol ByteSource: Sendable {
    /// Puts the next bytes into `target` and returns how many; 0 at the end.
    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(DeviceFault) -> Int
}

/// An open file descriptor, which stays the caller's to close.
public struct DescriptorSource: ByteSource {
    public let descriptor: Int32

    public init(_ descriptor: Int32) { self.descriptor = descriptor }

    public mutating func read(into target: UnsafeMutableRawBufferPointer) throws(DeviceFault) -> Int {
        while true {
            let count = Glibc.read(descriptor, target.baseAddress, target.count)
            if count >= 0 { return count }
            let number = errno
            if number == EINTR { continue }
            throw DeviceFault(.input, "reading failed: \(String(cString: strerror(number)))")
        }
    }
}

/// Bytes in memory, given out in chunks of at most `chunk` bytes.
public struct MemorySource: ByteSource {
    private let bytes: [UInt8]
    private let chunk: Int
    private var offset = 0

    public init(_ bytes: [UInt8], chunk: Int = .max) {
        self.bytes = bytes
        self.chunk = max(1, chunk)
    }

    public mutating func read(into target: UnsafeMutableRawBufferPointer) throws(DeviceFault) -> Int {
        let count = min(chunk, target.count, bytes.count - offset)
        guard count > 0 else { return 0 }
        target.copyBytes(from: bytes[offset..<offset + count])
        offset += count
        return count
    }
}

/// Cuts a byte source into lines with bounded memory: whatever the input, little more than the longest line
/// is held.
struct LineBuffer: Sendable {
    static let chunk = 256 << 10

    /// A line within ``storage``, its LF (and a CR before it) cut off.
    struct Line {
        var range: Range<Int>
        /// From 1.
        var number: Int
        /// Offset of its first byte in the input.
        var offset: Int
        /// Passed the limit and was skipped; `range` then covers what was kept of it.
        var isTooLong = false
    }

    private(set) var storage: [UInt8] = []
    private var source: any ByteSource
    private var start = 0
    private var end = 0
    private var searched = 0
    private var offset = 0
    private var number = 0
    private var isAtEnd = false
    private let limit: Int
    /// Room made for the next read, at least; a short file shall not cost what a long one does.
    private var step = 8 << 10

    init(_ source: any ByteSource, limit: Int) {
        self.source = source
        self.limit = limit
    }

    /// The bytes at hand, without moving on.
    var ahead: Range<Int> { start..<end }

    /// Reads more ahead, one read of the source; false at the end or where a chunk is at hand already.
    mutating func readAhead() throws(DeviceFault) -> Bool {
        guard end - start < Self.chunk, !isAtEnd else { return false }
        try fill()
        return true
    }

    /// Steps over `count` of the bytes ``ahead``.
    mutating func drop(_ count: Int) {
        start += count
        offset += count
        searched = max(searched, start)
    }

    /// The next line, valid until the next call; nil at the end.
    mutating func next() throws(DeviceFault) -> Line? {
        while true {
            if let feed = lineFeed() { return take(upTo: feed, step: feed + 1) }
            if isAtEnd {
                guard start < end else { return nil }
                return take(upTo: end, step: end)
            }
            if end - start > limit { return try skipLongLine() }
            try fill()
        }
    }

    private mutating func lineFeed() -> Int? {
        let found: Int? = storage.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, searched < end,
                let hit = memchr(base + searched, 0x0A, end - searched)
            else { return nil }
            return UnsafeRawPointer(hit) - base
        }
        if found == nil { searched = end }
        return found
    }

    private mutating func take(upTo feed: Int, step: Int) -> Line {
        number += 1
        var stop = feed
        if stop > start, storage[stop - 1] == 0x0D { stop -= 1 }
        var line = Line(range: start..<stop, number: number, offset: offset)
        if step - start > limit {
            line.isTooLong = true
            line.range = start..<min(stop, start + DeviceFault.rawLimit)
        }
        offset += step - start
        start = step
        searched = step
        return line
    }

    /// Drops bytes up to the next LF and keeps the beginning.
    private mutating func skipLongLine() throws(DeviceFault) -> Line {
        number += 1
        let kept = Array(storage[start..<min(end, start + DeviceFault.rawLimit)])
        let line = Line(range: 0..<kept.count, number: number, offset: offset, isTooLong: true)
        while true {
            let feed = lineFeed()
            let step = feed.map { $0 + 1 } ?? end
            offset += step - start
            start = step
            searched = step
            if feed != nil || isAtEnd { break }
            try fill()
        }
        // What was kept stands in front again, before whatever follows the line.
        storage.replaceSubrange(0..<start, with: kept)
        end += kept.count - start
        start = kept.count
        searched = start
        return line
    }

    private mutating func fill() throws(DeviceFault) {
        if start > 0 {
            if start < end {
                storage.withUnsafeMutableBytes { bytes in
                    guard let base = bytes.baseAddress else { return }
                    memmove(base, base + start, end - start)
                }
            }
            end -= start
            searched -= start
            start = 0
        }
        if storage.count < end + step {
            storage.append(contentsOf: repeatElement(0, count: 2 * step))
            step = min(2 * step, Self.chunk)
        }
        let room = end..<storage.count
        let count = try read(into: room)
        end += count
        if count == 0 { isAtEnd = true }
    }

    private mutating func read(into room: Range<Int>) throws(DeviceFault) -> Int {
        var source = self.source
        let outcome: Result<Int, DeviceFault> = storage.withUnsafeMutableBytes { bytes in
            do throws(DeviceFault) {
                return .success(try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[room])))
            } catch { return .failure(error) }
        }
        self.source = source
        return try outcome.get()
    }
}
