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

    /// A layout to go over to.
    private struct Next {
        var contents: GateLayoutFile.Contents
        var changes: Int
    }

    private enum Prepared {
        case ready(Next)
        case settled(LayoutReload)
    }

    /// What the file says now, or why nothing is to be done.
    private func prepared() -> Prepared {
        guard let layoutFile else { return .settled(.noFile) }
        let present = layout.withLock(\.self)
        var next: GateLayoutFile.Contents
        do throws(LayoutProblems) {
            next = try GateLayoutFile.load(path: layoutFile, laws: present.plan.laws)
        } catch {
            return .settled(.broken(error.problems))
        }
        // A simulated day goes on as it began.
        next.traffic = present.traffic
        if hub == nil { next.links = present.links }
        if hasFixedImages { next.images = present.images }
        let changes = LayoutDiff(from: present, to: next).changes.count
        guard changes > 0 || next != present else { return .settled(.unchanged) }
        if hub != nil, next.links.isEmpty { return .settled(.noLinks) }
        // Asked before anything is touched; the station asks again.
        let objections = glass.pane.state.objections(to: next.plan)
        return objections.isEmpty ? .ready(Next(contents: next, changes: changes)) : .settled(.refused(objections))
    }

    private func reloadNow() async -> LayoutReload {
        switch prepared() {
        case .settled(let outcome): return outcome
        case .ready(let next):
            switch await goOver(to: next) {
            case .taken, .unchanged:
                layout.withLock { $0 = next.contents }
                moveImages(to: next.contents.images)
                return .taken(changes: next.changes)
            case .refused(let objections): return .refused(objections)
            case .unrecorded: return .unrecorded
            }
        }
    }

    private func goOver(to next: Next) async -> LayoutChange.Outcome {
        guard let hub else { return await configure(next) }
        let outcome = Mutex(LayoutChange.Outcome.unrecorded)
        _ = await hub.replace(next.contents.links) {
            let answer = await configure(next)
            outcome.withLock { $0 = answer }
            return answer == .taken || answer == .unchanged
        }
        return outcome.withLock(\.self)
    }

    /// Behind everything that was heard before.
    private func configure(_ next: Next) async -> LayoutChange.Outcome {
        await withCheckedContinuation { waiter in propose(next, waiter) }
    }

    private func propose(_ next: Next, _ waiter: CheckedContinuation<LayoutChange.Outcome, Never>) {
        let now = clock() ?? glass.pane.lastMessage
        let change = LayoutChange(plan: next.contents.plan, at: now) { waiter.resume(returning: $0) }
        if !mailbox.push(.layout(change)) { waiter.resume(returning: .unrecorded) }
    }
}
