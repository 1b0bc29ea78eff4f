internal import GateDevices
internal import GateModel

/// What comes over the feed of documents besides manifests.
extension GateDay {
    mutating func sendDeclaration(_ papers: TruckDocuments) {
        papers.declaration(to: &writer)
        send(site.manifest, MessageType.customsDeclaration, deviceTime: clock(of: site.manifest))
    }

    /// Customs' first answers, accepted and then cleared at once or to be looked at; a movement record; the result of a
    /// specialised inspection.
    mutating func sendAnswers(_ papers: TruckDocuments) {
        if papers.hasMovement {
            papers.movement(to: &writer)
            send(site.manifest, MessageType.movement, deviceTime: clock(of: site.manifest))
        }
        if papers.hasDeclaration {
            send(.accepted, papers)
            send(papers.channel == .green ? .clear : .control, papers)
        }
        if let inspection = papers.inspection {
            papers.permit(inspection, at: now - 5_400_000, to: &writer)
            send(site.manifest, MessageType.permit, deviceTime: clock(of: site.manifest))
        }
    }

    /// Customs' system notes that exported goods have left.
    mutating func confirmExit(_ truck: Int) {
        guard trucks[truck].declaration.direction == .outbound else { return }
        let papers = TruckDocuments(trucks[truck], random: RandomSource(parameters.seed, .documents, truck))
        if papers.hasDeclaration { send(.exit, papers) }
    }

    private mutating func send(_ code: AnswerCode, _ papers: TruckDocuments) {
        papers.answer(code, at: now - 1_000, to: &writer)
        send(site.manifest, MessageType.customsResponse, deviceTime: clock(of: site.manifest))
    }
}
