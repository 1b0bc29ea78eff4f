/// What one character position of the screen holds: a base scalar with at most two marks on it.
///
/// Two marks cover Vietnamese in any form, Lao, Thai and Khmer as they are written. A third and any further mark is
/// dropped: a heap of marks on one letter ("zalgo") paints over the rows above it.
public struct Cluster: Sendable, Hashable {
    /// The base, as a scalar value; always printable.
    public var base: UInt32
    /// First combining mark, 0 if none.
    public var mark1: UInt32
    /// Second combining mark, 0 if none.
    public var mark2: UInt32
    /// Cells taken: 1 or 2.
    public var width: UInt8

    init(base: UInt32, mark1: UInt32 = 0, mark2: UInt32 = 0, width: UInt8) {
        self.base = base
        self.mark1 = mark1
        self.mark2 = mark2
        self.width = width
    }
}

extension ScreenText {
    /// The clusters of a text, from left to right.
    public struct Clusters: Sequence, IteratorProtocol, Sendable {
        private var scalars: String.UnicodeScalarView.Iterator
        private var next0: Unicode.Scalar?

        init(_ text: String) {
            scalars = text.unicodeScalars.makeIterator()
            next0 = scalars.next()
        }

        public mutating func next() -> Cluster? {
            guard let base = next0 else { return nil }
            var cluster = Cluster(base: base.value, width: UInt8(Swift.max(1, CellWidth.width(of: base))))
            next0 = scalars.next()
            while let scalar = next0, scalar.value >= 0x300, ScalarKind(scalar) == .mark {
                if cluster.mark1 == 0 {
                    cluster.mark1 = scalar.value
                } else {
                    cluster.mark2 = scalar.value
                }
                next0 = scalars.next()
            }
            return cluster
        }
    }

    /// The clusters of the text, from left to right; their widths add up to `width`.
    public var clusters: Clusters { Clusters(text) }
}
