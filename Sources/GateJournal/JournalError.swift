/// Why a journal cannot be opened, read or trusted.
public struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable names, for scripts and logs.
    public enum Code: String, Sendable, CaseIterable {
        /// There is no such file.
        case missing = "journal-missing"
        /// Not an SQLite file, or one of another program.
        case foreign = "journal-foreign"
        /// Written by a newer smartgate.
        case newer = "journal-newer"
        /// SQLite finds the file damaged, cut short, or without its tables.
        case damaged = "journal-damaged"
        /// An event, or its place in the sequence, is not what the hash chain says.
        case chainBroken = "journal-chain-broken"
        /// An event cannot be decoded.
        case undecodable = "journal-undecodable"
        /// Another process writes to it.
        case busy = "journal-busy"
        /// The disk does not keep the promises a journal needs.
        case notDurable = "journal-not-durable"
        /// The system refused a file operation.
        case io = "journal-io"
        /// It belongs to another gate.
        case otherGate = "journal-other-gate"
        /// An argument out of range.
        case argument = "journal-argument"
        /// The connection to the journal is gone for now.
        case disconnected = "journal-disconnected"
    }

    public var code: Code
    /// The file's path, as it was given; empty where there is none.
    public var path: String
    /// The first event concerned, where one is.
    public var sequence: UInt64?
    /// What is wrong, for a person.
    public var problem: String
    /// What to do about it, one sentence.
    public var advice: String

    init(_ code: Code, path: String, sequence: UInt64? = nil, problem: String, advice: String? = nil) {
        self.code = code
        self.path = path
        self.sequence = sequence
        self.problem = problem
        self.advice = advice ?? code.advice
    }

    /// What a verification found, as an error.
    public init(_ fault: JournalVerification.Fault, path: String) {
        self.init(
            fault.code, path: path, sequence: fault.sequence > 0 ? fault.sequence : nil, problem: fault.problem)
    }

    public var description: String {
        let place = sequence.map { " at event \($0)" } ?? ""
        let file = path.isEmpty ? "journal" : path
        return "\(file): \(problem)\(place) [\(code.rawValue)]. \(advice)"
    }
}

extension JournalError.Code {
    /// What a person can do, where the place that throws knows nothing better.
    var advice: String {
        switch self {
        case .missing: "Check the path."
        case .foreign: "Choose another file: this one was left untouched."
        case .newer: "Open it with the smartgate that wrote it, or a newer one; it was left untouched."
        case .damaged: "Keep the file as evidence, check the disk, and restore a copy; it was left untouched."
        case .chainBroken:
            "Keep the file as evidence, compare it with a checkpoint held elsewhere, and restore a copy; it was left "
                + "untouched."
        case .undecodable: "Keep the file and report the event: its hash holds, but this smartgate cannot read it."
        case .busy: "Stop the other process, or open the journal read-only."
        case .notDurable: "Put the journal on a local disk."
        case .io: "Check that the directory exists, is writable and has room."
        case .otherGate: "Open the journal of this gate, or start with a new file."
        case .argument: "Correct the argument."
        case .disconnected: "Try again."
        }
    }
}
