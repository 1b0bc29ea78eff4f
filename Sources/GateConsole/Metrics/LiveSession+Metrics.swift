import GateLinks
import GateScreens

extension LiveSession {
    /// Serves metrics and health to this machine until the session stops: `/metrics` as Prometheus reads it, `/health` as
    /// 200 or 503 with the reasons (``HealthPage``).
    ///
    /// - Parameter port: on 127.0.0.1; 0 for one that the system chooses.
    /// - Returns: the port it listens on.
    /// - Throws: ``ConsoleError`` where the port is taken.
    @discardableResult
    public func serveMetrics(port: UInt16) async throws -> UInt16 {
        do {
            let server = try TextServer(port: port) { [weak self] path in await self?.page(path) }
            let listening = Task { try await server.port() }
            keep(
                Task {
                    do { try await server.run() } catch { listening.cancel() }
                })
            return try await listening.value
        } catch {
            throw ConsoleError.port(port)
        }
    }

    /// What the capture loses; a disk that is only filling up is no trouble yet.
    private func captureProblem(_ status: StationStatus) -> String? {
        switch status.captureTrouble {
        case .failed(let problem): "the capture stopped: \(problem); \(status.captureLost) messages not kept"
        case .paused(let free):
            "the capture paused: \(free) MiB free on its disk; \(status.captureLost) messages not kept"
        case .low, nil: nil
        }
    }

    private func page(_ path: String) async -> TextServer.Page? {
        switch path {
        case "/metrics":
            return TextServer.Page(type: "text/plain; version=0.0.4; charset=utf-8", text: await metrics.text)
        case "/health":
            let status = glass.pane.status
            let problem =
                status.journalTrouble ?? status.feedProblem?.description
                ?? captureProblem(status)
            let health = HealthPage(problem: problem, links: links)
            return TextServer.Page(type: "text/plain; charset=utf-8", text: health.text, isWell: health.isWell)
        default: return nil
        }
    }
}
