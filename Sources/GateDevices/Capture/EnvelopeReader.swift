public import GateModel

/// Reads what a device sends that speaks the capture's own language: one CloudEvents object, as a capture's line has it.
public struct EnvelopeReader: Sendable {
    private var line = CaptureLine()

    public init() {}

    /// The message of one object.
    ///
    /// - Parameter receivedTime: by the gate's clock; what the object claims counts for nothing.
    /// - Throws: ``DeviceFault`` with the byte where the object cannot be read.
    public mutating func message(_ bytes: [UInt8], receivedTime: GateTime) throws(DeviceFault) -> DeviceMessage {
        var line = self.line
        let result = bytes.withUnsafeBufferPointer { bytes -> Result<DeviceMessage, DeviceFault> in
            do throws(JSONFault) {
                return .success(try line.message(in: bytes, receivedTime: receivedTime))
            } catch {
                return .failure(error.deviceFault(raw: bytes))
            }
        }
        self.line = line
        return try result.get()
    }
}
