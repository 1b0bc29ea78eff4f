/// One search of an ``IdentifierTrie``: all identifiers whose cost for a read is at most a bound, cheapest kept.
///
/// Depth first along the trie, one state for each (node, place in the read): the next characters agree, or one was
/// taken for another, lost or added, as long as the bound pays for it. The bound is raised step by step, for most reads
/// are one cheap error away, and falls to the best found plus a margin as soon as something is found.
struct TrieSearch {
    struct Found: Equatable {
        /// Place in the sorted order of the trie.
        var sorted: Int32
        var cost: Int32
    }

    /// Steps of one search at most: a bound on time that no plate read has ever needed.
    static let stepLimit = 2_000_000
    private static let bounds: [Int32] = [5_500, 8_500, 11_500, 14_500, 18_000]

    private let nodes: UnsafeBufferPointer<UInt64>
    private let symbols: UnsafeBufferPointer<UInt8>
    private let starts: UnsafeBufferPointer<UInt32>
    private let lost: UnsafeBufferPointer<Int32>
    /// For each place of the read and each class of declared symbol, what taking the one for the other costs.
    private let changed: UnsafeBufferPointer<Int32>
    private let added: UnsafeBufferPointer<Int32>
    private let read: UnsafeBufferPointer<UInt8>
    /// By sorted place, whether the text still counts; empty where all do.
    private let isGone: UnsafeBufferPointer<Bool>
    private let leastEdit: Int32
    private let leastLost: Int32
    private let leastAdded: Int32
    private let keep: Int
    private let margin: Int32
    private var bound: Int32 = 0
    private var steps = 0
    private(set) var found: [Found] = []

