internal import CFuzz
internal import Glibc
import TestSupport

/// One run of many inputs through one target.
public struct FuzzRun {
    /// Branches that reading may take for each byte, beyond a target's ``FuzzTarget/edgesLimit``.
    public static let edgesPerByte: UInt64 = 200
    /// Seconds for one stretch of inputs, after which the process is taken to hang. Work is counted; this is for what never ends.
    private static let deadline: UInt32 = 300
    private static let stretch = 4_096

    public let name: String
    public let seed: UInt64
    public private(set) var inputs = 0
    public private(set) var bytes = 0
    public private(set) var faults = 0
    /// Of this thread's core, input-making included.
    public private(set) var seconds = 0.0
    /// Resident memory when the first tenth had been read, and the most after that. Bytes.
    public private(set) var memory = (settled: 0, most: 0)
    /// The most that the target kept between inputs, as ``StateSize`` counts.
    public private(set) var state = 0
    /// The most branches of one input, and for each byte of an input of at least 64; 0 where the program does not count
    /// them.
    public private(set) var edges = (most: UInt64(0), mostPerByte: UInt64(0))
    /// What did not hold, with what is needed to see it again. The run ends with the first.
    public private(set) var failure: String?

    /// Reads `count` inputs. Each is made of the seed and its own number only.
    public init(_ start: some FuzzTarget, count: Int, seed: UInt64) {
        name = start.name
        self.seed = seed
        var target = start
        let began = Self.processorSeconds()
        memory = (Self.residentBytes(), 0)
        while inputs < count, failure == nil {
            if inputs % Self.stretch == 0 { cf_deadline(Self.deadline) }
            if inputs == count / 10 { memory.settled = Self.residentBytes() }
            if inputs >= count / 10, inputs % Self.stretch == 0 || inputs == count - 1 {
                memory.most = max(memory.most, Self.residentBytes())
            }
            step(&target)
        }
        cf_deadline(0)
        seconds = Self.processorSeconds() - began
    }

    private mutating func step(_ target: inout some FuzzTarget) {
        var random = SeededRandom(seed: seed &+ UInt64(inputs) &* 0xD1B5_4A32_D192_ED03)
        let input = target.input(&random)
        let title = "\(name), seed \(seed), input \(inputs)"
        let (answer, taken) = title.withCString { title in
            input.withUnsafeBufferPointer { cf_reading(title, $0.baseAddress, $0.count) }
            let before = cf_edges()
            let answer = target.read(input)
            cf_reading("", nil, 0)
            return (answer, cf_edges() - before)
        }
        faults += answer.faults
        bytes += input.count
        inputs += 1
        if let problem = answer.problem { fail(problem, title, input) }
        if taken > target.edgesLimit + Self.edgesPerByte * UInt64(input.count) {
            fail("\(taken) branches for \(input.count) bytes", title, input)
        }
        edges.most = max(edges.most, taken)
        if input.count >= 64 { edges.mostPerByte = max(edges.mostPerByte, taken / UInt64(input.count)) }
        if inputs % Self.stretch == 0 || inputs < 100 {
            state = max(state, StateSize.of(target.state))
            if state > target.stateLimit {
                fail("holds \(state), at most \(target.stateLimit) are allowed", title, input)
            }
        }
    }

    private mutating func fail(_ problem: String, _ title: String, _ input: [UInt8]) {
        guard failure == nil else { return }
        let hex = input.map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined()
        failure = "\(title): \(problem)\nhex: \(hex)"
    }

    /// Where a program ends by a trap or never, the input it was reading is printed first.
    public static func watch() { cf_watch() }

    /// Whether this program counts the branches it takes; its memory is then a sanitizer's rather than its own.
    public static var countsEdges: Bool { cf_edges() > 0 }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, 128, file) != nil else { return 0 }
        let words = buffer.prefix { $0 != 0 }.split(separator: 32)
        guard words.count > 1 else { return 0 }
        return words[1].reduce(0) { $0 * 10 + Int($1 - 48) } * 4096
    }
}
