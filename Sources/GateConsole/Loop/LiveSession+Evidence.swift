import GateModel
import GateScreens

extension LiveSession {
    /// Gathers everything about a visit, once what has been received of it is kept.
    func gatherEvidence(of visit: VisitID, for person: Person) {
        evidence.gather(visit, by: person.name, at: clock() ?? glass.pane.lastMessage) { [self] in
            await keepCapture()
        }
    }
}
