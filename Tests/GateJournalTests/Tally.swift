import GateModel

/// A small state to fold into: how many events, how many of each lane of decisions, who was last.
struct Tally: FieldCoded, Hashable {
    var events: Int64 = 0
    var decisions: Int64 = 0
    var lastActor = ""
    var names: [TallyName] = []

    mutating func apply(_ recorded: Recorded) {
        events += 1
        if !recorded.event.isObservation { decisions += 1 }
        lastActor = recorded.actor.name
        if events % 100 == 1 { names.append(TallyName(lastActor)) }
    }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.integer("events", &events)
        try coder.integer("decisions", &decisions)
        try coder.text("lastActor", &lastActor)
        try coder.list("names", &names)
    }
}

struct TallyName: FieldCoded, Hashable {
    var text = ""

    init() {}
    init(_ text: String) { self.text = text }

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("text", &text)
    }
}
