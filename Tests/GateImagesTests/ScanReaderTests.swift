import Foundation
import GateImages
import GateModel
import Testing

/// Images read by the process of their own: what is right is said to be, what is wrong is named, and whatever becomes of that
/// process, this one has an answer.
@Suite struct ScanReaderTests {
    private let folder: Scratch
    private let reader: ScanReader

    init() throws {
        folder = try Scratch()
        reader = ScanReader(program: try Self.program(), folder: ScanFolder(path: folder.path))
    }

    /// Beside the tests' own program, wherever that was built.
    private static func program() throws -> String {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? Bundle.main.bundlePath
        let parts = (bundle as NSString).pathComponents
        let end = parts.firstIndex { $0.hasSuffix(".xctest") } ?? parts.count - 1
        let path = NSString.path(withComponents: Array(parts[..<end])) + "/" + ScanChild.program
        try #require(FileManager.default.isExecutableFile(atPath: path), "\(path) is not there")
        return path
    }

    /// A reader of a test's own.
    private func put(_ script: String, _ name: String) throws -> String {
        try folder.put(Array("#!/bin/sh\n\(script)\n".utf8), name)
        let program = folder.path + "/" + name
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        return program
    }

    /// What it says of an image. While a process that another test is just beginning still holds the program's file as it
    /// was written, the system starts it for nobody.
    private func check(_ reader: ScanReader, _ scan: ScanResult, isWanted: () -> Bool = { true }) -> ScanCheck? {
        for _ in 0..<1_000 {
            let check = reader.check(scan, at: .epoch, isWanted: isWanted)
            if check?.detail.hasSuffix("Text file busy") != true { return check }
        }
        return nil
    }

    private func scan(_ name: String, _ bytes: [UInt8], width: Int = 40, height: Int = 12) -> ScanResult {
        var scan = ScanResult()
        scan.image = name
        scan.digest = ScanDigest.text(of: bytes)
        scan.byteSize = Int64(bytes.count)
        scan.width = Int32(width)
        scan.height = Int32(height)
        scan.bitDepth = 16
        scan.energies = 1
        return scan
    }

    private func image() throws -> [UInt8] {
        try ScanEncoder.png(someImage(width: 40, height: 12, energies: 1, seed: 3))
    }

    @Test func anImageAsSentIsGood() throws {
        let bytes = try image()
        try folder.put(bytes, "a.png")
        let check = try #require(reader.check(scan("a.png", bytes), at: GateTime(milliseconds: 5)))
        #expect(check == ScanCheck(.good, at: GateTime(milliseconds: 5)))
    }

    @Test func everyDisagreementHasItsName() throws {
        let bytes = try image()
        try folder.put(bytes, "a.png")
        try folder.put(Array("no image at all".utf8), "text.png")
        try folder.put(Array(bytes.dropLast(30)), "short.png")
        var swapped = scan("a.png", bytes)
        swapped.digest = String(repeating: "0", count: 64)
        var energies = scan("a.png", bytes)
        energies.energies = 2
        var kept = scan("a.png", bytes)
        kept.digest = ScanDigest.ofNothing
        var long = scan("a.png", bytes)
        long.byteSize += 1
        let cases: [(ScanResult, ScanVerdict)] = [
            (swapped, .wrongDigest), (energies, .wrongEnergies), (kept, .notKept), (long, .wrongSize),
            (scan("b.png", bytes), .missing), (scan("../a.png", bytes), .badName),
            (scan("a.png", bytes, width: 41), .wrongWidth), (scan("a.png", bytes, height: 11), .wrongHeight),
            (scan("text.png", Array("no image at all".utf8)), .notAnImage),
            (scan("short.png", Array(bytes.dropLast(30))), .truncated),
        ]
        for (scan, verdict) in cases {
            let check = try #require(reader.check(scan, at: .epoch))
            #expect(check.verdict == verdict, "\(check)")
            #expect(check.detail.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
    }

    /// Names of faults are names of verdicts: a fault that the model has no word for would be told as a broken reader.
    @Test func everyFaultHasAVerdict() {
        for code in ScanImageFault.Code.allCases { #expect(ScanVerdict(name: code.rawValue) != nil, "\(code)") }
        let named: [ScanFileFault] = [
            .badName(""), .notKept, .noFolder("", reason: ""), .missing(""), .notAFile(""),
            .unreadable("", reason: ""), .tooLarge("", bytes: 0, limit: 0), .wrongSize("", declared: 0, found: 0),
            .wrongDigest("", declared: "", found: ""), .wrongWidth("", declared: 0, found: 0),
            .wrongHeight("", declared: 0, found: 0), .wrongDepth("", declared: 0, found: 0),
            .wrongEnergies("", declared: 0, found: 0),
        ]
        for fault in named { #expect(ScanVerdict(name: fault.code) != nil, "\(fault.code)") }
    }

    @Test(arguments: ["/bin/false", "/no/such/program", "/bin/true", "/bin/cat"])
    func aReaderThatDoesNotAnswerIsSaidToHaveFailed(program: String) throws {
        let bytes = try image()
        try folder.put(bytes, "a.png")
        let broken = ScanReader(program: program, folder: ScanFolder(path: folder.path))
        let check = try #require(broken.check(scan("a.png", bytes), at: .epoch))
        #expect(check.verdict == .readerFailed)
        #expect(!check.detail.isEmpty)
    }

    @Test func aReaderThatNeverEndsIsEnded() throws {
        let bytes = try image()
        try folder.put(bytes, "a.png")
        let program = try put("exec sleep 1000", "for-ever")
        let slow = ScanReader(program: program, folder: ScanFolder(path: folder.path), patienceSeconds: 0)
        let check = try #require(self.check(slow, scan("a.png", bytes)))
        #expect(check.verdict == .readerFailed)
        #expect(check.detail == "no answer within 0 s")
        let patient = ScanReader(program: program, folder: ScanFolder(path: folder.path))
        #expect(self.check(patient, scan("a.png", bytes), isWanted: { false }) == nil, "nobody waits for it")
    }

    /// What got hold of the reader may close its output and then rather wait for ever.
    @Test func aReaderThatHasAnsweredAndDoesNotEndIsEnded() throws {
        let bytes = try image()
        try folder.put(bytes, "a.png")
        let answer = #"{"verdict":"good"}"#
        let program = try put("echo '\(answer)'\nexec >&-\nexec sleep 1000", "lingers")
        let reader = ScanReader(program: program, folder: ScanFolder(path: folder.path), patienceSeconds: 1)
        let check = try #require(self.check(reader, scan("a.png", bytes)))
        #expect(check.verdict == .readerFailed && check.detail == "no answer within 1 s")
    }

    /// A file whose header asks for more than the limits is refused, and one whose unpacking would need more than the
    /// process may have ends that process at most.
    @Test func aHugeHeaderIsRefused() throws {
        var bytes = Array("P5\n60000 60000\n65535\n".utf8)
        bytes += [UInt8](repeating: 0, count: 1_000)
        try folder.put(bytes, "huge.pgm")
        #expect(reader.check(scan("huge.pgm", bytes), at: .epoch)?.verdict == .tooManyPixels)
    }
}
