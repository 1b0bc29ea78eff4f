/// A fixed set of identifiers, arranged so that those near a read are found without looking at the others.
///
/// A trie in breadth-first order: a node's children lie side by side, and a branch with one identifier left ends there, its
/// rest being compared in the sorted texts. One node takes 8 bytes; a million Vietnamese plates make about a million nodes.
struct IdentifierTrie: Sendable {
    /// Symbol (8 bits), number of children (8), shortest and longest rest below (8 each), and the first child or, where
    /// there are no children, the text's place in the sorted order (32).
    private(set) var nodes: [UInt64] = []
    /// All texts one after the other, sorted, each ended by 0.
    private(set) var symbols: [UInt8] = []
    /// Where each sorted text begins.
    private(set) var starts: [UInt32] = []
    /// Place in the sorted order → place in the list it was made from; of equal texts the first.
    private(set) var origins: [UInt32] = []

    var count: Int { starts.count }

    /// Texts that are empty or longer than ``Symbols/lengthLimit`` are left out.
    init(_ texts: [String]) {
        var flat: [UInt8] = []
        flat.reserveCapacity(texts.count * 9)
        var order: [(head: UInt64, start: UInt32, origin: UInt32)] = []
        order.reserveCapacity(texts.count)
        for (origin, text) in texts.enumerated() {
            let start = flat.count
            for scalar in text.unicodeScalars { flat.append(Symbols.symbol(scalar.value)) }
            guard flat.count > start, flat.count - start <= Symbols.lengthLimit else {
                flat.removeLast(flat.count - start)
                continue
            }
            var head: UInt64 = 0
            for place in 0..<8 { head = head << 8 | (start + place < flat.count ? UInt64(flat[start + place]) : 0) }
            flat.append(0)
            order.append((head, UInt32(start), UInt32(origin)))
        }
        order.sort { left, right in
            if left.head != right.head { return left.head < right.head }
            let rest = Self.compareRest(flat, left.start, right.start)
            return rest == 0 ? left.origin < right.origin : rest < 0
        }
        symbols.reserveCapacity(flat.count)
        starts.reserveCapacity(order.count)
        origins.reserveCapacity(order.count)
        var last: (head: UInt64, start: UInt32)?
        for entry in order {
            if let last, last.head == entry.head, Self.compareRest(flat, last.start, entry.start) == 0 { continue }
            last = (entry.head, entry.start)
            starts.append(UInt32(symbols.count))
            origins.append(entry.origin)
            var place = Int(entry.start)
            while flat[place] != 0 {
                symbols.append(flat[place])
                place += 1
            }
            symbols.append(0)
        }
        grow()
    }

    /// Orders texts whose first eight symbols are equal.
    private static func compareRest(_ flat: [UInt8], _ left: UInt32, _ right: UInt32) -> Int {
        var (a, b) = (Int(left), Int(right))
        for _ in 0..<8 {
            if flat[a] == 0 { return 0 }
            a += 1
            b += 1
        }
        while flat[a] == flat[b] {
            if flat[a] == 0 { return 0 }
            a += 1
            b += 1
        }
        return Int(flat[a]) - Int(flat[b])
    }

    static func node(_ symbol: UInt8, children: Int, shortest: Int, longest: Int, first: Int) -> UInt64 {
        UInt64(symbol) << 56 | UInt64(children) << 48 | UInt64(shortest) << 40 | UInt64(longest) << 32 | UInt64(first)
    }

    private mutating func grow() {
        guard count > 0 else { return }
        // The stretch of sorted texts below each node, and how many symbols they share.
        var below: [(low: UInt32, high: UInt32, depth: UInt8)] = [(0, UInt32(count), 0)]
        nodes.append(0)
        var next = 0
        while next < below.count {
            let (low, high, depth) = below[next]
            let label = UInt8(truncatingIfNeeded: nodes[next] >> 56)
            guard high - low > 1 else {
                let rest = length(Int(low)) - Int(depth)
                nodes[next] = Self.node(
                    label, children: 0, shortest: max(0, rest), longest: max(0, rest), first: Int(low))
                next += 1
                continue
            }
            let first = nodes.count
            var start = low
            while start < high {
                let symbol = symbols[Int(starts[Int(start)]) + Int(depth)]
                var end = start + 1
                while end < high, symbols[Int(starts[Int(end)]) + Int(depth)] == symbol { end += 1 }
                nodes.append(UInt64(symbol) << 56)
                below.append((start, end, depth + 1))
                start = end
            }
            nodes[next] = Self.node(label, children: nodes.count - first, shortest: 0, longest: 0, first: first)
            next += 1
        }
        measure()
    }

    /// The shortest and longest rest below each node; children come after their parents, so from the end.
    private mutating func measure() {
        for index in nodes.indices.reversed() {
            let node = nodes[index]
            let children = Int(node >> 48 & 0xFF)
            guard children > 0 else { continue }
            let first = Int(node & 0xFFFF_FFFF)
            var (shortest, longest) = (Symbols.lengthLimit, 0)
            for child in first..<first + children {
                let below = nodes[child]
                // The end of a text is no symbol of it.
                let own = below >> 56 == 0 ? 0 : 1
                shortest = min(shortest, Int(below >> 40 & 0xFF) + own)
                longest = max(longest, Int(below >> 32 & 0xFF) + own)
            }
            nodes[index] = Self.node(
                UInt8(truncatingIfNeeded: node >> 56), children: children, shortest: shortest, longest: longest,
                first: first)
        }
    }

    /// Symbols of a sorted text.
    private func length(_ sorted: Int) -> Int {
        let end = sorted + 1 < starts.count ? Int(starts[sorted + 1]) : symbols.count
        return end - Int(starts[sorted]) - 1
    }

    /// Bytes that the index itself takes.
    var byteSize: Int {
        nodes.count * 8 + symbols.count + starts.count * 4 + origins.count * 4
    }

    func text(_ sorted: Int) -> ArraySlice<UInt8> {
        let start = Int(starts[sorted])
        return symbols[start..<start + length(sorted)]
    }
}
