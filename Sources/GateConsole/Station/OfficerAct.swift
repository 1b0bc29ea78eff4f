import GateDevices
import GateJournal
import GateModel

/// An officer's act on its way to the journal.
struct OfficerAct: Sendable {
    var act: Act
    var visit: VisitID?
    var cause: Cause
    var at: GateTime
    /// The same act as a message of this console, for the capture: a capture alone can rebuild the day.
    var message: DeviceMessage?
    /// It comes from a capture.
    var isPlayed = false
    /// Somebody at this screen waits for what becomes of it; a capture's acts and those of ``Colleagues`` are nobody's.
    var isAwaited = true

    /// The source of everything that this program's own screen adds to a capture.
    static func source(gate: String) -> String { "/gate/\(gate)/terminal/console" }

    init(act: Act, visit: VisitID?, cause: Cause, at time: GateTime) {
        self.act = act
        self.visit = visit
        self.cause = cause
        at = time
    }

    /// An act pressed here and now.
    ///
    /// - Parameter message: holds what ``data(_:visit:)`` makes of both, numbered by this console.
    init(_ act: Act, visit: VisitID?, message: DeviceMessage) {
        self.init(act: act, visit: visit, cause: Self.cause(of: message), at: message.receivedTime)
        self.message = message
    }

    /// The act that a capture holds as a message of this program's screen: with the cause, the moment and the visit it had
    /// on the day. Nil where the message holds no act as this program writes it.
    init?(playing message: DeviceMessage) {
        guard message.type == MessageType.act else { return nil }
        let named = message.data.withUnsafeBufferPointer { try? JSONFieldReader.value(NamedAct.self, from: $0) }
        guard let named else { return nil }
        self.init(named.act, visit: named.visit, message: message)
        isPlayed = true
        isAwaited = false
    }

    private static func cause(of message: DeviceMessage) -> Cause {
        Cause(source: Cause.console, boot: message.boot, number: message.sequence)
    }

    /// The bytes of a message that ``init(playing:)`` reads back.
    static func data(_ act: Act, visit: VisitID?) -> [UInt8] { JSONFieldWriter.json(NamedAct(act: act, visit: visit)) }
}

/// An act as a capture holds it. The visit stands there because a declaration may come twice; captures made before it did
/// lack it.
private struct NamedAct: FieldCoded {
    var act = Act()
    var visit: VisitID?

    init() {}

    init(act: Act, visit: VisitID?) {
        self.act = act
        self.visit = visit
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try act.code(&coder)
        try coder.identifier("visit", &visit)
    }
}
