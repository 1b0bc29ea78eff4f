import GateModel

/// What a bundle holds: its first file, and the one that is signed.
struct EvidenceManifest: FieldCoded, Hashable {
    static let format: Int32 = 1
    static let name = "manifest.json"
    /// Key and signature of the manifest, each a line of hexadecimal digits.
    static let signatureName = "signature.txt"

    var format: Int32 = 0
    var gate = ""
    var epoch: UInt64 = 0
    /// Never nil in a bundle.
    var visit: VisitID?
    var declaration = ""
    var tractor = ""
    /// Where the bundle's chain ends, as a rule with the journal: the event and the link after it.
    var head: UInt64 = 0
    var link = ""
    /// By whom and when it was made, by the gate's clock.
    var by = ""
    var at = GateTime.epoch
    var files: [EvidenceFile] = []

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("format", &format)
        try coder.text("gate", &gate)
        try coder.number("epoch", &epoch)
        try coder.identifier("visit", &visit)
        try coder.text("declaration", &declaration)
        try coder.text("tractor", &tractor)
        try coder.number("head", &head)
        try coder.text("link", &link)
        try coder.text("by", &by)
        try coder.time("at", &at)
        try coder.list("files", &files)
    }
}

/// One file of a bundle, or one that should have been in it.
struct EvidenceFile: FieldCoded, Hashable {
    var name = ""
    var bytes: Int64 = 0
    /// Lower-case hexadecimal SHA-256; empty where the file is missing.
    var digest = ""
    /// What a reader has to know: why it is missing, what was left out.
    var note = ""

    mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("name", &name)
        try coder.integer("bytes", &bytes)
        try coder.text("sha256", &digest)
        try coder.text("note", &note)
    }
}

/// A bundle that cannot be made or read.
public struct EvidenceFault: Error, Hashable, Sendable, CustomStringConvertible {
    public var path: String
    public var problem: String

    public var description: String { path + ": " + problem }
}
