import Foundation
public import GateSimulation

/// Where a simulated day's images go, and `truth.ndjson`, which says what is hidden in them.
public struct PictureFolder: Sendable {
    public let path: String
    public private(set) var count = 0
    public private(set) var bytes = 0
    private let truth: FileHandle

    /// Makes the folder where it is missing.
    ///
    /// - Throws: ``ConsoleError``.
    public init(_ path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Data().write(to: URL(filePath: "\(path)/truth.ndjson"))
            truth = try FileHandle(forWritingTo: URL(filePath: "\(path)/truth.ndjson"))
        } catch {
            throw ConsoleError.file(path, error.localizedDescription)
        }
    }

    public mutating func put(_ scan: SimulatedScan) throws {
        let hidden = scan.hidden.map { thing in
            #"{"kind":"\#(thing.kind.rawValue)","x":\#(thing.x),"y":\#(thing.y),"width":\#(thing.width),"#
                + #""height":\#(thing.height),"kg":\#(Int(thing.kilograms))}"#
        }
        let line =
            #"{"image":"\#(scan.name)","kg":\#(Int(scan.kilograms)),"hidden":[\#(hidden.joined(separator: ","))]}"#
        do {
            try Data(scan.bytes).write(to: URL(filePath: "\(path)/\(scan.name)"))
            try truth.write(contentsOf: Data((line + "\n").utf8))
        } catch {
            throw ConsoleError.file("\(path)/\(scan.name)", error.localizedDescription)
        }
        count += 1
        bytes += scan.bytes.count
    }
}