    /// - Parameters:
    ///   - limit: the dearest that counts.
    ///   - margin: how much dearer than the best others are still found.
    ///   - keep: how many.
    static func run(
        _ trie: IdentifierTrie, _ read: [UInt8], _ model: ReadErrorModel, discounts: [Int32] = [], isGone: [Bool] = [],
        limit: Int32, margin: Int32, keep: Int
    ) -> [Found] {
        guard trie.count > 0, !read.isEmpty, read.count <= Symbols.lengthLimit, keep > 0 else { return [] }
        let classes = Symbols.classCount
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: read.count * (classes + 1)) { scratch in
            let added = UnsafeMutableBufferPointer(rebasing: scratch[..<read.count])
            let changed = UnsafeMutableBufferPointer(rebasing: scratch[read.count...])
            var least = min(model.leastLost, model.leastAdded, model.leastSubstitution)
            var leastAdded = ReadErrorModel.never
            for (place, symbol) in read.enumerated() {
                let off = discounts.isEmpty ? 0 : discounts[place]
                let cell = Symbols.costClass(symbol)
                added.initializeElement(at: place, to: ReadErrorModel.discounted(model.added[cell], by: off))
                leastAdded = min(leastAdded, added[place])
                for declared in 0..<classes {
                    let cost = ReadErrorModel.discounted(model.substitution[declared * classes + cell], by: off)
                    changed.initializeElement(at: place * classes + declared, to: cost)
                    if off > 0 { least = min(least, cost) }
                }
            }
            least = min(least, leastAdded)
            return trie.nodes.withUnsafeBufferPointer { nodes in
                trie.symbols.withUnsafeBufferPointer { symbols in
                    trie.starts.withUnsafeBufferPointer { starts in
                        model.lost.withUnsafeBufferPointer { lost in
                            read.withUnsafeBufferPointer { read in
                                isGone.withUnsafeBufferPointer { isGone in
                                    var search = TrieSearch(
                                        nodes: nodes, symbols: symbols, starts: starts, lost: lost,
                                        changed: UnsafeBufferPointer(changed), added: UnsafeBufferPointer(added),
                                        read: read, isGone: isGone, leastEdit: least, leastLost: model.leastLost,
                                        leastAdded: leastAdded, keep: keep, margin: margin)
                                    search.climb(to: limit)
                                    // What was found before the best may be dearer than the margin allows.
                                    let dearest = (search.found.first?.cost ?? 0) + margin
                                    return search.found.filter { $0.cost <= dearest }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private mutating func climb(to limit: Int32) {
        var searched: Int32 = -1
        for step in [0] + Self.bounds + [limit] {
            guard searched < limit, steps < Self.stepLimit else { return }
            // What lies within the margin of the best must have been searched for as well.
            if let best = found.first, searched >= min(limit, best.cost + margin) { return }
            let top = found.first.map { min(limit, $0.cost + margin) } ?? min(step, limit)
            guard top > searched else { continue }
            found.removeAll(keepingCapacity: true)
            bound = top
            descend(0, 0, 0, afterAdded: false)
            searched = top
        }
    }

    private mutating func record(_ sorted: Int, _ cost: Int32) {
        if !isGone.isEmpty, isGone[sorted] { return }
        let place = Int32(truncatingIfNeeded: sorted)
        if let known = found.firstIndex(where: { $0.sorted == place }) {
            guard cost < found[known].cost else { return }
            found.remove(at: known)
        }
        var spot = found.count
        while spot > 0, (found[spot - 1].cost, found[spot - 1].sorted) > (cost, place) { spot -= 1 }
        guard spot < keep else { return }
        found.insert(Found(sorted: place, cost: cost), at: spot)
        if found.count > keep { found.removeLast() }
        bound = min(bound, found[0].cost + margin)
        if found.count == keep { bound = min(bound, found[keep - 1].cost) }
    }

    /// Everything at and below a node from one place of the read on.
    private mutating func descend(_ index: Int, _ start: Int, _ cost: Int32, afterAdded: Bool) {
        var (index, place, afterAdded) = (index, start, afterAdded)
        while true {
            steps += 1
            guard steps < Self.stepLimit else { return }
            let node = nodes[index]
            let rest = read.count - place
            let (shortest, longest) = (Int(node >> 40 & 0xFF), Int(node >> 32 & 0xFF))
            // Lengths that do not agree cost at least so many more errors.
            if rest > longest, cost + Int32(rest - longest) * leastAdded > bound { return }
            if rest < shortest, cost + Int32(shortest - rest) * leastLost > bound { return }
            let children = Int(node >> 48 & 0xFF)
            let first = Int(node & 0xFFFF_FFFF)
            if children == 0 {
                // One text is left: its rest against the rest of the read.
                let end = (first + 1 < starts.count ? Int(starts[first + 1]) : symbols.count) - 1
                compare(first, end - longest, end, place, cost, afterAdded: afterAdded)
                return
            }
            let next = place < read.count ? read[place] : 0
            let budget = bound - cost
            var agreeing = -1
            if budget < leastEdit {
                for child in first..<first + children where UInt8(truncatingIfNeeded: nodes[child] >> 56) == next {
                    agreeing = child
                    break
                }
                guard agreeing >= 0 else { return }
                if next != 0 { place += 1 }
                index = agreeing
                afterAdded = false
                continue
            }
            for child in first..<first + children {
                let symbol = UInt8(truncatingIfNeeded: nodes[child] >> 56)
                if symbol == next { agreeing = child }
            }
            // The agreeing branch first: what it finds lowers the bound for the others.
            if agreeing >= 0 { descend(agreeing, next == 0 ? place : place + 1, cost, afterAdded: false) }
            let row = place * Symbols.classCount
            for child in first..<first + children {
                let symbol = UInt8(truncatingIfNeeded: nodes[child] >> 56)
                guard symbol != 0 else {
                    if next != 0 { descend(child, place, cost, afterAdded: afterAdded) }
                    continue
                }
                let kind = Symbols.costClass(symbol)
                if next != 0, child != agreeing {
                    let dearer = cost + changed[row + kind]
                    if dearer <= bound { descend(child, place + 1, dearer, afterAdded: false) }
                }
                // An added character next to a lost one is the same in either order: only one of them is tried.
                if !afterAdded {
                    let dearer = cost + lost[kind]
                    if dearer <= bound { descend(child, place, dearer, afterAdded: false) }
                }
            }
            guard next != 0 else { return }
            let dearer = cost + added[place]
            if dearer > bound { return }
            descend(index, place + 1, dearer, afterAdded: true)
            return
        }
    }

    /// The rest of one text, from `from` to `end` in the sorted symbols, against the rest of the read.
    private mutating func compare(
        _ sorted: Int, _ from: Int, _ end: Int, _ start: Int, _ cost: Int32, afterAdded: Bool
    ) {
        var (at, place, afterAdded) = (from, start, afterAdded)
        while true {
            let (left, rest) = (end - at, read.count - place)
            if rest > left, cost + Int32(rest - left) * leastAdded > bound { return }
            if rest < left, cost + Int32(left - rest) * leastLost > bound { return }
            if left == 0, rest == 0 {
                record(sorted, cost)
                return
            }
            let canEdit = bound - cost >= leastEdit
            if canEdit {
                if rest > 0, cost + added[place] <= bound {
                    compare(sorted, at, end, place + 1, cost + added[place], afterAdded: true)
                }
                if left > 0 {
                    let kind = Symbols.costClass(symbols[at])
                    if !afterAdded, cost + lost[kind] <= bound {
                        compare(sorted, at + 1, end, place, cost + lost[kind], afterAdded: false)
                    }
                    if rest > 0, symbols[at] != read[place] {
                        let dearer = cost + changed[place * Symbols.classCount + kind]
                        if dearer <= bound { compare(sorted, at + 1, end, place + 1, dearer, afterAdded: false) }
                    }
                }
            }
            guard left > 0, rest > 0, symbols[at] == read[place] else { return }
            at += 1
            place += 1
            afterAdded = false
        }
    }
}
