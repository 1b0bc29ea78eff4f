import Foundation
import TestSupport

/// The house as its files describe it: the manifest, the folders and what each source imports.
struct House {
    struct Target {
        var name: String
        var kind: String
        /// Targets and products named as dependencies.
        var dependencies: [String]
    }

    struct Source {
        var target: String
        var name: String
        var text: String
        var imports: [String]
        /// The text without comments and without the contents of string literals.
        var code: String
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8)
    }

    /// The targets of a manifest, found by their balanced parentheses.
    static func targets(in manifest: String) -> [Target] {
        var found: [Target] = []
        for kind in ["target", "executableTarget", "testTarget", "systemLibrary"] {
            var rest = Substring(manifest)
            while let start = rest.range(of: ".\(kind)(") {
                rest = rest[start.upperBound...]
                var depth = 1
                let body = rest.prefix { character in
                    depth += character == "(" ? 1 : character == ")" ? -1 : 0
                    return depth > 0
                }
                guard let name = quoted(in: body, after: "name:").first else { continue }
                found.append(Target(name: name, kind: kind, dependencies: dependencies(in: body)))
            }
        }
        return found
    }

    private static func dependencies(in body: Substring) -> [String] {
        guard let start = body.range(of: "dependencies:") else { return [] }
        var depth = 0
        let list = body[start.upperBound...].drop { $0 != "[" }.prefix { character in
            depth += character == "[" ? 1 : character == "]" ? -1 : 0
            return depth > 0
        }
        // `.product(name: "X", package: "Y")` names X.
        let names = String(list).replacing(/package: "[^"]*"/, with: "")
        return names.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    private static func quoted(in text: Substring, after label: String) -> [String] {
        Array(quotedAll(in: text, after: label).prefix(1))
    }

    private static func quotedAll(in text: Substring, after label: String) -> [String] {
        var rest = text
        var found: [String] = []
        while let start = rest.range(of: label) {
            rest = rest[start.upperBound...]
            let value = rest.drop { $0 == " " }
            if value.first == "\"" { found.append(String(value.dropFirst().prefix { $0 != "\"" })) }
        }
        return found
    }

    /// Every Swift file below a folder, with the folder's first part as its target.
    static func sources(below folder: String) throws -> [Source] {
        let walker = try FileManager.default.subpathsOfDirectory(atPath: "\(Repository.root)/\(folder)")
        return try walker.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = try text("\(folder)/\(path)")
            return Source(
                target: String(path.prefix { $0 != "/" }), name: "\(folder)/\(path)", text: text,
                imports: imports(in: text), code: code(of: text))
        }
    }

    /// Modules named by import lines, whatever stands before `import` and after the module's name.
    static func imports(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ").map { String($0) }
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({ isModifier($0) })
            else { return nil }
            var rest = words[(place + 1)...]
            if let first = rest.first, kinds.contains(first) { rest = rest.dropFirst() }
            return rest.first.map { String($0.prefix { $0 != "." && $0 != ";" }) }
        }
    }

    private static let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    private static func isModifier(_ word: String) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }

    static func code(of text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var kept = ""
            var inString = false
            var previous: Character = " "
            for character in line {
                if character == "\"", previous != "\\" { inString.toggle() }
                if !inString, character == "/", previous == "/" {
                    kept.removeLast()
                    break
                }
                if !inString { kept.append(character) }
                previous = character
            }
            return kept
        }.joined(separator: "\n")
    }
}
