/// Why an officer and a driver met face to face.
public enum ContactReason: UInt8, CaseIterable, Sendable, NamedCode {
    case none
    /// The person or the document had to be seen.
    case identity
    case documents
    /// The driver was there while the goods were looked at.
    case inspection
    case question, interpreter, health, incident
    /// The driver asked for help.
    case help
    case other
    public static let names: [StaticString] = [
        "none", "identity", "documents", "inspection", "question", "interpreter", "health", "incident", "help", "other",
    ]
}

/// An officer and a driver met.
public struct ContactMade: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var agency = Agency.borderGuard
    public var reason = ContactReason.none

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("agency", &agency)
        try coder.named("reason", &reason)
    }
}

/// A meeting as its visit remembers it.
public struct DriverContact: FieldCoded, Hashable {
    /// Meetings that a visit keeps; the oldest makes room and is then in the journal only.
    public static let limit = 20

    public var agency = Agency.borderGuard
    public var reason = ContactReason.none
    public var by = ""
    public var at = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("agency", &agency)
        try coder.named("reason", &reason)
        try coder.text("by", &by)
        try coder.time("at", &at)
    }
}

extension Visit {
    /// Nobody met the driver, and no paper was asked for.
    public var isContactless: Bool { contacts.isEmpty && documents.papers.isEmpty }
}

extension GateState {
    mutating func meet(_ met: ContactMade, by actor: Actor) {
        let now = clock
        decide(met.visit, .contactMade, detail: met.reason.rawValue, agency: met.agency) {
            var contact = DriverContact()
            contact.agency = met.agency
            contact.reason = met.reason
            contact.by = actor.name
            contact.at = now
            $0.contacts.append(contact, keepingLast: DriverContact.limit)
        }
        withToday { counts, _ in counts.contacts[Int(met.reason.rawValue)] += 1 }
    }

    mutating func tell(_ messaged: DriverMessaged) {
        let now = clock
        decide(messaged.visit, .driverMessaged, detail: messaged.phrase.rawValue) {
            $0.message = messaged.phrase
            $0.messageReason = messaged.reason
            $0.messageWait = messaged.wait
            $0.messageAt = now
        }
    }

    /// A vehicle has left: whether anybody had to meet its driver belongs to the day's figures.
    mutating func countContacts(of id: VisitID) {
        let seen = visits.look(at: id.number) { visit -> (channel: Channel, isContactless: Bool)? in
            visit.arrivedAt > .epoch ? (visit.channel, visit.isContactless) : nil
        }
        guard let seen = seen ?? nil else { return }
        withToday { counts, _ in
            counts.leftByChannel[Int(seen.channel.rawValue)] += 1
            if seen.isContactless { counts.contactlessByChannel[Int(seen.channel.rawValue)] += 1 }
        }
    }
}
