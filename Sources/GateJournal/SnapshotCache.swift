import Foundation
import GRDB
public import GateModel
import Synchronization

/// Folded states kept beside a journal, so that a seek does not start from the first event.
///
/// A cache and nothing more: deleting the file loses nothing, and a snapshot counts only if its checksum holds, the
/// fold is the same version, and the journal's own link at its sequence number is the one it was taken at. Nothing here
/// throws: what cannot be read is left aside and counted, what cannot be written is counted. Safe to use from several
/// threads; each call blocks for as long as it takes to read or write one state.
public final class SnapshotCache: Sendable {
    /// A state at a place in the journal.
    public struct Snapshot<State: FieldCoded>: Sendable {
        public var sequence: UInt64
        public var state: State
    }

    /// What happened since the cache was opened.
    public struct Counts: Hashable, Sendable {
        /// Snapshots written.
        public var stored = 0
        /// Loads answered from a snapshot.
        public var hits = 0
        /// Loads that found none to use.
        public var misses = 0
        /// Snapshots left aside: of another history, damaged or undecodable.
        public var ignored = 0
        /// Times the file could not be opened, read or written.
        public var failures = 0
    }

    /// Format of the rows; of another format none are seen.
    private static let format = 1

    private let queue: DatabaseQueue?
    private let foldVersion: Int64
    private let limit: Int
    private let state = Mutex(Counts())

    public var counts: Counts { state.withLock { $0 } }

