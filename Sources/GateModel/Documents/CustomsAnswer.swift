/// What customs' system answers to a declaration: the function codes of a WCO response message.
public enum AnswerCode: UInt8, CaseIterable, Sendable, NamedCode {
    case accepted, received, rejected, control, documents, result, release, clear, invalidated, request, tax
    case paymentInstruction, paymentReminder, exit, further

    public static let names: [StaticString] = [
        "accepted", "received", "rejected", "control", "documents", "result", "release", "clear", "invalidated",
        "request", "tax", "paymentInstruction", "paymentReminder", "exit", "further",
    ]

    /// The function code as the message writes it; 04, 12 and 17 are not in use.
    public var number: Int {
        switch self {
        case .accepted: 1
        case .received: 2
        case .rejected: 3
        case .control: 5
        case .documents: 6
        case .result: 7
        case .release: 8
        case .clear: 9
        case .invalidated: 10
        case .request: 11
        case .tax: 13
        case .paymentInstruction: 14
        case .paymentReminder: 15
        case .exit: 16
        case .further: 18
        }
    }

    /// The same as people write it: `08`.
    public var digits: String { number < 10 ? "0\(number)" : "\(number)" }

    /// What is decided by such an answer names this as its basis.
    var basis: String { "customs-" + digits }

    public init?(number: Int) {
        guard let code = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = code
    }

    /// Customs lets the goods go: 08 or 09.
    public var confirms: Bool { self == .release || self == .clear }

    /// What was confirmed before it no longer holds: rejected, to be inspected, invalidated.
    public var withdraws: Bool { self == .rejected || self == .control || self == .invalidated }

    /// The declaration counts for nothing any more: 03 or 10.
    public var voids: Bool { self == .rejected || self == .invalidated }
}

/// One answer of customs' system to a declaration.
public struct CustomsAnswer: FieldCoded, Hashable {
    /// Answers kept with a visit: the last one of each code.
    public static let limit = 16
    /// Characters of ``reason``.
    public static let reasonLimit = 240

    public var code = AnswerCode.accepted
    /// The declaration's number, normalised; empty where the answer names it by ``reference`` alone.
    public var declaration = ""
    /// The trader's own reference of the declaration (LRN), normalised; may be empty.
    public var reference = ""
    /// When customs issued it, not when it came.
    public var at = GateTime.epoch
    /// What the answer says in words and codes of errors, in the order of the message; at most ``reasonLimit`` characters.
    public var reason = ""
    /// The channel that an answer *control* names; none where it names none.
    public var channel = Channel.none
    /// It came for a visit that was over already, which it does not change.
    public var isLate = false

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("code", &code)
        try coder.text("declaration", &declaration)
        try coder.text("reference", &reference)
        try coder.time("at", &at)
        try coder.text("reason", &reason)
        try coder.named("channel", &channel)
        try coder.flag("late", &isLate)
    }
}
