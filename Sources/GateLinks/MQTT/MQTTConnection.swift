import CMosquitto
import Foundation
import GateLayout
import Synchronization

/// One life of a connection to an MQTT 3.1.1 broker: libmosquitto on a thread of its own, which ends with the
/// connection. Whoever wants another connection makes another one of these.
///
/// The library queues what is published while nobody listens; ending with the connection is what keeps an old order
/// from going out to a barrier minutes later.
final class MQTTConnection: Sendable {
    struct Setup: Sendable {
        var host: String
        var port: UInt16
        var broker: LinkPlan.Broker
        /// The broker forgets this client when it goes; else it keeps what comes meanwhile.
        var isForgotten = false
        /// Subscribed with QoS 1.
        var topics: [String]
        /// What the broker says, retained, when this client is cut off.
        var will: (topic: String, text: String)?
    }

    /// Seconds of silence after which the broker is asked whether it is there; as many again, and it is given up.
    private static let keepAlive: Int32 = 10
    /// Seconds a broker has to take in the client and its subscriptions.
    private static let patience = 10
    /// Messages that may be on their way to the broker.
    private static let unconfirmedLimit = 1_000
    /// Milliseconds the library waits for something to happen.
    private static let loopMilliseconds: Int32 = 500

    private static let isLibraryReady: Bool = mosquitto_lib_init() == Int32(MOSQ_ERR_SUCCESS.rawValue)

    /// The library's client. It may go from thread to thread, for it is used by its own thread, which the library
    /// allows beside others, and by others only under the lock that its thread takes before it is destroyed.
    private struct Client: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    private struct State {
        var client: Client?
        var isReady = false
        var isStopping = false
        var unconfirmed = 0
        var problem: LinkReason?
        /// What the library complained of, which says more than its error numbers; its beginning.
        var complaints = ""
        var waiter: CheckedContinuation<LinkReason?, Never>?
    }

    private let setup: Setup
    private let onReady: @Sendable () -> Void
    private let onMessage: @Sendable (_ topic: String, _ bytes: UnsafeRawBufferPointer, _ isRetained: Bool) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - onReady: the broker listens, and every topic is subscribed.
    ///   - onMessage: called on the connection's thread, which reads nothing more until it returns; the bytes are
    ///     only lent.
    init(
        _ setup: Setup, onReady: @escaping @Sendable () -> Void,
        onMessage: @escaping @Sendable (_ topic: String, _ bytes: UnsafeRawBufferPointer, _ isRetained: Bool) -> Void
    ) {
        self.setup = setup
        self.onReady = onReady
        self.onMessage = onMessage
    }

