import GateLinks
import GateModel
import GateText

extension CommandCarrier {
    /// Carries orders over the devices' own links. What cannot be handed over, or is too old to be carried out, comes
    /// back to the station, at most once for each event recorded.
    init(
        _ hub: LinkHub, _ mailbox: Mailbox<StationInput>, epoch: UInt32, phrases: PhraseBook = .empty,
        clock: @escaping @Sendable () -> GateTime
    ) {
        self.init(epoch: epoch, phrases: phrases) { errand in
            let now = clock()
            let isFresh = now - errand.at < BarrierOrder.answerWithin
            if isFresh, hub.send(errand.line, to: errand.source) { return }
            mailbox.push(errand.order.map { .unsent($0, at: now) } ?? .undelivered(to: errand.source, at: now))
        }
    }
}
