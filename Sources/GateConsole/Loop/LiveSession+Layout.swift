public import GateLayout
import GateLinks
public import GateModel
import Synchronization

/// What became of the wish to go over to the layout file as it is now.
public enum LayoutReload: Hashable, Sendable {
    /// The gate works by it; so many things have changed.
    case taken(changes: Int)
    case unchanged
    /// The file cannot be used; nothing has changed.
    case broken([LayoutProblem])
    case refused([PlanObjection])
    /// It names no links any more: a gate at work cannot become a simulated one.
    case noLinks
    /// This gate was not started from a file.
    case noFile
    /// The journal did not take it.
    case unrecorded
}

extension LayoutReload: CustomStringConvertible {
    /// For a shell or a log.
    public var description: String {
        switch self {
        case .taken(let changes): "the layout was reloaded: \(changes) change\(changes == 1 ? "" : "s")"
        case .unchanged: "the layout has not changed"
        case .broken(let problems):
            "the layout stays as it was:\n" + problems.map(\.description).joined(separator: "\n")
        case .refused(let objections):
            "the layout stays as it was: " + objections.map(\.description).joined(separator: "; ")
        case .noLinks: "the layout stays as it was: the file has no [[link]] any more; start again to simulate"
        case .noFile: "there is no layout file to reload"
        case .unrecorded: "the layout stays as it was: the journal did not take it"
        }
    }
}

extension LiveSession {
    /// Goes over to the layout file as it is now. No reading is lost: links that stay go on, those that go are emptied
    /// first. Wishes are carried out one after the other.
    public func reload() async -> LayoutReload {
        let task = reloading.withLock { present in
            let former = present
            let task = Task {
                _ = await former?.value
                return await reloadNow()
            }
            present = task
            return task
        }
        return await task.value
    }

    /// The same, and a person hears of it on the glass.
    func reloadOnGlass() {
        Task { glass.tell(.layout(await reload())) }
    }

    private func reloadNow() async -> LayoutReload {
        guard let layoutFile else { return .noFile }
        let present = layout.withLock(\.self)
        var next: GateLayoutFile.Contents
        do throws(LayoutProblems) {
            next = try GateLayoutFile.load(path: layoutFile, weightLaws: present.plan.weightLaws)
        } catch {
            return .broken(error.problems)
        }
        // A simulated day goes on as it began.
        next.traffic = present.traffic
        if hub == nil { next.links = present.links }
        let changes = LayoutDiff(from: present, to: next).changes.count
        guard changes > 0 || next != present else { return .unchanged }
        if hub != nil, next.links.isEmpty { return .noLinks }
        // Asked before anything is touched; the station asks again.
        let objections = glass.pane.state.objections(to: next.plan)
        guard objections.isEmpty else { return .refused(objections) }
        switch await goOver(to: next) {
        case .taken, .unchanged:
            layout.withLock { $0 = next }
            return .taken(changes: changes)
        case .refused(let objections): return .refused(objections)
        case .unrecorded: return .unrecorded
        }
    }

    private func goOver(to next: GateLayoutFile.Contents) async -> LayoutChange.Outcome {
        guard let hub else { return await configure(next.plan) }
        var outcome = LayoutChange.Outcome.unrecorded
        _ = await hub.replace(next.links) {
            outcome = await configure(next.plan)
            return outcome == .taken || outcome == .unchanged
        }
        return outcome
    }

    /// Behind everything that was heard before.
    private func configure(_ plan: GatePlan) async -> LayoutChange.Outcome {
        let now = clock() ?? glass.pane.lastMessage
        return await withCheckedContinuation { waiter in
            let change = LayoutChange(plan: plan, at: now) { waiter.resume(returning: $0) }
            if !mailbox.push(.layout(change)) { waiter.resume(returning: .unrecorded) }
        }
    }
}