    /// Connects, and works until the connection ends or the task is cancelled.
    func run() async throws {
        let problem = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                state.withLock { $0.waiter = waiter }
                let thread = Thread { [self] in end(live()) }
                thread.name = "mqtt"
                thread.start()
            }
        } onCancel: {
            stop()
        }
        throw Task.isCancelled ? CancellationError() : problem ?? LinkReason(.ended)
    }

    /// Ends the connection. A thread that waits for a name to be looked up is left to itself.
    func stop() {
        let isReady = state.withLock { state in
            state.isStopping = true
            // A farewell would keep the broker from saying the last will.
            if let client = state.client, setup.will == nil { mosquitto_disconnect(client.pointer) }
            return state.isReady
        }
        if !isReady { end(nil) }
    }

    private func end(_ problem: LinkReason?) {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: problem)
    }

    /// Publishes with QoS 1, without waiting. False where the connection is not ready, or too much is on its way.
    func publish(_ bytes: [UInt8], to topic: String, retained: Bool = false) -> Bool {
        state.withLock { state in
            guard let client = state.client, state.isReady, state.unconfirmed < Self.unconfirmedLimit,
                bytes.count <= Int(Int32.max)
            else { return false }
            let result = mosquitto_publish(client.pointer, nil, topic, Int32(bytes.count), bytes, 1, retained)
            guard result == Int32(MOSQ_ERR_SUCCESS.rawValue) else { return false }
            state.unconfirmed += 1
            return true
        }
    }

    /// Whether everything published has come to the broker.
    var isConfirmed: Bool { state.withLock { $0.unconfirmed == 0 } }

    // MARK: The thread

    /// A whole life, on this thread; why it ended, or nil where that was asked for.
    private func live() -> LinkReason? {
        // TLS writes to a broken connection as it would to a pipe.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        guard Self.isLibraryReady,
            let client = mosquitto_new(
                setup.broker.clientID, setup.isForgotten, Unmanaged.passUnretained(self).toOpaque())
        else { return LinkReason(.mqttCannotBegin, Self.systemError()) }
        defer {
            state.withLock { state in
                state.client = nil
                state.isReady = false
            }
            mosquitto_destroy(client)
        }
        mosquitto_threaded_set(client, true)
        mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311)
        setCallbacks(client)
        if let will = setup.will {
            mosquitto_will_set(client, will.topic, Int32(will.text.utf8.count), will.text, 1, true)
        }
        if let certificates = setup.broker.certificates, let problem = secure(client, certificates) { return problem }
        let result = mosquitto_connect_async(client, setup.host, Int32(setup.port), Self.keepAlive)
        guard result == Int32(MOSQ_ERR_SUCCESS.rawValue) else { return problem(result, errno) }
        let owned = Client(pointer: client)
        let isStopping = state.withLock { state in
            state.client = owned
            return state.isStopping
        }
        if isStopping { return nil }
        let begun = ContinuousClock.now
        var failures = 0
        while true {
            let result = mosquitto_loop(client, Self.loopMilliseconds, 1)
            let number = errno
            let (isReady, isStopping, known) = state.withLock { ($0.isReady, $0.isStopping, $0.problem) }
            if let known { return known }
            if isStopping { return nil }
            if result != Int32(MOSQ_ERR_SUCCESS.rawValue) { return problem(result, number) }
            if !isReady, let number = Self.failure(of: mosquitto_socket(client)) {
                // The library first has its chance to read what the broker said before it hung up.
                failures += 1
                if failures > 3 { return problem(Int32(MOSQ_ERR_ERRNO.rawValue), number) }
            }
            if !isReady, ContinuousClock.now - begun > .seconds(Self.patience) {
                return LinkReason(.silentBroker, setup.host, setup.port)
            }
        }
    }

    /// Why a call was turned down: with TLS the library does not notice before its time is up.
    private static func failure(of socket: Int32) -> Int32? {
        var poller = pollfd(fd: socket, events: 0, revents: 0)
        guard socket >= 0, poll(&poller, 1, 0) == 1, poller.revents & Int16(POLLHUP | POLLERR) != 0 else { return nil }
        var number: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &length)
        // The library may have asked first, which clears it.
        return number == 0 ? ECONNREFUSED : number
    }

    private func secure(_ client: OpaquePointer, _ certificates: LinkPlan.Certificates) -> LinkReason? {
        for file in [certificates.authority, certificates.certificate, certificates.key]
        where !file.isEmpty && access(file, R_OK) != 0 {
            return LinkReason(.unreadableFile, file, Self.systemError())
        }
        let isAnonymous = certificates.certificate.isEmpty
        let result = mosquitto_tls_set(
            client, certificates.authority, nil, isAnonymous ? nil : certificates.certificate,
            isAnonymous ? nil : certificates.key,
            // A key behind a password would otherwise be asked for at the terminal.
            { _, _, _, _ in 0 })
        guard result == Int32(MOSQ_ERR_SUCCESS.rawValue),
            // 1 is OpenSSL's SSL_VERIFY_PEER; `tlsv1.2` means that or newer.
            mosquitto_tls_opts_set(client, 1, "tlsv1.2", nil) == Int32(MOSQ_ERR_SUCCESS.rawValue)
        else { return LinkReason(.badCertificates) }
        return nil
    }

    private func setCallbacks(_ client: OpaquePointer) {
        mosquitto_connect_callback_set(client) { client, user, code in MQTTConnection.of(user)?.connected(client, code)
        }
        mosquitto_subscribe_callback_set(client) { _, user, _, count, granted in
            MQTTConnection.of(user)?.subscribed(UnsafeBufferPointer(start: granted, count: Int(count)))
        }
        mosquitto_publish_callback_set(client) { _, user, _ in
            MQTTConnection.of(user)?.state.withLock { $0.unconfirmed -= 1 }
        }
        mosquitto_message_callback_set(client) { _, user, message in
            guard let connection = MQTTConnection.of(user), let message = message?.pointee, let topic = message.topic
            else { return }
            connection.onMessage(
                String(cString: topic),
                UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen)), message.retain)
        }
        mosquitto_log_callback_set(client) { _, user, level, text in
            guard level == MOSQ_LOG_ERR, let text else { return }
            MQTTConnection.of(user)?.complained(String(cString: text))
        }
    }

    private static func of(_ user: UnsafeMutableRawPointer?) -> MQTTConnection? {
        // Alive as long as its thread runs in it, and the library calls nobody after that.
        user.map { Unmanaged<MQTTConnection>.fromOpaque($0).takeUnretainedValue() }
    }

    private func connected(_ client: OpaquePointer?, _ code: Int32) {
        guard code == 0 else {
            fail(Self.connectionAnswer(code))
            return
        }
        guard !setup.topics.isEmpty else {
            ready()
            return
        }
        var names = setup.topics.map { strdup($0) }
        defer { names.forEach { free($0) } }
        let result = mosquitto_subscribe_multiple(client, nil, Int32(names.count), &names, 1, 0, nil)
        if result != Int32(MOSQ_ERR_SUCCESS.rawValue) {
            fail(LinkReason(.notSubscribed, String(cString: mosquitto_strerror(result))))
        }
    }

    private func subscribed(_ granted: UnsafeBufferPointer<Int32>) {
        if let place = granted.firstIndex(where: { $0 > 2 }), place < setup.topics.count {
            fail(LinkReason(.notHeard, setup.topics[place]))
        } else {
            ready()
        }
    }

    private func ready() {
        state.withLock { $0.isReady = true }
        onReady()
    }

    private func fail(_ reason: LinkReason) { state.withLock { $0.problem = reason } }

    private func complained(_ text: String) {
        state.withLock { if $0.complaints.utf8.count < 2_000 { $0.complaints += text + "\n" } }
    }

    // MARK: Words

    private static func systemError() -> String { String(cString: strerror(errno)) }

    /// The answers of MQTT 3.1.1, section 3.2.2.3.
    private static func connectionAnswer(_ code: Int32) -> LinkReason {
        switch code {
        case 1: LinkReason(.brokerVersion)
        case 2: LinkReason(.brokerClient)
        case 3: LinkReason(.brokerAway)
        case 4, 5: LinkReason(.brokerForbids)
        default: LinkReason(.brokerAnswer, code)
        }
    }

    /// What went wrong, from the library's number, the system's, and what the library complained of.
    private func problem(_ result: Int32, _ number: Int32) -> LinkReason {
        let (wasReady, complaints) = state.withLock { ($0.isReady, $0.complaints) }
        let isSilent = result == Int32(MOSQ_ERR_KEEPALIVE.rawValue)
        if wasReady {
            return LinkReason(isSilent ? .brokerStopped : .brokerEnded)
        }
        if complaints.contains("host name verification failed") {
            return LinkReason(.otherName, setup.host)
        }
        if complaints.contains("OpenSSL Error") {
            let words = complaints.split(whereSeparator: { $0 == ":" || $0 == "\n" }).last ?? ""
            return LinkReason(.insecure, setup.host, setup.port, words.trimmingCharacters(in: .whitespaces))
        }
        if isSilent { return LinkReason(.silentBroker, setup.host, setup.port) }
        switch result {
        case Int32(MOSQ_ERR_ERRNO.rawValue):
            return number == ECONNREFUSED
                ? LinkReason(.noBroker, setup.host, setup.port)
                : LinkReason(.brokerUnreachable, setup.host, setup.port, String(cString: strerror(number)))
        case Int32(MOSQ_ERR_EAI.rawValue), Int32(MOSQ_ERR_LOOKUP.rawValue):
            return LinkReason(.unknownHost, setup.host)
        case Int32(MOSQ_ERR_CONN_LOST.rawValue): return LinkReason(.brokerHungUp, setup.host, setup.port)
        case Int32(MOSQ_ERR_NO_CONN.rawValue):
            return LinkReason(.noBroker, setup.host, setup.port)
        default: return LinkReason(.brokerProblem, setup.host, setup.port, String(cString: mosquitto_strerror(result)))
        }
    }
}
