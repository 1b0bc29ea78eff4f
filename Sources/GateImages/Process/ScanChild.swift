internal import CImages
import GateModel
internal import Glibc

/// What the process does that reads one image: standard input is the file, the answer is one line of JSON.
///
/// Whoever makes a file that breaks libpng or libtiff gets hold of a process that has nothing: no other file, no network,
/// no program to start, so much memory, so many seconds.
public enum ScanChild {
    /// The program's name, beside that of the console.
    public static let program = "smartgate-image-reader"

    /// Seconds of a processor that one image may take; the largest takes two.
    static let processorSeconds: UInt32 = 20
    /// Memory beyond what the program takes itself: the file, its samples, and what libtiff packs out at once.
    static func memory(_ limits: ScanLimits) -> Int { limits.fileBytes + limits.pixels * 16 + (64 << 20) }

    /// Asks only how far the process can be confined here.
    public static let probe = "--probe"
    /// Answers to that: every call but a few is refused; or memory and time are limited, no more.
    public static let (filtered, limited) = ("filtered", "limited")

    /// - Parameter arguments: the program's, its own name first: the scan result as JSON, and the most pixels; or ``probe``.
    /// - Returns: the exit status: 0 with an answer on standard output, 64 for wrong use, 70 where it could not be confined.
    public static func run(_ arguments: [String]) -> Int32 {
        if arguments.dropFirst() == [probe] {
            let outcome = cimages_confine(64 << 20, processorSeconds)
            guard outcome >= 0 else { return 70 }
            return say(outcome == 0 ? filtered : limited)
        }
        guard arguments.count == 3, let pixels = Int(arguments[2]) else { return 64 }
        let scan = Array(arguments[1].utf8).withUnsafeBufferPointer {
            try? JSONFieldReader.value(ScanResult.self, from: $0)
        }
        guard let scan else { return 64 }
        let limits = ScanLimits(pixels: pixels)
        guard cimages_confine(memory(limits), processorSeconds) >= 0 else { return 70 }
        return say(String(decoding: JSONFieldWriter.json(answer(scan, limits)), as: UTF8.self))
    }

    private static func say(_ text: String) -> Int32 {
        let line = Array(text.utf8) + [UInt8(ascii: "\n")]
        return line.withUnsafeBytes { write(1, $0.baseAddress, $0.count) } == line.count ? 0 : 74
    }

    private static func answer(_ scan: ScanResult, _ limits: ScanLimits) -> ScanCheck {
        do throws(ScanFileFault) {
            let decoded = try ScanReading.read(0, limits: limits, as: scan)
            return ScanCheck(
                .good, detail: decoded.notes.map(\.description).joined(separator: "; "))
        } catch {
            return ScanCheck(error)
        }
    }
}

extension ScanCheck {
    /// What a fault means for the gate. The time is for whoever asked to set.
    init(_ fault: ScanFileFault) {
        self.init(
            ScanVerdict(name: fault.code) ?? .readerFailed, detail: ScanFileFault.plain(fault.description, limit: 160))
    }
}
