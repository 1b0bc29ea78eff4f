import ArgumentParser
import Foundation
import GateConsole
import GateDevices
import GateLayout
import GateModel

/// A script played at a gate at work.
struct Rehearse: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play a script of keys at a gate at work that hears a capture.",
        discussion: """
            What devices sent is heard up to each time that the script goes to ('at 08:14'), and its keys decide there and \
            then, in whosever name it says ('as BP 3 Lê Minh'). No clock is involved: the same script gives the same screens. \
            docs/walkthrough.md was made so.
            """)

    @Argument(help: "A capture of devices.")
    var capture: String

    @Option(help: "The script; '-' reads it from standard input.")
    var script: String

    @Option(help: "Screen size, WIDTHxHEIGHT.")
    var size = "80x24"

    @Option(help: "Keep the journal in this new file.")
    var journal: String?

    @OptionGroup var gate: GateOptions
    @OptionGroup var screen: ScreenOptions

    func run() throws {
        let data = try gate.data()
        let plan = try gate.contents(data).plan
        let size = try ScriptFile.size(size)
        let text = try ScriptFile.read(script)
        guard let bytes = FileManager.default.contents(atPath: capture) else {
            throw ConsoleError.file(capture, "cannot be read")
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("smartgate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try ScriptFile.playing {
            try ConsoleApp.rehearse(
                capture: [UInt8](bytes), plan: plan, journal: journal ?? folder.appendingPathComponent("journal").path,
                script: text, size: size, glass: try screen.glass(nil), catalogues: try data.catalogues()
            ) { print($0) }
        }
    }
}

/// A script's file and the size of its screen, as commands take them.
enum ScriptFile {
    /// A script's text, or a sentence why there is none.
    static func read(_ path: String) throws -> String {
        if path == "-" { return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ConsoleError.file(path, "cannot be read")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConsoleError.file(path, "is not UTF-8 text")
        }
        return text
    }

    /// Screens go to the output, what ended a script early to the errors.
    static func playing(_ play: () throws -> Void) throws {
        do {
            try play()
        } catch let failure as ScriptFailure {
            FileHandle.standardError.write(Data("\(failure)\n".utf8))
            throw ExitCode(failure.status)
        }
    }

    static func size(_ text: String) throws -> (Int, Int) {
        let parts = text.split(separator: "x").compactMap { Int($0) }
        guard parts.count == 2, parts.allSatisfy({ (1...1000).contains($0) }) else {
            throw ValidationError("--size: WIDTHxHEIGHT")
        }
        return (parts[0], parts[1])
    }
}
