/// One comparison of what a vehicle shows with what was declared, or with what it showed before. It decides nothing: it
/// tells an officer where to look.
public struct CrossCheck: Hashable, Sendable {
    /// What is compared. The name is its id in the words of each language.
    public enum Rule: UInt8, CaseIterable, Sendable, NamedCode {
        /// The front plate is the declared tractor's.
        case tractor
        /// The rear plate is the declared trailer's, or the tractor's where there is no trailer.
        case trailer
        /// The code on the box is the declared container's.
        case container
        /// The same seal is seen at every stage.
        case seal
        /// The driver's document is the declared one, and of the declared nation.
        case driver
        /// A Chinese or Cambodian plate needs a driver of that nation; a Lao plate with another driver needs a labour
        /// contract of a year or more, or a residence card (docs/domain.md).
        case nationality
        public static let names: [StaticString] = [
            "tractor", "trailer", "container", "seal", "driver", "nationality",
        ]
    }

    public enum Verdict: UInt8, CaseIterable, Sendable, NamedCode {
        case agrees
        /// Nothing has been seen yet that could be compared.
        case open
        /// It is nearly the same: a read with errors, taken or proposed for the declared one.
        case doubtful
        case differs
        /// A paper makes it right, which a person must see.
        case needsPaper
        public static let names: [StaticString] = ["agrees", "open", "doubtful", "differs", "needsPaper"]
    }

    public var rule: Rule
    public var verdict: Verdict
    /// What was wanted, and what was seen; either may be empty.
    public var wanted: String
    public var seen: String

    public init(_ rule: Rule, _ verdict: Verdict, wanted: String = "", seen: String = "") {
        self.rule = rule
        self.verdict = verdict
        self.wanted = wanted
        self.seen = seen
    }
}

extension Visit {
    /// Every comparison that has a sense for this vehicle, in the order of the rules.
    public var crossChecks: [CrossCheck] {
        [tractorCheck, trailerCheck, containerCheck, sealCheck, driverCheck, nationalityCheck].compactMap { $0 }
    }

    private var tractorCheck: CrossCheck? {
        guard !declaration.tractor.isEmpty else { return nil }
        return plateCheck(.tractor, front, wanted: declaration.tractor)
    }

    /// Without a trailer the rear camera sees the tractor's own plate; a bus has no other either.
    private var trailerCheck: CrossCheck? {
        let wanted = declaration.trailer.isEmpty ? declaration.tractor : declaration.trailer
        guard !wanted.isEmpty else { return nil }
        return plateCheck(.trailer, rear, wanted: wanted)
    }

    private func plateCheck(_ rule: CrossCheck.Rule, _ read: PlateRead, wanted: String) -> CrossCheck {
        let verdict: CrossCheck.Verdict
        if read.text.isEmpty {
            verdict = .open
        } else if read.text == wanted || read.match == .officer {
            verdict = .agrees
        } else {
            // An exact read of another declared plate is no misread of this one.
            let isNear = read.match == .nearest || read.ranked.contains { $0.visit == id && $0.identifier == wanted }
            verdict = isNear ? .doubtful : .differs
        }
        return CrossCheck(rule, verdict, wanted: wanted, seen: read.text)
    }

    private var containerCheck: CrossCheck? {
        let (wanted, read) = (declaration.container, containerRead)
        guard !wanted.isEmpty || !read.text.isEmpty else { return nil }
        let verdict: CrossCheck.Verdict
        if read.text.isEmpty {
            verdict = .open
        } else if read.text == wanted {
            verdict = .agrees
        } else {
            verdict = !read.isValid && !wanted.isEmpty && read.suggestion == wanted ? .doubtful : .differs
        }
        return CrossCheck(.container, verdict, wanted: wanted, seen: read.text)
    }

    /// Of several seals the first seen is held against the last: a box opened on the way has another.
    private var sealCheck: CrossCheck? {
        let seals = codes.filter { $0.kind == .seal }
        guard let first = seals.first, let last = seals.last else { return nil }
        return CrossCheck(.seal, first.text == last.text ? .agrees : .differs, wanted: first.text, seen: last.text)
    }

    private var driverCheck: CrossCheck? {
        let (wanted, seen) = (declaration.document, driverRead.number)
        guard !wanted.isEmpty || !seen.isEmpty else { return nil }
        guard !wanted.isEmpty, !seen.isEmpty else { return CrossCheck(.driver, .open, wanted: wanted, seen: seen) }
        let nations = (declaration.nationality, driverRead.nationality)
        let isOfOneNation = nations.0.isEmpty || nations.1.isEmpty || nations.0 == nations.1
        let verdict: CrossCheck.Verdict = Self.isSameDocument(wanted, seen) && isOfOneNation ? .agrees : .differs
        return CrossCheck(.driver, verdict, wanted: wanted, seen: seen)
    }

    /// A card's zone holds the last nine digits of its personal number.
    private static func isSameDocument(_ left: String, _ right: String) -> Bool {
        left == right || min(left.count, right.count) >= 9 && (left.hasSuffix(right) || right.hasSuffix(left))
    }

    private var nationalityCheck: CrossCheck? {
        guard let country = (try? Plate(declaration.tractor))?.country else { return nil }
        let wanted: String
        switch country {
        case .vietnam: return nil
        case .china: wanted = "CHN"
        case .cambodia: wanted = "KHM"
        case .laos: wanted = "LAO"
        }
        // What the document says comes before what was declared.
        let nation = driverRead.nationality.isEmpty ? declaration.nationality : driverRead.nationality
        let verdict: CrossCheck.Verdict =
            nation.isEmpty ? .open : nation == wanted ? .agrees : country == .laos ? .needsPaper : .differs
        return CrossCheck(.nationality, verdict, wanted: wanted, seen: nation)
    }
}
