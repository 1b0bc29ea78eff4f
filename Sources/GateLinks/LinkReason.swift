import FlyingSocks
import GateText
import Glibc

/// Why a link failed, or turned something away: a stable name, with words in the catalogue, and what the words speak of.
public struct LinkReason: Error, Hashable, Sendable, CustomStringConvertible {
    /// `{0}`, `{1}` … in the words below stand for the arguments.
    public enum Code: String, CaseIterable, Sendable {
        // The connection.
        case closedByDevice, closedByOther, noAddress, unusableAddress, noAnswer
        case nobodyListens, unreachable, reset, portTaken, notOurAddress, notAllowed, system
        // The broker, or the way to it.
        case noBrokerPlanned, mqttCannotBegin, unreadableFile, badCertificates, silentBroker, brokerStopped, brokerEnded
        case brokerHungUp
        case otherName, insecure, brokerUnreachable, unknownHost, noBroker, brokerProblem
        case brokerVersion, brokerClient, brokerAway, brokerForbids, brokerAnswer, notSubscribed, notHeard, ended
        // A device's message.
        case lineTooLong, messageTooLong, messageOfSize, stateTooLong, retained, empty, notEnvelope, envelopeField
        case otherSource, otherType
        case mixedNumbering, noRoom, otherMethod, brokenChunks, cutShort, tooSlow
        // What is of no device.
        case unknownPath, unknownTopic, tooManyConnections, badRequest, slowRequest

        /// The words in English, for whoever set the device up and for a console without a screen.
        public var pattern: String {
            switch self {
            case .closedByDevice: "the device closed the connection"
            case .closedByOther: "the other end closed the connection"
            case .noAddress: "'{0}' is no IP address"
            case .unusableAddress: "no address that can be used"
            case .noAnswer: "no answer in time"
            case .nobodyListens: "connection refused: nobody listens there"
            case .unreachable: "no way there: the network, or the device is off"
            case .reset: "the other end broke the connection off"
            case .portTaken: "address already in use: another program listens there"
            case .notOurAddress: "this machine does not have that address"
            case .notAllowed: "this program may not use that port"
            case .system: "{0}"
            case .noBrokerPlanned: "the plan names no broker"
            case .mqttCannotBegin: "libmosquitto cannot begin: {0}"
            case .unreadableFile: "{0} cannot be read: {1}"
            case .badCertificates: "the certificates cannot be used"
            case .silentBroker: "no answer from a broker at {0} port {1}"
            case .brokerStopped: "the broker has stopped answering"
            case .brokerEnded: "the broker ended the connection"
            case .brokerHungUp: "what listens at {0} port {1} hung up before it had let the gate in"
            case .otherName: "the broker's certificate is not made out to '{0}'"
            case .insecure: "no secure connection to {0} port {1}: {2}"
            case .brokerUnreachable: "no broker at {0} port {1}: {2}"
            case .unknownHost: "nobody knows the address of '{0}'"
            case .noBroker: "no broker listens at {0} port {1}"
            case .brokerProblem: "{0} port {1}: {2}"
            case .brokerVersion: "the broker refuses the gate: it speaks another version of MQTT"
            case .brokerClient: "the broker refuses the gate: it does not take this client id"
            case .brokerAway: "the broker refuses the gate: it is not available"
            case .brokerForbids: "the broker refuses the gate: this gate may not come in"
            case .brokerAnswer: "the broker refuses the gate: answer {0}"
            case .notSubscribed: "the topics cannot be subscribed: {0}"
            case .notHeard: "the broker lets nobody hear '{0}' here: its access list does not name this gate"
            case .ended: "the connection ended"
            case .lineTooLong: "a line of more than {0} bytes"
            case .messageTooLong: "a message of more than {0} bytes"
            case .messageOfSize: "a message of {0} bytes, where {1} is the most"
            case .stateTooLong: "a state of {0} bytes"
            case .retained: "a retained message: nobody knows when it was said"
            case .empty: "an empty message"
            case .notEnvelope: "no CloudEvents object, byte {0}: {1}"
            case .envelopeField: "no CloudEvents object, byte {0}, field '{1}': {2}"
            case .otherSource: "it says to be '{0}'"
            case .otherType: "it may not send '{0}'"
            case .mixedNumbering: "of its messages some have a sequence, from 1, and some have none"
            case .noRoom: "no room for {0} s"
            case .otherMethod: "a request that is neither POST nor PUT"
            case .brokenChunks: "a message in broken chunks"
            case .cutShort: "a message cut short: the connection ended in the middle of it"
            case .tooSlow: "a message that took more than {0} s"
            case .unknownPath: "a request to {0}: no device posts there"
            case .unknownTopic: "topic '{0}'"
            case .tooManyConnections: "more than {0} connections"
            case .badRequest: "a request that is answered {0}"
            case .slowRequest: "a request that took more than {0} s"
            }
        }
    }

    public let code: Code
    public let arguments: [String]

    init(_ code: Code, _ arguments: any CustomStringConvertible...) {
        self.code = code
        // Some are a stranger's words.
        self.arguments = arguments.map { TextNormaliser.line("\($0)", limit: Self.argumentLimit) }
    }

    /// Longest argument, in characters.
    private static let argumentLimit = 200

    public var description: String {
        var words = ""
        var rest = code.pattern[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}"),
            let place = Int(rest[rest.index(after: open)..<close])
        {
            words += rest[..<open]
            if arguments.indices.contains(place) { words += arguments[place] }
            rest = rest[rest.index(after: close)...]
        }
        return words + rest
    }

    /// What an error says of a connection; an error of another kind in its own words.
    public init(_ error: any Error) {
        switch error {
        case let reason as LinkReason: self = reason
        case SocketError.failed(_, let number, let message): self.init(system: number, message)
        case SocketError.disconnected: self.init(.closedByOther)
        case SocketError.unsupportedAddress: self.init(.unusableAddress)
        case SocketError.timeout: self.init(.noAnswer)
        default: self.init(.system, "\(error)")
        }
    }

    /// The system's number, in words where it is one that gates see; in the system's own otherwise.
    init(system number: Int32, _ message: String) {
        switch number {
        case ECONNREFUSED: self.init(.nobodyListens)
        case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN: self.init(.unreachable)
        case ETIMEDOUT: self.init(.noAnswer)
        case ECONNRESET, EPIPE: self.init(.reset)
        case EADDRINUSE: self.init(.portTaken)
        case EADDRNOTAVAIL: self.init(.notOurAddress)
        case EACCES, EPERM: self.init(.notAllowed)
        default: self.init(.system, message)
        }
    }
}

extension Duration {
    /// In words of a reason: `10`, `0.2`.
    var inSeconds: String {
        let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
        return seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
    }
}
