/// How probable a read is of a vehicle that nobody declared: the class that every candidate competes with.
///
/// An undeclared vehicle is taken to look like a declared one. Its plate's head (the first three characters: province and
/// series, or owner code) and the shape of the rest are as frequent as among the declared; heads never met share what
/// Witten and Bell's rule leaves them (*IEEE Trans. Inf. Theory* 37, 1991); digits and letters of the rest are equally
/// probable. The camera reads it right, or with one error at the rates of the ``ReadErrorModel``.
///
/// It depends on the set of identifiers only, not on the order in which they came and went.
struct UndeclaredModel: Sendable {
    /// A head is three symbols of 8 bits, then two bits of class for each symbol of the rest, then its length.
    private var heads: [UInt64: Int32] = [:]
    /// How often each symbol stands in a head.
    private var seen = [Int32](repeating: 0, count: 256)
    private var total = 0

    private static let headLength = 3
    /// Heads a plate of the four countries may have (about 90 provinces by 20 series, and as many again elsewhere).
    private static let possibleHeads = 4_000.0
    /// What a read of no known shape may still be; keeps every probability above zero.
    private static let floor = 1e-16

    /// Sums over a class of what the error model states by symbol: probabilities, by symbol read.
    private let changedWithin: [[Double]]
    private let lostWithin: [Double]
    private let changed: [Double]
    private let lost: [Double]
    private let added: [Double]

    init(_ model: ReadErrorModel) {
        let size = Symbols.classCount
        func probability(_ cost: Int32) -> Double { Logarithm.inverse(-Double(cost) / 1000) }
        changed = model.substitution.map(probability)
        lost = model.lost.map(probability)
        added = model.added.map(probability)
        var within = [[Double]](repeating: [Double](repeating: 0, count: size), count: 4)
        var losses = [Double](repeating: 0, count: 4)
        for declared in 1..<size {
            let kind = Self.kind(ofClass: declared)
            losses[kind] += lost[declared]
            for read in 1..<size where read != declared { within[kind][read] += changed[declared * size + read] }
        }
        changedWithin = within
        lostWithin = losses
    }

    /// Digit, letter, Han, other: of a class of costs.
    private static func kind(ofClass cell: Int) -> Int {
        cell <= 10 ? 0 : cell <= 36 ? 1 : cell == Symbols.hanClass ? 2 : 3
    }

    @inline(__always)
    private static func kind(_ symbol: UInt8) -> Int { kind(ofClass: Symbols.costClass(symbol)) }

    /// How many symbols a class has, as far as plates use them.
    private static let sizes = [10.0, 24.0, 31.0, 27.0]

    private static func key(_ symbols: some RandomAccessCollection<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        for (place, symbol) in symbols.enumerated() {
            key = place < headLength ? key << 8 | UInt64(symbol) : key << 2 | UInt64(kind(symbol))
        }
        // Past 16 symbols of rest, lengths alone tell shapes apart.
        return key << 5 | UInt64(symbols.count)
    }

    mutating func add(_ symbols: some RandomAccessCollection<UInt8>) { count(symbols, 1) }
    mutating func remove(_ symbols: some RandomAccessCollection<UInt8>) { count(symbols, -1) }

    private mutating func count(_ symbols: some RandomAccessCollection<UInt8>, _ change: Int32) {
        let key = Self.key(symbols)
        let after = (heads[key] ?? 0) + change
        heads[key] = after > 0 ? after : nil
        for symbol in symbols.prefix(Self.headLength) { seen[Int(symbol)] += change }
        total += Int(change)
    }

    /// Of being the plate of an undeclared vehicle. A container code's last digit follows from the others.
    private func plain(_ symbols: [UInt8], _ isContainer: Bool) -> Double {
        let count = heads[Self.key(symbols)] ?? 0
        let all = Double(total + heads.count)
        var probability = 0.5
        if all > 0 {
            probability = count > 0 ? Double(count) / all : Double(heads.count) / all
        }
        if count == 0 {
            // A new head of a new shape: one of so many, and the shape one of a few.
            probability /= Self.possibleHeads * 4
        }
        for (place, symbol) in symbols.enumerated().dropFirst(Self.headLength) {
            // The fourth letter of a container code is nearly always U.
            if place == 3, symbols.count == 11, ContainerCheck.isCategory(symbol) { continue }
            probability /= Self.sizes[Self.kind(symbol)]
        }
        if isContainer { probability *= ContainerCheck.agrees(symbols) ? 10 : 0 }
        return probability
    }

    /// Of the camera sending this read for some undeclared vehicle.
    func probability(_ read: [UInt8]) -> Double {
        let isContainer = ContainerCheck.hasShape(read)
        var sum = plain(read, isContainer)
        let size = Symbols.classCount
        // One error undone in every way. In the rest only the class of a character matters, so its members are summed.
        var trial = read
        for place in read.indices {
            let cell = Symbols.costClass(read[place])
            trial.remove(at: place)
            sum += added[cell] * plain(trial, false)
            trial.insert(read[place], at: place)
            if place < Self.headLength {
                for symbol in 1..<seen.count where seen[symbol] > 0 && symbol != Int(read[place]) {
                    trial[place] = UInt8(symbol)
                    sum += changed[Symbols.costClass(UInt8(symbol)) * size + cell] * plain(trial, false)
                }
            } else {
                for kind in 0..<2 {
                    trial[place] = kind == 0 ? 1 : 11
                    sum += changedWithin[kind][cell] * plain(trial, false)
                }
            }
            trial[place] = read[place]
        }
        guard read.count < Symbols.lengthLimit else { return sum + Self.floor }
        for place in 0...read.count {
            trial.insert(1, at: place)
            if place < Self.headLength {
                for symbol in 1..<seen.count where seen[symbol] > 0 {
                    trial[place] = UInt8(symbol)
                    sum += lost[Symbols.costClass(UInt8(symbol))] * plain(trial, false)
                }
            } else {
                for kind in 0..<2 {
                    trial[place] = kind == 0 ? 1 : 11
                    sum += lostWithin[kind] * plain(trial, false)
                }
            }
            trial.remove(at: place)
        }
        return sum + Self.floor
    }
}

/// ISO 6346 on symbols: three letters, U, J or Z, seven digits of which the last checks the others.
enum ContainerCheck {
    static func hasShape(_ symbols: [UInt8]) -> Bool {
        symbols.count == 11 && symbols.prefix(4).allSatisfy(Symbols.isLetter)
            && symbols.suffix(7).allSatisfy(Symbols.isDigit)
            && isCategory(symbols[3])
    }

    /// U, J or Z.
    static func isCategory(_ symbol: UInt8) -> Bool { symbol == 31 || symbol == 20 || symbol == 36 }

    static func agrees(_ symbols: [UInt8]) -> Bool {
        guard symbols.count == 11 else { return false }
        var sum = 0
        for place in 0..<10 {
            let symbol = Int(symbols[place])
            let plain = symbol - 1
            // Letters count 10, 12, 13 …, without the multiples of 11.
            let value = plain + (plain >= 11 ? 1 : 0) + (plain >= 21 ? 1 : 0) + (plain >= 31 ? 1 : 0)
            sum += value << place
        }
        return sum % 11 % 10 == Int(symbols[10]) - 1
    }
}
