import GateLinks

/// What `/health` says. The first line is `ok`, `degraded` where something does not come in, or why the station does not
/// work; then comes a line for each link that is down.
///
/// A device that cannot be reached is no reason to start the console anew, so that `degraded` is well; but a station whose
/// links are all down hears nothing.
struct HealthPage: Equatable {
    var text: String
    var isWell: Bool

    init(text: String, isWell: Bool) {
        self.text = text
        self.isWell = isWell
    }

    /// - Parameter problem: why the station does not work; nil where it does.
    init(problem: String?, links: [LinkStatus]) {
        let down = links.filter(\.isDown)
        let isDeaf = !links.isEmpty && down.count == links.count
        isWell = problem == nil && !isDeaf
        let first = problem ?? (isDeaf ? "every link is down" : down.isEmpty ? "ok" : "degraded")
        text = ([first] + down.map { "\($0.address): \($0.problem.map { "\($0)" } ?? "down")" })
            .map { $0 + "\n" }.joined()
    }
}
