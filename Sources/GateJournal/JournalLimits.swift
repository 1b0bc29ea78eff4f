/// The sizes every engine enforces, whatever its storage could hold.
public enum JournalLimits {
    /// Bytes of one event's JSON.
    public static let bodyBytes = 65_536
    /// Bytes of UTF-8 of an event id.
    public static let eventIDBytes = 512
    /// Characters of a cause's source; none of them a space.
    public static let sourceCharacters = 96
    /// Characters of an actor's name.
    public static let nameCharacters = 64
    /// Events of one append.
    public static let eventsPerAppend = 1_000
    /// Guards of one append.
    public static let guardsPerAppend = 1_000
    /// Bytes of UTF-8 of a gate's name.
    public static let gateBytes = 64
    /// Events of one read.
    public static let eventsPerRead = 100_000
    /// Latest receipt time, in milliseconds since 1970: the end of the year 9999.
    public static let latestReceiptMilliseconds: Int64 = 253_402_300_799_999
    /// Events of one journal: about 25 GB. The next is denied; a gate begins a new file long before.
    public static let events = 100_000_000
}
