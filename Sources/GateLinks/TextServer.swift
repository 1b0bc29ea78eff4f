import FlyingFox
import FlyingSocks
import Foundation

/// Serves texts of this console to this machine: the loopback address only, GET only.
public struct TextServer: Sendable {
    /// What stands at a path; nil for none.
    public typealias Answer = @Sendable (_ path: String) async -> Page?

    public struct Page: Sendable {
        public var type: String
        public var text: String
        /// False answers 503.
        public var isWell: Bool

        public init(type: String, text: String, isWell: Bool = true) {
            self.type = type
            self.text = text
            self.isWell = isWell
        }
    }

    /// Seconds a reader may take over one request.
    private static let timeout: TimeInterval = 5

    private let server: HTTPServer

    /// - Parameter port: on 127.0.0.1; 0 for one that the system chooses.
    public init(port: UInt16, answer: @escaping Answer) throws {
        let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
        server = HTTPServer(
            config: HTTPServer.Configuration(address: address, timeout: Self.timeout, logger: .disabled),
            handler: Handler(answer: answer))
    }

    /// Works until cancelled.
    ///
    /// - Throws: where the port is taken.
    public func run() async throws { try await server.run() }

    /// The port it listens on; waits until it does.
    public func port() async throws -> UInt16 {
        try await server.waitUntilListening()
        switch await server.listeningAddress {
        case .ip4(_, let port), .ip6(_, let port): return port
        default: return 0
        }
    }

    private struct Handler: HTTPHandler {
        let answer: Answer

        func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
            guard request.method == .GET else {
                return HTTPResponse(statusCode: .methodNotAllowed, headers: [.connection: "close"])
            }
            guard let page = await answer(request.path) else { return HTTPResponse(statusCode: .notFound) }
            return HTTPResponse(
                statusCode: page.isWell ? .ok : .serviceUnavailable, headers: [.contentType: page.type],
                body: Data(page.text.utf8))
        }
    }
}
