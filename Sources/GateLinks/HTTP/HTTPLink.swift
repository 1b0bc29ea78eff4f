import FlyingSocks
import Foundation
import GateDevices
import GateLayout
import Synchronization

/// An HTTP server to which cameras post, each to a path of its own.
///
/// 204 says that the message waits for the station, 503 that there was no room, 413 that it is too long, 404 that no
/// device posts there. It is our own, on the sockets of FlyingFox: that package's server reads a head of any length for
/// as long as it takes, knows no limit to its connections, and closes a refused one at once, so that the answer is lost.
struct HTTPLink {
    private let link: Link
    private let limits: HTTPLimits
    private let calls = Calls()

    init(_ link: Link) {
        self.link = link
        limits = link.http
    }

    /// The connections there are.
    private final class Calls: Sendable {
        private let all = Mutex<[ObjectIdentifier: HTTPCall]>([:])

        var count: Int { all.withLock(\.count) }

        /// Gives a connection a place, that of the longest idle one if need be; false where there is none.
        func admit(_ call: HTTPCall, atMost limit: Int, idle: Duration) -> Bool {
            all.withLock { all in
                if all.count >= limit {
                    let idlest = all.values.compactMap { call in call.idleSince.map { (since: $0, call: call) } }
                        .min { $0.since < $1.since }
                    guard let idlest, ContinuousClock.now - idlest.since >= idle else { return false }
                    all[ObjectIdentifier(idlest.call)] = nil
                    idlest.call.hangUp()
                }
                all[ObjectIdentifier(call)] = call
                return true
            }
        }

        func remove(_ call: HTTPCall) { all.withLock { $0[ObjectIdentifier(call)] = nil } }

        func look(at now: ContinuousClock.Instant) {
            for call in all.withLock({ Array($0.values) }) { call.look(at: now) }
        }
    }

    /// Listens until cancelled.
    func serve() async throws {
        let listener = try await TCPLink.listener(link.plan.host, link.plan.port)
        defer { try? listener.close() }
        try link.noteListening(listener)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: limits.look)
                    calls.look(at: .now)
                }
            }
            group.addTask { try await accept(listener) }
            try await group.next()
        }
    }

    private func accept(_ listener: AsyncSocket) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while true {
                let socket = try await listener.accept()
                // A device that lost its power holds its place for seconds only.
                TCPLink.keepAlive(socket)
                let call = HTTPCall(socket)
                let limit = max(limits.connections, 2 * link.inboxes.count)
                guard calls.admit(call, atMost: limit, idle: limits.idle) else {
                    turnAway(LinkReason(.tooManyConnections, limit))
                    HTTPCall.turnAway(socket)
                    continue
                }
                link.note {
                    $0.connections += 1
                    $0.phase = .listening(peers: calls.count)
                }
                group.addTask {
                    await converse(call)
                    call.close()
                    calls.remove(call)
                    link.note { $0.phase = .listening(peers: calls.count) }
                }
            }
        }
    }

    /// Counts what belongs to no device of the link.
    private func turnAway(_ reason: LinkReason) {
        link.note {
            $0.strangers += 1
            $0.strangerProblem = reason
        }
    }

    /// Answers one request after the other.
    private func converse(_ call: HTTPCall) async {
        var reader = HTTPReader(call.socket)
        call.allow(limits.head)
        do {
            while true {
                // A connection on which nothing but an empty line has come is idle still.
                guard try await reader.skipEmptyLines() else { return }
                call.idleSince = nil
                call.allow(limits.head)
                let head: HTTPHead
                do {
                    head = try await HTTPHead.read(&reader, limit: limits.headBytes)
                } catch let status as HTTPStatus {
                    turnAway(LinkReason(.badRequest, status.rawValue))
                    return try await part(from: call, status)
                } catch is HTTPReader.Ended where call.isLate {
                    turnAway(LinkReason(.slowRequest, limits.head.inSeconds))
                    return try await call.say(.requestTimeout, isLast: true, within: limits.answer)
                }
                var reply = try await answer(head, &reader, call)
                // RFC 9110, 9.3.2: the answer to HEAD has no body.
                if head.method == "HEAD" { reply.words = "" }
                guard reply.isRead else { return try await part(from: call, reply.status, because: reply.words) }
                try await call.say(
                    reply.status, because: reply.words, isLast: head.isLast, within: limits.answer)
                if head.isLast { return }
                call.idleSince = .now
            }
        } catch {
            // The peer is gone, or the gate stops: there is nobody to be told.
        }
    }

    /// Answers for the last time, while the peer may still be speaking.
    private func part(from call: HTTPCall, _ status: HTTPStatus, because words: String = "") async throws {
        try await call.say(status, because: words, isLast: true, within: limits.answer)
        if !call.isLate { await call.linger(limits) }
    }

    /// What a request is answered.
    private struct Reply {
        var status: HTTPStatus
        /// Why, where there is something to mend.
        var words = ""
        /// False where something of the request was left unread.
        var isRead: Bool
    }

    /// Turns a request away: counted with its device, and told to whoever sent it.
    private func refuse(
        _ status: HTTPStatus, _ reason: LinkReason, _ inbox: DeviceInbox, _ bytes: [UInt8] = [], isRead: Bool = false
    ) -> Reply {
        inbox.refuse(reason, bytes)
        return Reply(status: status, words: reason.description, isRead: isRead)
    }

    private func answer(
        _ head: HTTPHead, _ reader: inout HTTPReader, _ call: HTTPCall
    ) async throws -> Reply {
        guard let inbox = link.inboxes.first(where: { head.isFor($0.member.path) }) else {
            let reason = LinkReason(.unknownPath, head.path.prefix(96))
            turnAway(reason)
            return Reply(status: .notFound, words: reason.description, isRead: !head.hasBody)
        }
        guard head.method == "POST" || head.method == "PUT" else {
            return refuse(.methodNotAllowed, LinkReason(.otherMethod), inbox, isRead: !head.hasBody)
        }
        let limit = inbox.member.limit
        var body: [UInt8] = []
        do {
            call.allow(limits.body)
            if head.waitsForLeave, head.hasBody, !head.isLonger(than: limit) {
                try await call.socket.write(Data("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            try await reader.body(head, limit: limit, into: &body)
        } catch HTTPStatus.payloadTooLarge {
            let reason =
                if case .length(let length) = head.framing { LinkReason(.messageOfSize, length, limit) } else {
                    LinkReason(.messageTooLong, limit)
                }
            return refuse(.payloadTooLarge, reason, inbox, body)
        } catch let status as HTTPStatus {
            return refuse(status, LinkReason(.brokenChunks), inbox, body)
        } catch is HTTPReader.Ended {
            guard call.isLate else {
                inbox.refuse(LinkReason(.cutShort), body)
                throw HTTPReader.Ended()
            }
            return refuse(.requestTimeout, LinkReason(.tooSlow, limits.body.inSeconds), inbox, body)
        }
        guard !body.isEmpty else { return refuse(.badRequest, LinkReason(.empty), inbox, isRead: true) }
        call.allow(nil)
        switch await link.put(body, from: inbox.member.source, within: limits.roomSeconds) {
        case .taken: return Reply(status: .noContent, isRead: true)
        case .refused(let reason): return Reply(status: .badRequest, words: reason.description, isRead: true)
        case .full: return Reply(status: .unavailable, words: "no room; try again", isRead: true)
        case .closed: return Reply(status: .unavailable, words: "the gate is stopping; try again", isRead: true)
        }
    }
}
