/// Finds the known name that was probably meant.
public enum NearestName {
    /// Letters of a name looked at.
    private static let limit = 64

    /// The known name nearest to `name` by letters inserted, deleted or replaced, without regard to case; nil where
    /// none comes within half its length.
    public static func to(_ name: String, among known: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().prefix(limit))
        return known.map { ($0, distance(wanted, Array($0.lowercased()))) }
            .filter { $0.1 <= max(1, $0.0.count / 2) }
            .min { $0.1 < $1.1 }?.0
    }

    /// Levenshtein distance.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for i in left.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in right.indices {
                let above = row[j + 1]
                row[j + 1] = left[i] == right[j] ? diagonal : min(diagonal, above, row[j]) + 1
                diagonal = above
            }
        }
        return row[right.count]
    }
}
