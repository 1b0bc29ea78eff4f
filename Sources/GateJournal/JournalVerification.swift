/// What a walk over a journal found.
public struct JournalVerification: Hashable, Sendable {
    /// Events that were read and found right.
    public var events: UInt64
    /// Where the journal ends, as far as it is right.
    public var position: JournalPosition
    /// The first event that is wrong, with a sentence; nil for a whole journal.
    public var fault: Fault?

    public struct Fault: Hashable, Sendable {
        /// 0 where no single event is to blame.
        public var sequence: UInt64
        public var code: JournalError.Code
        public var problem: String
    }
}