    /// - Parameters:
    ///   - path: the journal's; the cache lies beside it as `<path>.snapshots`.
    ///   - foldVersion: raise it when `apply` or the state's fields change; older snapshots are then not seen.
    ///   - limit: snapshots kept, 2 or more.
    public init(besideJournal path: String, foldVersion: UInt32, limit: Int = 64) {
        self.foldVersion = Int64(foldVersion)
        self.limit = max(2, limit)
        let file = path + ".snapshots"
        if let queue = try? Self.open(file) {
            self.queue = queue
            return
        }
        state.withLock { $0.failures += 1 }
        // Not to be read: it is only a cache, so another is made in its place.
        for suffix in ["", "-journal"] { try? FileManager.default.removeItem(atPath: file + suffix) }
        queue = try? Self.open(file)
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(1)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA synchronous = OFF;
                    CREATE TABLE IF NOT EXISTS snapshot (
                        format INTEGER NOT NULL, fold INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
                        hash BLOB NOT NULL, checksum BLOB NOT NULL, bytes BLOB NOT NULL,
                        PRIMARY KEY (format, fold, epoch, seq)
                    ) STRICT;
                    """)
        }
        return queue
    }

    /// Keeps `value` as the fold of everything up to an event.
    ///
    /// - Parameters:
    ///   - sequence: the last event folded in; not necessarily the journal's end.
    ///   - hash: the journal's link at that event.
    public func store(_ value: some FieldCoded, epoch: UInt64, sequence: UInt64, hash: ChainHash) {
        let place = Place(epoch: epoch, sequence: sequence, hash: hash)
        let bytes = CanonicalWriter.bytes(value)
        guard let sequence = Int64(exactly: sequence), let epoch = Int64(exactly: epoch) else { return }
        attempt { queue in
            try queue.write { database in
                try database.execute(
                    sql: "INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        Self.format, foldVersion, epoch, sequence, Data(hash), Data(Self.checksum(bytes, place)),
                        Data(bytes),
                    ])
                // Snapshots of an older fold or format can never be seen again.
                try database.execute(
                    sql: "DELETE FROM snapshot WHERE format <> ? OR fold < ?", arguments: [Self.format, foldVersion])
                try thin(database)
            }
            state.withLock { $0.stored += 1 }
        }
    }

    /// Takes out snapshots that stand closest between their neighbours, so that those left lie evenly; the newest stays.
    private func thin(_ database: Database) throws {
        var kept = try Row.fetchAll(
            database, sql: "SELECT epoch, seq FROM snapshot WHERE fold = ? ORDER BY epoch, seq",
            arguments: [foldVersion]
        ).map { row -> (epoch: Int64, sequence: Int64) in (row["epoch"], row["seq"]) }
        while kept.count > limit {
            let gaps = kept.indices.dropLast().map { index in
                let before = index > 0 && kept[index - 1].epoch == kept[index].epoch ? kept[index - 1].sequence : 0
                return (index: index, width: kept[index + 1].sequence &- before)
            }
            guard let closest = gaps.min(by: { $0.width < $1.width }) else { return }
            let gone = kept.remove(at: closest.index)
            try database.execute(
                sql: "DELETE FROM snapshot WHERE epoch = ? AND seq = ?", arguments: [gone.epoch, gone.sequence])
        }
    }

    /// The newest usable snapshot at or before `sequence`.
    ///
    /// - Parameter hash: the journal's own link at a sequence number; nil where it has none.
    public func load<State: FieldCoded>(
        _ type: State.Type, atOrBefore sequence: UInt64, epoch: UInt64, hash: (UInt64) throws -> ChainHash?
    ) -> Snapshot<State>? {
        var before = Int64(clamping: sequence)
        while let row = nearest(before, epoch: epoch) {
            let number = UInt64(row.sequence)
            if let expected = try? hash(number), let state = Self.decode(type, row, epoch: epoch, expected: expected) {
                self.state.withLock { $0.hits += 1 }
                return Snapshot(sequence: number, state: state)
            }
            self.state.withLock { $0.ignored += 1 }
            if row.sequence == 0 { break }
            before = row.sequence - 1
        }
        self.state.withLock { $0.misses += 1 }
        return nil
    }

    /// An event of a history.
    private struct Place {
        var epoch: UInt64
        var sequence: UInt64
        var hash: ChainHash
    }

    private struct Stored {
        var sequence: Int64
        var hash: Data
        var checksum: Data
        var bytes: Data
    }

    private func nearest(_ sequence: Int64, epoch: UInt64) -> Stored? {
        attempt { queue in
            try queue.read { database in
                try Row.fetchOne(
                    database,
                    sql: """
                        SELECT seq, hash, checksum, bytes FROM snapshot
                        WHERE format = ? AND fold = ? AND epoch = ? AND seq <= ? ORDER BY seq DESC LIMIT 1
                        """,
                    arguments: [Self.format, foldVersion, Int64(clamping: epoch), sequence]
                ).map { Stored(sequence: $0["seq"], hash: $0["hash"], checksum: $0["checksum"], bytes: $0["bytes"]) }
            }
        } ?? nil
    }

    private static func decode<State: FieldCoded>(
        _ type: State.Type, _ row: Stored, epoch: UInt64, expected: ChainHash
    ) -> State? {
        let bytes = [UInt8](row.bytes)
        let place = Place(epoch: epoch, sequence: UInt64(row.sequence), hash: expected)
        guard row.hash == Data(expected), row.checksum == Data(checksum(bytes, place)) else { return nil }
        return try? CanonicalReader.value(type, from: bytes)
    }

    /// Over the bytes and the place they belong to.
    private static func checksum(_ bytes: [UInt8], _ place: Place) -> ChainHash {
        var all = bytes
        withUnsafeBytes(of: place.epoch.bigEndian) { all.append(contentsOf: $0) }
        withUnsafeBytes(of: place.sequence.bigEndian) { all.append(contentsOf: $0) }
        place.hash.withBytes { all.append(contentsOf: $0) }
        return all.withUnsafeBytes { ChainHash.digest(of: $0) }
    }

    @discardableResult
    private func attempt<Result>(_ body: (DatabaseQueue) throws -> Result) -> Result? {
        guard let queue else { return nil }
        do {
            return try body(queue)
        } catch {
            state.withLock { $0.failures += 1 }
            return nil
        }
    }
}

extension Data {
    fileprivate init(_ hash: ChainHash) {
        self = hash.withBytes { Data($0) }
    }
}

extension SnapshotCache {
    /// The newest usable snapshot of the journal at `path`; nil where there is none.
    ///
    /// - Throws: ``JournalError`` where the journal itself cannot be read.
    public func load<State: FieldCoded>(
        _ type: State.Type, ofJournal path: String
    ) throws(JournalError) -> Snapshot<State>? {
        let file = try JournalFile.read(path)
        return load(type, atOrBefore: .max, epoch: file.identity.epoch) { try file.hash(at: $0) }
    }
}
