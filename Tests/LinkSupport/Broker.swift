import FlyingSocks
import Foundation
public import GateLayout
import Glibc
import Synchronization

/// A mosquitto of one test: on a free port of the loopback, in a folder of its own, with certificates of its own, ended
/// by its process id.
public final class Broker: Sendable {
    public let folder: String
    public let port: UInt16
    public let isSecure: Bool
    private let running = Mutex<Running?>(nil)

    private struct Running {
        /// Held open as long as the broker is to live.
        var shell: Child
        /// Of the broker itself.
        var number: Int32

        /// Gone, but for its shell's having heard of it.
        var hasEnded: Bool {
            guard let stat = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8) else { return true }
            return stat.contains(") Z ")
        }
    }

    public struct Failure: Error, CustomStringConvertible {
        public var description: String

        public init(description: String) { self.description = description }
    }

    /// - Parameters:
    ///   - isSecure: TLS with a certificate for everybody, whose name is the user's; devices may speak for themselves
    ///     only.
    ///   - settings: further lines of its configuration.
    public init(isSecure: Bool, settings: String = "") throws {
        self.isSecure = isSecure
        folder = NSTemporaryDirectory() + "smartgate-broker-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let socket = try Socket(domain: AF_INET)
        try socket.bind(to: try sockaddr_in.inet(ip4: "127.0.0.1", port: 0))
        guard case .ip4(_, let free) = try socket.sockname() else { throw Failure(description: "no port") }
        try socket.close()
        port = free
        var text = """
            listener \(free) 127.0.0.1
            user \(NSUserName())
            persistence true
            persistence_location \(folder)/
            autosave_interval 1
            autosave_on_changes true
            log_dest file \(folder)/log
            log_type all
            \(settings)

            """
        if isSecure {
            try makeAuthority("ca")
            for name in ["broker", "gate"] { try makeCertificate(name) }
            text += """
                cafile \(folder)/ca.pem
                certfile \(folder)/broker.pem
                keyfile \(folder)/broker.key
                require_certificate true
                use_identity_as_username true
                acl_file \(folder)/acl

                """
            let rules = """
                user gate
                topic readwrite gate/G1/#
                pattern write gate/G1/%u/#
                pattern read gate/G1/%u/ack
                pattern read gate/G1/%u/command

                """
            try rules.write(toFile: "\(folder)/acl", atomically: true, encoding: .utf8)
        } else {
            text += "allow_anonymous true\n"
        }
        try text.write(toFile: "\(folder)/conf", atomically: true, encoding: .utf8)
        try start()
    }

    deinit {
        end(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    public var log: String { (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "" }

    /// Starts it, or starts it again on what it kept.
    public func start() throws {
        let begun = log.components(separatedBy: " running").count
        // Whatever becomes of the test, its broker ends with it: the pipe closes, and the shell goes on.
        let (shell, line) = try Child.start([
            "/bin/bash", "-c",
            Child.closesInherited + #"/usr/sbin/mosquitto -c "$0" & echo $!; cat; kill -KILL $! 2>/dev/null"#,
            "\(folder)/conf",
        ])
        guard let number = Int32(line) else { throw Failure(description: "no shell for mosquitto") }
        running.withLock { $0 = Running(shell: shell, number: number) }
        let end = ContinuousClock.now + .seconds(10)
        while log.components(separatedBy: " running").count == begun {
            guard kill(number, 0) == 0, ContinuousClock.now < end else {
                throw Failure(description: "mosquitto does not run: \(log)")
            }
            usleep(5_000)
        }
    }

    /// Ends it with a signal and waits for it to be gone.
    public func end(_ signal: Int32) {
        let ending = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let ending else { return }
        kill(ending.number, signal)
        // It may have something to write down first.
        for _ in 0..<5_000 where !ending.hasEnded { usleep(1_000) }
        ending.shell.endInput()
        ending.shell.end()
    }

    // MARK: Certificates

    private func makeAuthority(_ name: String) throws {
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj",
            "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).pem")
    }

    /// Makes `file.pem` and `file.key`, whose name is `name`, made out to the loopback unless `host` says otherwise.
    public func makeCertificate(
        _ file: String, name: String? = nil, host: String = "IP:127.0.0.1", by authority: String = "ca"
    )
        throws
    {
        let subject = (name ?? file).replacing("/", with: "\\/")
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(subject)",
            "-keyout", "\(file).key", "-out", "\(file).csr")
        try "subjectAltName=\(host)\n".write(toFile: "\(folder)/\(file).ext", atomically: true, encoding: .utf8)
        try openssl(
            "x509", "-req", "-in", "\(file).csr", "-CA", "\(authority).pem", "-CAkey", "\(authority).key",
            "-CAcreateserial", "-days", "2", "-extfile", "\(file).ext", "-out", "\(file).pem")
    }

    /// A second authority that the broker does not know.
    public func makeStranger() throws {
        try makeAuthority("stranger-ca")
        try makeCertificate("stranger", name: "gate", by: "stranger-ca")
    }

    private func openssl(_ arguments: String...) throws {
        guard try Child.run(["/usr/bin/openssl"] + arguments, in: folder) == 0 else {
            throw Failure(description: "openssl \(arguments) failed")
        }
    }

    public func certificates(_ name: String, authority: String = "ca") -> LinkPlan.Certificates {
        LinkPlan.Certificates(
            authority: "\(folder)/\(authority).pem", certificate: name.isEmpty ? "" : "\(folder)/\(name).pem",
            key: name.isEmpty ? "" : "\(folder)/\(name).key")
    }

    // MARK: Links

    /// The gate's link to it.
    public func plan(_ members: [LinkPlan.Member], as name: String = "gate") -> LinkPlan {
        LinkPlan(
            name: "mqtt", transport: .mqtt, host: "127.0.0.1", port: port, members: members,
            broker: LinkPlan.Broker(clientID: "smartgate-G1", certificates: isSecure ? certificates(name) : nil))
    }
}
