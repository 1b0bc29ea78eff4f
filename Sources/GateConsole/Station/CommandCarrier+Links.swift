import GateLinks
import GateModel

extension CommandCarrier {
    /// Carries orders over the devices' own links. What cannot be handed over, or is too old to be carried out, comes
    /// back to the station.
    init(
        _ hub: LinkHub, _ mailbox: Mailbox<StationInput>, epoch: UInt32, clock: @escaping @Sendable () -> GateTime
    ) {
        self.init(epoch: epoch) { errand in
            let now = clock()
            let isFresh = now - errand.at < BarrierOrder.answerWithin
            if isFresh, hub.send(errand.line, to: errand.source) { return }
            if let order = errand.order { mailbox.push(.unsent(order, at: now)) }
        }
    }
}
