/// A simulated M/M/c queue: the free oracle.
///
/// `Benchmarks/peers/mmc.c` is the same model with the same generator and the same order of draws; because time is
/// kept in whole microseconds, the two agree to the last bit, and ``ErlangC`` says what both should find.
public struct MMcQueue: Sendable {
    /// What a run found.
    public struct Result: Hashable, Sendable {
        /// Events taken from the queue.
        public var events = 0
        /// Customers whose service began.
        public var served = 0
        /// Sum of their waits in microseconds.
        public var waitSum: Int64 = 0

        public init() {}

        /// Mean wait in seconds.
        public var meanWait: Double { served == 0 ? 0 : Double(waitSum) / Double(served) / 1e6 }
    }

    private enum Event: UInt8, Sendable { case arrival, departure }

    private let servers: Int
    private let meanGap: Double
    private let meanService: Double
    private var arrivals: RandomSource
    private var services: RandomSource
    private var queue = EventQueue<Event>(reserving: 64)
    private var waiting = WaitingLine()
    private var busy = 0

    /// - Parameter meanService: seconds.
    public init(servers: Int, utilisation: Double, meanService: Double, seed: UInt64) {
        self.servers = servers
        meanGap = meanService / (Double(servers) * utilisation) * 1e6
        self.meanService = meanService * 1e6
        arrivals = RandomSource(seed: seed)
        services = RandomSource(seed: seed &+ 1)
        queue.push(.arrival, at: Int64(arrivals.exponential(mean: meanGap)))
    }

    /// Serves `count` more customers; calling it again goes on where it stopped (batch means).
    public mutating func serve(_ count: Int) -> Result {
        var result = Result()
        while result.served < count, let event = queue.pop() {
            result.events += 1
            let now = event.time
            switch event.payload {
            case .arrival:
                queue.push(.arrival, at: now + Int64(arrivals.exponential(mean: meanGap)))
                if busy < servers {
                    busy += 1
                    begin(now, now, &result)
                } else {
                    waiting.append(now)
                }
            case .departure:
                if let since = waiting.popFirst() {
                    begin(now, since, &result)
                } else {
                    busy -= 1
                }
            }
        }
        return result
    }

    @inline(__always)
    private mutating func begin(_ now: Int64, _ since: Int64, _ result: inout Result) {
        result.waitSum += now - since
        result.served += 1
        queue.push(.departure, at: now + Int64(services.exponential(mean: meanService)))
    }
}

/// First in, first out, in a ring that grows by doubling.
struct WaitingLine: Sendable {
    private var ring = [Int64](repeating: 0, count: 64)
    private var head = 0
    private(set) var count = 0

    @inline(__always)
    mutating func append(_ value: Int64) {
        if count == ring.count { grow() }
        ring[(head &+ count) & (ring.count &- 1)] = value
        count &+= 1
    }

    @inline(__always)
    mutating func popFirst() -> Int64? {
        guard count > 0 else { return nil }
        let value = ring[head]
        head = (head &+ 1) & (ring.count &- 1)
        count &-= 1
        return value
    }

    private mutating func grow() {
        var wider = [Int64](repeating: 0, count: ring.count * 2)
        for index in 0..<count { wider[index] = ring[(head + index) & (ring.count - 1)] }
        ring = wider
        head = 0
    }
}
