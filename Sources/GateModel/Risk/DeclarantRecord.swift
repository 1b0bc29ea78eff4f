/// What inspections of one declarant's vehicles found at this gate.
public struct DeclarantRecord: FieldCoded, Hashable {
    /// Declarants remembered; whoever was inspected longest ago makes room.
    public static let limit = 5_000
    /// Inspections that count for tightening.
    private static let window: UInt8 = 0b1_1111

    public var company = ""
    public var inspections: Int64 = 0
    /// Inspections since the last finding.
    public var clean: Int32 = 0
    /// The last five, the newest in bit 0; 1 where something was found.
    public var recent: UInt8 = 0
    public var regime = SamplingRegime.normal
    /// When the regime began, and when a vehicle was inspected last.
    public var since = GateTime.epoch
    public var at = GateTime.epoch

    public init() {}

    /// How many of the last five inspections found something.
    public var findings: Int { recent.nonzeroBitCount }

    /// An inspection ended.
    mutating func note(found: Bool, at now: GateTime, by law: SamplingLaw?) {
        inspections += 1
        recent = (recent << 1 | (found ? 1 : 0)) & Self.window
        clean = found ? 0 : clean + 1
        at = now
        guard let law else { return }
        let next: SamplingRegime =
            if law.tightenAfter > 0, findings >= law.tightenAfter {
                .tightened
            } else if found {
                // One finding ends what was loosened, and leaves what was tightened.
                regime == .loosened ? .normal : regime
            } else if law.loosenAfter > 0, clean >= law.loosenAfter {
                regime == .tightened ? .normal : .loosened
            } else {
                regime
            }
        guard next != regime else { return }
        // From tightened to loosened the way is twice as long.
        if regime == .tightened { clean = 0 }
        regime = next
        since = now
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("company", &company)
        try coder.integer("inspections", &inspections)
        try coder.number("clean", &clean)
        try coder.number("recent", &recent)
        try coder.named("regime", &regime)
        try coder.time("since", &since)
        try coder.time("at", &at)
    }
}

extension GateState {
    public func record(of company: String) -> DeclarantRecord? {
        let index = recordIndex(company)
        return records.indices.contains(index) && records[index].company == company ? records[index] : nil
    }

    /// Where a declarant's record stands, or would.
    private func recordIndex(_ company: String) -> Int {
        var (low, high) = (0, records.count)
        while low < high {
            let middle = (low + high) / 2
            if records[middle].company < company { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// A vehicle that was inspected has left: clean where it crossed, else with a finding.
    mutating func noteInspection(of company: String, found: Bool) {
        guard !company.isEmpty else { return }
        var index = recordIndex(company)
        if !(records.indices.contains(index) && records[index].company == company) {
            if records.count >= DeclarantRecord.limit,
                let oldest = records.indices.min(by: { records[$0].at < records[$1].at })
            {
                records.remove(at: oldest)
                index = recordIndex(company)
            }
            var record = DeclarantRecord()
            record.company = company
            records.insert(record, at: index)
        }
        let law = plan.inForce(plan.risk.sampling, at: clock)
        records[index].note(found: found, at: clock, by: law)
    }
}
