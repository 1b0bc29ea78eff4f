public import GateModel

/// What it costs to take a read for a declared identifier: the surprise, in thousandths of a nat, at the errors the camera
/// must have made. (A nat is a factor of e; 6.9 nats are one chance in a thousand.)
///
/// A substitution's probability is its count and `strength` characters' worth of a prior: the table's mean rate, most of it
/// spread over look-alikes and the rest over all characters of the alphabet (additive smoothing; Jurafsky and Martin,
/// *Speech and Language Processing*, ch. 3). Lost characters likewise; added ones by how often each was added. A character
/// read right costs nothing.
public struct ReadErrorModel: Sendable {
    /// What a text costs that is not looked at any more.
    static let never: Int32 = 1_000_000

    /// By class of the declared symbol, then of the one read; see ``Symbols/classCount``.
    let substitution: [Int32]
    /// By class of the declared symbol.
    let lost: [Int32]
    /// By class of the symbol read.
    let added: [Int32]
    /// The cheapest of each kind, for bounds.
    let leastLost: Int32
    let leastAdded: Int32
    let leastSubstitution: Int32

    /// Nats taken off at most for a character of which the camera itself was unsure, and the doubt that every character has.
    private static let mostDoubt = 3.0
    private static let usualDoubt = 0.05
    /// However unsure a camera was, an error is not free.
    static let leastDoubted: Int32 = 700

    public init(_ table: ConfusionTable = .openalprFirstHalf, strength: Double = 60, lookAlikeShare: Double = 0.6) {
        let size = Symbols.classCount
        let letters = 36
        var pairs = [[Double]](repeating: [Double](repeating: 0, count: letters + 1), count: letters + 1)
        var losses = [Double](repeating: 0, count: letters + 1)
        var additions = [Double](repeating: 0, count: letters + 1)
        for entry in table.entries {
            let count = Double(entry.count)
            switch (entry.declared, entry.read) {
            case (0, let read): additions[Int(read)] += count
            case (let declared, 0): losses[Int(declared)] += count
            case (let declared, let read): pairs[Int(declared)][Int(read)] += count
            }
        }
        var alike = [[Int]](repeating: [], count: letters + 1)
        for (first, second) in ConfusionTable.lookAlikes {
            let pair = (Int(Symbols.symbol(first.first)), Int(Symbols.symbol(second.first)))
            alike[pair.0].append(pair.1)
            alike[pair.1].append(pair.0)
        }
        let all = Double(max(1, table.characters))
        let substitutionRate = max(1, pairs.joined().reduce(0, +)) / all
        let lossRate = max(1, losses.reduce(0, +)) / all
        // A character may be added before each and at the end.
        let additionRate = max(1, additions.reduce(0, +)) / (all + Double(table.plates))

        func cost(_ probability: Double) -> Int32 { Int32(0.5 - 1000 * Logarithm.natural(probability)) }
        // Han and Lao characters are large and are taken for each other only; a camera that cannot read them leaves them out
        // (assumed: no counts are published).
        var substitution = [Int32](repeating: 11_000, count: size * size)
        var lost = [Int32](repeating: cost(lossRate), count: size)
        var added = [Int32](repeating: 9_500, count: size)
        for script in [Symbols.hanClass, Symbols.laoClass, Symbols.otherClass] {
            substitution[script * size + script] = 6_000
            lost[script] = 3_900
        }
        for declared in 1...letters {
            let seen = Double(table.occurrences.indices.contains(declared - 1) ? table.occurrences[declared - 1] : 0)
            lost[declared] = cost((losses[declared] + strength * lossRate) / (seen + strength))
            let peers = alike[declared]
            for read in 1...letters where read != declared {
                let open = (1 - (peers.isEmpty ? 0 : lookAlikeShare)) / Double(letters - 1)
                let share = open + (peers.contains(read) ? lookAlikeShare / Double(peers.count) : 0)
                let probability = (pairs[declared][read] + strength * substitutionRate * share) / (seen + strength)
                substitution[declared * size + read] = cost(probability)
            }
        }
        let additionPrior = 12.0
        let additionTotal = additions.reduce(0, +)
        for read in 1...letters {
            let share = (additions[read] + additionPrior / Double(letters)) / (additionTotal + additionPrior)
            added[read] = cost(additionRate * share)
        }
        self.substitution = substitution
        self.lost = lost
        self.added = added
        leastLost = lost.dropFirst().min() ?? 0
        leastAdded = added.dropFirst().min() ?? 0
        leastSubstitution = substitution.min() ?? 0
    }

