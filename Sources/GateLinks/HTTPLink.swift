import FlyingFox
import FlyingSocks
import Foundation
import GateLayout
import Synchronization

/// An HTTP server to which cameras post, each to a path of its own.
///
/// 204 says that the message waits for the station, 503 that there was no room, 413 that it is too long, 404 that no
/// device posts there.
struct HTTPLink {
    /// Seconds a device may take over one request.
    private static let timeout: TimeInterval = 15

    /// Seconds a message waits for room before it is answered that there is none. Well below ``timeout``: a camera that
    /// is told that it failed sends again, and must not have been heard the first time.
    private static let room = 5

    /// Bytes of a refused body that are read all the same.
    private static let drained = 1 << 20

    private let link: Link

    init(_ link: Link) { self.link = link }

    func serve() async throws {
        let plan = link.plan
        let config: HTTPServer.Configuration
        if let address = try? sockaddr_in.inet(ip4: plan.host, port: plan.port) {
            config = HTTPServer.Configuration(address: address, timeout: Self.timeout, logger: .disabled)
        } else if let address = try? sockaddr_in6.inet6(ip6: plan.host, port: plan.port) {
            config = HTTPServer.Configuration(address: address, timeout: Self.timeout, logger: .disabled)
        } else {
            throw LinkError.address(plan.host)
        }
        let server = HTTPServer(config: config, handler: Handler(link: link))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { [link] in
                try await server.waitUntilListening()
                switch await server.listeningAddress {
                case .ip4(_, let port), .ip6(_, let port): link.boundPort.withLock { $0 = port }
                default: break
                }
                link.note { $0.phase = .listening(peers: 0) }
            }
            try await group.waitForAll()
        }
    }

    private struct Handler: HTTPHandler {
        let link: Link

        func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
            guard let inbox = link.inboxes.first(where: { $0.member.path == request.path }) else {
                link.note { $0.strangers += 1 }
                return try await refuse(.notFound, request)
            }
            guard request.method == .POST || request.method == .PUT else {
                inbox.refuse("a request that is neither POST nor PUT")
                return try await refuse(.methodNotAllowed, request)
            }
            if let length = Self.length(request), length > inbox.member.limit {
                inbox.refuse("a message of \(length) bytes")
                return try await refuse(.payloadTooLarge, request)
            }
            // The length is a claim; what comes is counted as well.
            var body: [UInt8] = []
            var count = 0
            for try await part in request.bodySequence {
                count += part.count
                if count <= inbox.member.limit { body.append(contentsOf: part) }
                if count > inbox.member.limit + HTTPLink.drained { break }
            }
            if count > inbox.member.limit {
                inbox.refuse("a message of more than \(inbox.member.limit) bytes")
                return try await refuse(.payloadTooLarge, nil)
            }
            guard !body.isEmpty else {
                inbox.refuse("an empty message")
                return try await refuse(.badRequest, nil)
            }
            switch await link.put(body, from: inbox.member.source, within: HTTPLink.room) {
            case .taken: return HTTPResponse(statusCode: .noContent)
            case .refused: return try await refuse(.badRequest, nil)
            case .closed, .full: return HTTPResponse(statusCode: .serviceUnavailable)
            }
        }

        private static func length(_ request: HTTPRequest) -> Int? {
            request.headers[.contentLength].flatMap { Int($0) }
        }

        /// - Parameter request: whose body is still to be read. A short one is read and thrown away, for a connection
        ///   that ends with bytes unread takes the answer with it; a long one is not.
        private func refuse(_ status: HTTPStatusCode, _ request: HTTPRequest?) async throws -> HTTPResponse {
            if let request, let length = Self.length(request), length <= HTTPLink.drained {
                for try await _ in request.bodySequence {}
            }
            return HTTPResponse(statusCode: status, headers: [.connection: "close"])
        }
    }
}
