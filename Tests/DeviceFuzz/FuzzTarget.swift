public import GateDevices
public import TestSupport

/// One decoder under fire: how its inputs are made, how it reads them, what must hold of every answer.
public protocol FuzzTarget {
    /// As the table of results has it.
    var name: String { get }
    /// An input, made of nothing but what `random` gives.
    mutating func input(_ random: inout SeededRandom) -> [UInt8]
    /// Reads one input. A target that follows a stream keeps its state from one to the next.
    mutating func read(_ bytes: [UInt8]) -> FuzzAnswer
    /// What it keeps from one input to the next; nothing, as a rule.
    var state: Any { get }
    /// The most that ``state`` may hold, as ``StateSize`` counts.
    var stateLimit: Int { get }
    /// The most branches that reading may take, whatever the input: so many, and ``FuzzRun/edgesPerByte`` for each byte.
    var edgesLimit: UInt64 { get }
}

extension FuzzTarget {
    public var state: Any { 0 }
    public var stateLimit: Int { 1 }
    public var edgesLimit: UInt64 { 50_000 }
}

/// What became of one input.
public struct FuzzAnswer {
    public var faults = 0
    /// The property that does not hold; nil where all do.
    public var problem: String?

    public init(faults: Int = 0, problem: String? = nil) {
        self.faults = faults
        self.problem = problem
    }

    /// Counts a fault and checks that it says what, where and of which bytes.
    public mutating func add(_ fault: DeviceFault, of bytes: [UInt8], isStream: Bool = false) {
        faults += 1
        let place = fault.place
        if !(0...bytes.count).contains(place.byte) { problem = "place beyond the input: \(fault)" }
        if fault.message.isEmpty { problem = "a fault without words: \(fault.code)" }
        if fault.raw.count > DeviceFault.rawLimit { problem = "\(fault.raw.count) raw bytes: \(fault)" }
        // A stream's fault may be of bytes that came before, and has them or its field.
        if fault.raw.isEmpty, !bytes.isEmpty, !isStream || place.field.isEmpty { problem = "no raw bytes: \(fault)" }
    }

    /// Notes the property that does not hold.
    public mutating func expect(_ holds: Bool, _ property: @autoclosure () -> String) {
        if !holds, problem == nil { problem = property() }
    }
}

/// A decoder that is a function of one message's bytes.
public struct MessageTarget<Value: Equatable>: FuzzTarget {
    public let name: String
    private let goods: [[UInt8]]
    private let grammar: (inout SeededRandom) -> [UInt8]
    private let decode: ([UInt8]) throws(DeviceFault) -> Value
    private let check: (Value) -> String?
    public let edgesLimit: UInt64
    private var inputs = 0

    /// - Parameters:
    ///   - goods: valid messages, which are damaged.
    ///   - grammar: makes messages that are nearly right.
    ///   - check: the property of a value that does not hold, if any.
    public init(
        _ name: String, edgesLimit: UInt64 = 50_000, goods: [[UInt8]],
        grammar: @escaping (inout SeededRandom) -> [UInt8],
        decode: @escaping ([UInt8]) throws(DeviceFault) -> Value, check: @escaping (Value) -> String? = { _ in nil }
    ) {
        self.name = name
        self.edgesLimit = edgesLimit
        self.goods = goods
        self.grammar = grammar
        self.decode = decode
        self.check = check
    }

    public mutating func input(_ random: inout SeededRandom) -> [UInt8] {
        if random.below(1_000) == 0 { return Mutator.swell(random.pick(goods), with: &random) }
        return switch random.below(16) {
        case 0: random.chance(50) ? random.pick(goods) : Mutator.noise(random.below(300), with: &random)
        case 1...5: grammar(&random)
        case 6, 7: Mutator.mutate(grammar(&random), with: &random)
        default: Mutator.mutate(random.pick(goods), with: &random)
        }
    }

    public mutating func read(_ bytes: [UInt8]) -> FuzzAnswer {
        inputs += 1
        var answer = FuzzAnswer()
        let first = outcome(bytes)
        switch first {
        case .success(let value): if let problem = check(value) { answer.problem = problem }
        case .failure(let fault): answer.add(fault, of: bytes)
        }
        // The same bytes give the same answer; now and then is enough.
        if inputs % 64 == 0 { answer.expect(outcome(bytes) == first, "another answer the second time") }
        return answer
    }

    private func outcome(_ bytes: [UInt8]) -> Result<Value, DeviceFault> {
        do throws(DeviceFault) { return .success(try decode(bytes)) } catch { return .failure(error) }
    }
}
