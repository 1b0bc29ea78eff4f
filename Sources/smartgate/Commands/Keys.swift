import ArgumentParser
import GateLayout
import GateScreens
import GateText

/// Prints `docs/keys.md` from the table of keys.
struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the table of keys as a page of the documentation.")

    @OptionGroup var gate: GateOptions

    func run() throws {
        let data = try gate.data()
        print(
            KeysPage.markdown(vietnamese: try data.catalogue(.vietnamese), english: try data.catalogue(.english)),
            terminator: "")
    }
}
