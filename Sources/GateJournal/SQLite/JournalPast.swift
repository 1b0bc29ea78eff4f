import GateModel

/// What a writer must know of the past, gathered while the chain is walked: which ids are taken, how many decisions
/// each stream has.
///
/// It lives in memory because the file has no index beside its rows: an index's pages lie all over it, and two of them
/// wrote two bytes of every three that an append flushed. One process writes, so its memory is the truth; where many
/// write, the engine has to keep the indexes.
struct JournalPast {
    private(set) var ids: EventIndex
    private(set) var versions: [Stream: UInt32] = [:]

    /// A journal without events.
    static let none = JournalPast(ids: EventIndex())

    private init(ids: EventIndex) { self.ids = ids }

    /// What one stretch of the chain holds, as its walker found it.
    struct Stretch: Sendable {
        /// The first event's number, and each event's id hash from there on.
        var first: UInt64
        var hashes: [UInt32] = []
        /// Each stream's first and last version in this stretch.
        var versions: [String: ClosedRange<UInt32>] = [:]

        /// Files one event.
        ///
        /// - Returns: what is wrong with its version, for a person.
        mutating func note(id: UnsafeRawBufferPointer, stream: UnsafeRawBufferPointer, version: UInt32?) -> String? {
            hashes.append(EventIndex.hash(of: id))
            guard let version else { return nil }
            let text = String(decoding: stream, as: UTF8.self)
            guard let known = versions[text] else {
                versions[text] = version...version
                return nil
            }
            guard version > known.upperBound, version - known.upperBound == 1 else {
                return "decision \(version) of stream '\(text)' follows decision \(known.upperBound)"
            }
            versions[text] = known.lowerBound...version
            return nil
        }
    }

    /// Puts stretches together, in their order.
    ///
    /// - Parameter isSameID: compares the ids of two events that have the same hash.
    /// - Throws: ``JournalVerification/Fault`` for an id recorded twice or versions that do not count from 1.
    static func joining(
        _ stretches: [Stretch], isSameID: (UInt64, UInt64) throws -> Bool
    ) throws -> JournalPast {
        var past = JournalPast(ids: EventIndex(reserving: stretches.reduce(0) { $0 + $1.hashes.count }))
        for stretch in stretches {
            var sequence = stretch.first
            for hash in stretch.hashes {
                let twin = try past.ids.first(hash) { try isSameID($0, sequence) ? $0 : nil }
                if let twin {
                    throw fault(sequence, "it has the same id as event \(twin)")
                }
                past.ids.insert(hash, at: sequence)
                sequence += 1
            }
            for (text, run) in stretch.versions {
                guard let stream = Stream(text), run.lowerBound == (past.versions[stream] ?? 0) + 1 else {
                    throw fault(0, "the versions of stream '\(text)' do not add up")
                }
                past.versions[stream] = run.upperBound
            }
        }
        return past
    }

    private static func fault(_ sequence: UInt64, _ problem: String) -> JournalVerification.Fault {
        JournalVerification.Fault(sequence: sequence, code: .damaged, problem: problem)
    }

}

extension JournalVerification.Fault: Error {}
