import TOMLKit

#if canImport(Glibc)
    import Glibc
#endif

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

/// Reads a text file, or says why it cannot be.
enum TextFile {
    /// Syntax errors told in one run.
    private static let syntaxErrors = 20
    /// Parts of one dotted key. The library makes a table within a table of each, and takes them down by recursion.
    private static let keyParts = 64

    /// What a name in a file means: a path from the root as it stands, anything else beside the file.
    static func path(_ name: String, beside file: String) -> String {
        guard !name.isEmpty, !name.hasPrefix("/"), let end = file.lastIndex(of: "/") else { return name }
        return String(file[...end]) + name
    }

    /// The text of a file, without a byte order mark.
    static func read(_ path: String, limit: Int) throws(LayoutProblems) -> String {
        func refused(_ problem: String, line: Int = 0, isMissing: Bool = false) -> LayoutProblems {
            LayoutProblems(
                problems: [LayoutProblem(file: path, line: line, field: "file", problem: problem)],
                isMissing: isMissing)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw refused("cannot be opened: \(String(cString: strerror(errno)))", isMissing: true)
        }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw refused("is a folder; a file is expected", isMissing: true)
        }
        // A pipe that nobody writes to would be waited for without end.
        if status.st_mode & S_IFMT != S_IFREG { throw refused("is no ordinary file", isMissing: true) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw refused("cannot be read: \(String(cString: strerror(errno)))") }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw refused("is longer than \(limit) bytes") }
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        // The library would take the first NUL for the end.
        if let end = bytes.firstIndex(of: 0) { throw refused("holds a NUL byte", line: line(of: end, in: bytes)) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refused("is not UTF-8 text", line: lineOfFault(bytes))
        }
        return text
    }

    private static func line(of index: Int, in bytes: [UInt8]) -> Int {
        bytes[..<index].count { $0 == UInt8(ascii: "\n") } + 1
    }

    /// The line of the first byte that is no UTF-8.
    private static func lineOfFault(_ bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        var line = 1
        while true {
            switch decoder.decode(&rest) {
            case .scalarValue("\n"): line += 1
            case .scalarValue: continue
            case .emptyInput, .error: return line
            }
        }
    }

    /// A text ready to be read field by field.
    ///
    /// - Throws: ``LayoutProblems`` where it is no TOML.
    static func document(_ text: String, file: String) throws(LayoutProblems) -> (TableReader, LayoutDocument) {
        let table = try toml(text, file: file)
        let document = LayoutDocument(file: file, text: text)
        return (TableReader(table, path: "", document: document), document)
    }

    /// The table a text stands for.
    ///
    /// - Throws: ``LayoutProblems`` with every syntax error that can be told from the ones before it.
    static func toml(_ text: String, file: String) throws(LayoutProblems) -> TOMLTable {
        if let line = lineOfDeepKey(text) {
            throw LayoutProblems(problems: [
                LayoutProblem(
                    file: file, line: line, field: "syntax", problem: "a key of more than \(keyParts) parts")
            ])
        }
        var problems: [LayoutProblem] = []
        var guarded: [LayoutProblem] = []
        var rest = text
        while true {
            var isReadable = true
            while isReadable, let found = TOMLGuard.first(in: rest) {
                guarded.append(LayoutProblem(file: file, line: found.line, field: "syntax", problem: found.problem))
                isReadable = found.isHeading && guarded.count < syntaxErrors
                if isReadable { rest = with(placeholder(found.line), in: found.line, of: rest) }
            }
            if !isReadable { break }
            do {
                let table = try TOMLTable(string: rest)
                if problems.isEmpty, guarded.isEmpty { return table }
                break
            } catch let error as TOMLParseError {
                let line = Int(error.source.begin.line)
                if let last = problems.last, line <= last.line { break }
                let problem = plain(error.description) + hint(line, rest)
                problems.append(LayoutProblem(file: file, line: line, field: "syntax", problem: problem))
                guard problems.count < syntaxErrors, let next = without(line, rest) else { break }
                rest = next
            } catch {
                problems.append(LayoutProblem(file: file, line: 0, field: "syntax", problem: "\(error)"))
                break
            }
        }
        throw LayoutProblems(problems: (problems + guarded).sorted { $0.line < $1.line })
    }

    /// The library's words, but for those that only its makers understand.
    private static func plain(_ problem: String) -> String {
        // What begins with t or f is taken for a boolean.
        if problem.contains("could not determine value type") || problem.contains("parsing boolean") {
            return
                "no value of TOML: a text stands between quotes, a number is digits, true and false are small letters"
        }
        if problem.contains("unescaped control characters") { return "a text without its closing quote" }
        return problem.replacing("Error while parsing", with: "in a", maxReplacements: 1)
    }

    /// A hint where the line holds what a word processor makes of quotes, or in its key a letter that only looks like one
    /// of ours; empty elsewhere.
    private static func hint(_ line: Int, _ text: String) -> String {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return "" }
        let line = String(Substring(lines[line - 1]))
        if let quote = line.first(where: { "“”„‟‘’‚«»".contains($0) }) {
            return " (\(quote) is no quote of TOML: write \" or ')"
        }
        guard line.contains("=") else { return "" }
        let key = line.prefix { $0 != "=" && $0 != "#" && $0 != "\"" && $0 != "'" }.trimmed
        return key.isEmpty || key.allSatisfy(\.isASCII) ? "" : ": \(TableReader.shown(key))"
    }

    /// The line of a dotted key with too many parts; nil where there is none. A text with as many full stops among plain
    /// letters is taken for one.
    private static func lineOfDeepKey(_ text: String) -> Int? {
        var line = 1
        var parts = 1
        var isComment = false
        for byte in text.utf8 {
            if isComment, byte != UInt8(ascii: "\n") { continue }
            switch byte {
            case UInt8(ascii: "#"): isComment = true
            case UInt8(ascii: "."):
                parts += 1
                if parts > keyParts { return line }
            case UInt8(ascii: "\n"):
                line += 1
                parts = 1
                isComment = false
            case UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "["): parts = 1
            default: break
            }
        }
        return nil
    }

    /// The text with a faulty line emptied, so that what follows can be read; nil where the line is not whole by
    /// itself, for then what follows would only seem wrong.
    private static func without(_ line: Int, _ text: String) -> String? {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return nil }
        let faulty = lines[line - 1]
        let isHeading = faulty.first == UInt8(ascii: "[")
        let opens = faulty.contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
        let isField = faulty.contains(UInt8(ascii: "=")) && !opens && !String(Substring(faulty)).contains("\"\"\"")
        guard isField || (isHeading && !faulty.contains(UInt8(ascii: "="))) else { return nil }
        // A heading that cannot be read still ends the table before it.
        return with(isHeading ? placeholder(line) : "", in: line, of: text)
    }

    /// A heading that stands in for one that cannot be read.
    private static func placeholder(_ line: Int) -> String { "[smartgate-line-\(line)]" }

    /// The text with another line in the place of one.
    private static func with(_ replacement: String, in line: Int, of text: String) -> String {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        lines[line - 1] = Substring(replacement).utf8
        return lines.map { String(Substring($0)) }.joined(separator: "\n")
    }
}
