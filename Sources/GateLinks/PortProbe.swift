import FlyingSocks
import Glibc

/// Tries an address without saying anything on it.
public enum PortProbe {
    /// Why nothing could listen there; nil where it could.
    public static func listening(_ host: String, _ port: UInt16) -> String? {
        tried(host, port) { file, address, length in
            var reuse: Int32 = 1
            setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
            return bind(file, address, length) == 0 ? nil : errno
        }
    }

    /// Why nobody answers there; nil where somebody does.
    ///
    /// - Parameter milliseconds: waited at most.
    public static func calling(_ host: String, _ port: UInt16, milliseconds: Int32) -> String? {
        tried(host, port) { file, address, length in
            guard connect(file, address, length) != 0 else { return nil }
            guard errno == EINPROGRESS else { return errno }
            var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
            guard poll(&waiting, 1, milliseconds) > 0 else { return ETIMEDOUT }
            var problem: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(file, SOL_SOCKET, SO_ERROR, &problem, &size)
            return problem == 0 ? nil : problem
        }
    }

    private static func tried(
        _ host: String, _ port: UInt16, _ attempt: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32?
    ) -> String? {
        func open(_ family: Int32, _ address: some Any, _ length: Int) -> String? {
            let file = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard file >= 0 else { return String(cString: strerror(errno)) }
            defer { close(file) }
            let problem = withUnsafeBytes(of: address) { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) { pointer in
                    pointer.baseAddress.map { attempt(file, $0, socklen_t(length)) } ?? EINVAL
                }
            }
            return problem.map { String(cString: strerror($0)) }
        }
        if let address = try? sockaddr_in.inet(ip4: host, port: port) {
            return open(AF_INET, address, MemoryLayout<sockaddr_in>.size)
        }
        if let address = try? sockaddr_in6.inet6(ip6: host, port: port) {
            return open(AF_INET6, address, MemoryLayout<sockaddr_in6>.size)
        }
        return "is no IP address"
    }
}
