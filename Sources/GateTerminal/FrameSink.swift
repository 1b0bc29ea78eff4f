#if canImport(Glibc)
    import Glibc
#endif

/// Where the bytes of frames go.
public struct FrameSink {
    /// What became of a write.
    public enum Result: Sendable, Hashable {
        /// So many bytes were taken, possibly none.
        case accepted(Int)
        /// The other side is gone for good.
        case gone
    }

    private let write: (UnsafeRawBufferPointer) -> Result

    /// A sink of one's own: for tests, recordings and the script mode. Called on the thread that presents.
    public init(_ write: @escaping (UnsafeRawBufferPointer) -> Result) {
        self.write = write
    }

    /// A non-blocking file descriptor, one write a call.
    public static func descriptor(_ descriptor: Int32) -> FrameSink {
        FrameSink { bytes in
            while true {
                let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
                if count >= 0 { return .accepted(count) }
                switch errno {
                case EINTR: continue
                case EAGAIN: return .accepted(0)
                default: return .gone
                }
            }
        }
    }

    func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> Result { write(bytes) }
}
