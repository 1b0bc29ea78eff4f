import GateLinks
import GateScreens

extension LinkFigures {
    /// - Parameter member: whose link it is.
    init(_ status: LinkStatus, _ member: LinkStatus.Member) {
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
            address: status.address, phase: phase, number: number,
            problem: status.problem.map { Reason($0) }, dropped: member.dropped)
        refused = member.refused
        refusal = member.problem.map { Reason($0) }
        strangers = status.strangers
        strangerProblem = status.strangerProblem.map { Reason($0) }
    }
}

extension LinkFigures.Reason {
    init(_ reason: LinkReason) { self.init(code: reason.code.rawValue, arguments: reason.arguments) }
}

extension LiveSession {
    /// The link of each device that has one, by the device's source.
    var linkFigures: [String: LinkFigures] {
        var figures: [String: LinkFigures] = [:]
        for status in links {
            for member in status.members { figures[member.source] = LinkFigures(status, member) }
        }
        return figures
    }
}
