import GateDevices
import GateJournal
import GateModel

/// Which messages the journal has already: see ``CauseMaker``.
extension Station {
    /// Asks the journal before the messages of a batch are decided on. Most are new, and are found to be so by one look into
    /// memory; of one that is not, its later lives are asked for until there is none.
    func learn(_ inputs: ArraySlice<StationInput>) async {
        known.removeAll(keepingCapacity: true)
        guard causes.printsMessages else { return }
        var messages = inputs.compactMap { input in
            if case .message(let message) = input { message } else { nil }
        }
        for life in 0..<CauseMaker.lives where !messages.isEmpty {
            let causes = messages.map { self.causes.candidate($0, life: life) }
            let ids = causes.compactMap { $0?.eventID(0) }
            // A journal in trouble knows nothing now. What is appended to it twice it will deny.
            guard !ids.isEmpty, let found = try? await journal.recorded(ids) else { return }
            var more: [DeviceMessage] = []
            for (message, cause) in zip(messages, causes) {
                guard let cause, let record = found[cause.eventID(0)] else { continue }
                known[cause] = GateTime(milliseconds: record.recordedAtMicroseconds / 1_000)
                more.append(message)
            }
            messages = more
        }
    }

    /// Of what the journal has, that which it had when the message came: a feed that is read again up to the journal's end
    /// meets itself there.
    func known(before message: DeviceMessage) -> [Cause: GateTime] {
        isStillResuming ? known.filter { $0.value < message.receivedTime } : known
    }
}
