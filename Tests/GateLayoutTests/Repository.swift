import GateLayout
import TestSupport

extension Repository {
    static let data = DataFolder(root: root)
}

extension LayoutProblems {
    /// What reading something has to say against it; empty where it is sound.
    static func of(_ read: () throws(LayoutProblems) -> Void) -> [LayoutProblem] {
        do throws(LayoutProblems) {
            try read()
            return []
        } catch {
            return error.problems
        }
    }
}
