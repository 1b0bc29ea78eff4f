/// A paper that somebody may ask for although the gate works without: a closed list, so that it can be counted.
public enum Paper: UInt8, CaseIterable, Sendable, NamedCode {
    /// None; what an act about something else holds.
    case none
    case declaration, manifest, invoice, packingList, transportDocument, originCertificate, quarantineCertificate
    case licence, vehicleRegistration, driverDocument, taxReceipt, other
    public static let names: [StaticString] = [
        "none", "declaration", "manifest", "invoice", "packingList", "transportDocument", "originCertificate",
        "quarantineCertificate", "licence", "vehicleRegistration", "driverDocument", "taxReceipt", "other",
    ]
}

/// A paper that was asked for all the same: by whom, and on which legal basis.
public struct PaperAsked: FieldCoded, Hashable {
    /// Kept with a visit, the newest ones; all of them are counted.
    public static let limit = 16
    /// Characters of ``basis``, which is never empty.
    public static let basisLimit = 120

    public var visit = VisitID.first
    public var agency = Agency.borderGuard
    public var paper = Paper.none
    public var basis = ""
    /// Who asked, and when; filled in from the event's envelope.
    public var by = ""
    public var at = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("agency", &agency)
        try coder.named("paper", &paper)
        try coder.text("basis", &basis)
        try coder.text("by", &by)
        try coder.time("at", &at)
    }
}

/// The order with which a vehicle is turned back.
public struct ReturnOrdered: FieldCoded, Hashable {
    public var visit = VisitID.first
    /// Counts from 1 within a journal; 0 stands for no order.
    public var number: UInt32 = 0
    public var reason = Reason.none
    /// The return lane: `R` and the number of the lane beside which it runs, `R` alone where the vehicle has no lane yet.
    public var place = ""
    /// Filled in from the event's envelope.
    public var at = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.number("number", &number)
        try coder.named("reason", &reason)
        try coder.text("place", &place)
        try coder.time("at", &at)
    }
}

/// What a visit has instead of paper, and which papers were asked for all the same.
public struct VisitDocuments: FieldCoded, Hashable {
    /// What its customs declaration says; without a number where none was lodged in full.
    public var lodged = LodgedDeclaration()
    /// The last answer of each code, in the order in which they came; at most ``CustomsAnswer/limit``.
    public var answers: [CustomsAnswer] = []
    /// In the order in which they came first; at most ``Permit/limit``.
    public var permits: [Permit] = []
    /// Without a number where there is none.
    public var movement = MovementRecord()
    public var papers: [PaperAsked] = []
    /// What the other side of the border says, in the order in which it said it first; at most ``NeighbourRecord/limit``.
    public var neighbour: [NeighbourRecord] = []
    public var returnOrder = ReturnOrdered()

    public init() {}

    public func answer(_ code: AnswerCode) -> CustomsAnswer? { answers.first { $0.code == code } }

    /// Takes in an answer. Of one code the last one issued is kept; of two issued together the one that came later.
    mutating func note(_ answer: CustomsAnswer) {
        if let known = answers.firstIndex(where: { $0.code == answer.code }) {
            guard answers[known].at <= answer.at else { return }
            answers.remove(at: known)
        }
        answers.append(answer, keepingLast: CustomsAnswer.limit)
    }

    /// Takes in a permit: of one number and agency the one issued last is kept.
    mutating func note(_ permit: Permit) {
        if let known = index(of: permit) {
            if permits[known].issuedAt <= permit.issuedAt { permits[known] = permit }
        } else if permits.count < Permit.limit {
            permits.append(permit)
        }
    }

    func index(of permit: Permit) -> Int? {
        permits.firstIndex { $0.number == permit.number && $0.agency == permit.agency }
    }

    mutating func note(_ paper: PaperAsked) {
        papers.append(paper, keepingLast: PaperAsked.limit)
    }

    /// Where customs' own answers stand: the newest by customs' clock of those that confirm or withdraw; of two issued
    /// together the one that came later.
    public var standing: CustomsAnswer? {
        var newest: CustomsAnswer?
        for answer in answers where answer.code.confirms || answer.code.withdraws {
            if newest.map({ $0.at <= answer.at }) ?? true { newest = answer }
        }
        return newest
    }

    /// The declaration was rejected or invalidated, and not accepted again since.
    public var isVoid: Bool {
        guard let standing, standing.code.voids else { return false }
        guard let accepted = answer(.accepted) else { return true }
        return accepted.at <= standing.at
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.object("lodged", &lodged)
        try coder.list("answers", &answers)
        try coder.list("permits", &permits)
        try coder.object("movement", &movement)
        try coder.list("papers", &papers)
        try coder.list("neighbour", &neighbour)
        try coder.object("returnOrder", &returnOrder)
    }
}

/// On what the gate may rely that customs lets the goods go.
public enum CustomsConfirmation: Hashable, Sendable {
    case none
    /// Customs has passed on the joint card: an officer, or the rule that heeds customs' answers.
    case pass
    /// Customs' system answered 08 or 09, and the card waits for its turn.
    case answer(AnswerCode)
}

extension Visit {
    /// Customs' confirmation as it stands now. Without one no vehicle crosses.
    public var confirmation: CustomsConfirmation {
        let card = self[.customs].decision
        if card.isSettled, card != .notRequired { return .pass }
        guard let standing = documents.standing, standing.code.confirms, standing.at >= answersCountFrom else {
            return .none
        }
        return .answer(standing.code)
    }
}

/// A document that names no vehicle the gate expects: kept until one comes that it belongs to.
public struct UnclaimedDocument: FieldCoded, Hashable {
    /// Documents kept of each kind; the oldest makes room and is then in the journal only.
    public static let limit = 64

    public enum Kind: UInt8, CaseIterable, Sendable, NamedCode {
        case answer, permit, movement, neighbour
        public static let names: [StaticString] = ["answer", "permit", "movement", "neighbour"]
    }

    public var kind = Kind.answer
    public var answer = CustomsAnswer()
    public var permit = Permit()
    public var movement = MovementRecord()
    public var neighbour = NeighbourRecord()

    public init() {}
    init(_ answer: CustomsAnswer) { self.answer = answer }
    init(_ permit: Permit) {
        kind = .permit
        self.permit = permit
    }
    init(_ movement: MovementRecord) {
        kind = .movement
        self.movement = movement
    }
    init(_ neighbour: NeighbourRecord) {
        kind = .neighbour
        self.neighbour = neighbour
    }

    private func names(_ text: String, _ declared: String) -> Bool { !text.isEmpty && text == declared }

    /// Whether it is about the vehicle of a declaration.
    public func belongs(to declaration: Declaration) -> Bool {
        switch kind {
        case .answer:
            answer.declaration.isEmpty
                ? !answer.reference.isEmpty && answer.reference == declaration.reference
                : answer.declaration == declaration.number
        case .permit: permit.declaration == declaration.number
        case .neighbour:
            neighbour.word.direction == declaration.direction
                && (neighbour.declaration.isEmpty
                    ? names(neighbour.tractor, declaration.tractor) || names(neighbour.container, declaration.container)
                    : neighbour.declaration == declaration.number)
        case .movement:
            movement.declaration.isEmpty
                ? !movement.plate.isEmpty && movement.plate == declaration.tractor
                : movement.declaration == declaration.number
                    || movement.others.contains(DocumentWord(declaration.number))
        }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("kind", &kind)
        try coder.object("answer", &answer)
        try coder.object("permit", &permit)
        try coder.object("movement", &movement)
        try coder.object("neighbour", &neighbour)
    }
}