    @inline(__always)
    func substitutionCost(_ declared: UInt8, _ read: UInt8) -> Int32 {
        declared == read
            ? 0 : substitution[Symbols.costClass(declared) * Symbols.classCount + Symbols.costClass(read)]
    }

    /// Thousandths of a nat that each character's substitution (or addition) is cheaper for the camera's own doubt; empty
    /// where it said nothing, or not for every character.
    ///
    /// - Parameter confidences: thousandths, 0…1000, one a character.
    func discounts(_ confidences: [Int32], count: Int) -> [Int32] {
        guard confidences.count == count, confidences.contains(where: { $0 < 950 }) else { return [] }
        return confidences.map { confidence in
            let doubt = Double(1000 - min(1000, max(0, confidence))) / 1000
            guard doubt > Self.usualDoubt else { return 0 }
            return Int32(1000 * min(Self.mostDoubt, Logarithm.natural(doubt / Self.usualDoubt)))
        }
    }

    @inline(__always)
    static func discounted(_ cost: Int32, by discount: Int32) -> Int32 {
        discount == 0 ? cost : max(min(cost, leastDoubted), cost - discount)
    }

    // MARK: Alignment

    /// The cheapest way to have read one text for another: its cost, and the edits in the order of the declared text.
    public func explain(declared: String, read: String, confidences: [Int32] = []) -> (cost: Int32, edits: [ReadEdit])?
    {
        guard let truth = Symbols.of(declared), let seen = Symbols.of(read) else { return nil }
        let discounts = discounts(confidences, count: seen.count)
        let rows = table(truth, seen, discounts)
        let width = seen.count + 1
        let texts = (declared.unicodeScalars.map { String($0) }, read.unicodeScalars.map { String($0) })
        var edits: [ReadEdit] = []
        var (row, column) = (truth.count, seen.count)
        while row > 0 || column > 0 {
            let here = rows[row * width + column]
            let off = column > 0 && !discounts.isEmpty ? discounts[column - 1] : 0
            if row > 0, column > 0 {
                let raw = substitutionCost(truth[row - 1], seen[column - 1])
                if here == rows[(row - 1) * width + column - 1] + (raw == 0 ? 0 : Self.discounted(raw, by: off)) {
                    if texts.0[row - 1] != texts.1[column - 1] {
                        edits.append(ReadEdit(place: row - 1, declared: texts.0[row - 1], read: texts.1[column - 1]))
                    }
                    (row, column) = (row - 1, column - 1)
                    continue
                }
            }
            if row > 0, here == rows[(row - 1) * width + column] + lost[Symbols.costClass(truth[row - 1])] {
                edits.append(ReadEdit(place: row - 1, declared: texts.0[row - 1], read: ""))
                row -= 1
            } else {
                edits.append(ReadEdit(place: row, declared: "", read: texts.1[column - 1]))
                column -= 1
            }
        }
        return (rows[rows.count - 1], edits.reversed())
    }

    /// Cost of reading each beginning of the one for each beginning of the other (Wagner and Fischer, 1974).
    private func table(_ truth: [UInt8], _ seen: [UInt8], _ discounts: [Int32]) -> [Int32] {
        let width = seen.count + 1
        var rows = [Int32](repeating: 0, count: (truth.count + 1) * width)
        for column in seen.indices {
            let cost = added[Symbols.costClass(seen[column])]
            rows[column + 1] = rows[column] + Self.discounted(cost, by: discounts.isEmpty ? 0 : discounts[column])
        }
        for row in truth.indices {
            let loss = lost[Symbols.costClass(truth[row])]
            rows[(row + 1) * width] = rows[row * width] + loss
            for column in seen.indices {
                let off = discounts.isEmpty ? 0 : discounts[column]
                let raw = substitutionCost(truth[row], seen[column])
                let changed = rows[row * width + column] + (raw == 0 ? 0 : Self.discounted(raw, by: off))
                let missed = rows[row * width + column + 1] + loss
                let extra =
                    rows[(row + 1) * width + column]
                    + Self.discounted(added[Symbols.costClass(seen[column])], by: off)
                rows[(row + 1) * width + column + 1] = min(changed, missed, extra)
            }
        }
        return rows
    }

    /// The cost alone, of symbols; used for short lists, where an index does not pay.
    func cost(declared: [UInt8], read: [UInt8], discounts: [Int32]) -> Int32 {
        let rows = table(declared, read, discounts)
        return rows[rows.count - 1]
    }
}

extension StaticString {
    /// The first character of an ASCII literal.
    fileprivate var first: UInt32 { utf8CodeUnitCount > 0 ? UInt32(utf8Start.pointee) : 0 }
}
