/// One mistake in a layout or table file: where, which field, what is wrong, and what was probably meant.
public struct LayoutProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public var file: String
    /// From 1; 0 where the field is missing altogether.
    public var line: Int
    /// Path of the field: `lane[3].direction`.
    public var field: String
    public var problem: String
    /// The nearest known name.
    public var suggestion: String?

    public init(file: String, line: Int, field: String, problem: String, suggestion: String? = nil) {
        self.file = file
        self.line = line
        self.field = field
        self.problem = problem
        self.suggestion = suggestion
    }

    public var description: String {
        let place = line > 0 ? "\(file):\(line)" : file
        let hint = suggestion.map { " — did you mean '\($0)'?" } ?? ""
        return "\(place): \(field): \(problem)\(hint)"
    }
}

/// Everything that is wrong with a file, in order of line. A file with any problem is refused whole.
public struct LayoutProblems: Error, Sendable, CustomStringConvertible {
    public var problems: [LayoutProblem]
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Finds the known name nearest to a wrong one.
enum NearestName {
    /// The known name at most a third of its letters away, or nil.
    static func to(_ name: String, among known: some Sequence<String>) -> String? {
        known.map { ($0, distance(name, $0)) }
            .filter { $0.1 <= max(1, $0.0.count / 3) }
            .min { $0.1 < $1.1 }?.0
    }

    /// Levenshtein distance.
    static func distance(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left), Array(right))
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let above = row[j + 1]
                row[j + 1] = a[i] == b[j] ? diagonal : min(diagonal, above, row[j]) + 1
                diagonal = above
            }
        }
        return row[b.count]
    }
}
