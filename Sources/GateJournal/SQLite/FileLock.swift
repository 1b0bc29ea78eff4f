import Foundation

/// The right to write to a journal, held through a small file beside it.
///
/// Not a lock on the journal itself: closing any descriptor of that file would silently drop SQLite's own locks
/// (sqlite.org/howtocorrupt.html, 2.2). The kernel lets go of it when the process ends, however it ends.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``JournalError`` with code `busy` if another owner holds it.
    init(besideJournal path: String) throws(JournalError) {
        descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw JournalError(.io, path: path, problem: "its lock file: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var buffer = [UInt8](repeating: 0, count: 20)
            let count = pread(descriptor, &buffer, buffer.count, 0)
            let owner = String(decoding: buffer.prefix(max(0, count)).filter { (48...57).contains($0) }, as: UTF8.self)
            close(descriptor)
            let who = owner.isEmpty ? "another process" : "process \(owner)"
            throw JournalError(.busy, path: path, problem: "\(who) writes to this journal")
        }
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    deinit {
        // Not by closing alone: a child that is being started may hold a copy of the descriptor for a moment longer.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
