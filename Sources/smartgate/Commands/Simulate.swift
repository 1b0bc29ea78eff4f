import ArgumentParser
import Foundation
import GateConsole
import GateDevices
import GateLayout
import GateSimulation

/// Writes a simulated day as a capture.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a simulated gate day as a capture: CloudEvents lines with the devices' own bytes.")

    @OptionGroup var gate: GateOptions
    @OptionGroup var feed: FeedOptions

    @Option(name: .shortAndLong, help: "File to write; '-' for standard output.")
    var output: String

    @Option(
        help: """
            Folder for the day's scan images, as the scan messages name them, and truth.ndjson, which says what is \
            hidden in them. Without it the messages say that no picture was kept.
            """)
    var images: String?

    @Option(help: "How many images to draw at most, the day's first; each is about 5 MB.")
    var imageLimit = 50

    @Flag(help: "Say nothing on standard error.")
    var quiet = false

    func validate() throws {
        guard (1...2_000).contains(imageLimit) else { throw ValidationError("--image-limit: 1…2000") }
    }

    func run() throws {
        let layout = try gate.contents(try gate.data())
        var parameters = try feed.parameters(layout)
        if images != nil { parameters.pictures = imageLimit }
        var day = GateDay(plan: layout.plan, parameters: parameters)
        var pictures = try images.map { try PictureFolder($0) }
        let descriptor = output == "-" ? 1 : open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ConsoleError.file(output, String(cString: strerror(errno))) }
        let began = ContinuousClock.now
        var writer = CaptureWriter(reserving: 2 << 20)
        var (messages, written) = (0, 0)
        func flush() throws {
            let bytes = writer.take()
            written += bytes.count
            try bytes.withUnsafeBytes { buffer in
                var start = 0
                while start < buffer.count {
                    let count = write(descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw ConsoleError.file(output, String(cString: strerror(errno))) }
                    start += count
                }
            }
        }
        while let message = day.next() {
            try writer.append(message)
            for scan in day.takeScans() { try pictures?.put(scan) }
            messages += 1
            if writer.bytes.count > 1 << 20 { try flush() }
        }
        try flush()
        if descriptor != 1, close(descriptor) != 0 { throw ConsoleError.file(output, String(cString: strerror(errno))) }
        guard !quiet else { return }
        let seconds =
            Double((ContinuousClock.now - began).components.attoseconds) / 1e18
            + Double((ContinuousClock.now - began).components.seconds)
        let tally = day.tally
        let summary =
            "\(messages) messages, \(written / 1_000_000) MB, \(tally.declared) vehicles declared, "
            + "\(tally.arrived) arrived, \(tally.crossed) crossed, \(tally.turnedBack) turned back, "
            + "\(tally.seized) seized, \(tally.inside) inside; "
            + (pictures.map { "\($0.count) images, \($0.bytes / 1_000_000) MB; " } ?? "")
            + "\(String(format: "%.2f", seconds)) s\n"
        FileHandle.standardError.write(Data(summary.utf8))
    }
}
