import GRDBSQLite

/// A prepared statement on the raw interface, for the roads where an event may cost a microsecond.
///
/// Not thread-safe: it belongs to whoever owns the connection, and must be gone before that closes.
final class RawStatement {
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    init(_ connection: OpaquePointer, _ sql: String) throws(SQLiteFailure) {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw SQLiteFailure(connection) }
        self.statement = statement
        self.connection = connection
    }

    deinit { sqlite3_finalize(statement) }

    /// True while there is a row.
    @inline(__always)
    func step() throws(SQLiteFailure) -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw SQLiteFailure(connection)
    }

    /// Makes the statement ready to run again; bindings stay.
    func reset() { sqlite3_reset(statement) }

    /// Runs to the end, whatever rows come.
    func run() throws(SQLiteFailure) {
        defer { reset() }
        while try step() {}
    }

    func bind(_ value: Int64?, at index: Int32) {
        if let value { sqlite3_bind_int64(statement, index, value) } else { sqlite3_bind_null(statement, index) }
    }

    /// The bytes must outlive the next run.
    func bind(text bytes: UnsafeRawBufferPointer, at index: Int32) {
        // A nil pointer would bind NULL: an empty text needs some address.
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        if let start, !bytes.isEmpty {
            sqlite3_bind_text(statement, index, start, Int32(bytes.count), nil)
        } else {
            sqlite3_bind_text(statement, index, "", 0, nil)
        }
    }

    /// The bytes must outlive the next run.
    func bind(blob bytes: UnsafeRawBufferPointer, at index: Int32) {
        sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(bytes.count), nil)
    }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    @inline(__always)
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    /// The value's bytes, valid until the next step. The blob call is right for text too: it hands out the page's own
    /// bytes, where the text call would copy them to add a zero at the end.
    @inline(__always)
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(statement, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
}
