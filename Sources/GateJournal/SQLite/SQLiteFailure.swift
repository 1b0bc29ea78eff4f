import GRDB
import GRDBSQLite

/// What SQLite answered instead of doing its work.
struct SQLiteFailure: Error, CustomStringConvertible {
    /// Extended result code.
    var code: Int32
    var message: String

    var primary: Int32 { code & 0xFF }
    var description: String { "\(message) (SQLite \(code))" }

    init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// The last failure of a connection.
    init(_ connection: OpaquePointer) {
        code = sqlite3_extended_errcode(connection)
        message = String(cString: sqlite3_errmsg(connection))
    }
}

extension JournalError {
    /// Runs `body` and tells what SQLite or GRDB throws in a journal's words.
    static func explaining<Result>(_ path: String, _ body: () throws -> Result) throws(JournalError) -> Result {
        do {
            return try body()
        } catch let error as JournalError {
            throw error
        } catch let failure as SQLiteFailure {
            throw JournalError(failure, path: path)
        } catch let error as DatabaseError {
            let failure = SQLiteFailure(code: error.extendedResultCode.rawValue, message: error.message ?? "failed")
            throw JournalError(failure, path: path)
        } catch {
            throw JournalError(.io, path: path, problem: "\(error)")
        }
    }

    private init(_ failure: SQLiteFailure, path: String) {
        let code: Code =
            switch failure.primary {
            case SQLITE_NOTADB: JournalFile.beginsLikeSQLite(path) ? .damaged : .foreign
            case SQLITE_CORRUPT, SQLITE_ERROR, SQLITE_MISMATCH: .damaged
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            default: .io
            }
        self.init(code, path: path, problem: failure.description)
    }
}
