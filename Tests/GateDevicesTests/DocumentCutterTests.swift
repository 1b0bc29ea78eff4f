import TestSupport
import Testing

@testable import GateDevices

@Suite("Documents of one file") struct DocumentCutterTests {
    private func documents(_ pieces: [[UInt8]]) -> [String] {
        var cutter = DocumentCutter()
        var cuts = pieces.flatMap { cutter.take($0[...]) }
        if let last = cutter.finish() { cuts.append(last) }
        return cuts.map {
            switch $0 {
            case .document(let bytes): bytes.text
            case .tooLong(let bytes, let place):
                "too long at \(place.line):\(place.byte): \(Array(bytes.prefix(9)).text)"
            }
        }
    }

    @Test(
        "A document ends with its outermost element, whatever stands in it",
        arguments: [
            ("<a><a>1</a></a> <a/>", ["<a><a>1</a></a>", "<a/>"]),
            ("<a b=\"x/>y\">1</a>", ["<a b=\"x/>y\">1</a>"]),
            ("<a b='>'><a/></a>", ["<a b='>'><a/></a>"]),
            ("<a><![CDATA[</a>]]></a>2", ["<a><![CDATA[</a>]]></a>", "2"]),
            ("<!-- <b> --><a><!-- </a> --></a>", ["<!-- <b> --><a><!-- </a> --></a>"]),
            ("<p:a xmlns:p=\"u\"></p:a ><b/>", ["<p:a xmlns:p=\"u\"></p:a >", "<b/>"]),
            ("</x><a></a><b/>", ["</x><a></a>", "<b/>"]),
            ("<?xml v?><a><b><?xml v?><a></a>", ["<?xml v?><a><b>", "<?xml v?><a></a>"]),
            ("<a><?php x?></a><?xml v?><c>", ["<a><?php x?></a>", "<?xml v?><c>"]),
            ("<aa><a></aa><a>", ["<aa><a></aa>", "<a>"]), ("", []), (" \n", []),
            // A document that breaks off within a tag, or a value, costs no other one that is declared.
            ("<a><b x=\"1<?xml v?><a></a>", ["<a><b x=\"1", "<?xml v?><a></a>"]),
            ("<a></<?xml v?><a></a>", ["<a></", "<?xml v?><a></a>"]), ("<a <b></b></a>", ["<a <b></b>", "</a>"]),
        ])
    func documentEnds(text: String, expected: [String]) {
        #expect(documents([[UInt8](text.utf8)]) == expected)
        #expect(documents(text.utf8.map { [$0] }) == expected, "byte by byte")
    }

    @Test("No byte of a file of documents is lost, however it is cut", arguments: [31, 32, 33] as [UInt64])
    func documentPieces(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let parts = [
            "<a>", "</a>", "<a/>", "<!-- <a> -->", "<b>", "</b>", "text", "<?xml version=\"1.0\"?>", " ", "<![CDATA[",
            "]]>", "<", "\"", "<a x=\"",
        ]
        for _ in 0..<400 {
            let bytes = [UInt8]((0..<random.below(20)).map { _ in random.pick(parts) }.joined().utf8)
            let whole = documents([bytes])
            #expect(whole.joined().filter { $0 != " " } == bytes.text.filter { $0 != " " }, "seed \(seed)")
            let cut = random.below(bytes.count + 1)
            #expect(documents([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "seed \(seed): \(bytes.text)")
        }
    }

    @Test("What follows a document that is too long is read as if it had not been there") func afterTheLong() {
        let long = [UInt8](repeating: 0x41, count: DocumentCutter.limit)
        let open = [UInt8]("\n<a><b>".utf8)
        let told = "too long at 2:1: <a><b>AAA"
        #expect(documents([open, long, [UInt8]("</b></a><a>1</a>".utf8)]) == [told, "<a>1</a>"])
        #expect(documents([open, long, [UInt8]("</b><?xml v?><a>1</a>".utf8)]) == [told, "<?xml v?><a>1</a>"])
    }
}
