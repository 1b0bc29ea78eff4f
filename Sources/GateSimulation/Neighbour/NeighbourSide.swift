internal import GateModel

/// The gate on the other side on the same day: a clerk who writes down what leaves for here, not without slips, and a booth
/// through which goes what comes from here (all figures assumed).
struct NeighbourSide: Sendable {
    /// What became of a vehicle that crossed.
    enum Welcome: Hashable, Sendable {
        case accepted, returned
        /// It went in, and nobody has written it down.
        case forgotten
    }

    /// A vehicle on the strip: what its record will say.
    struct Guest: Sendable {
        var number: String
        var tractor: String
    }

    private let seed: UInt64
    /// Milliseconds between which one of two shifts is at table, and half as many are taken.
    private let noon: Range<Int64>
    /// When the last vehicle so far is through.
    private var freeAt: Int64 = 0
    private var records = 0
    /// By the vehicle's number of the day.
    private var strip: [Int: Guest] = [:]

    static let perHour = 100
    static let perHourAtNoon = 45

    init(seed: UInt64, noon: Range<Int64>) {
        self.seed = seed
        self.noon = noon
    }

    func isAtNoon(_ now: Int64) -> Bool { noon.contains(now) }

    /// Vehicles an hour that it takes now.
    func pace(at now: Int64) -> Int { noon.contains(now) ? Self.perHourAtNoon : Self.perHour }

    /// A vehicle comes over the strip.
    ///
    /// - Returns: when it is through.
    mutating func come(_ truck: Int, _ guest: Guest, at now: Int64) -> Int64 {
        strip[truck] = guest
        var random = RandomSource(seed, .neighbour, 1_000_000 + truck)
        let begins = max(freeAt, now + Int64(random.uniform(40, 120) * 1000))
        freeAt = begins + Int64(random.erlang(3, mean: 3_600_000 / Double(pace(at: begins))))
        return freeAt
    }

    /// It is through; nil where it has been already.
    mutating func take(_ truck: Int) -> (guest: Guest, welcome: Welcome)? {
        guard let guest = strip.removeValue(forKey: truck) else { return nil }
        var random = RandomSource(seed, .neighbour, 2_000_000 + truck)
        let draw = random.uniform()
        return (guest, draw < 0.006 ? .returned : draw < 0.012 ? .forgotten : .accepted)
    }

    /// The number of its next record.
    mutating func nextRecord() -> Int {
        records += 1
        return records
    }
}

/// What the other side's clerk writes of a vehicle that leaves for here.
struct NeighbourPapers: Sendable {
    /// One thing of thirty or so that was written down wrongly, or declared otherwise there.
    enum Slip: CaseIterable, Sendable { case container, trailer, seal, goods, weight }

    private let papers: TruckDocuments
    private(set) var slip: Slip?
    /// The other side has said nothing of it at all.
    private(set) var isForgotten: Bool
    /// Its plant or animal quarantine has looked at the goods.
    private(set) var isInspected: Bool
    private let kilograms: Int64

    init(_ papers: TruckDocuments, random: RandomSource) {
        var random = random
        self.papers = papers
        let declaration = papers.declaration
        isForgotten = random.chance(0.01)
        let isLiving = [.fruit, .timber, .animal].contains(declaration.goodsClass)
        isInspected = isLiving && random.chance(0.6)
        let slips = Slip.allCases.filter { Self.isPossible($0, papers) }
        slip = random.chance(0.035) && !slips.isEmpty ? slips[random.below(slips.count)] : nil
        let share = slip == .weight ? random.uniform(0.7, 0.92) : random.uniform(0.996, 1.004)
        kilograms = Int64(Double(papers.goodsKilograms) * share)
    }

    private static func isPossible(_ slip: Slip, _ papers: TruckDocuments) -> Bool {
        switch slip {
        case .container: !papers.declaration.container.isEmpty
        case .trailer: !papers.declaration.trailer.isEmpty
        case .seal: papers.hasDeclaration && !papers.declaration.container.isEmpty
        case .goods: papers.declaration.hsCode.count >= 4
        case .weight: papers.hasDeclaration
        }
    }

    /// Its departure, as `vn.smartgate.neighbour`.
    func departure(record: Int, at time: Int64, to writer: inout ByteWriter) {
        let declaration = papers.declaration
        head("departed", record, time, &writer)
        field("tractor", declaration.tractor, &writer)
        field("trailer", slip == .trailer ? Self.turned(declaration.trailer) : declaration.trailer, &writer)
        field("container", slip == .container ? Self.turned(declaration.container) : declaration.container, &writer)
        if !declaration.container.isEmpty {
            field("seal", slip == .seal ? Self.turned(papers.seal) : papers.seal, &writer)
        }
        field("hs", slip == .goods ? Self.turned(declaration.hsCode) : declaration.hsCode, &writer)
        if papers.isLoaded {
            writer.text(#","grossKg":"#)
            writer.decimal(kilograms)
        }
        writer.text("}")
    }

    /// What its quarantine found.
    func inspection(record: Int, at time: Int64, to writer: inout ByteWriter) {
        head("inspected", record, time, &writer)
        writer.text(papers.declaration.goodsClass == .animal ? #","agency":"DV""# : #","agency":"TV""#)
        writer.text(#","result":"passed""#)
        field("certificate", "GXC-\(papers.declaration.number.suffix(7))", &writer)
        writer.text("}")
    }

    private func head(_ word: StaticString, _ record: Int, _ time: Int64, _ writer: inout ByteWriter) {
        Self.head(word, record, time, declaration: papers.declaration.number, to: &writer)
    }

    /// `{"record":"YYG-000417","word":"departed","at":"…","declaration":"…"`, to be closed by whoever goes on.
    static func head(
        _ word: StaticString, _ record: Int, _ time: Int64, declaration: String, to writer: inout ByteWriter
    ) {
        writer.text(#"{"record":"YYG-"#)
        writer.padded(record, width: 6)
        writer.text(#"","word":""#)
        writer.text(word)
        writer.text(#"","at":""#)
        writer.text(TruckDocuments.rfc3339(time))
        writer.text(#"","declaration":""#)
        writer.text(declaration)
        writer.text("\"")
    }

    /// Nothing that a day's plates, codes and digits hold has to be escaped.
    private func field(_ name: String, _ value: String, _ writer: inout ByteWriter) {
        guard !value.isEmpty else { return }
        writer.text(",\"\(name)\":\"\(value)\"")
    }

    /// With its last two different signs exchanged, or one more where all are equal.
    private static func turned(_ text: String) -> String {
        var signs = Array(text)
        for index in signs.indices.dropFirst().reversed() where signs[index] != signs[index - 1] {
            signs.swapAt(index, index - 1)
            return String(signs)
        }
        return text + "1"
    }
}
