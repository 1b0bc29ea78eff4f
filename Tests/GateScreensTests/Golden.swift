import Foundation
import GateGrid
import Testing

/// Screens kept as text beside the tests. `SMARTGATE_GOLDENS=write` rewrites them, and then the test fails to say so.
enum Golden {
    static let folder = String(#filePath.dropLast("Golden.swift".count)) + "Goldens"
    static let writes = ProcessInfo.processInfo.environment["SMARTGATE_GOLDENS"] == "write"

    /// Compares frames under one name; each section is one frame.
    static func check(_ name: String, _ sections: [(title: String, grid: Grid)]) throws {
        let text = sections.map { "== \($0.title) \($0.grid.width)x\($0.grid.height)\n\($0.grid.plainText())\n" }
            .joined(separator: "\n")
        let path = "\(folder)/\(name).txt"
        let known = try? String(contentsOfFile: path, encoding: .utf8)
        if writes {
            guard known != text else { return }
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            Issue.record("\(name).txt was rewritten: look at the difference, then run again without SMARTGATE_GOLDENS")
            return
        }
        guard let known else {
            Issue.record("no golden \(name).txt: make it with SMARTGATE_GOLDENS=write swift test --filter Golden")
            return
        }
        if known != text { Issue.record("\(name).txt differs (- golden, + now):\n\(difference(known, text))") }
    }

    /// The first lines that differ, with the screen they stand on.
    static func difference(_ known: String, _ now: String) -> String {
        let old = known.components(separatedBy: "\n")
        let new = now.components(separatedBy: "\n")
        var found: [String] = []
        var section = ""
        var row = 0
        for index in 0..<max(old.count, new.count) where found.count < 30 {
            let (a, b) = (index < old.count ? old[index] : nil, index < new.count ? new[index] : nil)
            row += 1
            if let b, b.hasPrefix("== ") {
                section = b
                row = -1
            }
            if a == b { continue }
            found.append("\(section) row \(row)")
            if let a { found.append("- " + a) }
            if let b { found.append("+ " + b) }
        }
        return found.joined(separator: "\n")
    }
}
