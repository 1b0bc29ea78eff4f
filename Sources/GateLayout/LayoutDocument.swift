import GateText

/// The text of a file, the problems found in it, and where its fields stand.
final class LayoutDocument {
    /// Problems told of one file; further ones are counted.
    static let problemLimit = 500
    /// Characters of one problem.
    private static let textLimit = 240

    let file: String
    private let keys: TOMLKeyMap
    private var found: [LayoutProblem] = []
    private var untold = 0

    init(file: String, text: String) {
        self.file = file
        keys = TOMLKeyMap(text)
        // The library ends a text at its first NUL.
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        where line.first != UInt8(ascii: "#") {
            let text = String(Substring(line))
            if text.contains("\\u0000") || text.contains("\\U00000000") {
                report(line: index + 1, field: "text", "holds a NUL character")
            }
        }
    }

    var isSound: Bool { found.isEmpty }

    /// In order of line; problems of one line in the order in which they were found.
    var problems: [LayoutProblem] {
        let sorted = found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
        guard untold > 0 else { return sorted }
        let last = sorted.last?.line ?? 0
        return sorted + [LayoutProblem(file: file, line: last, field: "…", problem: "and \(untold) more problems")]
    }

    /// - Parameter suggestion: looked for only where the problem is told.
    func report(line: Int, field: String, _ problem: String, suggestion: @autoclosure () -> String? = nil) {
        guard found.count < Self.problemLimit else {
            untold += 1
            return
        }
        found.append(
            LayoutProblem(
                file: file, line: line, field: TextNormaliser.line(field, limit: 120),
                problem: TextNormaliser.line(problem, limit: Self.textLimit), suggestion: suggestion()))
    }

    /// The line of a field, else that of the table it is missing from; 0 where there is neither.
    func line(of field: String, in table: String) -> Int { keys.line(of: field) ?? keys.line(of: table) ?? 0 }
}
