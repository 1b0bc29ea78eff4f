import GateLayout
import GateLinks
import GateScreens

extension LinkFigures {
    init(_ status: LinkStatus) {
        let (phase, number): (Phase, Int) =
            switch status.phase {
            case .starting: (.starting, 0)
            case .connecting: (.connecting, 0)
            case .listening(let peers): (.listening, peers)
            case .connected: (.connected, 1)
            case .waiting(let seconds): (.waiting, seconds)
            case .stopped: (.stopped, 0)
            }
        self.init(
            address: status.address, phase: phase, number: number, problem: status.problem, dropped: status.dropped)
    }
}

extension LiveSession {
    /// The link of each device that has one, by the device's source.
    var linkFigures: [String: LinkFigures] {
        var figures: [String: LinkFigures] = [:]
        for (status, plan) in zip(links, linkPlans) {
            let figure = LinkFigures(status)
            for member in plan.members { figures[member.source] = figure }
        }
        return figures
    }
}
