import FlyingSocks
import GateLayout
import GateModel
import Glibc
import Synchronization

/// One TCP connection, to which anybody may write while its owner reads.
final class TCPWire: Wire {
    let socket: AsyncSocket
    private let isOpen = Mutex(true)
    private let spoken = Atomic(false)

    init(_ socket: AsyncSocket) { self.socket = socket }

    /// Whether anything came over it.
    var hasSpoken: Bool { spoken.load(ordering: .relaxed) }

    func noteSpoken() { spoken.store(true, ordering: .relaxed) }

    func send(_ bytes: [UInt8], to member: LinkPlan.Member) -> Bool { write(bytes) }

    func acknowledge(_ cause: Cause, to member: LinkPlan.Member) -> Bool { false }

    /// Writes a short line at once; false where the system has no room for it, which is a peer that does not listen.
    func write(_ bytes: [UInt8]) -> Bool {
        // Under the lock: nobody may close the socket meanwhile and give its number to another.
        isOpen.withLock { isOpen in
            guard isOpen else { return false }
            let file = socket.socket.file.rawValue
            let count = bytes.withUnsafeBytes { Glibc.send(file, $0.baseAddress, $0.count, flags) }
            if count > 0, count < bytes.count {
                // A torn line would spoil the next one: the peer gets a fresh connection instead.
                shutdown(file, Int32(SHUT_RDWR))
            }
            return count == bytes.count
        }
    }

    private var flags: Int32 { Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL) }

    /// Ends the connection; whoever reads from it closes it.
    func hangUp() {
        isOpen.withLock { if $0 { shutdown(socket.socket.file.rawValue, Int32(SHUT_RDWR)) } }
    }

    func close() {
        isOpen.withLock { isOpen in
            isOpen = false
            try? socket.close()
        }
    }
}
