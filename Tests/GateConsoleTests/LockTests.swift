import ConsoleSupport
import GateGrid
import GateModel
import GateScreens
import GateText
import Testing

@testable import GateConsole

/// A locked screen in the console's core: on any size, and with what comes meanwhile.
@Suite("The lock of the screen") struct LockTests {
    private static func core() throws -> ConsoleCore {
        var core = ConsoleApp.core(
            GlassOptions(
                person: Person(name: "T. Hà", agency: .borderGuard), lane: HandMade.lane(3), language: .vietnamese,
                dumpFolder: "/"),
            try House.allWords(), mode: .live)
        var gate = HandMade()
        gate.control(gate.declare("29H65432"))
        core.context.state = gate.state
        core.context.now = gate.now
        return core
    }

    private static func lock(_ core: inout ConsoleCore, _ code: String) {
        for key in [Key.function(12), .paste(code), .enter, .paste(code), .enter] { _ = core.handle(key) }
    }

    private static func type(_ code: String, _ core: inout ConsoleCore, isTiny: Bool) {
        for sign in code { _ = core.handle(.character(sign), isTiny: isTiny) }
        _ = core.handle(.enter, isTiny: isTiny)
    }

    /// Every letter that decides something elsewhere is a sign of a code here.
    @Test(arguments: [false, true]) func anyLetterBelongsToTheCode(isTiny: Bool) throws {
        var core = try Self.core()
        let letters = String(
            BindingTable.all.flatMap(\.keys).compactMap { if case .character(let sign) = $0 { sign } else { nil } })
        for code in [letters.prefix(40), letters.suffix(40), "phqzjk?:"].map({ String($0) }) {
            Self.lock(&core, code)
            try #require(core.view.lock != nil && core.view.isSecret)
            Self.type(code, &core, isTiny: isTiny)
            #expect(core.view.lock == nil, "\(code)")
        }
    }

    /// Where only one line is shown nothing is decided, and a letter being typed is a letter.
    @Test func onATinyTerminalTypingIsNoDeciding() throws {
        var core = try Self.core()
        #expect(core.handle(.character("p"), isTiny: true).isEmpty)
        #expect(core.view.announcement?.text.text.contains(core.context.words.name(ActionID.pass).text) == true)
        _ = core.handle(.function(2), isTiny: true)
        for sign in "/phqz" { #expect(core.handle(.character(sign), isTiny: true).isEmpty) }
        guard case .input(let input)? = core.view.overlays.last else { return #expect(Bool(false), "nothing is typed") }
        #expect(input.text == "phqz" && core.view.announcement == nil)
        _ = core.handle(.enter, isTiny: true)
        #expect(core.view.queueFilter == "phqz")
        // Begun on a large terminal: a dossier's key, a menu's choice, a barrier's number.
        var begun = try Self.core()
        begun.view = ViewState(lane: HandMade.lane(3))
        begun.view.screen = .board
        let truck = try #require(begun.context.state.lane(HandMade.lane(3))?.control.first)
        begun.view.look(at: truck)
        var large = begun
        #expect(large.handle(.character("p"), isTiny: false).count == 1, "there it decides")
        #expect(begun.handle(.character("p"), isTiny: true).isEmpty)
        var menu = try Self.core()
        _ = menu.handle(.character("h"))
        guard case .menu? = menu.view.overlays.last else { return #expect(Bool(false), "\(menu.view.overlays)") }
        #expect(menu.handle(.enter, isTiny: true).isEmpty && menu.view.announcement != nil)
        // What the palette has chosen is what Enter means, and that would be a decision.
        var palette = try Self.core()
        for sign in ":" + palette.context.words.name(ActionID.hold).text {
            _ = palette.handle(.character(sign), isTiny: true)
        }
        #expect(palette.handle(.enter, isTiny: true).isEmpty)
        guard case .palette? = palette.view.overlays.last else { return #expect(Bool(false), "it was carried out") }
    }

    @Test func aPastedLineEndIsNoPartOfACode() throws {
        var core = try Self.core()
        Self.lock(&core, "123456\n")
        Self.type("123456", &core, isTiny: false)
        #expect(core.view.lock == nil)
    }

    @Test func whatComesMeanwhileIsToldAfterwardsTheMostUrgentLast() throws {
        var core = try Self.core()
        Self.lock(&core, "123456")
        var act = Act()
        act.verb = .pass
        core.tell(.unknown(act, "no answer"))
        for _ in 0..<30 { core.tell(.recorded(act)) }
        let locked = core.render(width: 80, height: 24).plainText()
        #expect(core.view.announcement == nil && !locked.contains("no answer") && !locked.contains("654.32"))
        Self.type("wrong!", &core, isTiny: false)
        #expect(core.view.announcement == nil)
        Self.type("123456", &core, isTiny: false)
        #expect(core.view.announcement?.text.text.contains("no answer") == true)
    }
}
