import Dispatch
import GateImages
import GateModel
import Synchronization

/// Has the images of scans looked at, beside the station and one after the other: neither a slow disk nor a hostile file
/// holds up a reading.
final class ScanDesk: Sendable {
    /// Scans that may wait to be looked at; a gate makes some hundred a day.
    static let waitingLimit = 256

    /// False where nobody listens any more.
    typealias Tell = @Sendable (ScanChecked) -> Bool

    /// Nil where it is not known in which folder images lie: then none is looked at.
    private let reader: Mutex<ScanReader?>
    private let program: String
    private let queue = DispatchQueue(label: "vn.smartgate.scans", qos: .utility)
    private let waiting = Mutex(0)
    private let untold = Mutex<[ScanChecked]>([])
    private let isHasty = Mutex(false)
    private let atWork = DispatchGroup()
    /// Seconds to wait before looking once more at a file that may still be on its way, one try after the other.
    private let tries: [Int]

    /// A quarter of a minute in all.
    static let usualTries = [2, 4, 8]
    private let clock: @Sendable () -> GateTime
    private let tell: Tell

    /// - Parameters:
    ///   - program: the path of ``ScanChild/program``.
    ///   - folder: where images lie, if that is known.
    ///   - tries: seconds between looks at a file that may still be on its way.
    ///   - clock: the gate's.
    ///   - tell: hears what came of each, on the desk's own thread.
    init(
        program: String, folder: String?, tries: [Int] = [], clock: @escaping @Sendable () -> GateTime,
        tell: @escaping Tell
    ) {
        self.program = program
        self.tries = tries
        reader = Mutex(folder.map { ScanReader(program: program, folder: ScanFolder(path: $0)) })
        self.clock = clock
        self.tell = tell
    }

    /// Images come into another folder from now on.
    func move(to folder: String?) {
        reader.withLock { [program] in
            $0 = folder.map { ScanReader(program: program, folder: ScanFolder(path: $0)) }
        }
    }

    /// Looks at the images of what was recorded.
    func look(at recorded: [Recorded]) {
        for case .scanned(let seen) in recorded.lazy.map(\.event) {
            if let visit = seen.visit { look(at: seen.value, of: visit) }
        }
    }

    func look(at scan: ScanResult, of visit: VisitID) {
        guard let reader = reader.withLock({ $0 }) else { return }
        let isRoom = waiting.withLock { waiting in
            guard waiting < Self.waitingLimit else { return false }
            waiting += 1
            return true
        }
        guard isRoom else {
            let why = "\(Self.waitingLimit) images wait already"
            return say(ScanChecked(visit, image: scan.image, ScanCheck(.readerFailed, detail: why, at: clock())))
        }
        atWork.enter()
        queue.async { [self] in look(at: scan, of: visit, reader, tries[...]) }
    }

    private func look(at scan: ScanResult, of visit: VisitID, _ reader: ScanReader, _ tries: ArraySlice<Int>) {
        let check =
            isHasty.withLock({ $0 })
            ? nil
            : reader.check(scan, at: clock()) { [self] in
                !isHasty.withLock { $0 }
            }
        if let check, check.verdict.maySettle, let wait = tries.first, !isHasty.withLock({ $0 }) {
            return queue.asyncAfter(deadline: .now() + .seconds(wait)) { [self] in
                look(at: scan, of: visit, reader, tries.dropFirst())
            }
        }
        if let check { say(ScanChecked(visit, image: scan.image, check)) }
        waiting.withLock { $0 -= 1 }
        atWork.leave()
    }

    private func say(_ checked: ScanChecked) {
        if !tell(checked) { untold.withLock { $0.append(checked) } }
    }

    /// Ends the desk's work and hands over what it could tell nobody.
    ///
    /// - Parameter isHasty: images that still wait, the one in hand too, are left for the next start.
    func finish(isHasty: Bool) async -> [ScanChecked] {
        self.isHasty.withLock { $0 = isHasty }
        await withCheckedContinuation { done in
            if isHasty { queue.async { done.resume() } } else { atWork.notify(queue: queue) { done.resume() } }
        }
        return untold.withLock { $0 }
    }
}
