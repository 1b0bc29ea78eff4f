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
    /// The file could not even be opened.
    public var isMissing = false

    public init(problems: [LayoutProblem], isMissing: Bool = false) {
        self.problems = problems
        self.isMissing = isMissing
    }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
