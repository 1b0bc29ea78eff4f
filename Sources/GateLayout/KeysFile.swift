import TOMLKit

/// A gate's own keys: `[keys]` with an action and its key, or a list of keys.
public enum KeysFile {
    /// Reads which keys a file wants for which actions, both by name.
    ///
    /// - Parameter actions: the known actions; any other name is a mistake.
    /// - Throws: ``LayoutProblems``.
    public static func load(path: String, actions: [String]) throws(LayoutProblems) -> [String: [String]] {
        let text = try TextFile.read(path, limit: 1 << 16)
        let (root, document) = try TextFile.document(text, file: path)
        var keys: [String: [String]] = [:]
        if let table = root.table("keys") {
            for action in actions where table.has(action) { keys[action] = table.textOrTexts(action) }
            table.finish(known: actions)
        }
        root.finish()
        guard document.problems.isEmpty else { throw LayoutProblems(problems: document.problems) }
        return keys
    }
}
