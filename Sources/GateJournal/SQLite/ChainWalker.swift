import GateModel

/// Walks a stretch of the chain and checks every link, sequence number and receipt time.
struct ChainWalker {
    /// Also decode every body.
    var decodes: Bool
    private var decoder = RowDecoder()
    /// What the walked events leave behind for a writer.
    private var stretch = JournalPast.Stretch(first: 1)

    init(decodes: Bool) { self.decodes = decodes }

    /// Checks events `range` against the link and the receipt time before them.
    ///
    /// - Returns: the position after the last right event, the first fault, and what was gathered on the way.
    mutating func walk(
        _ connection: OpaquePointer, identity: JournalIdentity, range: ClosedRange<UInt64>
    ) throws -> (JournalPosition, JournalVerification.Fault?, JournalPast.Stretch) {
        stretch = JournalPast.Stretch(first: range.lowerBound)
        stretch.hashes.reserveCapacity(range.count)
        let (end, fault) = try checkAll(connection, identity, range)
        return (end, fault, stretch)
    }

    private mutating func checkAll(
        _ connection: OpaquePointer, _ identity: JournalIdentity, _ range: ClosedRange<UInt64>
    ) throws -> (JournalPosition, JournalVerification.Fault?) {
        var end = JournalPosition.start(epoch: identity.epoch)
        if range.lowerBound > 1 {
            let before = try RawStatement(connection, "SELECT recorded_at, hash FROM event WHERE seq = ?")
            before.bind(Int64(range.lowerBound - 1), at: 1)
            guard try before.step(), let hash = ChainHash(bytes: before.bytes(1)) else {
                return (end, Self.fault(range.lowerBound - 1, .chainBroken, "the event is missing or has no hash"))
            }
            end.head = range.lowerBound - 1
            end.lastRecordedAtMicroseconds = before.integer(0)
            end.hash = hash
        }
        var frame = ChainFrame(gate: identity.gate, epoch: identity.epoch)
        let rows = try RawStatement(
            connection,
            "SELECT \(RowDecoder.columns), ver, stream, event_id, cause, hash, feed FROM event "
                + "WHERE seq >= ? AND seq <= ? ORDER BY seq")
        rows.bind(Int64(range.lowerBound), at: 1)
        rows.bind(Int64(range.upperBound), at: 2)
        while try rows.step() {
            if let fault = check(rows, after: &end, &frame) { return (end, fault) }
        }
        if end.head < range.upperBound {
            return (end, Self.fault(end.head + 1, .chainBroken, "the sequence has a gap"))
        }
        return (end, nil)
    }

    private mutating func check(
        _ row: RawStatement, after end: inout JournalPosition, _ frame: inout ChainFrame
    ) -> JournalVerification.Fault? {
        let sequence = end.head + 1
        guard UInt64(bitPattern: row.integer(0)) == sequence else {
            return Self.fault(sequence, .chainBroken, "the sequence has a gap")
        }
        let version = row.isNull(8) ? nil : UInt32(exactly: row.integer(8))
        let link = frame.link(
            after: end.hash,
            ChainFrame.Fields(
                sequence: sequence, stream: row.bytes(9), version: version, eventID: row.bytes(10),
                actorKind: row.bytes(3), agency: row.bytes(4), author: row.bytes(5),
                recordedAtMicroseconds: row.integer(1), occurredAtMilliseconds: row.integer(2), cause: row.bytes(11),
                kind: row.bytes(6), body: row.bytes(7)))
        let isVersionLost = version == nil && !row.isNull(8)
        guard ChainHash(bytes: row.bytes(12)) == link, !isVersionLost else {
            return Self.fault(sequence, .chainBroken, "the event's bytes are not those its hash was made of")
        }
        guard row.integer(1) > end.lastRecordedAtMicroseconds else {
            return Self.fault(sequence, .chainBroken, "it was received before the event before it")
        }
        if (row.integer(13) != 0) == !Cause.isFeed(row.bytes(11)) {
            return Self.fault(sequence, .chainBroken, "its feed mark contradicts its cause")
        }
        if let problem = stretch.note(id: row.bytes(10), stream: row.bytes(9), version: version) {
            return Self.fault(sequence, .damaged, problem)
        }
        if decodes, let fault = decodingFault(row, sequence, version) { return fault }
        end.head = sequence
        end.hash = link
        end.lastRecordedAtMicroseconds = row.integer(1)
        return nil
    }

    private mutating func decodingFault(
        _ row: RawStatement, _ sequence: UInt64, _ version: UInt32?
    ) -> JournalVerification.Fault? {
        do {
            let recorded = try decoder.decode(row)
            guard recorded.event.stream.text.utf8.elementsEqual(row.bytes(9)),
                recorded.event.isObservation == (version == nil)
            else { return Self.fault(sequence, .undecodable, "its stream contradicts its body") }
            return nil
        } catch {
            return Self.fault(sequence, .undecodable, "\(error)")
        }
    }

    private static func fault(
        _ sequence: UInt64, _ code: JournalError.Code, _ problem: String
    ) -> JournalVerification.Fault {
        JournalVerification.Fault(sequence: sequence, code: code, problem: problem)
    }
}

extension ChainWalker {
    /// A walk over a whole journal, and what a writer must know of it; the past is empty where there is a fault.
    struct Walk {
        var found: JournalVerification
        var past = JournalPast.none
    }

    /// Walks a whole journal, in as many stretches side by side as there are `workers`: a link needs only the stored
    /// one before it, so stretches can be checked apart.
    static func walk(_ path: String, decodes: Bool, workers: Int) throws(JournalError) -> Walk {
        let first = try JournalFile.read(path)
        let head: UInt64
        do {
            head = try first.head()
        } catch let error where error.code == .damaged {
            let fault = JournalVerification.Fault(sequence: 0, code: error.code, problem: error.problem)
            return Walk(
                found: JournalVerification(events: 0, position: .start(epoch: first.identity.epoch), fault: fault))
        }
        let stretches = Stretches.split(head, into: workers)
        let outcomes = Stretches.each(stretches, path: path, first: first) { file, range in
            var walker = ChainWalker(decodes: decodes)
            return try file.use { try walker.walk($0, identity: file.identity, range: range) }
        }
        var found = JournalVerification(events: 0, position: .start(epoch: first.identity.epoch), fault: nil)
        var gathered: [JournalPast.Stretch] = []
        for outcome in outcomes {
            let (end, fault, stretch) = try outcome.get()
            found = JournalVerification(events: end.head, position: end, fault: fault)
            if fault != nil { return Walk(found: found) }
            gathered.append(stretch)
        }
        return try JournalError.explaining(path) {
            do {
                let past = try first.use { connection in
                    let pair = try RawStatement(
                        connection, "SELECT count(DISTINCT event_id) FROM event WHERE seq IN (?, ?)")
                    return try JournalPast.joining(gathered) { one, other in
                        defer { pair.reset() }
                        pair.bind(Int64(one), at: 1)
                        pair.bind(Int64(other), at: 2)
                        return try pair.step() && pair.integer(0) == 1
                    }
                }
                return Walk(found: found, past: past)
            } catch let fault as JournalVerification.Fault {
                found.fault = fault
                return Walk(found: found)
            }
        }
    }
}
