import GateModel
import GateTerminal
import Synchronization

/// Gathers evidence while the screen goes on: one bundle at a time.
final class EvidenceDesk: Sendable {
    private struct Work {
        var isBusy = false
        var news: [StationNews] = []
    }

    private let source: Mutex<EvidenceSource>
    private let folder: String
    private let wakeup: Wakeup?
    private let work = Mutex(Work())

    /// - Parameters:
    ///   - source: where evidence lies.
    ///   - folder: where bundles are put.
    ///   - wakeup: rings when there is news.
    init(_ source: EvidenceSource, folder: String, wakeup: Wakeup?) {
        self.source = Mutex(source)
        self.folder = folder
        self.wakeup = wakeup
    }

    /// Images come into another folder from now on.
    func move(toImages folder: String?) { source.withLock { $0.images = folder } }

    /// Begins with a visit; news tell what became of it.
    ///
    /// - Parameter first: done before anything is read.
    func gather(
        _ visit: VisitID, by officer: String, at time: GateTime, first: @escaping @Sendable () async -> Void = {}
    ) {
        let begins = work.withLock { work in
            defer { work.isBusy = true }
            return !work.isBusy
        }
        guard begins else { return tell(.evidence(.busy), ends: false) }
        Task.detached { [self] in
            await first()
            do {
                let made = try EvidenceBundle.write(
                    visit, from: source.withLock(\.self), into: folder, by: officer, at: time)
                tell(.evidence(.made(made)), ends: true)
            } catch {
                tell(.evidence(.failed("\(error)")), ends: true)
            }
        }
    }

    private func tell(_ news: StationNews, ends: Bool) {
        work.withLock { work in
            work.news.append(news)
            if ends { work.isBusy = false }
        }
        wakeup?.signal()
    }

    func takeNews() -> [StationNews] {
        work.withLock { work in
            defer { work.news = [] }
            return work.news
        }
    }
}

/// What became of the wish for a bundle.
enum EvidenceNews: Sendable {
    case made(EvidenceBundle.Made)
    case failed(String)
    /// Another one is being made.
    case busy
}
