/// What came of comparing an image file with what its scanner sent of it.
///
/// A closed list, so that every language of the screen has its words. The names are those of `ScanFileFault` and
/// `ScanImageFault`, and of ``readerFailed``.
public enum ScanVerdict: UInt8, CaseIterable, Sendable, NamedCode {
    /// Nobody has looked yet, or there is no folder of images.
    case unchecked
    /// It is the image that the scanner took, and it can be read.
    case good
    /// The scanner kept no picture.
    case notKept
    case badName, noFolder, missing, notAFile, unreadable, tooLarge, wrongSize, wrongDigest
    case wrongWidth, wrongHeight, wrongDepth, wrongEnergies
    case empty, notAnImage, fileTooLarge, tooManyPixels, zeroSize, truncated, badChecksum, malformed, colour, alpha
    case interlaced, sampleType, compression, orientation, tooManyEnergies, energiesDiffer, noMemory
    /// The process that reads images ended without an answer, or was not there.
    case readerFailed

    public static let names: [StaticString] = [
        "unchecked", "good", "notKept", "badName", "noFolder", "missing", "notAFile", "unreadable", "tooLarge",
        "wrongSize", "wrongDigest", "wrongWidth", "wrongHeight", "wrongDepth", "wrongEnergies", "empty", "notAnImage",
        "fileTooLarge", "tooManyPixels", "zeroSize", "truncated", "badChecksum", "malformed", "colour", "alpha",
        "interlaced", "sampleType", "compression", "orientation", "tooManyEnergies", "energiesDiffer", "noMemory",
        "readerFailed",
    ]

    /// Another look at the same file may come to something else: the folder, the file or the reader may have come back.
    public var mayChange: Bool {
        switch self {
        case .unchecked, .noFolder, .missing, .unreadable, .readerFailed: true
        default: false
        }
    }

    /// What a file that is still being written looks like.
    public var maySettle: Bool {
        switch self {
        case .missing, .wrongSize, .wrongDigest, .empty: true
        default: false
        }
    }

    /// There should be an image to judge by, and there is none that may be trusted.
    public var isRefused: Bool {
        switch self {
        case .unchecked, .good, .notKept: false
        default: true
        }
    }
}

/// What is known of the image file behind a scan result.
public struct ScanCheck: FieldCoded, Hashable {
    public var verdict = ScanVerdict.unchecked
    /// What the reader of the file says in its own words, in plain ASCII; at most 160 characters.
    public var detail = ""
    public var at = GateTime.epoch

    public init() {}
    public init(_ verdict: ScanVerdict, detail: String = "", at: GateTime = .epoch) {
        self.verdict = verdict
        self.detail = String(detail.prefix(160))
        self.at = at
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("verdict", &verdict)
        try coder.text("detail", &detail)
        try coder.time("at", &at)
    }
}

/// The image of a visit's scan was compared with what the scanner sent.
public struct ScanChecked: FieldCoded, Hashable {
    public var visit = VisitID.first
    /// The file's name, so that a check that comes late is not taken for one of a newer scan.
    public var image = ""
    public var check = ScanCheck()

    public init() {}
    public init(_ visit: VisitID, image: String, _ check: ScanCheck) {
        self.visit = visit
        self.image = image
        self.check = check
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.text("image", &image)
        try coder.object("check", &check)
    }
}
