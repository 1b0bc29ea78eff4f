/// How a format's messages are told apart where nothing but bytes comes: on a connection, or in a file of them.
public enum MessageFraming: Sendable {
    /// The decoder puts the bytes together itself, wherever they were cut.
    case stream
    /// A message is a line.
    case line
    /// A message has no end of its own: only what says where it ends can carry it. XML and multipart bodies.
    case message

    public init(of type: String) {
        switch type {
        case MessageType.portal, MessageType.scaleContinuous, MessageType.scaleLine, MessageType.scaleFrame:
            self = .stream
        case MessageType.hikvisionPlate, MessageType.spectra, MessageType.customsDeclaration,
            MessageType.customsResponse:
            self = .message
        default: self = .line
        }
    }
}
