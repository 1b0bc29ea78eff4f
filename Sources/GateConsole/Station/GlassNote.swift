import GateModel

/// One key as a person pressed it, and what stood on the screen: the day "at the glass".
struct GlassNote: FieldCoded, Hashable {
    var key = ""
    var screen = ""
    var width: Int32 = 0
    var height: Int32 = 0
    /// The last event the screen showed.
    var sequence: UInt64 = 0

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("key", &key)
        try coder.text("screen", &screen)
        try coder.number("width", &width)
        try coder.number("height", &height)
        try coder.number("event", &sequence)
    }
}
