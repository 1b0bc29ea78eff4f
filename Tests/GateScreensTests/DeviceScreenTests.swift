import ConsoleSupport
import GateGrid
import GateModel
import GateText
import Testing

@testable import GateScreens

@Suite("Devices screen") struct DeviceScreenTests {
    private func scene(_ name: String) throws -> Scene { try #require(Scene.handMade().first { $0.name == name }) }

    private func sources(_ context: ScreenContext, _ view: ViewState) -> [String] {
        context.deviceRows(view).map { String($0.source.dropFirst("/gate/huu-nghi/".count)) }
    }

    @Test("Those that need somebody come first, those never heard last") func order() throws {
        let scene = try scene("devices")
        let context = try scene.context(.english)
        var view = scene.view(context)
        let all = sources(context, view)
        #expect(all.count == context.state.plan.devices.count)
        #expect(all.prefix(4) == ["lane/1/portal", "lane/2/front", "lane/1/rear", "lane/1/front"])
        #expect(context.state.devices.last?.report.condition == .unseen && all.last == "lane/12/rating")
        view.devicesTroubledOnly = true
        #expect(sources(context, view) == ["lane/1/portal", "lane/2/front", "lane/1/rear"])
    }

    @Test("A link that is down needs somebody, even where the device may be silent") func downLink() throws {
        let scene = try scene("devices")
        var context = try scene.context(.english)
        var view = scene.view(context)
        let loop = try #require(context.state.plan.devices.firstIndex { $0.source.hasSuffix("lane/5/loop-in") })
        context.devices.figures[loop].link = LinkFigures(
            address: "tcp-client 10.1.5.9:4001", phase: .waiting, number: 4, problem: nil, dropped: 0)
        view.devicesTroubledOnly = true
        #expect(sources(context, view) == ["lane/1/portal", "lane/2/front", "lane/1/rear", "lane/5/loop-in"])
    }

    @Test(
        "The filter finds place, kind, condition, reason and address",
        arguments: [
            ("portal !", 0), ("lane/1/portal", 1), ("10.1.1.20", 1), ("clock", 1), ("silent", 1), ("!lane", 0),
        ])
    func filter(text: String, least: Int) throws {
        let scene = try scene("devices")
        let context = try scene.context(.english)
        var view = scene.view(context)
        view.deviceFilter = text
        let rows = sources(context, view)
        if text == "!lane" { #expect(rows.allSatisfy { !$0.hasPrefix("lane/") } && !rows.isEmpty) }
        #expect(rows.count >= least)
    }

    @Test("Whose lines are wanted follows the choice, and only on this screen") func watch() throws {
        let scene = try scene("devices")
        let context = try scene.context(.vietnamese)
        var view = scene.view(context)
        #expect(context.watch(view) == DeviceWatch(source: "/gate/huu-nghi/lane/1/portal", isHeld: false))
        _ = view.handle(.down, context)
        _ = view.handle(.character("p"), context)
        #expect(context.watch(view) == DeviceWatch(source: "/gate/huu-nghi/lane/2/front", isHeld: true))
        #expect(view.handle(.character("y"), context) == [.copy("/gate/huu-nghi/lane/2/front")])
        _ = view.handle(.function(2), context)
        #expect(context.watch(view) == nil)
    }

    @Test("A filter of raw lines is for one device: another one's lines are all shown") func filterOfOne() throws {
        let scene = try scene("devices")
        let context = try scene.context(.english)
        var view = scene.view(context)
        _ = view.handle(.character("f"), context)
        for letter in "GB" { _ = view.handle(.character(letter), context) }
        _ = view.handle(.enter, context)
        let first = try #require(context.chosenDevice(view))
        #expect(view.rawFilter(of: first) == "GB")
        _ = view.handle(.down, context)
        let second = try #require(context.chosenDevice(view))
        #expect(second.id != first.id && view.rawFilter(of: second).isEmpty)
        _ = view.handle(.up, context)
        #expect(view.rawFilter(of: first) == "GB", "who comes back finds it")
        _ = view.handle(.down, context)
        _ = view.handle(.character("f"), context)
        #expect(view.rawFilter.isEmpty)
    }

    @Test("Esc takes away one thing at a time") func escape() throws {
        let scene = try scene("devices")
        let context = try scene.context(.vietnamese)
        var view = scene.view(context)
        view.deviceFilter = "portal"
        view.rawFilter = "GB"
        view.rawFilterOwner = context.chosenDevice(view)?.id
        view.rawIsFull = true
        _ = view.handle(.escape, context)
        #expect(!view.rawIsFull && view.rawFilter == "GB")
        _ = view.handle(.escape, context)
        #expect(view.rawFilter.isEmpty && view.deviceFilter == "portal")
        _ = view.handle(.escape, context)
        #expect(view.deviceFilter.isEmpty && view.screen == .devices)
    }

    @Test(
        "Bytes are shown as text, and what is no text by its number",
        arguments: [
            ("plain", "plain"), ("\u{02}2,0 0124\r", "<02>2,0 0124<0D>"), ("\u{1B}[2J", "<1B>[2J"), ("\u{7F}", "<7F>"),
            ("桂FA8231", "桂FA8231"),
        ])
    func raw(text: String, shown: String) { #expect(RawLine.text(Array(text.utf8)) == shown) }

    @Test("Bytes that are no UTF-8 never break the line") func notText() {
        let shown = RawLine.text([0xFF, 0x41, 0xC3, 0x28, 0x9B])
        #expect(shown.contains("A") && shown.contains("(") && shown.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test("Orders that did not arrive, changes held back and calls of nobody's stand in the pane") func counted() throws
    {
        let scene = try scene("devices")
        for language in [Language.english, .vietnamese] {
            var context = try scene.context(language)
            let view = scene.view(context)
            let portal = try #require(context.state.plan.devices.firstIndex { $0.source.hasSuffix("lane/1/portal") })
            context.devices.figures[portal].unsent = 31
            context.devices.figures[portal].lastUnsentAt = context.now
            context.devices.figures[portal].withheld = 417
            var link = LinkFigures(address: "http 10.0.0.1:80", phase: .listening, number: 2, problem: nil, dropped: 0)
            link.strangers = 93
            link.strangerProblem = .init(code: "tooManyConnections", arguments: ["64"])
            context.devices.figures[portal].link = link
            let text = Frame.render(context, view, width: 120, height: 50).grid.plainText()
            for message in [
                context.words(.devicesUnsent, "31"), context.words(.devicesWithheld, "417"),
                context.words(.devicesStrangers, "93") + ": " + context.words.name(link.strangerProblem),
            ] {
                #expect(text.contains(message.text), "\(message.text)\n\(text)")
            }
        }
    }

    @Test("A disk that fills up is told of: quietly at first, then above all else") func disk() throws {
        let scene = try scene("devices")
        for language in [Language.english, .vietnamese] {
            var context = try scene.context(language)
            var view = scene.view(context)
            func text() -> String { Frame.render(context, view, width: 100, height: 40).grid.plainText() }
            context.station.captureTrouble = .low(freeMebibytes: 1_500)
            let low = context.words(.resultDiskLow, context.words.grouped(1_500)).text
            view.announcement = nil
            #expect(text().contains(low))
            view.announcement = Announcement("something else", .message)
            #expect(!text().contains(low) && text().contains("something else"))
            context.station.captureTrouble = .paused(freeMebibytes: 500)
            context.station.captureLost = 12
            #expect(text().contains(context.words(.resultCapturePaused, "500", "12").text))
            context.station.captureTrouble = .failed("no space")
            #expect(text().contains(context.words(.resultCaptureStopped, "no space", "12").text))
        }
    }

    @Test("In a replay there are no lines, and the screen says where they are") func replay() throws {
        var scene = try scene("devices")
        scene.devices = DeviceBoard()
        scene.mode = .readOnly
        let context = try scene.context(.english)
        let text = try scene.render(.english, width: 120, height: 40).plainText()
        #expect(text.contains(context.words[.devicesNoLines].text))
    }
}
