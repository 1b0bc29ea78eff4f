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
    private let clock: @Sendable () -> GateTime
    private let tell: Tell

    /// - Parameters:
    ///   - program: the path of ``ScanChild/program``.
    ///   - folder: where images lie, if that is known.
    ///   - clock: the gate's.
    ///   - tell: hears what came of each, on the desk's own thread.
    init(
        program: String, folder: String?, clock: @escaping @Sendable () -> GateTime, tell: @escaping Tell
    ) {
        self.program = program
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
        queue.async { [self] in
            defer { waiting.withLock { $0 -= 1 } }
            if isHasty.withLock({ $0 }) { return }
            say(ScanChecked(visit, image: scan.image, reader.check(scan, at: clock())))
        }
    }

    private func say(_ checked: ScanChecked) {
        if !tell(checked) { untold.withLock { $0.append(checked) } }
    }

    /// Ends the desk's work and hands over what it could tell nobody.
    ///
    /// - Parameter isHasty: images that still wait are left for the next start.
    func finish(isHasty: Bool) async -> [ScanChecked] {
        self.isHasty.withLock { $0 = isHasty }
        await withCheckedContinuation { done in queue.async { done.resume() } }
        return untold.withLock { $0 }
    }
}
