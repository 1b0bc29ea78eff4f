/// The M/M/c queue in closed form (A. K. Erlang 1917): the yardstick for every queue this package simulates.
public struct ErlangC: Hashable, Sendable {
    /// Booths.
    public let servers: Int
    /// Offered load a = λ · mean service, in erlangs.
    public let load: Double
    /// Seconds.
    public let meanService: Double

    /// - Parameters:
    ///   - utilisation: ρ = λ · mean service / servers; a steady state exists below 1.
    ///   - meanService: seconds.
    /// - Returns: nil where there is no steady state to speak of.
    public init?(servers: Int, utilisation: Double, meanService: Double) {
        guard servers >= 1, utilisation > 0, utilisation < 1, meanService > 0 else { return nil }
        self.servers = servers
        load = utilisation * Double(servers)
        self.meanService = meanService
    }

    public var utilisation: Double { load / Double(servers) }

    /// Erlang B by its recursion B(n) = a·B(n−1) / (n + a·B(n−1)), stable for any number of booths.
    public var blocking: Double {
        var blocking = 1.0
        for server in 1...servers { blocking = load * blocking / (Double(server) + load * blocking) }
        return blocking
    }

    /// Probability that an arriving vehicle must wait: C = B / (1 − ρ(1 − B)).
    public var waitProbability: Double {
        let blocking = blocking
        return blocking / (1 - utilisation * (1 - blocking))
    }

    /// Mean wait in the queue of all vehicles, those that do not wait included, in seconds:
    /// Wq = C · mean service / (c − a).
    public var meanWait: Double { waitProbability * meanService / (Double(servers) - load) }

    /// Mean number waiting (Little: Lq = λ Wq).
    public var meanQueue: Double { load / meanService * meanWait }
}
