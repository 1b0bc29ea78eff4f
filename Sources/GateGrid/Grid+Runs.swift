extension Grid {
    /// Neighbouring cells of one row.
    public struct Run: Sendable, Hashable {
        public var y: Int
        public var x: Int
        public var count: Int

        public init(y: Int, x: Int, count: Int) {
            self.y = y
            self.x = x
            self.count = count
        }
    }

    /// Equal cells between two changes that are sent again rather than jumped over: a cursor move costs about as much.
    private static let bridge = 4

    /// The runs that must be drawn to turn `other` into this grid. No run begins or ends inside a wide character of
    /// either grid. With another size, all rows.
    public func runs(differingFrom other: Grid) -> [Run] {
        guard width == other.width, height == other.height else {
            return width == 0 ? [] : (0..<height).map { Run(y: $0, x: 0, count: width) }
        }
        var result: [Run] = []
        cells.withUnsafeBufferPointer { new in
            other.cells.withUnsafeBufferPointer { old in
                for y in 0..<height { Self.appendRuns(new, old, y: y, width: width, to: &result) }
            }
        }
        return result
    }

    private static func appendRuns(
        _ new: UnsafeBufferPointer<Cell>, _ old: UnsafeBufferPointer<Cell>, y: Int, width: Int, to result: inout [Run]
    ) {
        let start = y * width
        var x = 0
        while x < width {
            if new[start + x] == old[start + x] {
                x += 1
                continue
            }
            var left = x
            var right = x + 1
            var equal = 0
            while right + equal < width, equal <= bridge {
                if new[start + right + equal] == old[start + right + equal] {
                    equal += 1
                } else {
                    right += equal + 1
                    equal = 0
                }
            }
            while left > 0, new[start + left].isContinuation || old[start + left].isContinuation { left -= 1 }
            while right < width, new[start + right].isContinuation || old[start + right].isContinuation { right += 1 }
            if let last = result.last, last.y == y, last.x + last.count >= left {
                result[result.count - 1].count = right - last.x
            } else {
                result.append(Run(y: y, x: left, count: right - left))
            }
            x = right
        }
    }
}
