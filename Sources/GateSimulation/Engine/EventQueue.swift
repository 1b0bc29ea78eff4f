/// What is to happen next, in the order of time; events of one moment happen in the order they were planned.
///
/// A four-way heap of plain structs. A payload should be a few bytes: closures as events run at a quarter of the
/// speed (style.md, measured).
public struct EventQueue<Payload: BitwiseCopyable & Sendable>: Sendable {
    /// One planned event.
    public struct Entry: Sendable {
        /// In the simulation's own unit: milliseconds for a gate day, microseconds for ``MMcQueue``.
        public let time: Int64
        /// Counts what was planned; makes the order total, and so a run repeatable.
        public let sequence: UInt64
        public let payload: Payload

        @inlinable
        init(time: Int64, sequence: UInt64, payload: Payload) {
            self.time = time
            self.sequence = sequence
            self.payload = payload
        }

        /// Whether this happens before `other`. No two entries are equal, so one comparison settles it.
        @inlinable @inline(__always)
        func precedes(_ other: Entry) -> Bool {
            time < other.time || (time == other.time && sequence < other.sequence)
        }
    }

    @usableFromInline var heap: [Entry] = []
    @usableFromInline var planned: UInt64 = 0

    public init(reserving capacity: Int = 64) { heap.reserveCapacity(capacity) }

    public var count: Int { heap.count }
    public var isEmpty: Bool { heap.isEmpty }
    /// When the next event happens; nil where none is planned.
    public var nextTime: Int64? { heap.first?.time }

    /// Plans an event. `time` may lie in the past of others already popped: the caller keeps its own clock.
    @inlinable
    public mutating func push(_ payload: Payload, at time: Int64) {
        let entry = Entry(time: time, sequence: planned, payload: payload)
        planned &+= 1
        heap.append(entry)
        heap.withUnsafeMutableBufferPointer { heap in
            var hole = heap.count &- 1
            while hole > 0 {
                let parent = (hole &- 1) >> 2
                if heap[parent].precedes(entry) { break }
                heap[hole] = heap[parent]
                hole = parent
            }
            heap[hole] = entry
        }
    }

    /// Takes the earliest event.
    @inlinable
    public mutating func pop() -> Entry? {
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else { return last }
        heap.withUnsafeMutableBufferPointer { heap in
            let count = heap.count
            var hole = 0
            while true {
                let child = hole << 2 &+ 1
                if child >= count { break }
                var least = child
                let end = min(child &+ 4, count)
                var other = child &+ 1
                while other < end {
                    if heap[other].precedes(heap[least]) { least = other }
                    other &+= 1
                }
                if last.precedes(heap[least]) { break }
                heap[hole] = heap[least]
                hole = least
            }
            heap[hole] = last
        }
        return first
    }
}
